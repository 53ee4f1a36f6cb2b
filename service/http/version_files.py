"""Files of any version that the store holds, at addresses that never change, and the newest files that name theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from data.domain.errors import InputError, NotReady
from data.snapshot.snapshot import Snapshot
from data.store.versions import stored_versions
from service.http.cached_files import CachedFiles
from service.http.errors import Code, HTTPError
from service.http.problems import settings_of

PREFIX = "/versions/{version}"
READS = 4  # maximum number of versions that are read or wait for it; the next one is refused
WRITES = 2  # maximum number of files of earlier versions that are written at a time
URL = "/?%:@!$&'()*+,;=~"  # characters that stay as they are in an address
IMMUTABLE = "public, max-age=31536000, immutable"


class CurrentFiles(CachedFiles):
    """Files of the newest snapshot, which name their address in its version as Content-Location (RFC 9110, 8.7)."""

    def finish(self, response: Response, snapshot: Snapshot, request: Request) -> None:
        path, query = quote(request.scope["path"], URL), quote(request.scope["query_string"], URL)
        address = f"{settings_of(request.scope).public_url}/versions/{snapshot.version}{path}"
        response.headers["Content-Location"] = f"{address}?{query}" if query else address


class VersionFiles(CachedFiles):
    """Files of the version in the path. Each has the bytes and the ETag that it had when the version was the newest.

    A version that the archive does not hold is read in one thread, which READS versions at most wait for. Earlier
    versions are written by threads of this process, WRITES files at a time, as the worker processes hold one version.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.thread = ThreadPoolExecutor(1, "version")
        self.reads = dict[str, asyncio.Task[Snapshot]]()
        self.writes = asyncio.Semaphore(WRITES)

    async def choose(self, request: Request) -> tuple[Snapshot, Request]:
        version = request.path_params["version"]
        path = request.scope["path"].removeprefix(PREFIX.format(version=version))
        return await self.snapshot(version), Request({**request.scope, "path": path})

    def finish(self, response: Response, snapshot: Snapshot, request: Request) -> None:
        response.headers["Cache-Control"] = IMMUTABLE

    async def snapshot(self, version: str) -> Snapshot:
        """The snapshot of a version. Raises HTTPError for one that is not stored, NotReady, or StoreError."""
        newest = self.newest()
        if version == newest.version:
            return newest
        await self.check(version)
        cached = self.watcher.archive.cached(version)
        return cached or await self.in_time(self.reading(newest, version))

    async def check(self, version: str) -> None:
        """Raises HTTPError for a version that is not stored, with those that are."""
        stored = await self.stored()
        if version in stored:
            return
        known = {"versions": list(stored)}
        if version in self.newest().history.digests:
            raise HTTPError(410, Code.GONE, f"version {version} is no longer stored", extensions=known)
        message = f"there is no version {version[:64]}; /versions lists those that there are"
        raise HTTPError(404, Code.NOT_FOUND, message, extensions=known)

    async def stored(self) -> dict[str, int]:
        """The number of records of each version in the store, the most recently served first. Raises StoreError.

        The store is read once for each snapshot, as versions are deleted only when another one is loaded.
        """
        read = partial(stored_versions, self.watcher.engine)
        found = await asyncio.to_thread(self.newest().memoize, "stored versions", read)
        return {version.digest: version.records for version in found}

    def reading(self, newest: Snapshot, version: str) -> asyncio.Task[Snapshot]:
        """The task that reads a version, one for all who wait for it. Raises NotReady when too many wait."""
        if version not in self.reads:
            if len(self.reads) >= READS:
                raise NotReady(int(self.patience), "other versions are being read")
            task = self.reads[version] = asyncio.create_task(self.version_of(newest, version))
            task.add_done_callback(partial(self.read_ended, version))
        return self.reads[version]

    def read_ended(self, version: str, done: asyncio.Task[Snapshot]) -> None:
        del self.reads[version]
        if not done.cancelled():
            done.exception()  # nobody may wait for it any longer

    async def version_of(self, newest: Snapshot, version: str) -> Snapshot:
        try:
            return await asyncio.get_running_loop().run_in_executor(self.thread, newest.version_of, version)
        except InputError as error:
            raise HTTPError(410, Code.GONE, str(error)) from error

    async def in_time(self, task: asyncio.Task[Snapshot]) -> Snapshot:
        """The result of a task, which goes on when it is not waited for any longer. Raises NotReady."""
        await asyncio.wait([task], timeout=self.patience)
        if not task.done():
            raise NotReady(int(self.patience), "the version is being read")
        return task.result()

    async def read(self, write: Callable[[], Iterable[bytes]]) -> tuple[bytes, Iterator[bytes] | None]:
        try:
            async with asyncio.timeout(self.patience):
                await self.writes.acquire()
        except TimeoutError:
            raise NotReady(int(self.patience), "other files are being written") from None
        try:
            return await super().read(write)
        finally:
            self.writes.release()

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)


class FileServers(NamedTuple):
    """What serves files: of the newest snapshot, the same with the address in the version, and of any version."""

    plain: CachedFiles
    current: CurrentFiles
    versions: VersionFiles
