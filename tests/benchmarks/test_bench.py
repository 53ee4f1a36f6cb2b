"""The benchmark compares like with like: servers that give the same facts, requests that are what they are called."""

from __future__ import annotations

import random
import re
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice, pairwise, repeat
from pathlib import Path
from typing import Any

import client
import generate as generated
import interpreted
import limit
import networkx as nx
import pytest
import targets
import users
import usual
import workload
import world
from generate import generate

from data.catalogue.load import load, read_checked
from data.store.database import open_store
from service.app import create_app
from service.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have another client
    from starlette.testclient import TestClient

Ask = Callable[[str, dict[str, Any]], Any]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a tiny generated catalogue."""
    directory = tmp_path_factory.mktemp("bench")
    generate("XS", directory / "records")
    engine = open_store(f"sqlite:///{directory / 'store.db'}")
    load(engine, read_checked(directory / "records"))
    engine.dispose()
    return directory / "store.db"


@pytest.fixture(scope="module")
def choices(store: Path) -> workload.Choices:
    return workload.read_choices(store)


@pytest.fixture(scope="module")
def servers(store: Path) -> Iterator[dict[str, Ask]]:
    """Our service, the same resolvers under graphql-core and the usual server, each as a function of a request."""
    url = f"sqlite:///{store}"
    apps = {
        "ours": create_app(Settings(database_url=url)),
        "interpreted": interpreted.create_app(url),
        "usual": usual.create_app(targets.indexed(store, store.with_name("indexed.db"))),
    }
    with ExitStack() as stack:
        yield {name: asking(stack.enter_context(TestClient(app))) for name, app in apps.items()}


def asking(http: TestClient) -> Ask:
    def ask(document: str, given: dict[str, Any]) -> Any:
        body = workload.body(document, "test", given)
        answer = http.post("/graphql", content=body, headers={"content-type": "application/json"}).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    return ask


@pytest.mark.parametrize("query", workload.OURS)
def test_the_servers_give_the_same_facts(query: str, servers: dict[str, Ask], choices: workload.Choices) -> None:
    """Ours, graphql-core on our resolvers, and the usual server: the same values, and not none."""
    given = workload.probes(choices)[query]
    said = {name: workload.facts(ask(workload.OURS[query], given)) for name, ask in servers.items()}

    assert len(said["ours"]) >= 4
    assert said["interpreted"] == said["ours"]
    assert said["usual"] == said["ours"]


@pytest.mark.parametrize("query", ["fifty", "page"])
def test_the_servers_page_alike(query: str, servers: dict[str, Ask], choices: workload.Choices) -> None:
    """After a cursor that each server gave itself all of them go on with the same partnerships."""
    said = {}
    for name, ask in servers.items():
        edges = ask(workload.CURSORS[query], {})["partnerships"]["edges"]
        given = workload.probes(choices)[query] | {"after": edges[9]["cursor"]}
        said[name] = workload.facts(ask(workload.OURS[query], given))

    assert len(said["ours"]) > 20
    assert said["interpreted"] == said["usual"] == said["ours"]


def test_a_path_is_one_whatever_its_choice(servers: dict[str, Ask], choices: workload.Choices) -> None:
    """Servers may choose among equal paths, but each of theirs leads from end to end."""
    given = workload.probes(choices)["ego"]
    for ask in servers.values():
        hops = ask(workload.OURS["ego"], given)["municipality"]["network"]["path"]["hops"]
        ends = [(hop["from"]["slug"], hop["to"]["slug"]) for hop in hops]

        assert (ends[0][0], ends[-1][1]) == (given["from"], given["to"])
        assert all(a[1] == b[0] for a, b in pairwise(ends))


@pytest.mark.parametrize("query", workload.OURS)
def test_no_two_cold_requests_are_the_same(query: str, choices: workload.Choices) -> None:
    """No cache of answers can help them; the first ones make all documents known."""
    given = workload.variables(query, choices, [f"cursor-{n}" for n in range(100)])
    known, others = workload.cold(query, workload.OURS[query], given, 3, 2)
    bodies = known + others
    texts = [body.partition(b'","variables"')[0] for body in bodies]

    assert len(bodies) >= 60
    assert len(set(bodies)) == len(bodies)
    assert set(texts[:3]) == set(texts)


def test_first_sights_are_new_documents(choices: workload.Choices) -> None:
    """The text of the document differs each time, also from those that are known."""
    given = workload.variables("one", choices, [])
    bodies = list(islice(workload.first("one", workload.OURS["one"], given), 50))
    known, _ = workload.cold("one", workload.OURS["one"], given, 3)
    texts = {body.partition(b'","variables"')[0] for body in bodies}

    assert len(texts) == 50
    assert texts.isdisjoint(body.partition(b'","variables"')[0] for body in known)


def test_no_two_clients_send_the_same_fields() -> None:
    """Forty user agents, and ids and addresses of a proxy; the request itself is unchanged."""
    asked = client.request(b"{}")
    heads = [request.removesuffix(b"\r\n\r\n{}") for request in islice(users.dressed(repeat(asked), "gzip"), 80)]
    agents = {re.search(rb"User-Agent: (.*?)\r\n", head)[1] for head in heads}  # type: ignore[index]

    assert len(set(heads)) == 80
    assert len(agents) == len(users.AGENTS) >= 40
    assert {head.split(b"\r\n")[-1] for head in heads} == {b"Content-Length: 2"}


def test_the_limit_gives_the_bytes_it_was_given() -> None:
    """Nothing is added, and the head says JSON."""
    with TestClient(limit.create_app(b'{"data":null}')) as http:
        answer = http.post("/graphql", content=b"{}")

    assert answer.content == b'{"data":null}'
    assert answer.headers["content-type"] == "application/json"


def test_facts_leave_out_what_servers_may_choose() -> None:
    """Cursors and the hops of a path are no facts; the shape of an answer is none either."""
    one = {"edges": [{"cursor": "x", "node": {"slug": "a", "start": {"edtf": "2012"}}}], "hops": [1]}
    other = {"nodes": [{"start": "2012", "slug": "a"}], "pageInfo": {"endCursor": "y"}}

    assert workload.facts(one) == workload.facts(other) == ["2012", "a"]


def test_an_answer_that_comes_in_pieces_is_read_whole() -> None:
    """The client knows where an answer ends, one without content too."""
    answer, empty = client.Answer(), client.Answer()

    assert [answer.feed(part) for part in (b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 2\r\n\r\n{", b"}")] == [
        False,
        False,
        True,
    ]
    assert (answer.status, answer.content) == (200, b"{}")
    assert empty.feed(b"HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n")


def test_the_indexes_change_no_facts(store: Path) -> None:
    """The copy for servers that ask the database has the same rows."""
    copy = targets.indexed(store, store.with_name("copy.db"))
    rows = []
    for path in (store, copy):
        connection = sqlite3.connect(path)
        rows.append(connection.execute("SELECT * FROM memberships ORDER BY 1, 2, 3, 4").fetchall())
        connection.close()

    assert rows[0] == rows[1] != []


def test_the_generated_world_has_the_shape_of_a_network_of_twin_towns() -> None:
    """One large component and many small ones, a few hubs and many places with one tie, the same in every run."""
    ties = world.ties(random.Random(1), "W1")
    graph = nx.Graph(ties)
    sizes = sorted(map(len, nx.connected_components(graph)), reverse=True)
    degrees = [degree for _, degree in graph.degree]

    assert ties == world.ties(random.Random(1), "W1")
    assert (len(graph), graph.size()) == (world.PLACES["W1"], world.TIES["W1"])
    assert sizes[0] > 0.8 * len(graph)
    assert set(sizes[1:]) == {2, 3}
    assert max(degrees) > 7 * sum(degrees) / len(degrees)
    assert degrees.count(1) > len(graph) / 4


def test_a_large_set_has_histories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is generated for L, in small, keeps all rules, and has dates of all precisions and what else a real set has."""
    monkeypatch.setitem(generated.SIZES, "L", (60, 120))
    generate("L", tmp_path)
    rows = read_checked(tmp_path).rows
    starts = [date for ((date, *_),) in rows["partnerships"].values("start") if date]
    dates = {re.sub(r"\d", "0", date) for date in starts}

    assert all(len(rows[name]) for name in ("statuses", "roles", "handovers", "events", "project_themes"))
    assert {"0000", "0000-00", "0000-00-00", "0000~", "[..0000]", "[0000..0000]", "0000/0000"} <= dates
