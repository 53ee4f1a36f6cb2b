"""Keeps the newest snapshot at hand while the store's version changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine

from data.domain.errors import EmptyStore, StoreError
from data.snapshot.archive import SnapshotArchive, freeze_heap
from data.snapshot.snapshot import EMPTY, Snapshot, served_now

log = logging.getLogger(__name__)
UNREAD = "the store cannot be read"


@dataclass(slots=True)
class SnapshotWatcher:
    """The snapshot to answer from; a request that took one keeps it, whatever comes after.

    `since` is when it was taken up here. `problem` says, for anybody to read, what stands in the way of a newer one,
    `problem_since` from when on, and `failures` how many polls in a row could not read the store.
    """

    engine: Engine
    snapshot: Snapshot | None = None
    since: datetime | None = None
    problem: str | None = None
    problem_since: datetime | None = None
    failures: int = 0
    activation: int | None = None
    archive: SnapshotArchive = field(init=False)

    def __post_init__(self) -> None:
        self.archive = SnapshotArchive(self.engine)

    def poll(self) -> bool:
        """Swap the snapshot if the store serves another version, or the same anew; True when it did.

        A store that cannot be read is logged when it becomes so, and the old snapshot serves on.
        """
        try:
            served = served_now(self.engine)
            changed = served is not None and served.activation != self.activation
            newest = self.archive.newest() if changed else None
        except (StoreError, EmptyStore) as error:
            self.failures += 1
            self._note(UNREAD, str(error))
            self.engine.dispose()  # no connection stays in a state that failed
            return False
        self.failures = 0
        self._note(EMPTY if served is None else None, EMPTY)
        if newest is not None:
            self._swap(newest, served.activation)
        return changed

    def _swap(self, snapshot: Snapshot, activation: int) -> None:
        self.snapshot, self.since, self.activation = snapshot, datetime.now(UTC), activation
        freeze_heap()
        log.info("serving catalogue version %s", snapshot.version)

    def _note(self, problem: str | None, story: str) -> None:
        if problem == self.problem:
            return
        if problem is not None:
            log.warning("%s", story)
        elif self.problem == UNREAD:
            log.info("the store can be read again")
        self.problem = problem
        self.problem_since = datetime.now(UTC) if problem else None
