"""Fields with a resolver function, and fields that several types have."""

from collections.abc import Callable
from typing import Any

import strawberry


def resolved(resolver: Callable[..., Any], description: str) -> Any:
    """A field whose resolver returns objects of `data`. The GraphQL type describes these objects without copying them."""
    return strawberry.field(resolver=resolver, description=description)


def start_field(event: str = "it started", inferred: str = "it started") -> Any:
    """The field `start` of an interval: when `event` happened."""
    return _bound("start", event, inferred)


def end_field(event: str = "it ended", inferred: str = "it ended") -> Any:
    """The field `end` of an interval: when `event` happened."""
    return _bound("end", event, f"{inferred}, if it did")


def _bound(name: str, event: str, inferred: str) -> Any:
    description = (
        f"When {event}: as a source states it, else the interval in which {inferred}; null when nothing is known."
    )
    return strawberry.field(name=name, description=description)


def first_attested_field() -> Any:
    return strawberry.field(description="The first evidence that it held; null when no evidence is dated.")


def last_attested_field() -> Any:
    return strawberry.field(description="The last evidence by the day asked for that it held; null when there is none.")
