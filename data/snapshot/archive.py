"""Reads the newest snapshot of a store and, on request, those of earlier versions."""

from __future__ import annotations

import gc
from threading import Lock

from cachetools import LRUCache
from sqlalchemy import Engine

from data.snapshot.snapshot import Snapshot, read_snapshot

RECENT = 2


class SnapshotArchive:
    """Reads snapshots from a store, one at a time. Caches the RECENT earlier versions that were requested last."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = Lock()
        self._recent = LRUCache[str, Snapshot](RECENT)
        self._looking = Lock()

    def newest(self) -> Snapshot:
        """The snapshot of the served version, with access to earlier versions. Raises EmptyStore or StoreError."""
        snapshot = read_snapshot(self.engine)
        snapshot.archive = self.version
        return snapshot

    def version(self, digest: str) -> Snapshot:
        """The snapshot of a version. Raises InputError when the store lacks it, StoreError when it is unreadable."""
        with self._reading:
            snapshot = self.cached(digest)
            if snapshot is None:
                snapshot = read_snapshot(self.engine, digest)
                with self._looking:
                    self._recent[digest] = snapshot
                freeze_heap()
            return snapshot

    def cached(self, digest: str) -> Snapshot | None:
        """The snapshot of a version if it is cached, at once, even while another one is read."""
        with self._looking:
            return self._recent.get(digest)


def freeze_heap() -> None:
    """Frees unreferenced snapshots, then excludes all remaining objects from later garbage collections."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
