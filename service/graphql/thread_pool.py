"""Runs expensive operations in threads, with a timeout, until the client disconnects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
    """A fixed number of threads. Work waits in a queue while all of them are busy."""

    def __init__(self, count: int) -> None:
        self.pool = ThreadPoolExecutor(count, "operation")

    async def run(self, work: Callable[[], T], receive: Receive, seconds: float) -> T:
        """The result of `work`. Raises TimeoutError after `seconds`, the queue included, or ClientDisconnected.

        Work that has started is not interrupted: its thread completes it, and its result is discarded.
        """
        result = asyncio.get_running_loop().run_in_executor(self.pool, work)
        try:
            if not await first_done(result, receive, seconds):
                raise TimeoutError
            return result.result()
        finally:
            result.cancel()
            del result  # breaks the reference cycle of this frame and a raised exception

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
