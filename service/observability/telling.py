"""Requests that ended, handed on together: that is cheaper than one by one, and one write serves many lines."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import NamedTuple

from starlette.types import Scope

from service.http.request_info import Facts

log = logging.getLogger(__name__)
MANY = 64  # requests that wait at most
EVERY = 0.1  # seconds that they wait for others


class Ended(NamedTuple):
    """A request, when it ended, in seconds since 1970, and how many it took."""

    scope: Scope
    facts: Facts
    time: float
    seconds: float


class Telling:
    """Gathers the requests of a process for those who want to hear of them."""

    def __init__(self, *hearers: Callable[[list[Ended]], None]) -> None:
        self.hearers = hearers
        self.waiting: list[Ended] = []

    def __call__(self, scope: Scope, facts: Facts, seconds: float) -> None:
        if not self.waiting:
            asyncio.get_running_loop().call_later(EVERY, self.flush)
        self.waiting.append(Ended(scope, facts, time.time(), seconds))
        if len(self.waiting) >= MANY:
            self.flush()

    def flush(self) -> None:
        """Tell of all that wait; also before the end."""
        ended, self.waiting = self.waiting, []
        if ended:
            for hear in self.hearers:
                try:
                    hear(ended)
                except OSError as error:  # a log whose reader is gone loses its lines, but nobody an answer
                    log.warning("%d requests were not told of: %s", len(ended), error)
