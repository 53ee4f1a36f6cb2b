"""Runs expensive operations in threads, with a timeout, until the client disconnects."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from starlette.types import Receive

from service.http.middleware import ClientDisconnected

T = TypeVar("T")


def is_disconnected(receive: Receive) -> bool:
    """Whether the client has disconnected. Does not wait. The request body must have been read."""
    waiting = receive()
    try:
        waiting.send(None)  # type: ignore[attr-defined]
    except StopIteration as ended:
        return bool(ended.value["type"] == "http.disconnect")
    waiting.close()  # type: ignore[attr-defined]
    return False


async def wait_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def first_done(result: asyncio.Future[Any], receive: Receive, seconds: float) -> bool:
    """Whether a future is done within some seconds. Raises ClientDisconnected when the client leaves before."""
    disconnect = asyncio.ensure_future(wait_disconnect(receive))
    try:
        await asyncio.wait([result, disconnect], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not result.done() and disconnect.done():
            raise ClientDisconnected
        return result.done()
    finally:
        disconnect.cancel()
        del disconnect  # as below


class ThreadPool:
    """A fixed number of threads. Work waits while all of them are busy, and clients take turns.

    Used on one event loop.
    """

    def __init__(self, count: int) -> None:
        self.pool = ThreadPoolExecutor(count, "operation")
        self.free = count
        self.waiting: OrderedDict[str | None, deque[tuple[asyncio.Future[Any], Callable[[], Any]]]] = OrderedDict()

    async def run(self, work: Callable[[], T], receive: Receive, seconds: float, client: str | None = None) -> T:
        """The result of `work`. Raises TimeoutError after `seconds`, the queue included, or ClientDisconnected.

        Work that has started is not interrupted: its thread completes it, and its result is discarded.
        """
        result = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(client, deque()).append((result, work))
        self.start()
        try:
            if not await first_done(result, receive, seconds):
                raise TimeoutError
            found: T = result.result()
            return found
        finally:
            result.cancel()
            del result  # breaks the reference cycle of this frame and a raised exception

    def start(self) -> None:
        """Starts the next work of the client whose turn it is, as long as a thread is free."""
        while self.free and self.waiting:
            client, queue = self.waiting.popitem(last=False)
            result, work = queue.popleft()
            if queue:
                self.waiting[client] = queue
            if not result.done():
                self.free -= 1
                running = asyncio.get_running_loop().run_in_executor(self.pool, work)
                running.add_done_callback(partial(self.finish, result))

    def finish(self, result: asyncio.Future[Any], running: asyncio.Future[Any]) -> None:
        """Hands the outcome on, unless nobody waits for it, and starts further work."""
        self.free += 1
        if not running.cancelled():
            error = running.exception()
            if not result.done():
                result.set_result(running.result()) if error is None else result.set_exception(error)
        self.start()

    def close(self) -> None:
        self.waiting.clear()
        self.pool.shutdown(wait=False, cancel_futures=True)
