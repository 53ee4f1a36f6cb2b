"""Polls the store and replaces the snapshot when the served version changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine

from data.domain.errors import EmptyStore, StoreError
from data.snapshot.archive import SnapshotArchive, freeze_heap
from data.snapshot.snapshot import EMPTY, Snapshot, release_memory, served_now

log = logging.getLogger(__name__)
UNREAD = "the store cannot be read"
UNSERVED = "the newest version cannot be served"


@dataclass(slots=True)
class SnapshotWatcher:
    """The current snapshot. A request uses the snapshot that it started with, even when a newer one is loaded.

    `since` is the time at which this process began to serve it. `problem` is a public text that says why no newer
    snapshot could be loaded, and `problem_since` the time at which that began. `failures` is the number of consecutive
    polls that could not read the store. `prepare` is called with each new snapshot before it is served.
    """

    engine: Engine
    snapshot: Snapshot | None = None
    since: datetime | None = None
    problem: str | None = None
    problem_since: datetime | None = None
    failures: int = 0
    activation: int | None = None
    prepare: Callable[[Snapshot], object] | None = None
    archive: SnapshotArchive = field(init=False)

    def __post_init__(self) -> None:
        self.archive = SnapshotArchive(self.engine)

    def poll(self) -> bool:
        """Loads a snapshot when the store has a new activation, even of the same version. Returns whether it has one.

        When that fails, the first failure is logged and the old snapshot stays in use. Raises nothing.
        """
        try:
            changed = self._look()
        except (StoreError, EmptyStore) as error:
            self._fail(UNREAD, str(error))
            return False
        except Exception as error:
            if self.problem != UNSERVED:
                log.exception("a fault of the program")
            self._fail(UNSERVED, f"the newest version cannot be served: {error!r}")
            return False
        self.failures = 0
        return changed

    def _look(self) -> bool:
        served = served_now(self.engine)
        changed = served is not None and served.activation != self.activation
        if changed:
            newest = self.archive.newest()
            if self.prepare is not None:
                self.prepare(newest)
            self._swap(newest, served.activation)
        self._note(EMPTY if served is None else None, EMPTY)
        return changed

    def _fail(self, problem: str, message: str) -> None:
        self.failures += 1
        self._note(problem, message)
        self.engine.dispose()  # a pooled connection may be broken

    def _swap(self, snapshot: Snapshot, activation: int) -> None:
        self.snapshot, self.since, self.activation = snapshot, datetime.now(UTC), activation
        freeze_heap()
        release_memory()
        log.info("serving catalogue version %s", snapshot.version)

    def _note(self, problem: str | None, message: str) -> None:
        if problem == self.problem:
            return
        if problem is not None:
            log.warning("%s", message)
        elif self.problem in (UNREAD, UNSERVED):
            log.info("the store can be read again")
        self.problem = problem
        self.problem_since = datetime.now(UTC) if problem else None
