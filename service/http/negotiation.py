"""Content negotiation by the header fields Accept and Accept-Language (RFC 9110, section 12.5)."""

from __future__ import annotations

from functools import lru_cache

LONGEST = 2_000  # characters of an Accept header field; the rest is ignored
UTF_8 = (None, "utf-8", "utf8")


@lru_cache(256)
def acceptable(accept: str, *offers: str) -> tuple[str, ...]:
    """The media types of `offers` that the client accepts, the preferred one first; all of them if `accept` is empty.

    The most specific range that matches an offer gives its weight. Offers of equal weight are in the order of the
    field, then in the order of `offers`.
    """
    ranges = media_ranges(accept[:LONGEST] or "*/*")
    found = []
    for offer in offers:
        names = (offer, f"{offer.partition('/')[0]}/*", "*/*")
        weight, position = next((ranges[name] for name in names if name in ranges), (0.0, 0))
        if weight > 0:
            found.append((-weight, position, offer))
    return tuple(offer for _, _, offer in sorted(found, key=lambda item: item[:2]))


def preferred(accept: str, *offers: str) -> str:
    """The offer with the highest weight; the first offer if the client accepts none."""
    return next(iter(acceptable(accept, *offers)), offers[0])


@lru_cache(256)
def preferred_language(accept_language: str, *offers: str) -> str:
    """The language of `offers` that the field Accept-Language weighs most; the first one if it names none of them.

    A range such as sv-FI asks for sv (RFC 4647, lookup).
    """
    weights = {}
    for position, part in enumerate(accept_language[:LONGEST].split(",")):
        name, parameters = parse_media_type(part)
        language = name.partition("-")[0]
        if language in offers and language not in weights:
            weights[language] = (quality(parameters.get("q", "1")), -position)
    best = max(weights, key=weights.__getitem__, default=offers[0])
    return best if best in weights and weights[best][0] > 0 else offers[0]


def media_ranges(accept: str) -> dict[str, tuple[float, int]]:
    """The weight, 0 to 1, and the position of each media range; ranges with a charset other than UTF-8 are omitted."""
    ranges: dict[str, tuple[float, int]] = {}
    for position, part in enumerate(accept.split(",")):
        media, parameters = parse_media_type(part)
        if parameters.get("charset") in UTF_8:
            weight, first = ranges.get(media, (0.0, position))
            ranges[media] = max(weight, quality(parameters.get("q", "1"))), first
    return ranges


def quality(text: str) -> float:
    """A weight from 0 to 1; 0 for an invalid text."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


def parse_media_type(text: str) -> tuple[str, dict[str, str]]:
    """The media type or range in lower case, and its parameters by name, without quotes."""
    media, *parameters = (part.strip().lower() for part in text.split(";"))
    pairs = (part.partition("=") for part in parameters)
    return media, {name: value.strip('"') for name, _, value in pairs}
