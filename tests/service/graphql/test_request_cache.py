"""Requests that came before in the same bytes: what is known of them, how much of it, and that it changes no answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Route, Router

from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store
from schema.query import build_schema
from service.graphql.endpoint import Endpoint
from service.graphql.request import GRAPHQL, JSON, GraphQLRequest, RawRequest
from service.graphql.request_cache import MEMORY_FACTOR, ParsedRequest, RequestCache
from service.http.middleware import RequestMiddleware
from service.http.request_info import RequestInfo
from service.http.response_cache import ENTRY_BYTES, ResponseCache
from service.settings import Settings

NAME = 'query Name { municipality(by: {slug: "mariestad"}) { name } }'
BODY = json.dumps({"query": NAME, "operationName": "Name"}).encode()
REQUEST = GraphQLRequest(NAME, {}, None, {}, False)


@given(st.lists(st.binary(max_size=2000)), st.integers(0, 30_000))
def test_it_never_holds_more_than_its_limit(requests: list[bytes], limit: int) -> None:
    """However long the requests are; and nothing of what was parsed of them."""
    cache = RequestCache(limit)
    for data in requests:
        raw = RawRequest(data, False, JSON)
        cache.remember("1", raw, ParsedRequest("tag", "text", None, REQUEST))
        held = {one for one in requests if cache.get(("1", RawRequest(one, False, JSON)))}

        assert cache.currsize == sum(MEMORY_FACTOR * len(one) + ENTRY_BYTES for one in held) <= limit
        assert all(cache.get(("1", RawRequest(one, False, JSON))).request is None for one in held)  # type: ignore[union-attr]


def routed(endpoint: Endpoint) -> Router:
    return Router([Route("/graphql", endpoint)])


@pytest.fixture
def endpoint(snapshot: Any, tmp_path: Path) -> Iterator[Endpoint]:
    """An endpoint of its own for a test."""
    engine = open_store(f"sqlite:///{tmp_path / 'none.db'}")
    yield Endpoint(build_schema(), SnapshotWatcher(engine, snapshot))
    engine.dispose()


@pytest.fixture
def ask(endpoint: Endpoint, client_of: Any) -> Iterator[Callable[..., Any]]:
    """Sends a request through the middleware; the response, and what was recorded of it."""
    recorded: list[RequestInfo] = []
    app = RequestMiddleware(routed(endpoint), Settings(), lambda _scope, info, _seconds: recorded.append(info))
    with client_of(app) as client:

        def ask(
            content: bytes = BODY, method: str = "POST", accept: str = JSON, **fields: str
        ) -> tuple[Any, RequestInfo]:
            headers = {"content-type": JSON, "accept": accept} | fields
            return client.request(method, "/graphql", content=content, headers=headers), recorded[-1]

        yield ask


def test_a_request_is_known_from_the_second_time_on(endpoint: Endpoint, ask: Callable[..., Any]) -> None:
    """Its answers are the same bytes with the same ETag, and the log tells the same of them."""
    held, answers = [], []
    for _ in range(4):
        answers.append(ask())
        held.append(len(endpoint.request_cache))

    assert held == [0, 1, 1, 1]
    assert len({(response.content, response.headers["etag"]) for response, _ in answers}) == 1
    assert [info.cached for _, info in answers] == [False, True, True, True]
    assert {(info.operation, info.text) for _, info in answers} == {("Name", NAME)}


def test_an_answer_that_is_gone_is_made_anew(endpoint: Endpoint, ask: Callable[..., Any]) -> None:
    """To know a request is not to know its answer."""
    first, _ = ask()
    ask()
    endpoint.cache = ResponseCache(endpoint.cache.limit)
    again, info = ask()

    assert again.content == first.content
    assert not info.cached


def test_the_same_bytes_may_ask_for_another_answer(ask: Callable[..., Any]) -> None:
    """By another media type."""
    for accept in (JSON, GRAPHQL, JSON, GRAPHQL, JSON, GRAPHQL):
        response, _ = ask(accept=accept)

        assert response.headers["content-type"].startswith(accept)


def test_what_is_refused_is_refused_again(endpoint: Endpoint, ask: Callable[..., Any]) -> None:
    """Nothing is remembered of a request that has no answer."""
    for _ in range(3):
        response, info = ask(b'{"query": "{"}')

        assert info.code == "GRAPHQL_PARSE_FAILED"
        assert response.json()["errors"]
    assert not len(endpoint.request_cache)


def test_a_read_is_known_too(endpoint: Endpoint, client_of: Any) -> None:
    """A GET that holds its answer gets a 304 each time."""
    with client_of(routed(endpoint)) as client:
        etag = client.get("/graphql", params={"query": NAME}).headers["etag"]
        found = [
            client.get("/graphql", params={"query": NAME}, headers={"if-none-match": etag}).status_code
            for _ in range(3)
        ]

    assert found == [304] * 3
    assert len(endpoint.request_cache) == 1
