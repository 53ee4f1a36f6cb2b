"""Reads and parses requests of the GraphQL over HTTP specification."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope

from service.http.errors import Code, HTTPError
from service.http.middleware import ClientDisconnected
from service.http.negotiation import UTF_8, acceptable, parse_media_type

T = TypeVar("T")
JSON, GRAPHQL, HTML = "application/json", "application/graphql-response+json", "text/html"
ALLOWED = {"allow": "GET, HEAD, POST, OPTIONS"}
READS = ("GET", "HEAD")
MOST_PARAMETERS = 10
Parameters = dict[str, Any]


class GraphQLRequest(NamedTuple):
    """The parameters of a request; `query` is None when a trusted document is requested by its hash."""

    query: str | None
    variables: Parameters
    operation_name: str | None
    extensions: Parameters
    reads: bool

    @property
    def wants_cost(self) -> bool:
        """Whether the response must report the cost of the operation."""
        return self.extensions.get("cost") is True


class RawRequest(NamedTuple):
    """The bytes of a body or of a query string, and the media type of the response."""

    data: bytes
    reads: bool  # sent by GET or HEAD, which must not change anything
    media: str


def fields_of(scope: Scope) -> dict[bytes, bytes]:
    """The header fields by name; the values of a repeated field are joined by commas."""
    headers = scope["headers"]
    fields: dict[bytes, bytes] = dict(headers)
    if len(fields) < len(headers):
        fields.clear()
        for name, value in headers:
            fields[name] = fields[name] + b"," + value if name in fields else value
    return fields


def response_media_type(accept: bytes) -> str:
    """The media type of the response. Raises HTTPError 406."""
    for media in acceptable(accept.decode("latin-1"), JSON, GRAPHQL):
        return media
    raise HTTPError(406, Code.NOT_ACCEPTABLE, f"`Accept` must allow {GRAPHQL} or {JSON}, in UTF-8")


def prefers_html(scope: Scope, accept: bytes) -> bool:
    """Whether a browser opens the address: a GET without a query that prefers HTML."""
    return scope["method"] in READS and b"query=" not in scope["query_string"] and html_first(accept)


def html_first(accept: bytes) -> bool:
    """Whether HTML is the most preferred media type."""
    return acceptable(accept.decode("latin-1"), JSON, GRAPHQL, HTML)[:1] == (HTML,)


async def read_request(scope: Scope, receive: Receive, fields: Mapping[bytes, bytes], media: str) -> RawRequest:
    """The query string of a GET or the body of a POST. Raises HTTPError, or ClientDisconnected."""
    if scope["method"] in READS:
        return RawRequest(scope["query_string"], True, media)
    if scope["method"] != "POST":
        raise HTTPError(405, Code.METHOD_NOT_ALLOWED, "the method must be GET, HEAD or POST", ALLOWED)
    check_media(fields.get(b"content-type", b""), fields.get(b"content-encoding", b""))
    return RawRequest(await read_body(receive), False, media)


@lru_cache(256)
def check_media(content_type: bytes, content_encoding: bytes) -> None:
    """Raises HTTPError 415 unless the body is JSON in UTF-8 without a content coding.

    A browser sends such a body to another site only after a preflight request, which prevents request forgery.
    """
    media, parameters = parse_media_type(content_type.decode("latin-1"))
    if media != JSON or parameters.get("charset") not in UTF_8:
        raise HTTPError(415, Code.UNSUPPORTED_MEDIA_TYPE, f"the body must be {JSON}, in UTF-8", {"accept-post": JSON})
    if content_encoding not in (b"", b"identity"):
        raise HTTPError(
            415, Code.UNSUPPORTED_MEDIA_TYPE, "the body must not be compressed", {"accept-encoding": "identity"}
        )


async def read_body(receive: Receive) -> bytes:
    """The complete body; RequestMiddleware limits its length. Raises ClientDisconnected."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def from_body(body: bytes) -> Parameters:
    """The parameters of a body. Raises HTTPError 400."""
    given = parse_json(body, "the body")
    if isinstance(given, list):
        raise bad_request("batches are not supported: send one operation per request")
    if not isinstance(given, dict):
        raise bad_request("the body must be a JSON object with the member `query`")
    return given


def from_address(query_string: bytes) -> Parameters:
    """The parameters of a query string; `variables` and `extensions` are JSON. Raises HTTPError 400."""
    given: Parameters = {}
    try:
        pairs = parse_qsl(query_string.decode("ascii"), True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise bad_request(f"the query string must be UTF-8 and have at most {MOST_PARAMETERS} parameters") from None
    for name, text in pairs:
        if name in given:
            raise bad_request("a parameter of the query string is given more than once: give it once")
        given[name] = text or None
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = parse_json(given[name].encode(), f"`{name}`")
    return given


def parse_json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise bad_request(f"{what} must be JSON in UTF-8") from None


def parse_request(raw: RawRequest) -> GraphQLRequest:
    """The parameters with checked types; null counts as absent. Raises HTTPError 400."""
    given = from_address(raw.data) if raw.reads else from_body(raw.data)
    return GraphQLRequest(
        typed(given, "query", str, "text"),
        typed(given, "variables", dict, "a JSON object") or {},
        typed(given, "operationName", str, "text") or None,
        typed(given, "extensions", dict, "a JSON object") or {},
        raw.reads,
    )


def typed(given: Parameters, name: str, wanted: Callable[..., T], description: str) -> T | None:
    value = given.get(name)
    if value is None or type(value) is wanted:
        return value
    raise bad_request(f"`{name}` must be {description}")


def bad_request(message: str) -> HTTPError:
    return HTTPError(400, Code.BAD_REQUEST, message)
