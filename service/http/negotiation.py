"""Which of several media types a client would rather have."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 2_000  # characters of an Accept header that are read


def chosen(accept: str, offers: Sequence[str]) -> str:
    """The best of the offers by an Accept header; the first when it names none of them, as to everybody without one."""
    ranges = [_range(part) for part in accept[:LONGEST].split(",")]
    best = max(offers, key=lambda offer: _weight(offer, ranges))  # of equals the first
    return best if _weight(best, ranges) > 0 else offers[0]


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    try:
        return media, float(weight)
    except ValueError:
        return media, 0.0


def _weight(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the narrowest range that holds the offer."""
    kind = offer.partition("/")[0]
    for wanted in (offer, f"{kind}/*", "*/*"):
        weights = [weight for media, weight in ranges if media == wanted]
        if weights:
            return max(weights)
    return 0.0
