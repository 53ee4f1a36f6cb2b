"""A line of JSON on standard output for every request."""

from __future__ import annotations

import os
import time
from typing import Any

import orjson
from starlette.types import Scope

from service.facts import Facts
from service.trusted import digest

STANDARD_OUTPUT = 1
LONGEST_PATH = 100  # characters of a path that are kept


def write_line(scope: Scope, facts: Facts, seconds: float) -> None:
    """One write, so that the lines of several processes do not mix."""
    os.write(STANDARD_OUTPUT, orjson.dumps(line(scope, facts, seconds), option=orjson.OPT_APPEND_NEWLINE))


def line(scope: Scope, facts: Facts, seconds: float) -> dict[str, Any]:
    """What is told of a request: no variables and no text of a client but path and name of the operation."""
    told: dict[str, Any] = {
        "time": round(time.time(), 3),
        "id": facts.request_id,
        "method": scope["method"],
        "path": scope["path"][:LONGEST_PATH].encode("utf-8", "replace").decode(),
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
