"""How long a body may take: one look around every second instead of a timer for every request."""

from __future__ import annotations

import asyncio
import time
from typing import Any

EVERY = 0.5  # seconds between looks, so that a body may take that much longer than allowed

Task = asyncio.Task[Any]


class Patience:
    """Cancels the requests whose bodies take too long; `ended` tells them from those that others cancel."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.until: dict[Task, float] = {}
        self.late: set[Task] = set()
        self.looking = False

    def begin(self) -> Task:
        """The running task, which is waited for from now on."""
        task = asyncio.current_task()
        assert task is not None
        self.until[task] = time.monotonic() + self.seconds
        if not self.looking:
            self.looking = True
            asyncio.get_running_loop().call_later(EVERY, self.look)
        return task

    def here(self, task: Task) -> None:
        """The body of a task has come."""
        self.until.pop(task, None)

    def look(self) -> None:
        now = time.monotonic()
        for task in [task for task, end in self.until.items() if end < now]:
            del self.until[task]
            self.late.add(task)
            task.cancel()
        self.looking = bool(self.until)
        if self.looking:
            asyncio.get_running_loop().call_later(EVERY, self.look)

    def ended(self, task: Task | None) -> bool:
        """Whether the running task was cancelled for its slow body; it may go on then, to say so."""
        if task is None or task not in self.late:
            return False
        self.late.discard(task)
        task.uncancel()
        return True

    def done(self, task: Task) -> None:
        """The task has no more to wait for."""
        self.until.pop(task, None)
        self.late.discard(task)
