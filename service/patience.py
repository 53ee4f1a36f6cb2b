"""How long a body may take: one look around every second instead of a timer for every request."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Message, Receive

EVERY = 0.5  # seconds between looks, so that a body may take that much longer than allowed

Task = asyncio.Task[Any]


class Patience:
    """Cancels the requests whose bodies take too long; `ended` tells them from those that others cancel."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.until: dict[Task, float] = {}
        self.late: set[Task] = set()
        self.looking = False

    def bounded(self, receive: Receive) -> Receive:
        """The same messages; the running task is waited for until the last of them has come."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        self.until[task] = loop.time() + self.seconds
        if not self.looking:
            self.looking = True
            loop.call_later(EVERY, self.look, loop)

        async def bounded() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                self.until.pop(task, None)
            return message

        return bounded

    def look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task in [task for task, end in self.until.items() if end < now]:
            del self.until[task]
            self.late.add(task)
            task.cancel()
        self.looking = bool(self.until)
        if self.looking:
            loop.call_later(EVERY, self.look, loop)

    def ended(self) -> bool:
        """Whether the running task was cancelled for its slow body; it may go on then, to say so."""
        task = asyncio.current_task()
        if task is None or task not in self.late:
            return False
        self.late.discard(task)
        task.uncancel()
        return True

    def done(self) -> None:
        """The running task has no more to wait for."""
        task = asyncio.current_task()
        if task is not None:
            self.until.pop(task, None)
            self.late.discard(task)
