"""What a page is about in a sentence of facts, for search engines and for previews of its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from service.site.dates import DateWriter
from service.site.words import Words

Record = Mapping[str, Any]


class Summary(NamedTuple):
    """What a page is about: a sentence, and the same in short lines without the name."""

    sentence: str
    lines: tuple[str, ...]


def place_summary(words: Words, it: Record, sources: int) -> Summary:
    """Mariestad, Sweden: 2 partners in 2 countries, through 1 partnership. 12 sources."""
    edges, country = it["partners"]["edges"], it["country"]["name"]
    if not edges:
        return Summary(words["lonePlaceSummary"](it["name"], country), (country,))
    countries = {edge["node"]["country"]["code"] for edge in edges}
    partnerships = {one["slug"] for edge in edges for one in edge["partnerships"]}
    counts = (
        words["nPartners"](it["partners"]["totalCount"]),
        words["nCountries"](len(countries)),
        words["nPartnerships"](len(partnerships)),
        words["nSources"](sources),
    )
    return Summary(words["placeSummary"](it["name"], country, *counts), (country, *counts))


def partnership_summary(words: Words, it: Record, sources: int) -> Summary:
    """Municipal partnership between Mariestad, Ukmergė and Kamianets-Podilskyi, from 2013. 30 sources."""
    names = [holder["name"] for holder in last_holders(it)]
    period = ", ".join(phrase.text for phrase in DateWriter(words).period(it["start"], it["end"]))
    text = words["partnershipSummary" if len(names) > 1 else "openPartnershipSummary"]
    kind, count = words.named("KINDS", it["kind"]), words["nSources"](sources)
    sentence = text(kind, words.listed(names or [it["title"]]), period, count)
    return Summary(sentence, (kind, period, count))


def last_holders(it: Record) -> list[Record]:
    """The municipalities that hold the seats of a partnership, or held them last, each once."""
    held = [seat["memberships"][-1]["municipality"] for seat in it["seats"] if seat["memberships"]]
    return list({place["slug"]: place for place in held}.values())
