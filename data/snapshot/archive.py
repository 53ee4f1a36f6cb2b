"""Reads the newest snapshot of a store and, on request, those of earlier versions."""

from __future__ import annotations

import gc
from functools import lru_cache
from threading import Lock

from sqlalchemy import Engine

from data.snapshot.snapshot import Snapshot, read_snapshot

RECENT = 2


class SnapshotArchive:
    """Reads snapshots from a store, one at a time. Caches the RECENT earlier versions that were requested last."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = Lock()
        self._recent = lru_cache(RECENT)(self._read)

    def newest(self) -> Snapshot:
        """The snapshot of the served version, with access to earlier versions. Raises EmptyStore or StoreError."""
        snapshot = read_snapshot(self.engine)
        snapshot.archive = self.version
        return snapshot

    def version(self, digest: str) -> Snapshot:
        """The snapshot of a version. Raises InputError when the store lacks it, StoreError when it is unreadable."""
        with self._reading:
            return self._recent(digest)

    def _read(self, digest: str) -> Snapshot:
        snapshot = read_snapshot(self.engine, digest)
        freeze_heap()
        return snapshot


def freeze_heap() -> None:
    """Frees unreferenced snapshots, then excludes all remaining objects from later garbage collections."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
