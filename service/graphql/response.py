"""What goes back to who asked the endpoint: how an answer is wanted, and its status, header fields and body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from graphql import ExecutionResult
from starlette.types import Send

from service.graphql.request import GRAPHQL, JSON
from service.http.errors import Code, format_errors
from service.http.request_info import RequestInfo
from service.http.response_cache import Body, etag, preferred_coding

VARY = (b"vary", b"accept, accept-encoding")
NEVER = (b"cache-control", b"no-store")
CONTENT_TYPES = {media: (b"content-type", f"{media}; charset=utf-8".encode()) for media in (JSON, GRAPHQL)}
PARTIAL = 294  # Partial Success: data and errors
Line = tuple[bytes, bytes]


class ResponsePreferences(NamedTuple):
    """How an answer is wanted: its media type, its coding or "", and the If-None-Match of who may hold it, or ""."""

    media: str
    coding: str
    condition: str


def preferences_of(fields: Mapping[bytes, bytes], media: str, *, reads: bool) -> ResponsePreferences:
    """What the header fields say of the answer; only who reads may hold it already."""
    coding = preferred_coding(fields.get(b"accept-encoding", b"").decode("latin-1"))
    condition = fields.get(b"if-none-match", b"") if reads else b""
    return ResponsePreferences(media, coding, condition.decode("latin-1"))


class RawResponse(NamedTuple):
    """What goes back."""

    status: int
    headers: list[Line]
    body: bytes


def ok(tag: str, media: str, kept: Body, control: Line) -> RawResponse:
    """The answer of a body without errors, by its tag; `control` says how long it may be kept."""
    body, coding = kept
    headers = [CONTENT_TYPES[media], (b"etag", etag(tag, coding).encode()), control, VARY]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    return complete(200, headers, body)


def not_modified(current: str, control: Line) -> RawResponse:
    """The answer to a client that holds the one of this ETag."""
    return RawResponse(304, [(b"etag", current.encode()), control, VARY], b"")


def error(status: int, media: str, content: dict[str, Any]) -> RawResponse:
    """An answer with errors, which nobody keeps."""
    return complete(status, [CONTENT_TYPES[media], NEVER, VARY], orjson.dumps(content))


def complete(status: int, headers: list[Line], body: bytes) -> RawResponse:
    headers.append((b"content-length", str(len(body)).encode()))
    return RawResponse(status, headers, body)


async def send_response(send: Send, answer: RawResponse) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


def request_error(media: str) -> int:
    """The status of a document that was not executed; who knows JSON only is told so within (section 6.4)."""
    return 400 if media == GRAPHQL else 200


def content_of(result: ExecutionResult, media: str, info: RequestInfo) -> tuple[int, dict[str, Any]]:
    """The status and the response. What was refused before it was executed has no `data`, not even null."""
    errors = format_errors(result.errors or (), info.request_id, Code.BAD_USER_INPUT)
    if not errors:
        return 200, {"data": result.data}
    if result.data is None and not any("path" in error for error in errors):
        return request_error(media), {"errors": errors}
    return PARTIAL if media == GRAPHQL else 200, {"errors": errors, "data": result.data}
