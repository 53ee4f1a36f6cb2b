"""Keeps the newest snapshot at hand while the store's version changes."""

from __future__ import annotations

import gc
import logging
from dataclasses import dataclass

from sqlalchemy import Engine

from data.errors import EmptyStore, StoreError
from data.snapshot import EMPTY, Snapshot, read_snapshot, served_version

log = logging.getLogger(__name__)
UNREAD = "the store cannot be read"


@dataclass(slots=True)
class Watch:
    """The snapshot to answer from; a request that took one keeps it, whatever comes after.

    `problem` says, for anybody to read, what stands in the way of a newer one.
    """

    engine: Engine
    snapshot: Snapshot | None = None
    problem: str | None = None

    def poll(self) -> bool:
        """Swap the snapshot if the store serves another version; True when it did.

        A store that cannot be read is logged when it becomes so, and the old snapshot serves on.
        """
        try:
            version = served_version(self.engine)
            changed = version is not None and (self.snapshot is None or self.snapshot.version != version)
            if changed:
                self.snapshot = read_snapshot(self.engine)
                settle()
                log.info("serving catalogue version %s", self.snapshot.version)
        except (StoreError, EmptyStore) as error:
            self._note(UNREAD, str(error))
            self.engine.dispose()  # no connection stays in a state that failed
            return False
        self._note(EMPTY if version is None else None, EMPTY)
        return changed

    def _note(self, problem: str | None, story: str) -> None:
        if problem is not None and problem != self.problem:
            log.warning("%s", story)
        self.problem = problem


def settle() -> None:
    """Clear away the snapshot before, and let the garbage collector pass by the new one, which stays."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
