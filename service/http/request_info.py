"""Metadata of one request, for the access log, the metrics and the traces."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import count

from starlette.types import Scope

REQUEST_INFO = "samband.request_info"
GIVEN_ID = re.compile(rb"[A-Za-z0-9._~-]{1,64}")
PROCESS, NUMBERS = os.urandom(6).hex(), count(1)  # request ids are unique, not secret
ADDRESS = 64  # maximum length of an address, in characters
NAMED = 1_000  # bytes of a field with addresses that are read, from its end; an address that is cut is not
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


class ClientAddress:
    """Says who the client of a request is: call it with the address of the connection and the header fields.

    The client is the peer, unless that is one of the `trusted` proxies. Such a proxy adds the address of its own peer to
    the end of the field `header`, so the client is then the last address there outside the trusted networks, and the
    first one if all are inside.
    """

    def __init__(self, trusted: Sequence[IPv4Network | IPv6Network], header: str) -> None:
        self.header = header.lower().encode()
        self.is_trusted = lru_cache(1024)(partial(is_within, trusted)) if trusted else None
        self.last_untrusted = lru_cache(1024)(self.find_last_untrusted)

    def __call__(self, peer: tuple[str, int] | None, headers: Sequence[tuple[bytes, bytes]]) -> str:
        client = str(peer[0]) if peer else ""
        if self.is_trusted is None or not self.is_trusted(client):
            return client
        named = b",".join([value for name, value in headers if name == self.header])
        if len(named) > NAMED:
            named = named[-NAMED:].partition(b",")[2]
        return self.last_untrusted(client, named)

    def find_last_untrusted(self, client: str, named: bytes) -> str:
        """The last of the named addresses that is not of a trusted proxy; the first if all are, `client` without any."""
        assert self.is_trusted is not None
        for text in filter(None, map(str.strip, reversed(named.decode("latin-1").split(",")))):
            client = without_port(text)[:ADDRESS]
            if not self.is_trusted(client):
                break
        return client


def is_within(networks: Sequence[IPv4Network | IPv6Network], text: str) -> bool:
    """Whether a text is an address in one of the networks. An IPv4 address may be written as one of IPv6."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in network for network in networks)


def without_port(address: str) -> str:
    """The address without the port and the brackets that some proxies add."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


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
