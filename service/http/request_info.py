"""What is known of one request, gathered on its way for the log, the metrics and the traces."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import count

from starlette.types import Scope

FACTS = "samband.facts"
GIVEN_ID = re.compile(rb"[A-Za-z0-9._~-]{1,64}")
PROCESS, NUMBERS = os.urandom(6).hex(), count(1)  # an id is not a secret, only its own
GONE = 499  # the status in the log of a request whose client did not wait; nothing is sent


@dataclass(slots=True)
class Facts:
    """The endpoint fills in what it comes to know; `text` is the document, whose hash is logged."""

    request_id: str
    status: int = GONE
    operation: str | None = None
    text: str | None = None
    cost: int | None = None
    cached: bool = False
    code: str | None = None


def new_facts(given_id: bytes | None) -> Facts:
    """With the id that a proxy gave, if it is a plain one, or with one of our own."""
    if given_id is not None and GIVEN_ID.fullmatch(given_id):
        return Facts(given_id.decode("ascii"))
    return Facts(f"{PROCESS}-{next(NUMBERS):x}")


def facts_of(scope: Scope) -> Facts:
    """The facts of a request; new ones where nobody stands in front of the endpoint."""
    facts = scope.get(FACTS)
    if not isinstance(facts, Facts):
        facts = scope[FACTS] = new_facts(None)
    return facts
