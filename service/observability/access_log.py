"""The access log: finished requests are batched and written to standard output as JSON lines."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import orjson
from starlette.types import Scope

from service.http.request_info import RequestInfo, document_hash

log = logging.getLogger(__name__)
BATCH = 64  # maximum number of requests in a batch
BATCH_SECONDS = 0.1  # maximum delay of a finished request
STANDARD_OUTPUT = 1
LONGEST = 100  # maximum number of characters of a path and of an operation name in a line


class FinishedRequest(NamedTuple):
    """A finished request: `time` is its end in seconds since 1970, `seconds` its duration."""

    scope: Scope
    info: RequestInfo
    time: float
    seconds: float


class AccessLogBuffer:
    """Batches finished requests and passes the batches to its sinks, such as `write_lines` and the metrics."""

    def __init__(self, *sinks: Callable[[list[FinishedRequest]], None]) -> None:
        self.sinks = sinks
        self.waiting: list[FinishedRequest] = []

    def __call__(self, scope: Scope, info: RequestInfo, seconds: float) -> None:
        if not self.waiting:
            asyncio.get_running_loop().call_later(BATCH_SECONDS, self.flush)
        self.waiting.append(FinishedRequest(scope, info, time.time(), seconds))
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Passes the batch to every sink. A sink that raises OSError loses the batch, and a warning is logged."""
        finished, self.waiting = self.waiting, []
        if finished:
            for sink in self.sinks:
                try:
                    sink(finished)
                except OSError as error:
                    log.warning("%d requests could not be logged: %s", len(finished), error)


def write_lines(finished: list[FinishedRequest], output: int = STANDARD_OUTPUT) -> None:
    """Writes a batch with one system call, so that the lines of several processes do not mix."""
    os.write(output, b"".join(map(line, finished)))


def line(finished: FinishedRequest) -> bytes:
    """One JSON line. Its only client data are the path and the operation name; variables are never logged."""
    scope, info, time, seconds = finished
    rest = line_end(
        scope["method"],
        scope["path"][:LONGEST],
        info.status,
        info.operation,
        info.text,
        info.cost,
        info.cached,
        info.code,
    )
    return b'{"time":%.3f,"id":"%s","ms":%.3f,%s' % (time, info.request_id.encode(), seconds * 1000, rest)


@lru_cache(512)
def line_end(
    method: str,
    path: str,
    status: int,
    operation: str | None,
    text: str | None,
    cost: int | None,
    cached: bool,
    code: str | None,
) -> bytes:
    """The members after time, id and duration. Many requests share them, so they are cached."""
    members: dict[str, object] = {"method": method, "path": path, "status": status}
    if text is not None:
        members["operation"] = operation and operation[:LONGEST]
        members |= {"document": document_hash(text), "cost": cost, "cached": cached}
    if code is not None:
        members["code"] = code
    return orjson.dumps(members, option=orjson.OPT_APPEND_NEWLINE)[1:]
