"""Large files: written by a worker process into a directory, and sent from there while they grow."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Engine

from data.domain.errors import InputError, Interrupted
from data.lanes.lane import Client, Job, Lane
from data.lanes.lanes import has_failed
from data.snapshot.archive import freeze_heap
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.store.database import open_store
from service.http.response_cache import compressed_chunks

CHUNK = 256 * 1024  # bytes that are read and sent at a time
PAUSE = 0.02  # seconds between two looks whether a file has grown

Write = Callable[[Snapshot], Iterable[bytes]]


class Store(NamedTuple):
    """How a process reaches the store: its URL, the timeout of its statements in seconds, whether it reads images."""

    url: str
    seconds: float
    images: bool = True

    def open(self) -> Engine:
        """Opens the store for reading. Does not connect yet."""
        return open_store(self.url, self.seconds, images=self.images)


@lru_cache(1)
def snapshot_of(store: Store, version: str) -> Snapshot:
    """The snapshot of a version in the worker process, which holds one of them.

    Raises Interrupted when the store no longer holds the version, StoreError when it is unreadable.
    """
    try:
        snapshot = read_snapshot(store.open(), version)
    except InputError as error:
        raise Interrupted(f"the file cannot be written any more: {error}") from error
    freeze_heap()
    return snapshot


def write_file(store: Store, version: str, write: Write, coding: str, path: Path) -> None:
    """Writes a file in the worker process, in a content coding."""
    try:
        with path.open("wb") as file:
            for chunk in compressed_chunks(write(snapshot_of(store, version)), coding):
                file.write(chunk)
                file.flush()
    except BaseException:
        path.unlink()
        raise


class FileSpool:
    """Written files by tag and coding, up to a total size in bytes; the least recently used are deleted first."""

    def __init__(self, store: Store, limit: int) -> None:
        self.store = store
        self.limit = limit
        self._directory: Path | None = None
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def submit(
        self, lane: Lane, snapshot: Snapshot, tag: str, write: Write, coding: str, seconds: float, client: Client
    ) -> Job:
        """Has a lane write a file, or joins who does. Raises NotReady when the queue is full."""
        path = self.path(tag, coding)
        path.touch()
        task = partial(write_file, self.store, snapshot.version, write, coding, path)
        job = lane.submit(path.name, task, seconds, client)
        job.result.add_done_callback(lambda done: None if has_failed(done) else self._keep(path))
        return job

    def path(self, tag: str, coding: str) -> Path:
        with self._lock:
            if self._directory is None:
                self._directory = Path(mkdtemp(prefix="samband-files-"))
            return self._directory / f"{tag}{coding and '-'}{coding}"

    def size(self, tag: str, coding: str) -> int | None:
        """The size in bytes of a completely written file; None when there is none."""
        name = self.path(tag, coding).name
        with self._lock:
            if name in self._sizes:
                self._sizes.move_to_end(name)
            return self._sizes.get(name)

    def _keep(self, path: Path) -> None:
        with self._lock, suppress(FileNotFoundError):  # deleted when the service is being stopped
            self._sizes[path.name] = path.stat().st_size
            while sum(self._sizes.values()) > self.limit and len(self._sizes) > 1:
                name, _ = self._sizes.popitem(last=False)
                path.with_name(name).unlink(missing_ok=True)

    def close(self) -> None:
        with self._lock:
            if self._directory is not None:
                rmtree(self._directory, ignore_errors=True)
            self._directory = None
            self._sizes.clear()


async def sent(path: Path, lane: Lane | None = None, job: Job | None = None) -> AsyncIterator[bytes]:
    """Yields the chunks of a file. While the job of a lane writes it, waits for more. Raises the exception of the job."""
    try:
        with path.open("rb") as file:
            while True:
                complete = job is None or job.result.done()
                chunk = await asyncio.to_thread(file.read, CHUNK)
                if chunk:
                    yield chunk
                elif complete:
                    break
                else:
                    await asyncio.sleep(PAUSE)
        if job is not None:
            job.result.result()
    finally:
        if lane is not None and job is not None:
            lane.leave(job)
