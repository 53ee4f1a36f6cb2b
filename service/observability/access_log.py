"""A line of JSON on standard output for every request."""

from __future__ import annotations

import os
from functools import lru_cache

import orjson

from service.graphql.trusted_documents import digest
from service.observability.telling import Ended

STANDARD_OUTPUT = 1
LONGEST = 100  # characters of a path, and of the name of an operation, that are kept


def write_lines(ended: list[Ended], output: int = STANDARD_OUTPUT) -> None:
    """With one write, so that the lines of several processes do not mix."""
    os.write(output, b"".join(map(line, ended)))


def line(ended: Ended) -> bytes:
    """What is told of a request: no variables and no text of a client but path and name of the operation."""
    scope, facts, time, seconds = ended
    told = rest(
        scope["method"],
        scope["path"][:LONGEST],
        facts.status,
        facts.operation and facts.operation[:LONGEST],
        facts.text and digest(facts.text),
        facts.cost,
        facts.cached,
        facts.code,
    )
    return b'{"time":%.3f,"id":"%s","ms":%.3f,%s' % (time, facts.request_id.encode(), seconds * 1000, told)


@lru_cache(512)
def rest(
    method: str,
    path: str,
    status: int,
    operation: str | None,
    document: str | None,
    cost: int | None,
    cached: bool,
    code: str | None,
) -> bytes:
    """The end of a line, which is the same for many requests."""
    told: dict[str, object] = {"method": method, "path": path, "status": status}
    if document is not None:
        told |= {"operation": operation, "document": document, "cost": cost, "cached": cached}
    if code is not None:
        told["code"] = code
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)[1:]
