"""What a catalogue version changed of another: to the record, to the cell, to nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from data.catalogue.changes import changes_since, steps
from data.catalogue.load import load
from data.domain.enums import Edit
from data.domain.errors import InputError
from data.snapshot.archive import SnapshotArchive
from data.snapshot.snapshot import Snapshot
from data.store.versions import rollback
from tests.record_files import checked

if TYPE_CHECKING:
    from tests.data.conftest import Desk


@pytest.fixture
def before(engine: Engine, desk: Desk) -> str:
    """The version of the small world, which the store serves."""
    load(engine, checked(desk.directory))
    return SnapshotArchive(engine).newest().version


def newest(engine: Engine, desk: Desk) -> Snapshot:
    """The snapshot after the records of the desk were loaded."""
    load(engine, checked(desk.directory))
    return SnapshotArchive(engine).newest()


def test_one_cell_that_is_another_is_one_change(engine: Engine, desk: Desk, before: str) -> None:
    """An edited note names its record, its key and its cell, before and after."""
    desk.change("partnerships", "habo-brod", note="Read anew.")
    (change,) = changes_since(newest(engine, desk), before)

    assert (change.record, change.key, change.edit) == ("partnerships", "habo-brod", Edit.ALTERED)
    assert [(cell.field, cell.after) for cell in change.fields] == [("note", "Read anew.")]


def test_a_record_that_is_new_tells_all_its_cells(engine: Engine, desk: Desk, before: str) -> None:
    """What was added was nothing before."""
    desk.add("names", municipality="masaka", name="Masakka", kind="ALTERNATE", shared="false")
    (change,) = changes_since(newest(engine, desk), before)

    assert (change.record, change.edit) == ("names", Edit.ADDED)
    assert {cell.field: cell.after for cell in change.fields}["name"] == "Masakka"
    assert all(cell.before is None and cell.after for cell in change.fields)


def test_a_record_that_is_gone_tells_what_it_was(engine: Engine, desk: Desk, before: str) -> None:
    """And going back to the version before adds it again."""
    rows = desk.read("results")
    desk.write("results", rows[1:])
    snapshot = newest(engine, desk)
    (change,) = changes_since(snapshot, before)
    rollback(engine, before)
    (back,) = changes_since(SnapshotArchive(engine).newest(), snapshot.version)

    assert (change.record, change.key, change.edit) == ("results", rows[0]["slug"], Edit.REMOVED)
    assert back.edit is Edit.ADDED and back.key == change.key


def test_a_version_changes_nothing_of_itself(engine: Engine, before: str) -> None:
    """Nothing is read for that."""
    assert changes_since(SnapshotArchive(engine).newest(), before) == []


def test_a_version_that_is_not_kept_is_refused(engine: Engine, before: str) -> None:
    """The message names it."""
    with pytest.raises(InputError, match="0123456789abcdef"):
        changes_since(SnapshotArchive(engine).newest(), "0123456789abcdef")


def test_the_steps_are_the_activations_newest_first(engine: Engine, desk: Desk, before: str) -> None:
    """Each tells what it changed of the one before, a rollback too; at most as many as are wanted."""
    desk.change("partnerships", "habo-brod", note="Read anew.")
    second = newest(engine, desk).version
    rollback(engine, before)
    snapshot = SnapshotArchive(engine).newest()

    assert [(step.version, step.before, len(step.changes)) for step in steps(snapshot, 5)] == [
        (before, second, 1),
        (second, before, 1),
    ]
    assert len(list(steps(snapshot, 1))) == 1


def test_the_steps_end_where_a_version_is_no_longer_kept(engine: Engine, desk: Desk, before: str) -> None:
    """What cannot be compared is not told."""
    for note in ("One.", "Two."):
        desk.change("partnerships", "habo-brod", note=note)
        load(engine, checked(desk.directory), keep=2)
    found = list(steps(SnapshotArchive(engine).newest(), 5))

    assert len(found) == 1
    assert before not in (found[0].version, found[0].before)
