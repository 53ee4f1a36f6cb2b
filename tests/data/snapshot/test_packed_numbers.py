"""Columns of numbers that stand for more: repeated numbers, spans, inferred dates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from data.domain.dates import PartialDate, Span
from data.domain.enums import Basis
from data.snapshot.columns import packed
from data.snapshot.times.packed import GRANT, NO_LIMIT, PROGRAMME, InferredDates, PackedSpans

SPANS = [
    Span(date(2018, 1, 1), date(2018, 12, 31), date(2020, 5, 4), date.max),
    Span(date.min, date(2019, 3, 1), date(2019, 3, 1), date(2021, 6, 30)),
]


def inferred(field: str, *days: tuple[date, date, int]) -> InferredDates:
    """A year that is stated, nothing, then dates that follow from two days and a reason."""
    stated = [PartialDate("2018", date(2018, 1, 1), date(2018, 12, 31)), None]
    bounds = np.array([[first.toordinal(), last.toordinal()] for first, last, _ in days], np.int32).T
    return InferredDates(field, stated, bounds, np.array([reason for *_, reason in days], np.int8))


@pytest.mark.parametrize("numbers", [[7, 7, 7, 7], [-1, -1], [300] * 5, [0], [], [5, 6, 5]])
def test_packed_numbers_are_the_numbers(numbers: list[int]) -> None:
    """Those that are all the same too, in all that is done with them."""
    found = packed(np.array(numbers, np.int64), 1 << 31)

    assert list(found) == numbers
    assert len(found) == len(numbers)
    assert np.asarray(found).tolist() == numbers
    assert list(found[1:3]) == numbers[1:3]
    assert np.asarray(found).dtype == np.int32


def test_a_number_that_all_rows_have_is_held_once() -> None:
    """Whether there are three rows or three millions."""
    assert np.asarray(packed(np.zeros(3_000_000, np.int64), 1)).strides == (0,)
    assert np.asarray(packed(np.arange(3_000_000) % 2, 2)).strides == (1,)


def test_spans_are_created_from_their_bounds() -> None:
    """One at a time, and all of them."""
    days = [[one.start_earliest, one.start_latest, one.end_earliest, one.end_latest] for one in SPANS]
    found = PackedSpans(np.array([[day.toordinal() for day in bounds] for bounds in days], np.int32).T)

    assert [found[0], found[1]] == SPANS
    assert list(found) == SPANS
    assert len(found) == 2


def test_inferred_starts_follow_the_stated_ones() -> None:
    """A start that is stated is the object of its source; others have their basis and their reason."""
    attested = (date.min, date(2019, 3, 1), NO_LIMIT)
    found = inferred("start", attested, (date(2017, 1, 1), date(2019, 3, 1), PROGRAMME), (date.min, date.max, NO_LIMIT))

    assert found[0] is found.stated[0]
    assert found[1] is None
    assert found[2] == PartialDate(
        "[..2019-03-01]", None, date(2019, 3, 1), basis=Basis.ATTESTED, because="Attested by 2019-03-01."
    )
    assert found[3].edtf == "[2017-01-01..2019-03-01]"
    assert found[3].because == "Attested by 2019-03-01. It is not older than its programme."
    assert found[4] is None
    assert [*found] == [found[index] for index in range(5)]


def test_inferred_ends_follow_the_stated_ones() -> None:
    """The evidence is on the other side than that of a start."""
    found = inferred("end", (date(2019, 3, 1), date.max, NO_LIMIT), (date.min, date(2020, 1, 1), GRANT))

    assert found[2].edtf == "[2019-03-01..]"
    assert found[2].because == "Surely attested on 2019-03-01."
    assert found[3].basis is Basis.DERIVED
    assert found[3].because == "It does not begin before its grant."
