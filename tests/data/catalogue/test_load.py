"""Loading: all or nothing, once per version, whatever happens in between."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, func, select

from data.catalogue.load import load, read_back, read_checked, row_count
from data.catalogue.reader import RECORDS_DIR
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import Row
from data.domain.errors import RecordsError, StoreError
from data.snapshot.snapshot import read_snapshot, served_version
from data.store.database import open_store, reading
from data.store.models import METADATA, RECORD, RECORDS
from tests.record_files import checked

if TYPE_CHECKING:
    from tests.data.conftest import Desk

ROOT = Path(__file__).parents[3]
SLOW_LOAD = """
import sys, time
from pathlib import Path
from data.store.database import open_store
from data.catalogue.load import load, read_checked

def progress(rows):
    print(rows, flush=True)
    time.sleep(0.2)

load(open_store(sys.argv[1]), read_checked(Path(sys.argv[2])), progress)
"""


@pytest.fixture
def old(engine: Engine, world: Path) -> str:
    """The version of the small world, which the store serves."""
    load(engine, checked(world))
    return str(served_version(engine))


def rows_in(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        tables = METADATA.sorted_tables
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_load_writes_every_row(engine: Engine, world: Path) -> None:
    """All records are in the store, and progress was told as many rows as were announced."""
    catalogue, told = checked(world), list[int]()
    changed = load(engine, catalogue, told.append)

    counts = rows_in(engine)
    assert changed
    assert {name: len(rows) for name, rows in catalogue.rows.items()} == {
        record.name: counts[record.name] for record in RECORDS
    }
    assert sum(told) == row_count(catalogue) >= len(catalogue)


def test_the_version_is_the_digest_of_the_records(engine: Engine, world: Path) -> None:
    """What is served is named by what it says."""
    catalogue = checked(world)
    load(engine, catalogue)

    assert served_version(engine) == catalogue.digest()


def test_loading_twice_changes_nothing(engine: Engine, world: Path, old: str) -> None:
    """The same records again are a no-op; not even the time of loading changes."""
    loaded_at, told = read_snapshot(engine).loaded_at, list[int]()
    changed = load(engine, checked(world), told.append)

    assert (changed, told) == (False, [])
    assert (served_version(engine), read_snapshot(engine).loaded_at) == (old, loaded_at)


def test_of_versions_no_longer_kept_nothing_is_left(engine: Engine, desk: Desk, old: str) -> None:
    """After a load that keeps one version alone no row of the old version is left."""
    desk.remove("results", "herrljunga-two-family-centres")
    changed = load(engine, checked(desk.directory), keep=1)

    counts = rows_in(engine)
    assert changed
    assert served_version(engine) != old
    assert (counts["results"], counts["partnerships"], counts["versions"]) == (0, 11, 1)


def test_a_version_may_come_back(engine: Engine, desk: Desk, world: Path, old: str) -> None:
    """A change that is taken back serves the old version again."""
    desk.remove("results", "herrljunga-two-family-centres")
    load(engine, checked(desk.directory))
    load(engine, checked(world))

    assert served_version(engine) == old


def test_a_bad_row_stops_the_load_at_the_door(engine: Engine, desk: Desk, old: str) -> None:
    """Records with a problem are not loaded; the old version is served."""
    desk.add("results", slug="x", project="nowhere", label_en="x", label_sv="x")
    with pytest.raises(RecordsError):
        load(engine, checked(desk.directory))

    assert served_version(engine) == old


def test_a_bad_last_row_leaves_the_old_version(engine: Engine, world: Path, old: str) -> None:
    """A row that only the tables refuse, as the very last one, undoes the whole load."""
    catalogue = read_checked(world)
    catalogue.rows["claims"].append(_dangling(catalogue))
    before = rows_in(engine)
    with pytest.raises(StoreError):
        load(engine, catalogue)

    assert served_version(engine) == old
    assert rows_in(engine) == before


def _dangling(catalogue: Catalogue) -> Row:
    last = catalogue.rows["claims"][-1]
    return Row(RECORD["claims"], last.number + 1, {**last.values, "slug": "z", "source": "hearsay"})


class PowerCut(Exception):
    """Something that nobody foresaw."""


@pytest.mark.parametrize("after", [1, 5, 28])
def test_a_failure_on_the_way_leaves_the_old_version(engine: Engine, desk: Desk, old: str, after: int) -> None:
    """Whatever is raised while rows go in, nothing of them stays, and the next load succeeds."""
    desk.remove("results", "herrljunga-two-family-centres")
    catalogue, told = checked(desk.directory), list[int]()
    before = rows_in(engine)

    def fail(rows: int) -> None:
        told.append(rows)
        if len(told) == after:
            raise PowerCut

    with pytest.raises(PowerCut):
        load(engine, catalogue, fail)

    assert (served_version(engine), rows_in(engine)) == (old, before)
    assert load(engine, catalogue)


def test_the_old_version_is_served_while_the_new_one_goes_in(engine: Engine, desk: Desk, old: str) -> None:
    """Readers see the old version until the last row is in, then the new one."""
    desk.remove("results", "herrljunga-two-family-centres")
    seen = set[str | None]()
    load(engine, checked(desk.directory), lambda rows: seen.add(served_version(engine)))

    assert seen == {old}
    assert served_version(engine) != old


def test_a_killed_load_leaves_the_old_version(store_url: str, engine: Engine, desk: Desk, old: str) -> None:
    """`kill -9` in the middle of a load leaves what was there, and the next load succeeds at once."""
    desk.remove("results", "herrljunga-two-family-centres")
    before = rows_in(engine)
    _kill_in_the_middle(store_url, desk.directory)

    assert (served_version(engine), rows_in(engine)) == (old, before)
    assert load(engine, checked(desk.directory))
    assert served_version(engine) == checked(desk.directory).digest()


def _kill_in_the_middle(url: str, directory: Path) -> None:
    """Start a load in a process of its own, and kill it when rows have gone in and more are to come."""
    command = [sys.executable, "-c", SLOW_LOAD, url, str(directory)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(3)]
        child.kill()
    assert all(told)
    assert child.returncode == -signal.SIGKILL


def test_two_loads_at_once_follow_each_other(store_url: str, desk: Desk, world: Path) -> None:
    """The second of two loads waits for the first; one of the two versions is served, whole."""
    desk.remove("results", "herrljunga-two-family-centres")
    catalogues = [checked(world), checked(desk.directory)]
    engines = [open_store(store_url) for _ in catalogues]
    with ThreadPoolExecutor(2) as pool:
        changed = list(pool.map(load, engines, catalogues))

    served = read_snapshot(engines[0])
    for engine in engines:
        engine.dispose()
    assert changed == [True, True]
    assert served.version in {catalogue.digest() for catalogue in catalogues}
    assert len(served.rows["results"]) == (1 if served.version == catalogues[0].digest() else 0)


@pytest.mark.parametrize("directory", ["world", "records"])
def test_what_was_loaded_reads_back(engine: Engine, world: Path, directory: str) -> None:
    """The store gives back rows with the digest of the records, to the last decimal."""
    catalogue = read_checked(world if directory == "world" else RECORDS_DIR)
    load(engine, catalogue)
    with reading(engine) as connection:
        again = read_back(connection)

    assert again.digest() == catalogue.digest()


def test_both_databases_give_one_snapshot(engine: Engine, world: Path, snapshot: object) -> None:
    """Things come in the same order from each database, whatever its collation."""
    load(engine, checked(world))
    found = read_snapshot(engine)

    for record in RECORDS:
        assert [_identity(entity) for entity in found.rows[record.name]] == [
            _identity(entity)
            for entity in snapshot.rows[record.name]  # type: ignore[attr-defined]
        ]


def _identity(entity: object) -> list[str]:
    names = ("slug", "code", "number", "turn", "name", "municipality", "partnership", "country", "project", "goal")
    values = [getattr(entity, name, None) for name in names]
    return [
        str(getattr(value, "key", value) if not isinstance(value, str) else value)
        for value in values
        if not callable(value)
    ]
