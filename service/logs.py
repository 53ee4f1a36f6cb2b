"""A line of JSON on standard output for every request."""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any

import orjson
from starlette.types import Scope

from service.facts import Facts
from service.trusted import digest

STANDARD_OUTPUT = 1
LONGEST_PATH = 100  # characters of a path that are kept
MANY = 64  # lines that wait at most
EVERY = 0.1  # seconds that lines wait for others, so that a write serves many


class RequestLog:
    """Gathers lines and writes them together, with one write, so that those of several processes do not mix."""

    def __init__(self, output: int = STANDARD_OUTPUT) -> None:
        self.output = output
        self.waiting: list[bytes] = []

    def __call__(self, scope: Scope, facts: Facts, seconds: float) -> None:
        if not self.waiting:
            asyncio.get_running_loop().call_later(EVERY, self.flush)
        self.waiting.append(orjson.dumps(line(scope, facts, seconds), option=orjson.OPT_APPEND_NEWLINE))
        if len(self.waiting) >= MANY:
            self.flush()

    def flush(self) -> None:
        """Write what waits; also before the end."""
        lines, self.waiting = b"".join(self.waiting), []
        if lines:
            os.write(self.output, lines)


def line(scope: Scope, facts: Facts, seconds: float) -> dict[str, Any]:
    """What is told of a request: no variables and no text of a client but path and name of the operation."""
    told: dict[str, Any] = {
        "time": round(time.time(), 3),
        "id": facts.request_id,
        "method": scope["method"],
        "path": scope["path"][:LONGEST_PATH],
        "status": facts.status,
        "ms": round(seconds * 1000, 3),
    }
    if facts.text is not None:
        told["operation"] = facts.operation
        told["document"] = digest(facts.text)
        told["cost"] = facts.cost
        told["cached"] = facts.cached
    if facts.code is not None:
        told["code"] = facts.code
    return told
