"""The newest snapshot of a store and, when they are asked for, those of versions before."""

from __future__ import annotations

import gc
from functools import lru_cache
from threading import Lock

from sqlalchemy import Engine

from data.snapshot.snapshot import Snapshot, read_snapshot

RECENT = 2


class SnapshotArchive:
    """Reads snapshots from a store. Of the versions before, the last ones asked for are held; one is read at a time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = Lock()
        self._recent = lru_cache(RECENT)(self._read)

    def newest(self) -> Snapshot:
        """The served version, which can tell what was known before. Raises EmptyStore or StoreError."""
        snapshot = read_snapshot(self.engine)
        snapshot.archive = self.version
        return snapshot

    def version(self, digest: str) -> Snapshot:
        """A version that is kept. Raises InputError when it is not, StoreError when it cannot be read."""
        with self._reading:
            return self._recent(digest)

    def _read(self, digest: str) -> Snapshot:
        snapshot = read_snapshot(self.engine, digest)
        freeze_heap()
        return snapshot


def freeze_heap() -> None:
    """Clear away snapshots that are gone, and let the garbage collector pass by the others, which stay."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
