"""Request-body timeouts, enforced by one periodic sweep instead of a timer per request."""

from __future__ import annotations

import asyncio
import time
from typing import Any

SWEEP_SECONDS = 0.5  # interval between sweeps; a timeout may be late by as much

Task = asyncio.Task[Any]


class BodyTimeouts:
    """Cancels the tasks whose request bodies arrive too late. `has_expired` identifies such a cancellation."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.deadlines: dict[Task, float] = {}
        self.expired: set[Task] = set()
        self.is_sweeping = False

    def start(self) -> Task:
        """Starts the timeout of the running task and returns the task."""
        task = asyncio.current_task()
        assert task is not None
        self.deadlines[task] = time.monotonic() + self.seconds
        if not self.is_sweeping:
            self.is_sweeping = True
            asyncio.get_running_loop().call_later(SWEEP_SECONDS, self.sweep)
        return task

    def body_received(self, task: Task) -> None:
        """Stops the timeout of a task whose body has arrived."""
        self.deadlines.pop(task, None)

    def sweep(self) -> None:
        now = time.monotonic()
        for task in [task for task, end in self.deadlines.items() if end < now]:
            del self.deadlines[task]
            self.expired.add(task)
            task.cancel()
        self.is_sweeping = bool(self.deadlines)
        if self.is_sweeping:
            asyncio.get_running_loop().call_later(SWEEP_SECONDS, self.sweep)

    def has_expired(self, task: Task | None) -> bool:
        """Whether the timeout cancelled the task. If so the cancellation is undone, so that the task can respond."""
        if task is None or task not in self.expired:
            return False
        self.expired.discard(task)
        task.uncancel()
        return True

    def finish(self, task: Task) -> None:
        """Forgets a task that has ended."""
        self.deadlines.pop(task, None)
        self.expired.discard(task)
