"""Polling the store: what is served when there is nothing to serve, and when the store fails."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from data.catalogue.load import load
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store, writing
from tests.record_files import checked


def test_an_empty_store_is_noted(engine: Engine, world: Path) -> None:
    """Before the first load there is no snapshot and the problem says why; after it there is one and no problem."""
    watch = SnapshotWatcher(engine)
    before, problem = watch.poll(), watch.problem
    load(engine, checked(world))
    after = watch.poll()

    assert (before, after) == (False, True)
    assert problem == "the store holds no catalogue yet; run `samband load`"
    assert watch.problem is None


def test_a_store_that_fails_leaves_the_snapshot(engine: Engine, world: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When the store cannot be read the last snapshot serves on; the failure is logged once, not at each poll."""
    load(engine, checked(world))
    watch = SnapshotWatcher(engine)
    watch.poll()
    served = watch.snapshot
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE serving RENAME TO elsewhere"))
    with caplog.at_level(logging.WARNING):
        polls = [watch.poll(), watch.poll()]
    problem = watch.problem
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO serving"))
    watch.poll()

    assert polls == [False, False]
    assert problem == "the store cannot be read"
    assert watch.snapshot is served
    assert len(caplog.records) == 1
    assert watch.problem is None


def test_an_unreachable_store_is_noted() -> None:
    """A server that is down is a problem to note, not an exception."""
    engine = open_store("postgresql://samband@127.0.0.1:1/samband")
    watch = SnapshotWatcher(engine)
    polled = watch.poll()
    engine.dispose()

    assert not polled
    assert watch.problem == "the store cannot be read"


def test_a_snapshot_is_prepared_before_it_is_served(engine: Engine, world: Path) -> None:
    """Each new snapshot is prepared once, while the one before it is still served."""
    load(engine, checked(world))
    prepared: list[tuple[Snapshot, Snapshot | None]] = []
    watch = SnapshotWatcher(engine, prepare=lambda newest: prepared.append((newest, watch.snapshot)))
    watch.poll()
    watch.poll()

    assert prepared == [(watch.snapshot, None)]


def test_a_fault_of_the_program_does_not_end_the_polling(
    engine: Engine, world: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told once with its traceback, and the next poll tries again."""
    load(engine, checked(world))
    faults = [KeyError("layers"), KeyError("layers"), None]

    def prepare(_: Snapshot) -> None:
        fault = faults.pop(0)
        if fault is not None:
            raise fault

    watch = SnapshotWatcher(engine, prepare=prepare)
    polls = [(watch.poll(), watch.problem, watch.failures) for _ in range(3)]

    assert polls == [
        (False, "the newest version cannot be served", 1),
        (False, "the newest version cannot be served", 2),
        (True, None, 0),
    ]
    assert caplog.text.count("Traceback") == 1
