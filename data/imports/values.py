"""Reads the cells of a table as values: kinds of relation, dates, items of Wikidata, web addresses, coordinates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from data.domain.dates import parse
from data.domain.enums import Choice, PartnershipKind, PartnershipState
from data.domain.errors import DateError
from data.domain.evidence_enums import SourceKind
from data.imports.headers import words
from data.imports.sheets import ENTITY

C = TypeVar("C", bound=Choice)
KIND_WORDS: Mapping[PartnershipKind, str] = {
    PartnershipKind.TWIN_TOWN: "vänort | vänkommun | vänstad | vänortsavtal | twin town | twin city | twinning | sister city"
    " | partnerstadt | städtepartnerschaft | ville jumelée | jumelage",
    PartnershipKind.MUNICIPAL_PARTNERSHIP: "kommunalt partnerskap | municipal partnership | kommunale partnerschaft",
    PartnershipKind.FRIENDSHIP: "vänskap | vänskapsavtal | friendship | friendship agreement | freundschaft | amitié",
    PartnershipKind.CONTACT: "kontakt | contact",
    PartnershipKind.PROJECT_PARTNERSHIP: "projekt | project | projet",
}
STATE_WORDS: Mapping[PartnershipState, str] = {
    PartnershipState.PLANNED: "planerad | planerat | planned | geplant | prévu",
    PartnershipState.ACTIVE: "aktiv | aktivt | pågår | active | aktiv | actif",
    PartnershipState.PAUSED: "vilande | pausad | pausat | inaktiv | paused | dormant | inactive | ruhend | suspendu",
    PartnershipState.ENDED: "avslutad | avslutat | uppsagd | upphörd | ended | terminated | beendet | terminé",
    PartnershipState.UNKNOWN: "okänd | okänt | unknown | unbekannt | inconnu",
}
# A private page and the editors are no source of a table.
SOURCE_KINDS = [kind for kind in SourceKind if kind not in (SourceKind.PRIVATE_PAGE, SourceKind.EDITORS)]
UNDATED = "undated"  # how a table says that its source prints no date
UNDATED_WORDS = {UNDATED, "odaterad", "odaterat", "undatiert", "non date"}
POINT = re.compile(
    r"point\s*\(\s*(?P<lon>-?[\d.]+)\s+(?P<lat>-?[\d.]+)\s*\)|(?P<lat2>-?[\d.]+)\s*,\s*(?P<lon2>-?[\d.]+)",
    re.IGNORECASE,
)
DEGREES = re.compile(r"-?[0-9]{1,3}([.,][0-9]+)?")
DECIMALS = 4  # of coordinates: ten metres


def by_word(choices: Mapping[C, str]) -> dict[str, C]:
    """Index the values of an enumeration by their names and by the words for them, which `|` separates."""
    return {words(name): choice for choice, names in choices.items() for name in (choice.value, *names.split("|"))}


KIND_OF, STATE_OF = by_word(KIND_WORDS), by_word(STATE_WORDS)
SOURCE_KIND_OF = {words(kind.value): kind for kind in SOURCE_KINDS}


def first_day(text: str) -> date:
    return parse(text)[0] or date.min


def last_day(text: str) -> date:
    return parse(text)[1] or date.max


def agree(one: str, other: str) -> bool:
    """Whether two dates may mean the same day."""
    return first_day(one) <= last_day(other) and first_day(other) <= last_day(one)


def read_choice(choices: Mapping[str, C], text: str, wrong: str) -> C:
    found = choices.get(words(text))
    if found is None:
        raise ValueError(wrong)
    return found


def read_kind(text: str) -> PartnershipKind:
    return read_choice(KIND_OF, text, "the kind of relation is not known")


def read_state(text: str) -> PartnershipState:
    return read_choice(STATE_OF, text, "the state is not known")


def read_source_kind(text: str) -> SourceKind:
    return read_choice(SOURCE_KIND_OF, text, "the value is no kind of source that a table may name")


def read_language(text: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", text):
        raise ValueError("the value is no code of a language")
    return text


def read_published(text: str) -> str:
    """Read the date that a source prints, or that it prints none."""
    return UNDATED if words(text) in UNDATED_WORDS else read_date(text)


def read_date(text: str) -> str:
    try:
        parse(text)
    except DateError:
        raise ValueError("the value is not a date of the calendar") from None
    if text == "..":
        raise ValueError("an open end is no date")
    return text


def read_attested(text: str) -> str:
    """Read the day, the month or the year of a reading."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError("the value is not a day, a month or a year such as 2026-11-28")
    return read_date(text)


def read_item(text: str) -> str:
    entity = ENTITY.fullmatch(text)
    item = entity[2] if entity else text
    if not re.fullmatch(r"Q[1-9][0-9]*", item):
        raise ValueError("the value is no item of Wikidata such as Q1018958")
    return item


def read_web(text: str) -> str:
    if not re.fullmatch(r"https?://\S+", text):
        raise ValueError("the value is no web address that begins with http:// or https://")
    return text


def _degrees(text: str, most: float) -> float:
    if not DEGREES.fullmatch(text) or abs(float(text.replace(",", "."))) > most:
        raise ValueError(f"the value is not a number of degrees from -{most:g} to {most:g}")
    return round(float(text.replace(",", ".")), DECIMALS)


def read_latitude(text: str) -> float:
    return _degrees(text, 90)


def read_longitude(text: str) -> float:
    return _degrees(text, 180)


def read_point(text: str) -> tuple[float, float]:
    """Return latitude and longitude of `Point(24.75 55.25)`, which has the longitude first, or of `55.25, 24.75`."""
    found = POINT.fullmatch(text.strip())
    if found is None:
        raise ValueError("the value is neither `Point(longitude latitude)` nor `latitude, longitude`")
    return read_latitude(found["lat"] or found["lat2"]), read_longitude(found["lon"] or found["lon2"])


CURES: Mapping[Any, str] = {
    read_kind: f"Use one of {', '.join(PartnershipKind)}, or a word such as twin town",
    read_date: "Write 2008, 2008-05 or 2008-05-26; about 2008 is 2008~, the nineties are [1990..1999]; or leave it empty",
    read_state: f"Use one of {', '.join(PartnershipState)}, or a word such as vilande",
    read_source_kind: f"Use one of {', '.join(SOURCE_KINDS)}",
    read_language: "Write a code such as sv or en",
    read_published: f"Write the date that the source prints, such as 2024-05, or {UNDATED} when it prints none",
    read_attested: "Write 2026-11-28, 2026-11 or 2026",
    read_latitude: "Write degrees as 55.25; the latitude comes first",
    read_longitude: "Write degrees as 24.75",
}
