"""Answers that hang on nothing but a catalogue version and an address: made once, kept, compressed, revalidated."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from data.domain.errors import InputError, Interrupted, StoreError
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from service.http.response_cache import ResponseCache, compressed_chunks, etag, matching_etag, preferred_coding

LARGEST = 4 * 2**20  # bytes of one answer that is kept; a larger one is made and streamed each time
HEADERS = {"Cache-Control": "public, no-cache", "X-Content-Type-Options": "nosniff"}
LATER = {"Retry-After": "5"}


class File(NamedTuple):
    """An answer, before it is made. Equal tags must mean equal bytes."""

    tag: str
    media_type: str
    write: Callable[[], Iterable[bytes]]  # called in a thread
    name: str | None = None  # of the file that a browser saves; None to have it shown
    packed: bool = False  # whether it is compressed as it is
    vary: str = "Accept-Encoding"

    def headers(self, tag: str) -> dict[str, str]:
        own = {"ETag": tag, "Vary": self.vary}
        if self.name is not None:
            own["Content-Disposition"] = f'attachment; filename="{self.name}"'
        return HEADERS | own


Find = Callable[[Snapshot, Request], File | Response]


class CachedFiles:
    """Serves files of the newest snapshot."""

    def __init__(self, watcher: SnapshotWatcher, cache: ResponseCache) -> None:
        self.watcher = watcher
        self.cache = cache

    def serve(self, find: Find) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint of what `find` finds; an InputError that it raises is a 400, what is away just now a 503."""

        async def endpoint(request: Request) -> Response:
            if self.watcher.snapshot is None:
                return error_response(503, "no catalogue is loaded yet", LATER)
            try:
                found = find(self.watcher.snapshot, request)
            except InputError as error:
                return error_response(400, str(error))
            try:
                return found if isinstance(found, Response) else await self.answer(request, found)
            except (StoreError, Interrupted):
                return error_response(503, "what this needs cannot be reached just now", LATER)

        return endpoint

    async def answer(self, request: Request, file: File) -> Response:
        """304 to a client that holds it, else the kept body, else a new one."""
        known = matching_etag(request.headers.get("if-none-match", ""), file.tag)
        if known is not None:
            return Response(None, 304, file.headers(known))
        coding = "" if file.packed else preferred_coding(request.headers.get("accept-encoding", ""))
        kept = await self.cache.find(file.tag, coding)
        if kept is None:
            start, rest = await asyncio.to_thread(read_start, file.write)
            if rest is not None:
                return stream(file, chain([start], rest), coding)
            kept = await self.cache.store(file.tag, start, coding)
        return complete(file, *kept)


def read_start(write: Callable[[], Iterable[bytes]]) -> tuple[bytes, Iterator[bytes] | None]:
    """The first bytes of a file, and the rest when there is more than is kept."""
    pieces, start, length = iter(write()), list[bytes](), 0
    for piece in pieces:
        start.append(piece)
        length += len(piece)
        if length > LARGEST:
            return b"".join(start), pieces
    return b"".join(start), None


def complete(file: File, body: bytes, coding: str) -> Response:
    return Response(body, 200, headers(file, coding), file.media_type)


def stream(file: File, pieces: Iterable[bytes], coding: str) -> Response:
    return StreamingResponse(compressed_chunks(pieces, coding), 200, headers(file, coding), file.media_type)


def headers(file: File, coding: str) -> Mapping[str, str]:
    return file.headers(etag(file.tag, coding)) | ({"Content-Encoding": coding} if coding else {})


def error_response(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": message}, status, headers)
