"""Polls the store: at intervals, with exponential backoff while polls fail, and at once on SIGHUP."""

from __future__ import annotations

import asyncio
import random
import signal
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

from data.snapshot.watcher import SnapshotWatcher

LONGEST_PAUSE = 15.0  # seconds; maximum pause after failures, unless the regular interval is longer


@asynccontextmanager
async def polling(watcher: SnapshotWatcher, seconds: float) -> AsyncIterator[None]:
    """Polls the store once before it yields, then in the background until it exits. Completes a poll in progress."""
    triggers: asyncio.Queue[bool] = asyncio.Queue()
    with ThreadPoolExecutor(1, "poll") as thread, sighup_trigger(triggers):
        await asyncio.get_running_loop().run_in_executor(thread, watcher.poll)
        task = asyncio.create_task(poll_until_stopped(watcher, seconds, triggers, thread))
        yield
        triggers.put_nowait(False)
        await task
    watcher.engine.dispose()


async def poll_until_stopped(
    watcher: SnapshotWatcher, seconds: float, triggers: asyncio.Queue[bool], thread: ThreadPoolExecutor
) -> None:
    """Polls at intervals and for every True in `triggers`. A False stops it."""
    while True:
        with suppress(TimeoutError):
            if not await asyncio.wait_for(triggers.get(), pause(seconds, watcher.failures)):
                return
        await asyncio.get_running_loop().run_in_executor(thread, watcher.poll)


def pause(seconds: float, failures: int) -> float:
    """The pause before the next poll, in seconds: doubled per consecutive failure, bounded, with random jitter."""
    if failures == 0:
        return seconds
    longest = max(seconds, LONGEST_PAUSE)
    return random.uniform(0.5, 1) * min(seconds * 2.0 ** min(failures, 16), longest)  # noqa: S311


class sighup_trigger:  # noqa: N801 — a context manager, used like a function
    """Puts True into `triggers` on SIGHUP. Does nothing outside the main thread, which alone receives signals."""

    def __init__(self, triggers: asyncio.Queue[bool]) -> None:
        self.triggers = triggers
        self.is_main_thread = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> None:
        if self.is_main_thread:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.triggers.put_nowait, True)

    def __exit__(self, *_: object) -> None:
        if self.is_main_thread:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
