"""The days of a series."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from data.domain.errors import InputError
from data.domain.facet_keys import Step

MOST_DAYS = 400
MONTHS = {Step.YEAR: 12, Step.MONTH: 1}


def days_of(first: date, last: date, step: Step) -> list[date]:
    """The days from the first to the last, one step after the other.

    Raises InputError when the last is before the first, or for more than MOST_DAYS days.
    """
    if last < first:
        raise InputError(f"`to` must not be before `from`, and {last} is before {first}")
    size = (months_of(last) - months_of(first)) // MONTHS[step] + 1  # the last of them may lie after the last day
    days = [shifted(first, number * MONTHS[step]) for number in range(min(size, MOST_DAYS + 1))]
    if days[-1] > last:
        days.pop()
    if len(days) > MOST_DAYS:
        raise InputError(f"a series has at most {MOST_DAYS} days; ask for a shorter time, or for the step YEAR")
    return days


def months_of(day: date) -> int:
    """The number of the month of a day since the year 0."""
    return day.year * 12 + day.month - 1


def shifted(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(months_of(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
