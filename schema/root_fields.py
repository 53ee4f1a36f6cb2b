"""Root fields with the argument `knownAt`, which selects the catalogue version that they read."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any

import strawberry

from data.snapshot.snapshot import Snapshot
from schema.fields import resolved

KnownAt = Annotated[
    datetime | None,
    strawberry.argument(
        description="Instant whose catalogue version to read: the version that was served then. An error when no version "
        "was served then or it is no longer stored. Omitted or null: the newest version."
    ),
]


def root_field(resolver: Callable[..., Any], description: str) -> Any:
    """A root field with the added argument `knownAt`. The resolver receives the snapshot that the argument selects."""

    @wraps(resolver)
    def read(root: Snapshot, known_at: datetime | None = None, **arguments: Any) -> Any:
        return resolver(root=root if known_at is None else root.known_at(known_at), **arguments)

    own = signature(resolver)
    known_at = Parameter("known_at", Parameter.KEYWORD_ONLY, default=None, annotation=KnownAt)
    read.__signature__ = own.replace(parameters=[*own.parameters.values(), known_at])  # type: ignore[attr-defined]
    return resolved(read, description)
