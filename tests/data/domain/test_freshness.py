"""How fresh a source is told to be, by what is known of its date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.dates import PartialDate, parse
from data.domain.enums import FreshnessLevel
from data.domain.freshness import Freshness, freshness, years_before
from data.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.data.conftest import Desk

GREEN, YELLOW, RED = FreshnessLevel


def of_source(snapshot: Snapshot, slug: str) -> Freshness:
    source: Any = snapshot.entities["sources"][slug]
    return freshness(source.published, snapshot.read_on)


@pytest.mark.parametrize(
    ("published", "level", "english", "swedish"),
    [
        ("", RED, "The source is undated.", "Källan är odaterad."),
        ("2024-11-29", GREEN, "The source is at most 2 years old: {}.", "Källan är högst 2 år gammal: {}."),
        ("2026", GREEN, "The source is at most 2 years old: {}.", "Källan är högst 2 år gammal: {}."),
        ("[2025..]", GREEN, "The source is at most 2 years old: {}.", "Källan är högst 2 år gammal: {}."),
        ("2024-11-28", YELLOW, "The source is older than 2 years: {}.", "Källan är äldre än 2 år: {}."),
        ("[..2009]", YELLOW, "The source is older than 2 years: {}.", "Källan är äldre än 2 år: {}."),
        ("2024", YELLOW, "The source may be older than 2 years: {}.", "Källan kan vara äldre än 2 år: {}."),
        ("[2023..]", YELLOW, "The source may be older than 2 years: {}.", "Källan kan vara äldre än 2 år: {}."),
        ("[..2026-10]", YELLOW, "The source may be older than 2 years: {}.", "Källan kan vara äldre än 2 år: {}."),
    ],
)
def test_a_date_decides_and_its_absence_shows(
    desk: Desk, read: Callable[[Path], Snapshot], published: str, level: FreshnessLevel, english: str, swedish: str
) -> None:
    """Two years are counted from the newest reading of all; what may be older is not green."""
    desk.change("sources", "geonames", published=published, published_wording="", read_on="2026-11-21")
    snapshot = read(desk.directory)

    assert of_source(snapshot, "geonames") == (level, english.format(published), swedish.format(published))


def test_a_later_reading_ages_all_sources(desk: Desk, read: Callable[[Path], Snapshot]) -> None:
    """The records alone tell, so equal versions tell the same on every day and in every process."""
    desk.change("sources", "geonames", published="2026-05", published_wording="")
    desk.change("sources", "cldr", read_on="2029-01-01")
    snapshot = read(desk.directory)

    assert of_source(snapshot, "geonames").level is YELLOW


def test_all_three_levels_are_there(whole: Snapshot) -> None:
    """The catalogue has fresh, old and undated sources."""
    assert {of_source(whole, slug).level for slug in whole.entities["sources"]} == {GREEN, YELLOW, RED}


@given(st.dates(min_value=date(2000, 1, 1)), st.integers(1, 9))
def test_years_before_keep_the_day(day: date, years: int) -> None:
    """Month and day stay, but for a leap day."""
    before = years_before(day, years)

    assert before.year == day.year - years
    assert (before.month, before.day) == (day.month, day.day) or ((day.month, day.day) == (2, 29) and before.day == 28)


@pytest.mark.parametrize(
    ("today", "published", "level"),
    [
        (date(2028, 2, 29), "2028-02-29", GREEN),
        (date(2028, 2, 29), "2026-02-28", GREEN),
        (date(2028, 2, 29), "2026-02-27", YELLOW),
        (date(2028, 2, 29), "2026-02", YELLOW),
        (date(2028, 3, 1), "2026-02-28", YELLOW),
        (date(2028, 3, 1), "2026-03", GREEN),
        (date(2026, 2, 28), "2024-02-29", GREEN),
        (date(2026, 3, 1), "2024-02-29", YELLOW),
        (date(2028, 2, 29), "2028-03-01", GREEN),
    ],
)
def test_a_leap_day_is_the_end_of_february(today: date, published: str, level: FreshnessLevel) -> None:
    """Two years before it is the 28th; a source of a leap day is young until the 28th, and one of tomorrow is young."""
    earliest, latest = parse(published)

    assert freshness(PartialDate(published, earliest, latest), today).level is level
