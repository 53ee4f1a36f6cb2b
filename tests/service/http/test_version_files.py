"""Files of versions are written a few at a time, until the last byte is sent or the client has left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from service.http.cached_files import LARGEST, WRITES, File
from service.http.file_lane import FileSpool, Store
from service.http.response_cache import ResponseCache
from service.http.version_files import VersionFiles

BLOCK = bytes(LARGEST // 4)


class Shelf:
    """A file that is too large for the cache, which waits in the thread that writes it until it may go on."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.go_on = threading.Event()
        self.go_on.set()
        watcher = SnapshotWatcher(create_engine("sqlite://"), snapshot)
        files = VersionFiles(watcher, ResponseCache(0), FileSpool(Store("sqlite://", 1), 0), 0.2)
        self.app = Starlette(routes=[Route("/versions/{version}/file", files.serve(self.find))])
        self.path = f"/versions/{snapshot.version}/file"

    def find(self, _snapshot: Snapshot, _request: Request) -> File:
        return File("tag", "text/plain", self.write)

    def write(self, _snapshot: Snapshot) -> Iterator[bytes]:
        for _ in range(6):
            assert self.go_on.wait(60)
            yield BLOCK


class Client:
    """A client of a server that speaks a version of ASGI, which stops reading when the file begins to arrive."""

    def __init__(self, shelf: Shelf, asgi: str) -> None:
        self.shelf, self.asgi = shelf, asgi
        self.status, self.length = 0, 0
        self.begun, self.reads, self.left = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.task = asyncio.create_task(self.ask())

    async def ask(self) -> None:
        scope: dict[str, Any] = {"type": "http", "method": "GET", "path": self.shelf.path, "query_string": b""}
        scope |= {"headers": [], "asgi": {"spec_version": self.asgi}, "root_path": ""}
        await self.shelf.app(scope, self.receive, self.send)

    async def receive(self) -> dict[str, str]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.length += len(message.get("body", b""))
        self.begun.set()
        await self.reads.wait()
        if self.left.is_set():
            raise OSError("the connection is closed")

    async def status_of(self) -> int:
        await asyncio.wait_for(self.begun.wait(), 20)
        return self.status

    async def leave(self) -> None:
        self.left.set()
        self.reads.set()
        await asyncio.gather(self.task, return_exceptions=True)

    async def finish(self) -> int:
        """Reads all; the number of bytes."""
        self.reads.set()
        await self.task
        return self.length


@pytest.mark.parametrize("asgi", ["2.3", "2.4"])  # servers tell of a client that left in two ways
def test_a_file_is_written_until_it_is_sent(snapshot: Snapshot, asgi: str) -> None:
    """So no more than WRITES are sent at a time; one that ends or is left makes room for one."""

    async def run() -> None:
        shelf = Shelf(snapshot)
        first, second = (Client(shelf, asgi) for _ in range(WRITES))
        assert [await first.status_of(), await second.status_of()] == [200, 200]
        assert await Client(shelf, asgi).status_of() == 503

        await first.leave()
        third = Client(shelf, asgi)
        assert await third.status_of() == 200
        assert await Client(shelf, asgi).status_of() == 503

        assert await second.finish() == 6 * len(BLOCK)
        fourth = Client(shelf, asgi)
        assert await fourth.status_of() == 200
        assert [await third.finish(), await fourth.finish()] == [6 * len(BLOCK)] * 2

    asyncio.run(run())


def test_a_cancelled_request_has_its_turn_until_the_thread_ends(snapshot: Snapshot) -> None:
    """Threads cannot be stopped, so they count."""

    async def run() -> None:
        shelf = Shelf(snapshot)
        shelf.go_on.clear()
        for client in [Client(shelf, "2.3") for _ in range(WRITES)]:
            await asyncio.sleep(0.05)
            client.task.cancel()
        assert await Client(shelf, "2.3").status_of() == 503

        shelf.go_on.set()
        for _ in range(2):  # all turns are free again, none twice
            clients = [Client(shelf, "2.3") for _ in range(WRITES)]
            assert [await client.status_of() for client in clients] == [200] * WRITES
            assert await Client(shelf, "2.3").status_of() == 503
            assert [await client.finish() for client in clients] == [6 * len(BLOCK)] * WRITES

    asyncio.run(run())
