"""Where an operation is executed: at once when it is cheap, in a thread with an end when it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.types import Receive

from service.http.middleware import ClientDisconnected

T = TypeVar("T")


def is_disconnected(receive: Receive) -> bool:
    """Whether the client is known to be gone. The body must have been read; nobody is waited for."""
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


class ThreadPool:
    """A few threads; whoever comes while all are busy waits, no longer than for the rest of the time that it has."""

    def __init__(self, count: int) -> None:
        self.pool = ThreadPoolExecutor(count, "operation")

    async def run(self, work: Callable[[], T], receive: Receive, seconds: float) -> T:
        """The result. Raises TimeoutError or ClientGone; what cannot be stopped then goes on alone."""
        result = asyncio.get_running_loop().run_in_executor(self.pool, work)
        gone = asyncio.ensure_future(wait_disconnect(receive))
        try:
            await asyncio.wait([result, gone], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)  # type: ignore[type-var]
            if result.done():
                return result.result()
            raise ClientDisconnected if gone.done() else TimeoutError
        finally:
            gone.cancel()
            result.cancel()
            del gone, result  # an exception's frames lead here, and these lead to it: a circle

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
