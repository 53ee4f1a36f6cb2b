"""Measures that are not there yet: a request waits for them without a thread, or is told when to ask again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.lanes.lanes import LANES
from data.networks import algorithms
from data.networks.engines import centrality

MEASURES = """{ network { order componentCount bridges { weight } communities { size }
  members(first: 2) { nodes { core x y } }
  ranking(by: BETWEENNESS, first: 3) { rank score node { __typename } method { exact samples error } } } }"""
RANKING = '{ network(asOf: "2016-01-01") { order ranking(by: CLOSENESS, first: 1) { score } } }'


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The small world counts as large, so that lanes measure it."""
    monkeypatch.setattr(algorithms, "SMALL", -1)
    yield
    LANES.close()


def ask(client: TestClient, query: str) -> Any:
    return client.post("/graphql", json={"query": query}).json()


def ask_until_ready(client: TestClient, query: str) -> Any:
    """The answer, asked for again as long as the service says so: on a busy machine a process starts slowly."""
    for _ in range(30):
        answer = ask(client, query)
        waits = [error["extensions"].get("retryAfter") for error in answer.get("errors", ())]
        if not waits or None in waits:
            return answer
        time.sleep(max(waits))
    raise AssertionError(answer)


def test_lanes_measure_what_threads_measure(
    url: str, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the scores' last digits and the drawing may differ between the engines, so both use that of large graphs."""
    monkeypatch.setattr(algorithms, "SMALL", -1)
    with serve(url, lanes="no", operation_seconds=120) as client:  # threads first import the engines
        alone = ask(client, MEASURES)
    with serve(url) as client:
        assert ask_until_ready(client, MEASURES) == alone
    assert alone["data"]["network"]["ranking"][0]["method"] == {"exact": True, "samples": 0, "error": 0.0}
    LANES.close()


@pytest.mark.usefixtures("large")
def test_an_estimate_says_so(url: str, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(centrality, "FEWEST", 2)
    monkeypatch.setitem(algorithms.SAMPLED, "betweenness", (centrality.betweenness, 1.0))
    with serve(url, lanes="no", measure_seconds=1.0, operation_seconds=120) as client:
        method = ask(client, MEASURES)["data"]["network"]["ranking"][0]["method"]
    assert not method["exact"]
    assert method["samples"] > 0
    assert method["error"] > 0


@pytest.mark.usefixtures("large")
def test_what_takes_too_long_says_when_to_ask_again_and_is_there_then(
    url: str, serve: Callable[..., Any], soon: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, without the time-out. The other fields are answered."""
    with serve(url) as client:
        monkeypatch.setattr("data.networks.measures.price", lambda *_: 50.0)
        answer = ask(client, RANKING)
        (error,) = answer["errors"]
        assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 50}
        assert "50 seconds" in error["message"]
        assert error["path"] == ["network", "ranking"]
        soon(lambda: not LANES.slow.jobs)
        assert ask_until_ready(client, RANKING)["data"]["network"]["ranking"][0]["score"] > 0


@pytest.mark.usefixtures("large")
def test_the_items_of_a_list_share_one_error(
    url: str, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One cause is told once for each field, however many nodes lack a position."""
    with serve(url) as client:
        monkeypatch.setattr("data.networks.measures.price", lambda *_: 50.0)
        answer = ask(client, '{ network(asOf: "2016-01-02") { members(first: 9) { nodes { degree x y } } } }')
        assert [error["path"] for error in answer["errors"]] == [
            ["network", "members", "nodes", 0, "x"],
            ["network", "members", "nodes", 0, "y"],
        ]
        nodes = answer["data"]["network"]["members"]["nodes"]
        assert len(nodes) > 1
        assert all(node["x"] is node["y"] is None and node["degree"] > 0 for node in nodes)


@pytest.mark.usefixtures("large")
def test_one_client_cannot_fill_the_queue(url: str, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a few waiting measures it is told to come back; cheap measures are answered meanwhile."""
    with serve(url) as client:
        monkeypatch.setattr("data.networks.measures.price", lambda name, *_: 0.1 if name == "components" else 12.0)
        monkeypatch.setattr("data.networks.measures.measure_large", measure_slowly)
        answers = [
            ask(client, f'{{ network(asOf: "2016-01-{day:02}") {{ ranking(by: CLOSENESS) {{ score }} }} }}')
            for day in range(1, 12)
        ]
        waits = [answer["errors"][0]["extensions"]["retryAfter"] for answer in answers]
        assert min(waits) >= 11
        assert len(LANES.slow.jobs) <= 5
        assert ask_until_ready(client, '{ network(asOf: "2016-01-01") { componentCount } }')["data"]["network"][
            "componentCount"
        ]


def measure_slowly(name: str, *given: Any) -> Any:
    if name != "components":
        time.sleep(60)
    return algorithms.measure_large(name, *given)


@pytest.mark.usefixtures("large")
def test_a_process_that_ends_is_an_error_of_the_fields_that_need_it(
    url: str, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(url) as client:
        monkeypatch.setattr("data.networks.measures.measure_large", end_process)
        answer = ask_until_ready(client, RANKING)
        assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert "retryAfter" not in answer["errors"][0]["extensions"]
        monkeypatch.undo()
        assert "errors" not in ask_until_ready(client, RANKING)


def end_process(*_: object) -> None:
    os._exit(1)


@pytest.mark.usefixtures("large")
def test_the_measures_of_all_time_and_of_today_are_computed_before_anyone_asks(
    url: str, serve: Callable[..., Any], soon: Callable[..., None]
) -> None:
    with serve(url) as client:
        soon(lambda: client.get("/ready").json()["measures"] == {"done": 16, "total": 16})
        assert "samband_measures_missing 0.0" in client.get("/metrics").text
        assert 'samband_lane_jobs{lane="slow",state="waiting"} 0.0' in client.get("/metrics").text
