"""Metadata of one request, for the access log, the metrics and the traces."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from starlette.types import Scope

REQUEST_INFO = "samband.request_info"
GIVEN_ID = re.compile(rb"[A-Za-z0-9._~-]{1,64}")
PROCESS, NUMBERS = os.urandom(6).hex(), count(1)  # request ids are unique, not secret
ADDRESS = 64  # maximum length of an address, in characters
GONE = 499  # the status in the log of a request whose client disconnected; nothing is sent


@dataclass(slots=True)
class RequestInfo:
    """Metadata of one request. The endpoint sets the operation; `text` is the document, logged only as a hash."""

    request_id: str
    client: str = ""  # address; only in memory, for fair shares of the lanes
    status: int = GONE
    operation: str | None = None
    text: str | None = None
    cost: int | None = None
    cached: bool = False
    code: str | None = None


def new_request_info(given_id: bytes | None, client: str = "") -> RequestInfo:
    """The metadata of a new request. Its id is that of a proxy, if it has 1 to 64 plain characters, else generated."""
    if given_id is not None and GIVEN_ID.fullmatch(given_id):
        return RequestInfo(given_id.decode("ascii"), client)
    return RequestInfo(f"{PROCESS}-{next(NUMBERS):x}", client)


def client_of(peer: tuple[str, int] | None, forwarded: bytes | None) -> str:
    """The address of the client: the last one in the header field of the proxy in front, else that of the connection."""
    if forwarded is not None:
        return forwarded.rpartition(b",")[2].strip(b" \t")[:ADDRESS].decode("latin-1")
    return str(peer[0]) if peer else ""


def request_info_of(scope: Scope) -> RequestInfo:
    """The metadata of a request; created if no middleware has set it."""
    info = scope.get(REQUEST_INFO)
    if not isinstance(info, RequestInfo):
        info = scope[REQUEST_INFO] = new_request_info(None)
    return info


@lru_cache(512)
def document_hash(text: str) -> str:
    """The SHA-256 of a document in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
