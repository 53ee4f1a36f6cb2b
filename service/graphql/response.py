"""What goes back to who asked the endpoint: how an answer is wanted, and its status, header fields and body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from graphql import ExecutionResult
from starlette.types import Send

from service.graphql.request import GRAPHQL, JSON
from service.http.errors import Code, formatted
from service.http.request_info import Facts
from service.http.response_cache import Body, coding_of, etag

VARY = (b"vary", b"accept, accept-encoding")
NEVER = (b"cache-control", b"no-store")
CONTENT_TYPES = {media: (b"content-type", f"{media}; charset=utf-8".encode()) for media in (JSON, GRAPHQL)}
PARTIAL = 294  # Partial Success: data and errors
Line = tuple[bytes, bytes]


class Wish(NamedTuple):
    """How an answer is wanted: its media type, its coding or "", and the If-None-Match of who may hold it, or ""."""

    media: str
    coding: str
    condition: str


def wish_of(fields: Mapping[bytes, bytes], media: str, *, reads: bool) -> Wish:
    """What the header fields say of the answer; only who reads may hold it already."""
    coding = coding_of(fields.get(b"accept-encoding", b"").decode("latin-1"))
    condition = fields.get(b"if-none-match", b"") if reads else b""
    return Wish(media, coding, condition.decode("latin-1"))


class Answer(NamedTuple):
    """What goes back."""

    status: int
    headers: list[Line]
    body: bytes


def good(tag: str, media: str, kept: Body, control: Line) -> Answer:
    """The answer of a body without errors, by its tag; `control` says how long it may be kept."""
    body, coding = kept
    headers = [CONTENT_TYPES[media], (b"etag", etag(tag, coding).encode()), control, VARY]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    return whole(200, headers, body)


def unchanged(current: str, control: Line) -> Answer:
    """The answer to a client that holds the one of this ETag."""
    return Answer(304, [(b"etag", current.encode()), control, VARY], b"")


def failed(status: int, media: str, content: dict[str, Any]) -> Answer:
    """An answer with errors, which nobody keeps."""
    return whole(status, [CONTENT_TYPES[media], NEVER, VARY], orjson.dumps(content))


def whole(status: int, headers: list[Line], body: bytes) -> Answer:
    headers.append((b"content-length", str(len(body)).encode()))
    return Answer(status, headers, body)


async def write(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


def request_error(media: str) -> int:
    """The status of a document that was not executed; who knows JSON only is told so within (section 6.4)."""
    return 400 if media == GRAPHQL else 200


def shape(result: ExecutionResult, media: str, facts: Facts) -> tuple[int, dict[str, Any]]:
    """The status and the response. What was refused before it was executed has no `data`, not even null."""
    errors = formatted(result.errors or (), facts.request_id, Code.BAD_USER_INPUT)
    if not errors:
        return 200, {"data": result.data}
    if result.data is None and not any("path" in error for error in errors):
        return request_error(media), {"errors": errors}
    return PARTIAL if media == GRAPHQL else 200, {"errors": errors, "data": result.data}
