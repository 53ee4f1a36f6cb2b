"""How long a body may take: one look around every second instead of a timer for every request."""

from __future__ import annotations

import asyncio
import time
from typing import Any

SWEEP_SECONDS = 0.5  # seconds between looks, so that a body may take that much longer than allowed

Task = asyncio.Task[Any]


class BodyTimeouts:
    """Cancels the requests whose bodies take too long; `ended` tells them from those that others cancel."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.deadlines: dict[Task, float] = {}
        self.expired: set[Task] = set()
        self.is_sweeping = False

    def start(self) -> Task:
        """The running task, which is waited for from now on."""
        task = asyncio.current_task()
        assert task is not None
        self.deadlines[task] = time.monotonic() + self.seconds
        if not self.is_sweeping:
            self.is_sweeping = True
            asyncio.get_running_loop().call_later(SWEEP_SECONDS, self.sweep)
        return task

    def body_received(self, task: Task) -> None:
        """The body of a task has come."""
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
        """Whether the running task was cancelled for its slow body; it may go on then, to say so."""
        if task is None or task not in self.expired:
            return False
        self.expired.discard(task)
        task.uncancel()
        return True

    def finish(self, task: Task) -> None:
        """The task has no more to wait for."""
        self.deadlines.pop(task, None)
        self.expired.discard(task)
