"""Each mechanism that is not the obvious one can be switched off, and the answers stay byte for byte the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx
import pytest
import strawberry

from schema.query import build_schema
from tests.schema.operations import Operations

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.graphql"))
# Those of one group have nothing to do with each other: execution, HTTP, processes. So a service does without both.
SWITCHES = (("PLANS", "FAST_PATH"), ("FRAGMENTS", "LANES"), ("ANSWER_CACHE", "FAST_VALIDATION", "SNAPSHOT_IMAGES"))
GENERATED = 60
HEADERS = ("content-type", "etag", "cache-control", "vary", "content-length", "allow")
INVALID: list[dict[str, Any]] = [
    {"content": b"{"},
    {"content": b"[]", "headers": {"content-type": "application/json"}},
    {"json": {"query": "{ nothing }"}},
    {"json": {"query": "{ goals { a: number a: color } municipality(by: {slug: $slug}) { nothing } }"}},
    {"json": {"query": "query($n: Int!) { goal(number: $n) { number } }", "variables": {"n": "nine"}}},
    {"json": {"query": "{ goals { number } }"}, "headers": {"accept": "text/plain"}},
]


class Received(NamedTuple):
    """What a client sees of a response, but for what differs from one request to the next."""

    status: int
    headers: dict[str, str]
    body: bytes


def received(response: httpx.Response) -> Received:
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    return Received(response.status_code, headers, response.content)


def requests(schema: strawberry.Schema) -> Iterator[dict[str, Any]]:
    """The examples, generated operations, and requests that are refused: each twice, the second may be cached."""
    operations = (Operations(schema._schema, Random(seed)).asked() for seed in range(GENERATED))
    documents: list[dict[str, Any]] = [{"query": path.read_text(encoding="utf-8")} for path in EXAMPLES]
    documents += [{"query": asked.text, "variables": asked.variables} for asked in operations]
    for request in [*({"json": document} for document in documents), *INVALID]:
        yield from (request, request)


def ask_everything(live: Any, schema: strawberry.Schema) -> list[Received]:
    """All answers, in the order of the requests; the last one is to a conditional request."""
    with httpx.Client(base_url=live.address, timeout=60, trust_env=False) as client:
        answers = [received(client.post("/graphql", **request)) for request in requests(schema)]
        address = {"query": "{ goals { number } }"}
        tag = client.get("/graphql", params=address).headers["etag"]
        return [*answers, received(client.get("/graphql", params=address, headers={"if-none-match": tag}))]


@pytest.fixture(scope="module")
def schema() -> strawberry.Schema:
    return build_schema()


@pytest.fixture(scope="module")
def usual(live: Any, schema: strawberry.Schema) -> list[Received]:
    """The answers with all mechanisms switched on; all serve copies of one store, as its version says when it was loaded."""
    return ask_everything(live, schema)


def test_the_requests_are_worth_it(usual: list[Received]) -> None:
    """Many answers have data, many are without errors, some are refused, and one was not modified."""
    bodies = [json.loads(answer.body) for answer in usual if answer.body]

    assert sum(body.get("data") is not None for body in bodies) > 110
    assert sum("errors" not in body for body in bodies) > 85
    assert {200, 400, 406, 415} <= {answer.status for answer in usual}
    assert usual[-1].status == 304
    assert usual[-1].body == b""


@pytest.mark.parametrize("switches", SWITCHES, ids=" ".join)
def test_answers_are_the_same_without_it(
    switches: tuple[str, ...], usual: list[Received], serving_with: Any, schema: strawberry.Schema
) -> None:
    """Status, header fields and body of every response."""
    with serving_with(**{f"SAMBAND_{switch}": "no" for switch in switches}) as live:
        answers = ask_everything(live, schema)

    assert [pair for pair in zip(usual, answers, strict=True) if pair[0] != pair[1]] == []
