"""A request of the GraphQL over HTTP specification, read from HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope

from service.http.errors import Code, Refused
from service.http.middleware import ClientGone

T = TypeVar("T")
JSON, GRAPHQL, HTML = "application/json", "application/graphql-response+json", "text/html"
ALLOWED = {"allow": "GET, HEAD, POST, OPTIONS"}
READS = ("GET", "HEAD")
MOST_PARAMETERS = 10
FIRST_CHOICE = {"*/*": JSON, "application/*": JSON, "text/*": HTML, JSON: JSON, GRAPHQL: GRAPHQL, HTML: HTML}
Parameters = dict[str, Any]


class Asked(NamedTuple):
    """What a client asks: a document or the hash of one, and what goes with it."""

    query: str | None
    variables: Parameters
    operation_name: str | None
    extensions: Parameters
    reads: bool


class Sent(NamedTuple):
    """A request as it came: the bytes of its body, or of its address, and the media type that is to come back."""

    data: bytes
    reads: bool  # by GET, which must change nothing
    media: str


def fields_of(scope: Scope) -> dict[bytes, bytes]:
    """The header fields by name; one that comes twice is a list."""
    headers = scope["headers"]
    fields: dict[bytes, bytes] = dict(headers)
    if len(fields) < len(headers):
        fields.clear()
        for name, value in headers:
            fields[name] = fields[name] + b"," + value if name in fields else value
    return fields


@lru_cache(256)
def choices(accept: bytes) -> tuple[str, ...]:
    """The media types of ours that are accepted, the dearest first; who says nothing takes JSON (RFC 9110, 12.5.1)."""
    found: dict[str, float] = {}
    for part in (accept.decode("latin-1") or "*/*").split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media in FIRST_CHOICE and charset(parameters) in (None, "utf-8"):
            found[media] = max(found.get(media, 0.0), quality(parameters))
    refused = {FIRST_CHOICE[media] for media, q in found.items() if q == 0 and "*" not in media}
    dear = sorted((media for media, q in found.items() if q > 0), key=lambda media: -found[media])
    chosen = (FIRST_CHOICE[media] if FIRST_CHOICE[media] not in refused else GRAPHQL for media in dear)
    return tuple(dict.fromkeys(media for media in chosen if media not in refused))


def quality(parameters: list[str]) -> float:
    try:
        return next((float(text[2:]) for text in parameters if text.startswith("q=")), 1.0)
    except ValueError:
        return 0.0


def charset(parameters: list[str]) -> str | None:
    return next((text[8:].strip('"') for text in parameters if text.startswith("charset=")), None)


@lru_cache(256)
def media_of(accept: bytes) -> str:
    """The media type of the answer. Raises Refused."""
    media = next((choice for choice in choices(accept) if choice != HTML), None)
    if media is None:
        raise Refused(406, Code.NOT_ACCEPTABLE, f"the answer can be {GRAPHQL} or {JSON}, in UTF-8")
    return media


def wants_page(scope: Scope, accept: bytes) -> bool:
    """Whether a browser comes to look rather than to ask."""
    return scope["method"] in READS and b"query=" not in scope["query_string"] and choices(accept)[:1] == (HTML,)


async def read_request(scope: Scope, receive: Receive, fields: Mapping[bytes, bytes], media: str) -> Sent:
    """The bytes of an address or a body. Raises Refused, or ClientGone."""
    if scope["method"] in READS:
        return Sent(scope["query_string"], True, media)
    if scope["method"] != "POST":
        raise Refused(405, Code.METHOD_NOT_ALLOWED, "only GET, HEAD and POST", ALLOWED)
    check_media(fields.get(b"content-type", b""), fields.get(b"content-encoding", b""))
    return Sent(await read_body(receive), False, media)


@lru_cache(256)
def check_media(content_type: bytes, content_encoding: bytes) -> None:
    """A body is JSON in UTF-8, as it is; no form can send that from another site without asking. Raises Refused."""
    media, *parameters = (piece.strip().lower() for piece in content_type.decode("latin-1").split(";"))
    if media != JSON or charset(parameters) not in (None, "utf-8", "utf8"):
        raise Refused(415, Code.UNSUPPORTED_MEDIA_TYPE, f"the body must be {JSON}, in UTF-8", {"accept-post": JSON})
    if content_encoding not in (b"", b"identity"):
        raise Refused(
            415, Code.UNSUPPORTED_MEDIA_TYPE, "the body must not be compressed", {"accept-encoding": "identity"}
        )


async def read_body(receive: Receive) -> bytes:
    """The whole body; how long it may be is seen to before. Raises ClientGone."""
    pieces = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


def from_body(body: bytes) -> Parameters:
    given = parsed(body, "the body")
    if isinstance(given, list):
        raise bad("batches are not answered: send one request at a time")
    if not isinstance(given, dict):
        raise bad("the body must be a JSON object with the member `query`")
    return given


def from_address(query_string: bytes) -> Parameters:
    """The parameters as a body has them: an empty one is none, `variables` and `extensions` are JSON."""
    given: Parameters = {}
    try:
        pairs = parse_qsl(query_string.decode("ascii"), True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise bad(f"the address must have at most {MOST_PARAMETERS} parameters, in UTF-8") from None
    for name, text in pairs:
        if name in given:
            raise bad("a parameter of the address is given more than once")
        given[name] = text or None
    for name in ("variables", "extensions"):
        if given.get(name):
            given[name] = parsed(given[name].encode(), f"`{name}`")
    return given


def parsed(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise bad(f"{what} is not JSON in UTF-8") from None


def asked_by(sent: Sent) -> Asked:
    """The parameters by name and type; null is as none. Raises Refused."""
    given = from_address(sent.data) if sent.reads else from_body(sent.data)
    return Asked(
        typed(given, "query", str, "text"),
        typed(given, "variables", dict, "a JSON object") or {},
        typed(given, "operationName", str, "text") or None,
        typed(given, "extensions", dict, "a JSON object") or {},
        sent.reads,
    )


def typed(given: Parameters, name: str, wanted: Callable[..., T], says: str) -> T | None:
    value = given.get(name)
    if value is None or type(value) is wanted:
        return value
    raise bad(f"`{name}` must be {says}")


def bad(message: str) -> Refused:
    return Refused(400, Code.BAD_REQUEST, message)
