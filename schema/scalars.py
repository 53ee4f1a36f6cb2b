"""Scalars that are stricter than the usual ones."""

from __future__ import annotations

import re
from datetime import date

import strawberry
from graphql import GraphQLError

DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
