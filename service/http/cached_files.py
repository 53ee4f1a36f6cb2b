"""Responses that depend only on the catalogue version and the URL: cached, compressed and revalidated by ETag."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from data.domain.errors import InputError, Interrupted, NotReady, StoreError
from data.lanes.lanes import LANES
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from service.http.errors import NO_CATALOGUE, Code, HTTPError
from service.http.file_lane import FileSpool, Write, sent
from service.http.problems import LATER, problem_of
from service.http.request_info import request_info_of
from service.http.response_cache import ResponseCache, compressed_chunks, etag, matching_etag, preferred_coding

LANE_SECONDS = 0.25  # price above which a worker process writes a file
WRITES = 2  # maximum number of files that BoundedFiles write at a time
LARGEST = 4 * 2**20  # bytes; a larger body is not cached but generated and streamed for each request
HEADERS = {"Cache-Control": "public, no-cache", "X-Content-Type-Options": "nosniff"}


class File(NamedTuple):
    """A response whose body is generated on demand. Equal tags must mean equal bytes.

    `write` is called with the snapshot, in a thread. When it takes more than LANE_SECONDS by its price `seconds`, it is
    called in a worker process, so it must be picklable.
    """

    tag: str
    media_type: str
    write: Write
    name: str | None = None  # file name of a download; None for inline display
    packed: bool = False  # whether the body is already compressed
    vary: str = "Accept-Encoding"
    seconds: float = 0.0

    def headers(self, tag: str) -> dict[str, str]:
        own = {"ETag": tag, "Vary": self.vary}
        if self.name is not None:
            own["Content-Disposition"] = f'attachment; filename="{self.name}"'
        return HEADERS | own


Find = Callable[[Snapshot, Request], File | Response]


class GeneratedResponse(StreamingResponse):
    """A body that is sent while it is generated. `ended` is called afterwards, also when the client has left."""

    ended: Callable[[], object] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.ended is not None:
                self.ended()


class CachedFiles:
    """Serves files of the newest snapshot."""

    def __init__(
        self, watcher: SnapshotWatcher, cache: ResponseCache, spool: FileSpool, patience: float = 10.0
    ) -> None:
        self.watcher = watcher
        self.cache = cache
        self.spool = spool
        self.patience = patience  # seconds that a request waits for its turn

    def serve(self, find: Find, *, in_thread: bool = False) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint for the files that `find` returns. InputError becomes a 400, a failure of the store a 503.

        `in_thread` says that `find` takes milliseconds, so that it is called in a thread.
        """

        async def endpoint(request: Request) -> Response:
            snapshot, asked = await self.choose(request)
            found = await asyncio.to_thread(find, snapshot, asked) if in_thread else find(snapshot, asked)
            if isinstance(found, Response):
                return found
            response = await self.answer(asked, snapshot, found)
            self.finish(response, snapshot, request)
            return response

        return guarded(endpoint)

    def newest(self) -> Snapshot:
        """The newest snapshot. Raises HTTPError before the first one is loaded."""
        if self.watcher.snapshot is None:
            raise HTTPError(503, Code.NOT_READY, NO_CATALOGUE, LATER)
        return self.watcher.snapshot

    async def choose(self, request: Request) -> tuple[Snapshot, Request]:
        """The snapshot that answers a request, and the request for a file of it. Raises SambandError."""
        return self.newest(), request

    def finish(self, response: Response, snapshot: Snapshot, request: Request) -> None:
        """Completes the header of a file."""

    async def answer(self, request: Request, snapshot: Snapshot, file: File) -> Response:
        """304 if the client holds the file, else the cached body, else a new one."""
        current = matching_etag(request.headers.get("if-none-match", ""), file.tag)
        if current is not None:
            return Response(None, 304, file.headers(current))
        coding = "" if file.packed else preferred_coding(request.headers.get("accept-encoding", ""))
        body = await self.cache.find(file.tag, coding)
        if body is None and file.seconds > LANE_SECONDS and LANES.enabled and snapshot is self.watcher.snapshot:
            return await self.answer_from_lane(request, snapshot, file, coding)
        return await self.generate(file, snapshot, coding) if body is None else complete(file, *body)

    async def generate(self, file: File, snapshot: Snapshot, coding: str) -> Response:
        """The file as a thread of this process writes it: cached, or a GeneratedResponse if it exceeds LARGEST."""
        start, rest = await asyncio.to_thread(read_start, partial(file.write, snapshot))
        if rest is not None:
            return generated(file, chain([start], rest), coding)
        return complete(file, *await self.cache.store(file.tag, start, coding))

    async def answer_from_lane(self, request: Request, snapshot: Snapshot, file: File, coding: str) -> Response:
        """The file as the worker process writes or has written it. Raises NotReady when that would take too long."""
        path, size = self.spool.path(file.tag, coding), self.spool.size(file.tag, coding)
        if size is not None:
            own = {"Content-Length": str(size)} | dict(headers(file, coding))
            return StreamingResponse(sent(path), 200, own, file.media_type)
        lane, client = LANES.lane_of_file(file.seconds), request_info_of(request.scope).client
        job = self.spool.submit(lane, snapshot, file.tag, file.write, coding, file.seconds, client)
        if lane.expected(job) - job.seconds > self.patience:
            seconds = lane.promise(job)
            lane.leave(job)
            raise NotReady(seconds, "other files are being written")
        chunks = sent(path, lane, job)
        begun = await anext(chunks, b"")  # raises the exception of the job, as long as a status can be sent
        return StreamingResponse(resumed(begun, chunks), 200, headers(file, coding), file.media_type)


class BoundedFiles(CachedFiles):
    """Files of the newest snapshot that threads of this process write, WRITES files at a time.

    A file that is sent while it is written counts until all of it is sent or the client has left.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.writes = asyncio.Semaphore(WRITES)

    async def generate(self, file: File, snapshot: Snapshot, coding: str) -> Response:
        """The file, written in turn. Raises NotReady. The thread that writes goes on when the request is cancelled."""
        await self.turn()
        writing = asyncio.create_task(self.generate_once(file, snapshot, coding))
        try:
            response = await asyncio.shield(writing)
        except BaseException:
            writing.add_done_callback(lambda _: self.writes.release())
            raise
        if isinstance(response, GeneratedResponse):
            response.ended = self.writes.release
        else:
            self.writes.release()
        return response

    async def generate_once(self, file: File, snapshot: Snapshot, coding: str) -> Response:
        """The file; from the cache if another request had it written meanwhile."""
        body = await self.cache.find(file.tag, coding)
        return await super().generate(file, snapshot, coding) if body is None else complete(file, *body)

    async def turn(self) -> None:
        try:
            async with asyncio.timeout(self.patience):
                await self.writes.acquire()
        except TimeoutError:
            raise NotReady(int(self.patience), "other files are being written") from None


def guarded(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint whose errors are problem details."""

    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except (HTTPError, InputError, StoreError, Interrupted) as error:
            return problem_of(error)

    return guarded


async def resumed(begun: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yields the first chunk of a stream, then the others."""
    yield begun
    async for chunk in rest:
        yield chunk


def read_start(write: Callable[[], Iterable[bytes]]) -> tuple[bytes, Iterator[bytes] | None]:
    """The complete body and None; or, if it exceeds LARGEST, its first bytes and the remaining chunks."""
    chunks, start, length = iter(write()), list[bytes](), 0
    for chunk in chunks:
        start.append(chunk)
        length += len(chunk)
        if length > LARGEST:
            return b"".join(start), chunks
    return b"".join(start), None


def complete(file: File, body: bytes, coding: str) -> Response:
    return Response(body, 200, headers(file, coding), file.media_type)


def generated(file: File, chunks: Iterable[bytes], coding: str) -> Response:
    return GeneratedResponse(compressed_chunks(chunks, coding), 200, headers(file, coding), file.media_type)


def headers(file: File, coding: str) -> Mapping[str, str]:
    return file.headers(etag(file.tag, coding)) | ({"Content-Encoding": coding} if coding else {})
