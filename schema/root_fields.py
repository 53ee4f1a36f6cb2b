"""Which catalogue version a field of the root reads: the newest, or the one that was served at an instant."""

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
        description="Answer from the catalogue version that was served at this instant, that is, what was known then; "
        "an error where that version is no longer kept. Without it, from the newest."
    ),
]


def root_field(resolver: Callable[..., Any], description: str) -> Any:
    """A field of the root. Its resolver is given the snapshot that `knownAt` chooses, and need not know of it."""

    @wraps(resolver)
    def read(root: Snapshot, known_at: datetime | None = None, **arguments: Any) -> Any:
        return resolver(root=root if known_at is None else root.known_at(known_at), **arguments)

    own = signature(resolver)
    known_at = Parameter("known_at", Parameter.KEYWORD_ONLY, default=None, annotation=KnownAt)
    read.__signature__ = own.replace(parameters=[*own.parameters.values(), known_at])  # type: ignore[attr-defined]
    return resolved(read, description)
