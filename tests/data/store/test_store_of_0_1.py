"""A store that version 0.1 wrote: it is migrated, served, and its versions can be rolled back.

`fixtures/store_0_1.db.gz` was written by the code of version 0.1: the small world, loaded twice, the second time with
another name for what kind of unit Ukmergė is.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, create_engine, insert, select, text

from data.catalogue.load import load
from data.snapshot.snapshot import read_snapshot, served_version
from data.store.database import migrate, migrations, open_store, reading, writing
from data.store.versions import rollback, stored_versions
from schema.execution.execute import execute_document
from schema.query import build_schema
from tests.record_files import checked

FIXTURE = Path(__file__).parent / "fixtures" / "store_0_1.db.gz"
FIRST, SECOND = "60c1528fede8e207", "8be1017e8c348fdc"
QUERY = '{ municipality(by: {slug: "ukmerge"}) { name unit population { value } partnerships { totalCount } } }'


def copy(source: Engine, target: Engine) -> None:
    """Copies all rows into a store of the same layout, and lets its counters go on after them."""
    old, new = MetaData(), MetaData()
    old.reflect(source)
    new.reflect(target)
    with source.connect() as reader, writing(target) as writer:
        writer.execute(text("DELETE FROM serving"))
        for table in old.sorted_tables:
            rows = [dict(row) for row in reader.execute(select(table)).mappings()]
            if rows and table.name != "alembic_version":
                writer.execute(insert(new.tables[table.name]), rows)
        for name in ("versions", "activations"):
            writer.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))


@pytest.fixture(scope="module")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as version 0.1 left it."""
    path = tmp_path_factory.mktemp("store") / "store_0_1.db"
    with gzip.open(FIXTURE) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


@pytest.fixture(scope="module")
def migrated_file(old_file: Path) -> Path:
    """The file after the migrations, which take SQLite seconds."""
    path = Path(shutil.copy(old_file, old_file.with_name("migrated.db")))
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    store.dispose()
    return path


@pytest.fixture
def migrated(engine: Engine, old_file: Path, migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A migrated store: a copy of the file for SQLite; its rows in the layout of version 0.1, migrated, for PostgreSQL."""
    if engine.dialect.name == "sqlite":
        store = open_store(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
        yield store
        store.dispose()
        return
    with writing(engine) as connection:
        command.downgrade(migrations(connection), "0002")
    source = create_engine(f"sqlite:///{old_file}")
    copy(source, engine)
    source.dispose()
    migrate(engine)
    yield engine


def test_it_is_migrated_and_served(migrated: Engine) -> None:
    """Every record is there; what version 0.1 did not know is empty."""
    result = execute_document(build_schema(), read_snapshot(migrated), QUERY, {})

    assert served_version(migrated) == SECOND
    assert result.errors is None
    assert result.data == {
        "municipality": {
            "name": "Ukmergė",
            "unit": "district",
            "population": None,
            "partnerships": {"totalCount": 2},
        }
    }
    with reading(migrated) as connection:
        command.check(migrations(connection))


def test_its_versions_can_be_rolled_back(migrated: Engine) -> None:
    """To the one before, and forth again; the records of each are its own."""
    assert [version.digest for version in stored_versions(migrated)] == [SECOND, FIRST]
    rollback(migrated, FIRST)
    before = read_snapshot(migrated)
    rollback(migrated, SECOND)
    after = read_snapshot(migrated)

    units = [snapshot.entities["municipalities"]["ukmerge"].unit for snapshot in (before, after)]  # type: ignore[attr-defined]
    assert (before.version, after.version) == (FIRST, SECOND)
    assert units[0] != units[1] == "district"


def test_a_catalogue_of_today_is_loaded_over_it(migrated: Engine, world: Path) -> None:
    """A new version beside the old ones, with what is new in it; the old ones stay."""
    load(migrated, checked(world))
    result = execute_document(
        build_schema(),
        read_snapshot(migrated),
        '{ municipality(by: {slug: "mariestad"}) { population { value } } }',
        {},
    )

    assert result.data == {"municipality": {"population": {"value": 24537}}}
    assert [version.digest for version in stored_versions(migrated)][1:] == [SECOND, FIRST]


def test_its_programmes_are_moved_to_periods(migrated: Engine) -> None:
    """The programme of a partnership is a row with the same sources, whose times are derived; taken back it is a column."""
    snapshot = read_snapshot(migrated)
    [period] = snapshot.entities["partnerships"]["habo-brod"].programmes  # type: ignore[attr-defined]

    assert (period.programme.slug, period.begin.edtf) == ("icld-municipal-partnership", "[2008-01-01..2021-12-31]")
    assert period.sources == snapshot.entities["partnerships"]["habo-brod"].sources
    with writing(migrated, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0003")
        programme = text("SELECT DISTINCT programme FROM partnerships WHERE slug = 'habo-brod'")
        assert connection.execute(programme).scalars().all() == ["icld-municipal-partnership"]
