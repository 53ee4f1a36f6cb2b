"""Official forms of the names of local authorities, such as `Mariestads kommun`, `Region Skåne` and `City of Malmö`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from data.domain.enums import MunicipalityKind
from data.domain.text import fold, spelling
from data.snapshot.entities import Municipality

UNITS = {  # words for a kind of local authority; the words of `Municipality.unit`, of which one must be present
    "kommun": ("municipality",),
    "kommune": ("municipality",),
    "municipality": ("municipality",),
    "stad": ("city", "town"),
    "city": ("city",),
    "town": ("town",),
    "region": ("region", "regional"),
    "county": ("county",),
    "province": ("province",),
    "district": ("district",),
}
MUNICIPAL, URBAN = ("kommun", "kommune", "municipality"), ("stad", "city", "town")
WITH_GENITIVE = ("kommun", "stad", "region")  # words that follow a name in the Swedish genitive
WITHOUT_ENDING = ("s", "x", "z")  # a Swedish name that ends so has no ending in the genitive
GENITIVE_COUNTRY = "SE"  # the only country of which a name without its last `s` is known to be the right one
CITIES_BY_STYLE = ("SE",)  # countries of which any municipality may call itself a city; none has that as its legal kind
LONGEST = 200  # characters; a longer text is no name
BEFORE = re.compile(rf"(?:the )?({'|'.join(UNITS)}) of (?:the )?(.+)|(region) (.+)")
AFTER = re.compile(rf"(.+) ({'|'.join(UNITS)})")
OF_MUNICIPALITY = ("{}", "{} kommun", "{} kommune", "{} stad", "{} municipality", "municipality of {}")
OF_REGION = ("{}", "region {}", "{} region", "region {} län", "region {}s län")


class Reading(NamedTuple):
    """A way to understand an official form: a name that records may have, and the word for the kind of authority.

    `name` is a `spelling`. `genitive` says that it lacks the last `s` of the text.
    """

    name: str
    word: str
    genitive: bool


def readings(text: str) -> list[Reading]:
    """The readings of a text, the closest to it first. Empty when it has no word for a kind of authority."""
    return list(_readings(text)) if len(text) <= LONGEST else []


def _readings(text: str) -> Iterator[Reading]:
    for word, stem in _split(spelling(text)):
        for name in _recorded(word, stem):
            yield Reading(name, word, genitive=False)
        nominative = stem[:-1]
        if word in WITH_GENITIVE and stem.endswith("s") and nominative and not nominative.endswith(WITHOUT_ENDING):
            for name in _recorded(word, nominative):
                yield Reading(name, word, genitive=True)


def _split(spelled: str) -> Iterator[tuple[str, str]]:
    """Yields the word for the kind of authority and the rest: of words before the name, then of one after it."""
    before, after = BEFORE.fullmatch(spelled), AFTER.fullmatch(spelled)
    if before:
        yield before[1] or before[3], before[2] or before[4]
    if after:
        yield after[2], after[1]


def _recorded(word: str, stem: str) -> Iterator[str]:
    """Yields the names of an authority that records may have instead of its official form."""
    for template in OF_REGION if word == "region" else OF_MUNICIPALITY:
        yield template.format(stem)


def agrees(reading: Reading, authority: Municipality) -> bool | None:
    """Whether the word for the kind of authority fits a local authority. None when its record does not say enough."""
    fits = _fits(reading.word, authority)
    sure = not reading.genitive or authority.country.code == GENITIVE_COUNTRY
    return fits if sure or not fits else None


def _fits(word: str, authority: Municipality) -> bool | None:
    municipal = authority.kind is MunicipalityKind.MUNICIPALITY
    if not set(fold(authority.unit or "").split()).isdisjoint(UNITS[word]):
        return True
    if municipal and (word in MUNICIPAL or (word == "region" and authority.county_code)):
        return True
    if municipal and word in URBAN and authority.country.code in CITIES_BY_STYLE:
        return True
    regional = authority.kind is MunicipalityKind.REGION
    return False if authority.unit or (regional and word in (*MUNICIPAL, *URBAN)) else None
