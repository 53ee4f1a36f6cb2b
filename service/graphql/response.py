"""Responses of the GraphQL endpoint: the client's preferences, then status, header fields and body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from graphql import ExecutionResult
from starlette.types import Send

from service.graphql.request import GRAPHQL, JSON
from service.http.errors import Code, format_errors
from service.http.protocol import HeaderLine
from service.http.request_info import RequestInfo
from service.http.response_cache import Body, etag, preferred_coding

VARY = (b"vary", b"accept, accept-encoding")
NEVER = (b"cache-control", b"no-store")
CONTENT_TYPES = {media: (b"content-type", f"{media}; charset=utf-8".encode()) for media in (JSON, GRAPHQL)}
PARTIAL = 294  # Partial Success: data and errors


class ResponsePreferences(NamedTuple):
    """The wanted media type, the content coding or "", and the value of If-None-Match or ""."""

    media: str
    coding: str
    condition: str


def preferences_of(fields: Mapping[bytes, bytes], media: str, *, reads: bool) -> ResponsePreferences:
    """The preferences by the header fields; If-None-Match applies to GET and HEAD only."""
    coding = preferred_coding(fields.get(b"accept-encoding", b"").decode("latin-1"))
    condition = fields.get(b"if-none-match", b"") if reads else b""
    return ResponsePreferences(media, coding, condition.decode("latin-1"))


class RawResponse(NamedTuple):
    """Status, header lines and body of a response."""

    status: int
    headers: list[HeaderLine]
    body: bytes


def ok(tag: str, media: str, body: Body, control: HeaderLine) -> RawResponse:
    """A 200 response with an ETag; `control` is its Cache-Control line."""
    data, coding = body
    headers = [CONTENT_TYPES[media], (b"etag", etag(tag, coding).encode()), control, VARY]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    return complete(200, headers, data)


def not_modified(current: str, control: HeaderLine) -> RawResponse:
    """The 304 response to a client that holds the response with this ETag."""
    return RawResponse(304, [(b"etag", current.encode()), control, VARY], b"")


def error(status: int, media: str, content: dict[str, Any]) -> RawResponse:
    """A response with errors, which must not be cached."""
    return complete(status, [CONTENT_TYPES[media], NEVER, VARY], orjson.dumps(content))


def complete(status: int, headers: list[HeaderLine], body: bytes) -> RawResponse:
    headers.append((b"content-length", str(len(body)).encode()))
    return RawResponse(status, headers, body)


async def send_response(send: Send, response: RawResponse) -> None:
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
    await send({"type": "http.response.body", "body": response.body})


def request_error(media: str) -> int:
    """The status of a document that was not executed: 400, but 200 for `application/json` (section 6.4)."""
    return 400 if media == GRAPHQL else 200


def content_of(result: ExecutionResult, media: str, info: RequestInfo) -> tuple[int, dict[str, Any]]:
    """The status and the content of a response. A document that was not executed has no member `data`."""
    errors = format_errors(result.errors or (), info.request_id, Code.BAD_USER_INPUT)
    if not errors:
        return 200, {"data": result.data}
    if result.data is None and not any("path" in error for error in errors):
        return request_error(media), {"errors": errors}
    return PARTIAL if media == GRAPHQL else 200, {"errors": errors, "data": result.data}
