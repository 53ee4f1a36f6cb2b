"""The application over HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import strawberry
from starlette.applications import Starlette
from starlette.routing import Route

from data.domain.errors import Interrupted, StoreError
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store
from schema.query import build_schema
from service.graphql.endpoint import Endpoint
from service.graphql.request import GRAPHQL

Serve = Callable[..., AbstractContextManager[Any]]

NAME = '{ municipality(by: {name: "Ukmerge"}) { name } }'
ANSWER = {"data": {"municipality": {"name": "Ukmergė"}}}


def test_a_query_is_posted(client: Any) -> None:
    """The document as JSON, the answer as JSON in UTF-8."""
    response = client.post("/graphql", json={"query": NAME})

    assert response.status_code == 200
    assert response.json() == ANSWER
    assert "Ukmergė".encode() in response.content


def test_a_query_is_an_address(client: Any) -> None:
    """GET takes document, variables and the name of the operation."""
    document = "query A($n: Int!) { goal(number: $n) { number } } query B { goals { number } }"
    variables = json.dumps({"n": 11})

    assert client.get("/graphql", params={"query": NAME}).json() == ANSWER
    assert client.get("/graphql", params={"query": document, "variables": variables, "operationName": "A"}).json() == {
        "data": {"goal": {"number": 11}}
    }


def test_the_sdl_is_served(client: Any) -> None:
    """As the code prints it."""
    response = client.get("/schema.graphql")

    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == build_schema().as_str()


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/versions/0123456789abcdef?a=b", "./0123456789abcdef/?a=b"),
        ("/tables/goals.csv/?asOf=2016-01-01", "../goals.csv?asOf=2016-01-01"),
        ("/graphql/", "../graphql"),
        ("/health/", "../health"),
        ("/id/municipality/kävlinge/", "../k%C3%A4vlinge"),
    ],
)
def test_a_slash_at_the_end_is_put_right(client: Any, path: str, to: str) -> None:
    """By a relative address, whatever a client calls the host and whatever path a proxy removed."""
    response = client.get(path, headers={"host": "elsewhere.example"}, follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (307, to)


@pytest.mark.parametrize("path", ["/nothing/", "/graphql//", "//elsewhere.example/"])
def test_no_other_slash_is(client: Any, path: str) -> None:
    assert client.get(f"http://testserver{path}", follow_redirects=False).status_code == 404


def test_health_and_readiness(client: Any, snapshot: Snapshot) -> None:
    """Alive is not ready: ready is who has a catalogue, and says which."""
    assert client.get("/health").json() == {"status": "alive"}
    ready = client.get("/ready").json()
    assert ready | {"since": None} == {
        "version": snapshot.version,
        "since": None,
        "problem": None,
        "measures": {"done": 0, "total": 0},
        "problemSince": None,
    }
    assert datetime.fromisoformat(ready["since"]) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("document", "code", "data"),
    [
        ('{ municipality(by: {name: "Hàbo"}) { name } }', "BAD_USER_INPUT", {"municipality": None}),
        ("{ partnerships(first: 101) { totalCount } }", "BAD_USER_INPUT", None),
        ('{ partnerships(after: "x") { totalCount } }', "BAD_USER_INPUT", None),
        ("{ goals", "GRAPHQL_PARSE_FAILED", None),
        ("# nothing", "GRAPHQL_PARSE_FAILED", None),
        ("{ mayors { name } }", "GRAPHQL_VALIDATION_FAILED", None),
        ("{ goal(number: 99999999999) { number } }", "GRAPHQL_VALIDATION_FAILED", None),
        ('{ goals(asOf: "2019-02-30") { number } }', "GRAPHQL_VALIDATION_FAILED", None),
        ("{ municipality(by: {}) { name } }", "GRAPHQL_VALIDATION_FAILED", None),
        ("mutation { load }", "GRAPHQL_VALIDATION_FAILED", None),
    ],
)
def test_a_mistake_of_a_client_has_a_code(client: Any, document: str, code: str, data: Any) -> None:
    """The code is of a closed list, the message is for people, nothing else goes out."""
    answer = client.post("/graphql", json={"query": document}).json()
    (error,) = answer["errors"]

    assert error["extensions"] == {"code": code}
    assert error["message"]
    assert answer.get("data") == data


def test_a_wrong_variable_has_a_code(client: Any) -> None:
    """The document is right, so it is the input that is wrong."""
    document = "query($day: Date) { goals(asOf: $day) { number } }"
    answer = client.post("/graphql", json={"query": document, "variables": {"day": "2019-02-30"}}).json()

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"{}", b"1", b'"text"', b"null", b"\xff\xfe", b'{"query": 1}', b'{"query": ""}'),
        *(b'[{"query": "{ goals { number } }"}]', b'{"query": "{ goals { number } }", "variables": [1]}'),
        *(b"[" * 100_000, b'{"query": "{ goals { number } }", "operationName": "\\ud800"}'),
    ],
)
def test_a_body_that_is_no_request_is_refused(client: Any, body: bytes) -> None:
    """Whatever is sent: a status of the four hundreds, never of the five hundreds."""
    response = client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("query($v: Date) { goals(asOf: $v) { number } }", '"\\ud800"'),
        ("query($v: PartnershipKind!) { partnerships(filter: {kinds: [$v]}) { totalCount } }", '"\\ud800"'),
        ("query($v: PartnershipFilter) { partnerships(filter: $v) { totalCount } }", '{"\\ud800": 1}'),
    ],
)
def test_a_text_that_is_no_unicode_is_the_clients_mistake(client: Any, document: str, value: str) -> None:
    """JSON can spell half a character, which no answer can repeat."""
    body = f'{{"query": {json.dumps(document)}, "variables": {{"v": {value}}}}}'
    response = client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert response.status_code < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: Any, method: str) -> None:
    """There is GET and POST."""
    assert client.request(method, "/graphql").status_code == 405


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "mutation { load }"},
        {"query": "fragment F on Goal { number }"},
        {"query": "{ goals { number } }", "operationName": "B"},
        {"query": "query A { goals { number } } query B { goals { number } }"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("media", "status"), [("application/json", 200), (GRAPHQL, 400)])
def test_what_cannot_be_executed_has_no_data(
    client: Any, method: str, asked: dict[str, str], media: str, status: int
) -> None:
    """The newer media type has a status for it; the older one says it in the body alone."""
    given = {"params": asked} if method == "GET" else {"json": asked}
    response = client.request(method, "/graphql", headers={"accept": media}, **given)

    assert response.status_code == status
    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    assert set(response.json()) == {"errors"}


def test_other_paths_are_not_there(client: Any) -> None:
    """404; `tests/service/routes/test_problems.py` has what it says."""
    assert client.get("/records/../secrets").status_code == 404


def test_not_ready_before_the_first_load(
    serve: Serve, store_url: str, fill: Callable[[Path], str], world: Path, soon: Callable[..., None]
) -> None:
    """Without a catalogue the service is alive, says 503, and is ready as soon as somebody loads one."""
    with serve(store_url, poll_seconds=0.05) as client:
        before, asked, alive = (
            client.get("/ready"),
            client.post("/graphql", json={"query": NAME}),
            client.get("/health"),
        )
        version = fill(world)
        soon(lambda: client.get("/ready").json()["problem"] is None)

        assert (before.status_code, before.json()["version"]) == (503, None)
        assert "samband load" in before.json()["problem"]
        assert (asked.status_code, alive.status_code) == (503, 200)
        assert int(asked.headers["retry-after"]) > 0
        after = client.get("/ready").json()
        assert (after["version"], after["problem"], after["problemSince"]) == (version, None, None)
        assert client.post("/graphql", json={"query": NAME}).json() == ANSWER


@pytest.mark.parametrize("url", ["postgresql://nobody:secret@127.0.0.1:1/nothing", "sqlite:////nowhere/samband.db"])
def test_an_unreachable_store_does_not_stop_the_service(serve: Serve, url: str) -> None:
    """It starts, says that it is not ready, and keeps the password to itself."""
    with serve(url, poll_seconds=3600) as client:
        response = client.get("/ready")

        assert client.get("/health").status_code == 200
        assert response.status_code == 503
        assert "secret" not in response.text


@strawberry.type
class Failing:
    """A schema whose fields fail, as no field of ours should."""

    @strawberry.field
    def maybe(self) -> int | None:
        raise RuntimeError("the password is hunter2")

    @strawberry.field
    def surely(self) -> int:
        return self.nothing  # type: ignore[attr-defined, no-any-return]

    @strawberry.field
    def fine(self) -> int:
        return 1


@pytest.mark.parametrize(("field", "data"), [("maybe", {"maybe": None, "fine": 1}), ("surely", None)])
def test_an_internal_error_keeps_its_insides(
    client_of: Any, snapshot: Snapshot, tmp_path: Path, caplog: pytest.LogCaptureFixture, field: str, data: Any
) -> None:
    """The client gets an id and no more; the log has the id and the whole story."""
    engine = open_store(f"sqlite:///{tmp_path / 'none.db'}")
    endpoint = Endpoint(strawberry.Schema(Failing), SnapshotWatcher(engine, snapshot))
    with (
        client_of(Starlette(routes=[Route("/graphql", endpoint)])) as client,
        caplog.at_level(logging.ERROR, "service"),
    ):
        response = client.post("/graphql", json={"query": f"{{ fine {field} }}"})
    (error,) = response.json()["errors"]
    told = [record for record in caplog.records if record.name.startswith("service")]

    assert response.json()["data"] == data
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"] in error["message"]
    assert "hunter2" not in response.text
    assert "nothing" not in response.text
    assert [error["extensions"]["requestId"] in record.getMessage() for record in told] == [True]
    assert told[0].exc_info is not None


@pytest.mark.parametrize("error", [StoreError("no route to db7.example"), Interrupted("the process has ended")])
def test_what_is_away_for_now_says_so(client_of: Any, snapshot: Snapshot, tmp_path: Path, error: Exception) -> None:
    """A client learns that asking again may help, and nothing of what is behind."""

    def fail() -> int:
        raise error

    query = strawberry.type(type("Query", (), {"away": strawberry.field(resolver=fail, description="Away.")}))
    engine = open_store(f"sqlite:///{tmp_path / 'none.db'}")
    endpoint = Endpoint(strawberry.Schema(query), SnapshotWatcher(engine, snapshot))
    with client_of(Starlette(routes=[Route("/graphql", endpoint)])) as client:
        (error,) = client.post("/graphql", json={"query": "{ away }"}).json()["errors"]

    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert "retry" in error["message"]
    assert "db7" not in str(error)
