"""Since when which catalogue version was served."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from data.domain.errors import InputError


class History:
    """The activations of a store, oldest first, as they were when its newest version was read.

    What was served at an instant stays true for ever, as only instants that have passed can be asked for.
    """

    def __init__(self, activations: Iterable[Any] = ()) -> None:
        self.digests, self.since = list[str](), list[datetime]()
        for activation in activations:
            self.digests.append(activation.digest)
            self.since.append(datetime.fromisoformat(activation.since))

    def served(self, at: datetime) -> str:
        """The digest of the version that was served at an instant. Raises InputError."""
        if at > datetime.now(UTC):
            raise InputError("knownAt lies in the future; nobody knows what will be known then")
        position = bisect_right(self.since, at)
        if position == 0:
            first = f"; the first catalogue came at {self.since[0].isoformat()}" if self.since else ""
            raise InputError(f"nothing was known at {at.isoformat()}{first}")
        return self.digests[position - 1]

    def each(self) -> list[tuple[str, str]]:
        """Every version that was served, oldest first, and since when (ISO 8601, UTC)."""
        return [(digest, since.isoformat()) for digest, since in zip(self.digests, self.since, strict=True)]
