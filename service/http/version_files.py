"""Files of any version that the store holds, at addresses of their own, and the newest files that name theirs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from data.domain.errors import InputError, NotReady
from data.snapshot.snapshot import Snapshot
from data.store.versions import KnownVersions, known_versions
from service.http.cached_files import BoundedFiles, CachedFiles
from service.http.errors import Code, HTTPError
from service.http.problems import settings_of

PREFIX = "/versions/{version}"
READS = 4  # maximum number of versions that are read or wait for it; the next one is refused
URL = "/?%:@!$&'()*+,;=~"  # characters that stay as they are in an address
Result = TypeVar("Result")
IMMUTABLE = "public, max-age=31536000, immutable"


class CurrentFiles(CachedFiles):
    """Files of the newest snapshot, which name their address in its version as Content-Location (RFC 9110, 8.7)."""

    def finish(self, response: Response, snapshot: Snapshot, request: Request) -> None:
        path, query = quote(request.scope["path"], URL), quote(request.scope["query_string"], URL)
        address = f"{settings_of(request.scope).public_url}/versions/{snapshot.version}{path}"
        response.headers["Content-Location"] = f"{address}?{query}" if query else address


class VersionFiles(BoundedFiles):
    """Files of the version in the path. Each has the bytes and the ETag that it had when the version was the newest,
    as long as neither the release nor the publisher or public address of the service is another one.

    A version that the archive does not hold is read in one thread, which READS versions at most wait for. Earlier
    versions are written by threads of this process, as the worker processes hold one version.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.thread = ThreadPoolExecutor(1, "version")
        self.reads = dict[str, asyncio.Task[Snapshot]]()
        self.knowing: asyncio.Task[KnownVersions] | None = None

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
        known = await self.known()
        if version not in known.records:
            raise missing(known, version)
        cached = self.watcher.archive.cached(version)
        return cached if cached is not None else await self.in_time(self.reading(newest, version))

    async def known(self) -> KnownVersions:
        """What the store knows of versions now, read once for all who wait for it. Raises NotReady or StoreError."""
        if self.knowing is None or self.knowing.done():
            self.knowing = asyncio.create_task(asyncio.to_thread(known_versions, self.watcher.engine))
            self.knowing.add_done_callback(retrieve)
        return await self.in_time(self.knowing)

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
        retrieve(done)

    async def version_of(self, newest: Snapshot, version: str) -> Snapshot:
        try:
            return await asyncio.get_running_loop().run_in_executor(self.thread, newest.version_of, version)
        except InputError as error:  # it was deleted meanwhile
            raise missing(await self.known(), version) from error

    async def in_time(self, task: asyncio.Task[Result]) -> Result:
        """The result of a task, which goes on when it is not waited for any longer. Raises NotReady."""
        await asyncio.wait([task], timeout=self.patience)
        if not task.done():
            raise NotReady(int(self.patience), "the store is being read")
        return task.result()

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)


def missing(known: KnownVersions, version: str) -> HTTPError:
    """The error of a version that the store does not hold, which names those that it holds."""
    stored = {"versions": list(known.records)}
    if version in known.history.digests:
        return HTTPError(410, Code.GONE, f"version {version} is no longer stored", extensions=stored)
    message = f"there is no version {version[:64]}; /versions lists those that there are"
    return HTTPError(404, Code.NOT_FOUND, message, extensions=stored)


def retrieve(done: asyncio.Task[Any]) -> None:
    """Marks the exception of a task as known, as nobody may wait for the task any longer."""
    if not done.cancelled():
        done.exception()


class FileServers(NamedTuple):
    """What serves files: of the newest snapshot, few at a time, with the address in the version, and of any version."""

    plain: CachedFiles
    bounded: BoundedFiles
    current: CurrentFiles
    versions: VersionFiles
