"""What the endpoint does with operations that change, last, fail or are no longer wanted."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NewType

import pytest
import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from strawberry.schema.config import StrawberryConfig

from data.domain.errors import InputError
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store
from service.graphql.endpoint import Endpoint
from service.graphql.request import GRAPHQL
from service.http.middleware import RequestMiddleware
from service.http.request_info import RequestInfo
from service.settings import Settings

EXECUTED: list[str] = []
Serving = Callable[..., Any]


def read_word(node: Any, _variables: Any) -> str:
    """The value of a literal; tells which thread reads it."""
    EXECUTED.append(threading.current_thread().name)
    return str(node.value)


Word = NewType("Word", str)


@strawberry.type
class Query:
    """Fields that tell that they were executed."""

    @strawberry.field
    def quick(self) -> int:
        EXECUTED.append("quick")
        return 1

    @strawberry.field
    def slow(self) -> list[int]:
        EXECUTED.append("slow")
        time.sleep(1)
        return [1]

    @strawberry.field
    def echo(self, text: Word) -> str:
        return str(text)

    @strawberry.field
    def secret(self) -> int:
        raise RuntimeError("the password is hunter2")

    @strawberry.field
    def wrong(self) -> int:
        raise InputError("never right")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def load(self) -> int:
        EXECUTED.append("load")
        return 1


WORD = strawberry.scalar(name="Word", parse_value=str, parse_literal=read_word, serialize=str)
SCHEMA = strawberry.Schema(Query, Mutation, config=StrawberryConfig(scalar_map={Word: WORD}))


@pytest.fixture
def app_of(snapshot: Snapshot, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """An application of this schema with these settings, and what it told of its requests."""
    EXECUTED.clear()
    engine = open_store(f"sqlite:///{tmp_path / 'none.db'}")

    def app_of(**settings: Any) -> tuple[Starlette, list[RequestInfo]]:
        told: list[RequestInfo] = []
        chosen = Settings(**settings)
        door = Middleware(RequestMiddleware, chosen, lambda _scope, facts, _seconds: told.append(facts))
        endpoint = Endpoint(SCHEMA, SnapshotWatcher(engine, snapshot), chosen)
        return Starlette(routes=[Route("/graphql", endpoint)], middleware=[door]), told

    yield app_of
    engine.dispose()


@pytest.fixture
def asking(app_of: Serving, client_of: Any) -> Serving:
    """A client of such an application."""

    @contextmanager
    def asking(**settings: Any) -> Iterator[Any]:
        with client_of(app_of(**settings)[0]) as client:
            yield client

    return asking


def code(response: Any) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


def test_a_mutation_by_get_is_not_allowed(asking: Serving) -> None:
    """405, and nothing is executed; by POST it is."""
    with asking() as client:
        by_get = client.get("/graphql", params={"query": "mutation { load }"})
        executed = list(EXECUTED)
        named = client.get("/graphql", params={"query": "query A { quick } mutation B { load }", "operationName": "B"})
        by_post = client.post("/graphql", json={"query": "mutation { load }"})

    assert (by_get.status_code, code(by_get), by_get.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "POST")
    assert named.status_code == 405
    assert executed == []
    assert by_post.json() == {"data": {"load": 1}}


def test_a_new_document_is_read_in_a_thread(asking: Serving) -> None:
    """Read, validated and compiled away from the event loop, once; known documents do not wait for it."""
    query = "query ($off: Boolean!) { quick echo(text: one) @skip(if: $off) }"
    with asking() as client:
        first = client.post("/graphql", json={"query": query, "variables": {"off": False}})
        threads = {name for name in EXECUTED if name != "quick"}
        again = client.post("/graphql", json={"query": query, "variables": {"off": True}})

    assert first.json() == {"data": {"quick": 1, "echo": "one"}}
    assert again.json() == {"data": {"quick": 1}}
    assert threads and all(name.startswith("operation") for name in threads)


def test_an_operation_ends_with_its_time(asking: Serving) -> None:
    """503 with the limit; others are answered meanwhile and afterwards."""
    with asking(operation_seconds=0.1, inline_cost=1) as client:
        late = client.post("/graphql", json={"query": "{ slow quick }"}, headers={"accept": GRAPHQL})
        run_in_time = client.post("/graphql", json={"query": "{ quick }"})

    assert (late.status_code, code(late)) == (503, "TIMEOUT")
    assert "`operation_seconds` allows 0.1 seconds" in late.text
    assert run_in_time.json() == {"data": {"quick": 1}}


def test_waiting_for_a_thread_counts(asking: Serving) -> None:
    """Who finds all threads busy waits within its own time."""
    with asking(operation_seconds=0.1, inline_cost=0, threads=1) as client:
        first = client.post("/graphql", json={"query": "{ slow }"})
        second = client.post("/graphql", json={"query": "{ quick }"})

    assert [code(first), code(second)] == ["TIMEOUT", "TIMEOUT"]
    assert EXECUTED == ["slow"]


@pytest.mark.parametrize("inline_cost", [0, 1000], ids=["in a thread", "at once"])
def test_our_own_error_is_masked(asking: Serving, caplog: pytest.LogCaptureFixture, inline_cost: int) -> None:
    """The client has the id of its request, in the header and in the error; the log has the story (trap 16)."""
    with asking(inline_cost=inline_cost) as client:
        response = client.post("/graphql", json={"query": "{ secret }"}, headers={"x-request-id": "ask-1"})
    (error,) = response.json()["errors"]

    assert response.headers["x-request-id"] == error["extensions"]["requestId"] == "ask-1"
    assert (error["extensions"]["code"], error["path"]) == ("INTERNAL", ["secret"])
    assert "hunter2" not in response.text
    assert any("ask-1" in record.getMessage() and record.exc_info for record in caplog.records)


@pytest.mark.parametrize("inline_cost", [0, 1000], ids=["in a thread", "at once"])
def test_operations_that_fail_do_not_pile_up(app_of: Serving, inline_cost: int) -> None:
    """The frames of an error, and all that they hold, go with the answer, not when all objects are looked at."""
    app, told = app_of(inline_cost=inline_cost)
    gc.collect()
    gc.disable()
    try:
        before = tracebacks()
        for _ in range(5):
            ask(app, document="{ wrong }")
        left = tracebacks() - before
    finally:
        gc.enable()

    assert [facts.code for facts in told] == ["BAD_USER_INPUT"] * 5
    assert left == 0


def tracebacks() -> int:
    return sum(isinstance(one, TracebackType) for one in gc.get_objects())


def ask(app: Any, *messages: dict[str, Any], document: str = "{ quick }") -> list[dict[str, Any]]:
    """What an application sends to a request after which these messages come."""
    sent: list[dict[str, Any]] = []
    body = json.dumps({"query": document}).encode()
    waiting = [{"type": "http.request", "body": body}, *messages]

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
    asyncio.run(asyncio.wait_for(app(scope | {"root_path": "", "raw_path": b"/graphql"}, receive, send), 20))
    return sent


@pytest.mark.parametrize("inline_cost", [0, 1000], ids=["in a thread", "at once"])
def test_nothing_is_executed_for_a_client_that_is_gone(app_of: Serving, inline_cost: int) -> None:
    """Who hung up after asking costs nothing more, and is told of as such (trap 5)."""
    app, told = app_of(inline_cost=inline_cost, threads=1)
    blocked, _ = app_of(inline_cost=inline_cost)

    assert ask(app, {"type": "http.disconnect"}, document="{ slow quick }") == []
    assert "quick" not in EXECUTED
    assert [facts.status for facts in told] == [499]
    assert ask(blocked)[0]["status"] == 200


def test_half_a_body_is_no_request(app_of: Serving) -> None:
    """A client that hangs up while it sends is let go."""
    app, told = app_of()
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"10")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
    asyncio.run(app(scope | {"root_path": ""}, receive, send))

    assert sent == []
    assert [facts.status for facts in told] == [499]
