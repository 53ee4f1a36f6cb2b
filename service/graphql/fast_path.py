"""Requests to the endpoint that are answered where their bytes come in, without a message or a task between.

The way over ASGI is the one that holds, and every head goes it once. Who comes with the header fields of a request that
came before, and asks what the endpoint can answer at once, gets the same bytes here for a fraction of the work.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import NamedTuple

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from service.graphql.endpoint import Endpoint
from service.graphql.request import HTML, Sent, check_media, choices, fields_of, media_of
from service.graphql.response import Answer, Line, Wish, wish_of
from service.http.errors import Refused
from service.http.middleware import Door, announced
from service.http.request_info import new_facts
from service.http.response_cache import ENTRY, Bounded

MEMORY = 4 * 2**20  # bytes of heads that are remembered
WIDE = 4  # times the bytes of a head: those themselves, and what was read of them
UNUSUAL = frozenset({b"expect", b"transfer-encoding", b"upgrade"})


class Parts(NamedTuple):
    """A whole request: its method, its header fields, what it says by its address or body, and the bytes of the body."""

    method: bytes
    fields: bytes
    said: bytes
    length: int


class Head(NamedTuple):
    """What header fields tell: the length of a body, how the answer is wanted, the request's id, what the door adds."""

    length: int
    wish: Wish
    request_id: bytes | None
    added: tuple[Line, ...]


class Heads(Bounded[tuple[bytes, bytes], Head]):
    """By the method and the header fields as they came."""

    def size_of(self, key: tuple[bytes, bytes], value: Head) -> int:
        return WIDE * len(key[1]) + ENTRY


class Direct:
    """The short way to the endpoint of a path, past a door that lets in whom it let in before.

    It belongs to the event loop, and to connections on which nothing else is under way.
    """

    def __init__(self, path: str, endpoint: Endpoint, door: Door) -> None:
        self.path = path
        self.endpoint = endpoint
        self.door = door
        self.heads = Heads(MEMORY)
        self.post = b"POST %s HTTP/1.1" % path.encode()
        # an address without blanks, a fragment, or anything that would have to be looked at twice
        self.get = re.compile(rb"GET %s\?([!$-~]*) HTTP/1\.1" % re.escape(path).encode())
        self.scopes: dict[bytes, Scope] = {
            method: {"method": method.decode(), "path": path, "endpoint": endpoint} for method in (b"GET", b"POST")
        }

    def parts(self, data: bytes) -> Parts | None:
        """The parts of a request that could go this way, if the data holds nothing else."""
        line, _, rest = data.partition(b"\r\n")
        fields, end, body = rest.partition(b"\r\n\r\n")
        if not end:
            return None
        if line == self.post:
            return Parts(b"POST", fields, body, len(body))
        get = self.get.fullmatch(line)
        return None if get is None else Parts(b"GET", fields, get[1], len(body))

    def learn(self, data: bytes, scope: Scope) -> None:
        """Remember the header fields of a request, which HTTP's parser found to be all of the data."""
        parts, headers = self.parts(data), scope["headers"]
        if parts is None or parts[:2] in self.heads.values:
            return
        fields, reads = fields_of(scope), parts.method == b"GET"
        accept, length = fields.get(b"accept", b""), announced(fields)
        page = reads and choices(accept)[:1] == (HTML,)  # it hangs on the address whether that is what is sent
        if len(fields) < len(headers) or length != parts.length or UNUSUAL & fields.keys() or page:
            return
        try:
            self.door.check(scope, length)
            media = media_of(accept)
            if not reads:
                check_media(fields.get(b"content-type", b""), fields.get(b"content-encoding", b""))
        except Refused:
            return
        wish, added = wish_of(fields, media, reads=reads), self.door.origins.fields(fields.get(b"origin"))
        self.heads.put(parts[:2], Head(length, wish, fields.get(b"x-request-id"), added))

    def answer(self, data: bytes, defaults: Iterable[Line]) -> bytes | None:
        """The bytes of the answer, those of its head after the default lines; None when it has to go the long way."""
        begun = time.perf_counter()
        parts = self.parts(data)
        if parts is None:
            return None
        head = self.heads.get(parts[:2])
        if head is None or head.length != parts.length or not self.lets_in(parts):
            return None
        facts, reads = new_facts(head.request_id), parts.method == b"GET"
        try:
            question = self.endpoint.question(Sent(parts.said, reads, head.wish.media), head.wish, facts)
            answer = self.endpoint.at_once(question)
        except Exception:  # noqa: BLE001  the long way finds it too, and tells it
            return None
        if answer is None:
            return None
        facts.status = answer.status
        own = (b"x-request-id", facts.request_id.encode())
        self.door.tell(self.scopes[parts.method], facts, time.perf_counter() - begun)
        return written(answer, [*defaults, *answer.headers, own, *head.added])

    def lets_in(self, parts: Parts) -> bool:
        """What the door looks at beside the header fields."""
        settings, uri = self.door.settings, len(self.path) + (len(parts.said) if parts.method == b"GET" else 0)
        return uri <= settings.max_uri and self.door.in_flight < settings.max_requests


def written(answer: Answer, lines: Iterable[Line]) -> bytes:
    return b"".join([STATUS_LINE[answer.status], *[b"%b: %b\r\n" % line for line in lines], b"\r\n", answer.body])
