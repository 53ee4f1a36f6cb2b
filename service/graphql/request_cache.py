"""Requests that came before in the very same bytes, so that they need not be read again."""

from __future__ import annotations

from typing import NamedTuple

from service.graphql.request import Asked, Sent
from service.http.response_cache import ENTRY, Bounded

WIDE = 5  # times the bytes of a request: those themselves, and texts of four bytes for a character


class Known(NamedTuple):
    """What the answer to a request is found by, and what is told of it; what it asks, unless it was seen before."""

    tag: str
    text: str
    operation: str | None
    asked: Asked | None = None


class Seen(Bounded[tuple[str, Sent], Known]):
    """What is known of requests, by the state of the snapshot and what was sent."""

    def size_of(self, key: tuple[str, Sent], value: Known) -> int:
        return WIDE * len(key[1].data) + ENTRY

    def remember(self, state: str, sent: Sent, known: Known) -> None:
        if known.asked is not None:
            self.put((state, sent), known._replace(asked=None))
