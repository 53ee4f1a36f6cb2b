"""Fields with a resolver function."""

from collections.abc import Callable
from typing import Any

import strawberry


def resolved(resolver: Callable[..., Any], description: str) -> Any:
    """A field whose resolver returns objects of `data`. The GraphQL type describes these objects without copying them."""
    return strawberry.field(resolver=resolver, description=description)
