"""Freshness of sources: green, yellow or red, with the reason."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from data.domain.dates import PartialDate
from data.domain.enums import FreshnessLevel

YEARS = 2


class Freshness(NamedTuple):
    """A level, and its reason as a sentence."""

    level: FreshnessLevel
    reason: str


def freshness(published: PartialDate | None, today: date) -> Freshness:
    """Return the freshness of a source on the day `today`, by its date of publication."""
    if published is None or (published.earliest is None and published.latest is None):
        return Freshness(FreshnessLevel.RED, "The source is undated.")
    limit = years_before(today, YEARS)
    if published.latest is not None and published.latest < limit:
        return Freshness(FreshnessLevel.YELLOW, f"The source is older than {YEARS} years: {published.edtf}.")
    if published.earliest is None or published.earliest < limit:
        return Freshness(FreshnessLevel.YELLOW, f"The source may be older than {YEARS} years: {published.edtf}.")
    return Freshness(FreshnessLevel.GREEN, f"The source is at most {YEARS} years old: {published.edtf}.")


def years_before(day: date, years: int) -> date:
    """Return the same day `years` years earlier; 28 February when that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
