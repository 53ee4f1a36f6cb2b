"""Fields that a function resolves."""

from collections.abc import Callable
from typing import Any

import strawberry


def resolved(resolver: Callable[..., Any], description: str) -> Any:
    """A field whose function gives things of the data floor, which its GraphQL type describes without a copy."""
    return strawberry.field(resolver=resolver, description=description)
