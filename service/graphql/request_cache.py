"""A cache of parsed requests by their bytes, so that an equal request is not parsed again."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from data.snapshot.cache import BoundedCache
from service.graphql.request import GraphQLRequest, RawRequest
from service.http.response_cache import ENTRY_BYTES, hashed

MEMORY_FACTOR = 5  # memory per byte of a request: the byte itself, and text of up to four bytes for a character


class ParsedRequest(NamedTuple):
    """The tag of the response, the document and the operation; `request` is left out in the cache."""

    tag: str
    text: str
    operation: str | None
    request: GraphQLRequest | None = None
    weight: int = 0  # memory in the cache, bytes


class RequestCache:
    """Parsed requests by the state of the snapshot and the raw request, at most `limit` bytes of them."""

    def __init__(self, limit: int) -> None:
        self.requests = BoundedCache[tuple[str, RawRequest], ParsedRequest](limit, lambda parsed: parsed.weight)

    def get(self, key: tuple[str, RawRequest]) -> ParsedRequest | None:
        return self.requests.get(key)

    def remember(self, state: str, raw: RawRequest, parsed: ParsedRequest) -> None:
        if parsed.request is not None:
            weight = MEMORY_FACTOR * len(raw.data) + ENTRY_BYTES
            self.requests.put((state, raw), parsed._replace(request=None, weight=weight))


def response_tag(state: str, request: GraphQLRequest, text: str, media: str) -> str:
    """A hash of everything that the response depends on; the order of the variables does not count."""
    parts = [state, text, request.variables, request.operation_name, media, request.wants_cost]
    return hashed(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))
