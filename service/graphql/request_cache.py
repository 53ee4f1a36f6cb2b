"""A cache of parsed requests by their bytes, so that equal requests are parsed once."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from data.snapshot.cache import BoundedCache
from service.graphql.request import GraphQLRequest, RawRequest
from service.http.response_cache import ENTRY_BYTES, hashed

MEMORY_FACTOR = 5  # bytes of memory per byte of a request: itself, and up to four for its decoded character


class ParsedRequest(NamedTuple):
    """A parsed request: response tag, document and operation name. Cached ones omit `request`."""

    tag: str
    text: str
    operation: str | None
    request: GraphQLRequest | None = None
    weight: int = 0  # memory in the cache, bytes


class RequestCache(BoundedCache[tuple[str, RawRequest], ParsedRequest]):
    """A bounded cache of parsed requests, by snapshot state and raw request; `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit, lambda parsed: parsed.weight)

    def remember(self, state: str, raw: RawRequest, parsed: ParsedRequest) -> None:
        weight = MEMORY_FACTOR * len(raw.data) + ENTRY_BYTES
        self.put((state, raw), parsed._replace(request=None, weight=weight))


def response_tag(state: str, request: GraphQLRequest, text: str, media: str) -> str:
    """A hash of everything that determines the response, regardless of the order of the variables."""
    parts = [state, text, request.variables, request.operation_name, media, request.wants_cost]
    return hashed(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))
