"""Looks after the store while the service runs: every so often, more rarely while it fails, at once on SIGHUP."""

from __future__ import annotations

import asyncio
import random
import signal
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

from data.snapshot.watcher import SnapshotWatcher

LONGEST_PAUSE = 15.0  # seconds between polls of a store that fails, unless polls are rarer anyhow


@asynccontextmanager
async def polling(watcher: SnapshotWatcher, seconds: float) -> AsyncIterator[None]:
    """The store is asked once before, then until the end; what is under way is finished first."""
    calls: asyncio.Queue[bool] = asyncio.Queue()
    with ThreadPoolExecutor(1, "poll") as thread, hangups(calls):
        await asyncio.get_running_loop().run_in_executor(thread, watcher.poll)
        looking = asyncio.create_task(look_after(watcher, seconds, calls, thread))
        yield
        calls.put_nowait(False)
        await looking
    watcher.engine.dispose()


async def look_after(
    watcher: SnapshotWatcher, seconds: float, calls: asyncio.Queue[bool], thread: ThreadPoolExecutor
) -> None:
    """Poll at intervals and whenever `calls` has True, until it has False."""
    while True:
        with suppress(TimeoutError):
            if not await asyncio.wait_for(calls.get(), pause(seconds, watcher.failures)):
                return
        await asyncio.get_running_loop().run_in_executor(thread, watcher.poll)


def pause(seconds: float, failures: int) -> float:
    """Twice as long after each failure in a row, up to a bound, and spread so that workers do not come all at once."""
    if failures == 0:
        return seconds
    longest = max(seconds, LONGEST_PAUSE)
    return random.uniform(0.5, 1) * min(seconds * 2.0 ** min(failures, 16), longest)  # noqa: S311


class hangups:  # noqa: N801 — reads as what it is in `with`
    """While inside, SIGHUP is a call; only the main thread of a process can be told of signals."""

    def __init__(self, calls: asyncio.Queue[bool]) -> None:
        self.calls = calls
        self.heard = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> None:
        if self.heard:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.calls.put_nowait, True)

    def __exit__(self, *_: object) -> None:
        if self.heard:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
