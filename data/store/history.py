"""The activation history: which catalogue version was served at an instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from data.domain.errors import InputError
from data.store.models import activations


class History:
    """The activations of a store, oldest first, as of the reading of its newest version.

    Only instants until now, and until the last activation, can be requested. Later activations begin after both, unless the
    clock of the service is ahead of that of the loader, so the version of an instant does not change.
    """

    def __init__(self, activations: Iterable[Any] = ()) -> None:
        self.digests, self.since = list[str](), list[datetime]()
        for activation in activations:
            self.digests.append(activation.digest)
            self.since.append(datetime.fromisoformat(activation.since))

    def served(self, at: datetime) -> str:
        """Return the digest of the version that was served at an instant.

        Raises InputError when the instant is in the future or before the first version.
        """
        if at > max([datetime.now(UTC), *self.since[-1:]]):
            raise InputError(f"knownAt is in the future: {at.isoformat()}; give a past instant")
        position = bisect_right(self.since, at)
        if position == 0:
            first = f"; the first one was served from {self.since[0].isoformat()}" if self.since else ""
            raise InputError(f"no catalogue was served at {at.isoformat()}{first}")
        return self.digests[position - 1]

    def each(self) -> list[tuple[str, str]]:
        """Return the activations, oldest first: the digest and the instant from which it was served (ISO 8601, UTC)."""
        return [(digest, since.isoformat()) for digest, since in zip(self.digests, self.since, strict=True)]


def read_history(connection: Connection) -> History:
    """Return all activations of a store."""
    return History(connection.execute(select(activations).order_by(activations.c.id)))
