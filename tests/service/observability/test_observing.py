"""What whoever runs the service sees: lines, numbers, spans."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store
from schema.query import build_schema
from service.graphql.endpoint import Endpoint
from service.http.errors import Code
from service.http.middleware import RequestMiddleware
from service.http.request_info import RequestInfo, document_hash
from service.observability._prometheus import observe_all
from service.observability.access_log import AccessLogBuffer, FinishedRequest, line, write_lines
from service.observability.metrics import SECONDS, Metrics
from service.observability.tracing import TracingMiddleware, is_configured
from service.preparation import Preparation
from service.settings import Settings

NAME = 'query Name { municipality(by: {slug: "mariestad"}) { name } }'
SCOPE = {"type": "http", "method": "POST", "path": "/graphql"}


def served(endpoint: Endpoint, tell: Callable[..., None]) -> Starlette:
    """An application that is but a door and an endpoint."""
    return Starlette(routes=[Route("/graphql", endpoint)], middleware=[Middleware(RequestMiddleware, Settings(), tell)])


def told_of(scope: Any, info: RequestInfo, seconds: float) -> dict[str, Any]:
    """The line about a request."""
    return dict(json.loads(line(FinishedRequest(scope, info, time.time(), seconds))))


@pytest.fixture
def asked(client_of: Any, snapshot: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Sends a request through a door, and gives what was told of it."""
    engine = open_store(f"sqlite:///{tmp_path / 'none.db'}")
    told: list[tuple[Any, RequestInfo, float]] = []
    app = served(Endpoint(build_schema(), SnapshotWatcher(engine, snapshot)), lambda *request: told.append(request))
    with client_of(app) as client:

        def ask(**request: Any) -> tuple[Any, RequestInfo, float]:
            client.post("/graphql", **request)
            return told[-1]

        yield ask
    engine.dispose()


def test_a_line_tells_of_a_request(asked: Callable[..., Any]) -> None:
    """Operation, hash of the document, status, time, cost; no variables, nothing of the text."""
    told = told_of(*asked(json={"query": NAME, "variables": {"secret": "hunter2"}}, headers={"x-request-id": "a-1"}))

    assert told | {"time": 0, "ms": 0} == {
        "time": 0,
        "ms": 0,
        "id": "a-1",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "operation": "Name",
        "document": document_hash(NAME),
        "cost": 2,
        "cached": False,
    }
    assert told["time"] > 1.7e9 and told["ms"] > 0
    assert "hunter2" not in json.dumps(told) and "mariestad" not in json.dumps(told)


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"json": {"query": "{"}}, 200, "GRAPHQL_PARSE_FAILED"),
        ({"content": b"x", "headers": {"content-type": "text/plain"}}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"json": {"query": "{ goals { number } calls(first: -1) { totalCount } }"}}, 200, "BAD_USER_INPUT"),
    ],
)
def test_a_line_tells_what_was_wrong(asked: Callable[..., Any], request_: Any, status: int, code: str) -> None:
    """By the code that the client got."""
    told = told_of(*asked(**request_))

    assert (told["status"], told["code"]) == (status, code)


def test_lines_wait_for_one_another() -> None:
    """They are written together, whole, and none is lost at the end."""
    reading, writing = os.pipe()
    tell = AccessLogBuffer(lambda ended: write_lines(ended, writing))

    async def many() -> None:
        for number in range(100):
            tell(SCOPE, RequestInfo(f"r{number}", 200), 0.001)

    asyncio.run(many())
    tell.flush()
    tell.flush()
    lines = [json.loads(text) for text in os.read(reading, 10**6).splitlines()]

    assert [told["id"] for told in lines] == [f"r{number}" for number in range(100)]
    assert tell.waiting == []


def test_a_log_that_cannot_be_written_costs_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    """Its reader may be gone: others are told all the same, and a warning says so."""
    reading, writing = os.pipe()
    os.close(reading)
    told: list[FinishedRequest] = []
    tell = AccessLogBuffer(lambda ended: write_lines(ended, writing), told.extend)

    async def one() -> None:
        tell(SCOPE, RequestInfo("a", 200), 0.001)
        tell.flush()

    asyncio.run(one())

    assert [ended.info.request_id for ended in told] == ["a"]
    assert "1 requests could not be logged" in caplog.text


def test_lines_do_not_wait_for_long() -> None:
    """The last request of a busy time is told of although no other follows."""

    async def one() -> list[FinishedRequest]:
        told: asyncio.Queue[list[FinishedRequest]] = asyncio.Queue()
        AccessLogBuffer(told.put_nowait)(SCOPE, RequestInfo("a", 200), 0.001)
        return await asyncio.wait_for(told.get(), 20)

    assert [ended.info.request_id for ended in asyncio.run(one())] == ["a"]


@pytest.mark.parametrize("text", ['"', "\\", "\n", "å", "x" * 10_000])
def test_what_a_client_names_does_not_break_a_line(text: str) -> None:
    """Path and operation are quoted, and no longer than a hundred characters."""
    told = told_of(SCOPE | {"path": f"/{text}"}, RequestInfo("a", 200, operation=text, text="{ a }"), 0.001)

    assert max(len(told["path"]), len(told["operation"])) <= 100


def numbers(client: Any) -> dict[tuple[str, str], float]:
    """The numbers of the page, by name and labels."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    samples = [sample for family in text_string_to_metric_families(response.text) for sample in family.samples]
    return {(sample.name, json.dumps(sample.labels, sort_keys=True)): sample.value for sample in samples}


def sum_of(found: dict[tuple[str, str], float], name: str, *labels: str) -> float:
    return sum(value for (key, text), value in found.items() if key == name and all(label in text for label in labels))


def test_the_numbers_count_what_was_asked(client: Any, snapshot: Any) -> None:
    """Requests by path and status, errors by code, costs, the version; unknown paths are one."""
    before = numbers(client)
    client.post("/graphql", json={"query": NAME})
    client.post("/graphql", json={"query": "{"})
    for number in range(3):
        client.get(f"/nothing/{number}")
    client.request("BREW", "/graphql")
    after = numbers(client)
    grown = {key: value - before.get(key, 0) for key, value in after.items()}

    assert sum_of(grown, "samband_request_seconds_count", '"/graphql"', '"200"') == 2
    assert sum_of(grown, "samband_request_seconds_count", '"other"', '"404"') == 3
    assert sum_of(grown, "samband_request_seconds_count", '"method": "other"') == 1
    assert sum_of(grown, "samband_errors_total", "GRAPHQL_PARSE_FAILED") == 1
    assert sum_of(grown, "samband_operation_cost_count") == 1
    assert sum_of(after, "samband_catalogue_info", snapshot.version) == 1


@given(st.lists(st.one_of(st.floats(0, 20), st.sampled_from(SECONDS))))
def test_a_batch_counts_as_its_requests_one_by_one(amounts: list[float]) -> None:
    """Also where a duration is the bound of a bucket."""
    found = []
    for observe in (observe_all, lambda histogram, amounts: [histogram.observe(amount) for amount in amounts]):
        registry = CollectorRegistry()
        observe(Histogram("a", "b", buckets=SECONDS, registry=registry), amounts)
        found.append(
            {(one.name, *one.labels.values()): one.value for family in registry.collect() for one in family.samples}
        )
    together, alone = ({key: value for key, value in one.items() if key[0] != "a_created"} for one in found)

    assert together == pytest.approx(alone)


def test_several_processes_share_their_numbers(
    serving_with: Callable[..., Any], url: str, soon: Callable[..., None], tmp_path: Path
) -> None:
    """Where the directory for that is named, the page of any worker is that of all of them, a moment later."""
    shared = tmp_path / "numbers"
    shared.mkdir()

    def page() -> str:
        return httpx.get(f"{live.address}/metrics", trust_env=False).text

    def counted(page: str) -> float:
        return sum(
            sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
            if sample.name == "samband_request_seconds_count" and sample.labels["path"] == "/graphql"
        )

    with serving_with(url, SAMBAND_WORKERS="2", PROMETHEUS_MULTIPROC_DIR=str(shared)) as live:
        for _ in range(20):
            httpx.post(
                f"{live.address}/graphql", json={"query": NAME}, trust_env=False
            )  # each on a connection of its own
        soon(lambda: counted(page()) == 20)
        pages = [page() for _ in range(4)]

    assert [counted(page) for page in pages] == [20] * 4
    assert all("samband_catalogue_info{version=" in page for page in pages)


def test_numbers_do_not_grow_with_what_clients_make_up(tmp_path: Path) -> None:
    """A thousand paths and methods are a handful of series."""
    engine = open_store(f"sqlite:///{tmp_path / 'none.db'}")
    watcher = SnapshotWatcher(engine)
    metrics = Metrics(watcher, Preparation(watcher))
    for number in range(1000):
        metrics(
            [FinishedRequest(SCOPE | {"path": f"/{number}", "method": f"M{number}"}, RequestInfo("a", 404), 0.0, 0.001)]
        )
    engine.dispose()

    counts = [
        one
        for family in metrics.registry.collect()
        for one in family.samples
        if one.name == "samband_request_seconds_count"
    ]
    assert [(one.labels["path"], one.labels["method"], one.value) for one in counts] == [("other", "other", 1000)]


def test_no_spans_without_a_provider() -> None:
    """Where nobody collects, nothing is made."""
    assert is_configured() is False


def test_a_request_is_a_span(asked: Callable[..., Any], client_of: Any, snapshot: Any, tmp_path: Path) -> None:
    """A child of the span that its traceparent names, with what the log knows."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    engine = open_store(f"sqlite:///{tmp_path / 'traced.db'}")
    traces = TracingMiddleware(served(Endpoint(build_schema(), SnapshotWatcher(engine, snapshot)), lambda *_: None))
    traces.tracer = provider.get_tracer("samband")
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with client_of(traces) as client:
        client.post("/graphql", json={"query": NAME}, headers={"traceparent": parent})
        client.post("/graphql", json={"query": "{"})
    engine.dispose()
    fine, wrong = exporter.get_finished_spans()

    assert fine.parent is not None and f"{fine.parent.span_id:016x}" == "b7ad6b7169203331"
    assert fine.kind is trace.SpanKind.SERVER
    assert fine.attributes is not None and wrong.attributes is not None
    assert fine.attributes["graphql.operation.name"] == "Name"
    assert fine.attributes["graphql.document.sha256"] == document_hash(NAME)
    assert (fine.attributes["http.response.status_code"], fine.attributes["samband.operation.cost"]) == (200, 2)
    assert wrong.attributes["error.type"] == "GRAPHQL_PARSE_FAILED"


def test_the_codes_are_those_that_are_documented() -> None:
    """The list is closed: what the code has, the document has, and the other way round."""
    text = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `([A-Z_]+)` \| [\d, ]+ \|", text, re.MULTILINE)) == set(Code)
