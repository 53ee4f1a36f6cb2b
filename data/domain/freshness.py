"""Freshness of sources: green, yellow or red, with the reason."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from data.domain.dates import PartialDate
from data.domain.enums import FreshnessLevel, Language

YEARS = 2
UNDATED = "The source is undated.", "Källan är odaterad."
OLDER = "The source is older than {years} years: {date}.", "Källan är äldre än {years} år: {date}."
PERHAPS_OLDER = "The source may be older than {years} years: {date}.", "Källan kan vara äldre än {years} år: {date}."
RECENT = "The source is at most {years} years old: {date}.", "Källan är högst {years} år gammal: {date}."


class Freshness(NamedTuple):
    """A level, and its reason as a sentence in English and in Swedish."""

    level: FreshnessLevel
    reason_en: str
    reason_sv: str

    def reason(self, language: Language) -> str:
        return self.reason_sv if language is Language.SV else self.reason_en


def freshness(published: PartialDate | None, today: date) -> Freshness:
    """Return the freshness of a source on the day `today`, by its date of publication."""
    if published is None or (published.earliest is None and published.latest is None):
        return Freshness(FreshnessLevel.RED, *UNDATED)
    limit = years_before(today, YEARS)
    if published.latest is not None and published.latest < limit:
        level, reason = FreshnessLevel.YELLOW, OLDER
    elif published.earliest is None or published.earliest < limit:
        level, reason = FreshnessLevel.YELLOW, PERHAPS_OLDER
    else:
        level, reason = FreshnessLevel.GREEN, RECENT
    return Freshness(level, *(text.format(years=YEARS, date=published.edtf) for text in reason))


def years_before(day: date, years: int) -> date:
    """Return the same day `years` years earlier; 28 February when that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
