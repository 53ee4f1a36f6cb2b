"""A new version is swapped in while the service runs; a store that goes away does not stop it."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import strawberry
from sqlalchemy import Engine, event, make_url
from sqlalchemy.pool import Pool
from starlette.applications import Starlette
from starlette.routing import Route

from data.catalogue.load import load
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store
from service.graphql.endpoint import Endpoint
from tests.record_files import checked

VERSION = {"query": "{ catalogue { version } }"}


def version(client: Any) -> str:
    return str(client.post("/graphql", json=VERSION).json()["data"]["catalogue"]["version"])


def test_a_new_version_is_swapped_in(
    serve: Callable[..., AbstractContextManager[Any]],
    store_url: str,
    fill: Callable[[Path], str],
    world: Path,
    changed: Path,
    soon: Callable[..., None],
) -> None:
    """Without a restart, and every answer on the way is of the one or of the other."""
    old = fill(world)
    with serve(store_url, poll_seconds=0.05) as client:
        before = version(client)
        new = fill(changed)
        seen = {before}
        soon(lambda: seen.add(version(client)) or new in seen)  # type: ignore[func-returns-value]
        found = client.post("/graphql", json={"query": '{ municipality(by: {name: "Springfield"}) { slug } }'})

        assert before == old
        assert seen == {old, new}
        assert found.json() == {"data": {"municipality": {"slug": "masaka"}}}
        assert (client.get("/ready").json()["version"], client.get("/ready").json()["problem"]) == (new, None)


def test_a_request_keeps_the_snapshot_that_it_began_with(
    client_of: Any, engine: Engine, world: Path, changed: Path
) -> None:
    """While it is answered the version changes: it ends with the old one, and the next one has the new one."""
    begun, go_on = threading.Event(), threading.Event()

    @strawberry.type
    class Slow:
        @strawberry.field
        def first(self, root: strawberry.Parent[Snapshot]) -> str:
            return root.version

        @strawberry.field
        def then(self, root: strawberry.Parent[Snapshot]) -> str:
            begun.set()
            assert go_on.wait(20)
            return f"{root.version} of {len(root.rows['names'])}"

    load(engine, checked(world))
    watcher = SnapshotWatcher(engine)
    watcher.poll()
    old = watcher.snapshot
    endpoint = Endpoint(strawberry.Schema(Slow), watcher)
    with client_of(Starlette(routes=[Route("/graphql", endpoint)])) as client, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.post, "/graphql", json={"query": "{ first then again: first }"})
        assert begun.wait(20)
        load(engine, checked(changed))
        swapped = watcher.poll()
        go_on.set()
        during = answer.result().json()["data"]
        after = client.post("/graphql", json={"query": "{ first }"}).json()["data"]

    assert swapped
    assert old is not None
    assert watcher.snapshot is not None
    assert during == {
        "first": old.version,
        "then": f"{old.version} of {len(old.rows['names'])}",
        "again": old.version,
    }
    assert after == {"first": watcher.snapshot.version}
    assert old.version != watcher.snapshot.version


def test_nothing_is_read_again_while_the_version_stays(engine: Engine, world: Path) -> None:
    """The snapshot stays the very same object until the version changes."""
    load(engine, checked(world))
    watcher = SnapshotWatcher(engine)
    polls = [watcher.poll() for _ in range(3)]
    first = watcher.snapshot
    load(engine, checked(world))

    assert polls == [True, False, False]
    assert watcher.poll() is False
    assert watcher.snapshot is first


def test_an_empty_store_is_told_once(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """Before the first load there is no snapshot, and a problem that says what to do."""
    watcher = SnapshotWatcher(engine)
    with caplog.at_level(logging.WARNING, "data.snapshot.watcher"):
        polls = [watcher.poll() for _ in range(3)]

    assert polls == [False, False, False]
    assert watcher.snapshot is None
    assert "samband load" in str(watcher.problem)
    assert len(caplog.records) == 1


@contextmanager
def without_tables(url: str) -> Iterator[None]:
    """The store lacks a table for a while."""
    engine = open_store(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE serving RENAME TO gone")
    yield
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO serving")
    engine.dispose()


@contextmanager
def without_store(url: str) -> Iterator[None]:
    """The file is away, or the database lets nobody in, for a while."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        path = Path(address.database or "")
        kept = [file.rename(file.with_name(f"{file.name}.away")) for file in path.parent.glob(f"{path.name}*")]
        path.mkdir()
        yield
        path.rmdir()
        for file in kept:
            file.rename(file.with_name(file.name.removesuffix(".away")))
        return
    server = address.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{address.database}" ALLOW_CONNECTIONS false')  # type: ignore[call-overload]
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [address.database]
        )
        yield
        connection.execute(f'ALTER DATABASE "{address.database}" ALLOW_CONNECTIONS true')  # type: ignore[call-overload]


@pytest.mark.parametrize("going", [without_tables, without_store])
def test_a_store_that_goes_away_and_comes_back(
    store_url: str,
    fill: Callable[[Path], str],
    world: Path,
    changed: Path,
    caplog: pytest.LogCaptureFixture,
    going: Callable[[str], AbstractContextManager[None]],
) -> None:
    """The old snapshot serves on, the problem is told once, and when the store is back the newest version is swapped in."""
    old = fill(world)
    engine = open_store(store_url)
    watcher = SnapshotWatcher(engine)
    watcher.poll()
    served = watcher.snapshot
    if going is without_store:
        engine.dispose()  # an open file stays readable when its name is gone
    with caplog.at_level(logging.WARNING, "data.snapshot.watcher"), going(store_url):
        polls = [watcher.poll() for _ in range(3)]
        problem, during = watcher.problem, watcher.snapshot
    back = watcher.poll()
    new = fill(changed)
    swapped = watcher.poll()
    engine.dispose()

    assert polls == [False, False, False]
    assert during is served
    assert problem == "the store cannot be read"
    assert len(caplog.records) == 1
    assert "samband" in caplog.records[0].getMessage()
    assert (back, watcher.problem) == (False, None)
    assert served is not None
    assert (served.version, swapped) == (old, True)
    assert watcher.snapshot is not None
    assert watcher.snapshot.version == new


def test_a_spoiled_store_does_not_end_the_watch(
    serve: Callable[..., AbstractContextManager[Any]],
    tmp_path: Path,
    world: Path,
    changed: Path,
    soon: Callable[..., None],
) -> None:
    """A row that cannot be read is a problem like any other: the old version serves on until a good one is loaded."""
    url = f"sqlite:///{tmp_path / 'spoiled.db'}"
    engine = open_store(url)
    load(engine, checked(world))
    with serve(url, poll_seconds=0.05) as client:
        old = version(client)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE sources SET read_on = 'some day'")
            connection.exec_driver_sql("UPDATE versions SET digest = 'spoiled'")
        time.sleep(0.3)
        during = version(client)
        load(engine, checked(changed))
        new = checked(changed).digest()
        soon(lambda: version(client) == new, 5)

        assert during == old
    engine.dispose()


@pytest.fixture
def connections() -> Iterator[Counter[str]]:
    """How many connections were opened and closed, while every statement takes its time."""
    counted: Counter[str] = Counter()
    listeners = [
        (Engine, "before_cursor_execute", lambda *_: time.sleep(0.2)),
        (Pool, "connect", lambda *_: counted.update(["opened"])),
        (Pool, "close", lambda *_: counted.update(["closed"])),
    ]
    for listener in listeners:
        event.listen(*listener)
    yield counted
    for listener in listeners:
        event.remove(*listener)


def test_the_service_ends_while_it_asks_the_store(
    serve: Callable[..., AbstractContextManager[Any]],
    store_url: str,
    connections: Counter[str],
    soon: Callable[..., None],
) -> None:
    """Whatever it was about when it was told to end, it leaves no connection open."""
    with serve(store_url, poll_seconds=0.05) as client:
        time.sleep(0.3)

        assert client.get("/health").status_code == 200
    soon(lambda: connections["opened"] == connections["closed"] > 0, 3)
