"""Keeps the newest snapshot at hand while the store's version changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import Engine

from data.errors import EmptyStore, SambandError, StoreError
from data.snapshot import Snapshot, read_snapshot, served_version

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Watch:
    """The snapshot to answer from; a request that took one keeps it, whatever comes after."""

    engine: Engine
    snapshot: Snapshot | None = None
    problem: SambandError | None = None

    def poll(self) -> bool:
        """Swap the snapshot if the store serves another version; True when it did.

        A store that cannot be read is noted in `problem` and logged once, and the old snapshot serves on.
        """
        try:
            version = served_version(self.engine)
            if version is None:
                raise EmptyStore("the store holds no catalogue yet; run `samband load`")
            changed = self.snapshot is None or self.snapshot.version != version
            if changed:
                self.snapshot = read_snapshot(self.engine)
                log.info("serving catalogue version %s", self.snapshot.version)
        except (StoreError, EmptyStore) as problem:
            if str(problem) != str(self.problem):
                log.warning("%s", problem)
            self.problem = problem
            return False
        self.problem = None
        return changed
