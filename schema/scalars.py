"""Scalars that are stricter than the usual ones."""

import re
from datetime import UTC, date, datetime

import strawberry
from graphql import GraphQLError

DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME_TEXT = re.compile(DAY_TEXT.pattern + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})")


def read_day(value: object) -> date:
    """A calendar day; ISO 8601 has other forms, which are refused."""
    try:
        return date.fromisoformat(value if isinstance(value, str) and DAY_TEXT.fullmatch(value) else "")
    except ValueError:
        raise GraphQLError(f"{repr(value)[:40]} is no Date: a day of the calendar such as 2019-06-30") from None


DAY = strawberry.scalar(
    name="Date",
    description='ISO 8601 calendar date, e.g. "2019-06-30".',
    serialize=date.isoformat,
    parse_value=read_day,
)


def read_instant(value: object) -> datetime:
    """A date-time with its offset, or a day, which stands for its first moment in UTC; always given back in UTC."""
    try:
        if isinstance(value, str) and TIME_TEXT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
        day = read_day(value)
    except (ValueError, OverflowError, GraphQLError):
        wanted = "a date-time with its offset such as 2026-11-22T06:00:00Z, or a day"
        raise GraphQLError(f"{repr(value)[:40]} is no Instant: {wanted}") from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


INSTANT = strawberry.scalar(
    name="Instant",
    description='ISO 8601 date-time with its offset from UTC, e.g. "2026-11-22T06:00:00Z"; a day alone, e.g. "2026-11-22", is its first moment in UTC.',
    serialize=datetime.isoformat,
    parse_value=read_instant,
)
