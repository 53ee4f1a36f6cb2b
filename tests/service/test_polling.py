"""How often the store is asked, and what readiness says meanwhile."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalogue.load import load
from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store
from service.polling import LONGEST_PAUSE, pause, polling
from tests.record_files import checked

Serve = Callable[..., AbstractContextManager[Any]]


@pytest.mark.parametrize("seconds", [0.05, 1.0, 3600.0])
def test_polls_are_rarer_while_the_store_fails(seconds: float) -> None:
    """After each failure in a row a longer pause, up to a bound, and not the same for all."""
    longest = max(seconds, LONGEST_PAUSE)
    pauses = [[pause(seconds, failures) for _ in range(50)] for failures in range(100)]

    assert set(pauses[0]) == {seconds}
    assert all(min(seconds * 2, longest) / 2 <= value <= longest for some in pauses[1:] for value in some)
    assert all(longest / 2 <= value <= longest for value in pauses[-1])
    assert all(len(set(some)) > 1 for some in pauses[1:])


def test_failures_are_counted_until_one_poll_succeeds(engine: Engine, world: Path) -> None:
    """The count is what the pause grows with; the instant of the first failure stays."""
    watcher = SnapshotWatcher(engine)
    polls = [(watcher.poll(), watcher.failures) for _ in range(2)]
    load(engine, checked(world))
    with without_tables(engine.url.render_as_string(hide_password=False)):
        failing = [(watcher.poll(), watcher.failures, watcher.problem_since) for _ in range(3)]
    back = watcher.poll()

    assert polls == [(False, 0), (False, 0)]
    assert [(polled, failures) for polled, failures, _ in failing] == [(False, 1), (False, 2), (False, 3)]
    assert len({since for _, _, since in failing}) == 1
    assert (back, watcher.failures, watcher.problem, watcher.problem_since) == (True, 0, None, None)


def test_going_back_and_forth_between_two_polls_is_seen(engine: Engine, world: Path, changed: Path) -> None:
    """The version is the same as before, yet its history has grown: it is taken up anew."""
    load(engine, checked(world))
    watcher = SnapshotWatcher(engine)
    watcher.poll()
    for directory in (changed, world):
        load(engine, checked(directory))
    taken = watcher.poll()

    assert taken
    assert watcher.snapshot is not None
    assert len(watcher.snapshot.history.digests) == 3
    assert watcher.poll() is False


def test_a_hangup_is_a_poll(engine: Engine, world: Path) -> None:
    """SIGHUP brings what was loaded, an hour before the next poll."""
    watcher = SnapshotWatcher(engine)

    async def until_loaded() -> None:
        async with polling(watcher, 3600):
            load(engine, checked(world))
            signal.raise_signal(signal.SIGHUP)
            while watcher.snapshot is None:  # noqa: ASYNC110 — the watch knows nothing of event loops
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(until_loaded(), 20))

    assert watcher.snapshot is not None


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


def test_readiness_tells_what_it_serves_and_what_is_wrong(
    serve: Serve,
    store_url: str,
    fill: Callable[[Path], str],
    world: Path,
    soon: Callable[..., None],
) -> None:
    """A store that cannot be read leaves a service ready, with the version, since when, and the problem, since when."""
    version = fill(world)
    with serve(store_url, poll_seconds=0.05) as client:
        good = client.get("/ready").json()
        with without_tables(store_url):
            soon(lambda: client.get("/ready").json()["problem"])
            response = client.get("/ready")
        soon(lambda: client.get("/ready").json()["problem"] is None)

    bad = response.json()
    assert response.status_code == 200
    measures = {"done": 0, "total": 0}
    expected = {"version": version, "since": "", "problem": None, "problemSince": None, "measures": measures}
    assert good | {"since": ""} == expected
    assert (bad["version"], bad["since"], bad["problem"]) == (version, good["since"], "the store cannot be read")
    assert datetime.fromisoformat(bad["problemSince"]) > datetime.fromisoformat(bad["since"])
