"""The scalars Date and Instant, which accept fewer forms of ISO 8601 than those of Strawberry."""

import re
from datetime import UTC, date, datetime

import strawberry
from graphql import GraphQLError

DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME_TEXT = re.compile(DAY_TEXT.pattern + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})")


def read_day(value: object) -> date:
    """The day of a text of the form YYYY-MM-DD. Raises GraphQLError for any other value."""
    try:
        return date.fromisoformat(value if isinstance(value, str) and DAY_TEXT.fullmatch(value) else "")
    except ValueError:
        raise GraphQLError(f"{repr(value)[:40]} is not a Date; give a calendar day such as 2019-06-30") from None


DAY = strawberry.scalar(
    name="Date",
    description='ISO 8601 calendar date of the form YYYY-MM-DD, e.g. "2019-06-30".',
    serialize=date.isoformat,
    parse_value=read_day,
)


def read_instant(value: object) -> datetime:
    """The instant of a date-time with an offset, or the start of a day in UTC. The result is in UTC.

    Raises GraphQLError for any other value.
    """
    try:
        if isinstance(value, str) and TIME_TEXT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
        day = read_day(value)
    except (ValueError, OverflowError, GraphQLError):
        expected = "a date-time with a UTC offset such as 2026-11-22T06:00:00Z, or a calendar day such as 2026-11-22"
        raise GraphQLError(f"{repr(value)[:40]} is not an Instant; give {expected}") from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


INSTANT = strawberry.scalar(
    name="Instant",
    description='ISO 8601 date-time with its offset from UTC, e.g. "2026-11-22T06:00:00Z". A calendar date, e.g. "2026-11-22", means its start, 00:00 UTC.',
    serialize=datetime.isoformat,
    parse_value=read_instant,
)
