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


@pytest.fixture
def old_store(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """The file itself for SQLite; its rows in the layout of version 0.1 for PostgreSQL."""
    path = tmp_path / "store_0_1.db"
    with gzip.open(FIXTURE) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    if engine.dialect.name == "sqlite":
        store = open_store(f"sqlite:///{path}")
        yield store
        store.dispose()
        return
    with writing(engine) as connection:
        command.downgrade(migrations(connection), "0002")
    source = create_engine(f"sqlite:///{path}")
    copy(source, engine)
    source.dispose()
    yield engine


def test_it_is_migrated_and_served(old_store: Engine) -> None:
    """Every record is there; what version 0.1 did not know is empty."""
    migrate(old_store)
    result = execute_document(build_schema(), read_snapshot(old_store), QUERY, {})

    assert served_version(old_store) == SECOND
    assert result.errors is None
    assert result.data == {
        "municipality": {
            "name": "Ukmergė",
            "unit": "district",
            "population": None,
            "partnerships": {"totalCount": 2},
        }
    }
    with reading(old_store) as connection:
        command.check(migrations(connection))


def test_its_versions_can_be_rolled_back(old_store: Engine) -> None:
    """To the one before, and forth again; the records of each are its own."""
    migrate(old_store)
    assert [version.digest for version in stored_versions(old_store)] == [SECOND, FIRST]
    rollback(old_store, FIRST)
    before = read_snapshot(old_store)
    rollback(old_store, SECOND)
    after = read_snapshot(old_store)

    units = [snapshot.entities["municipalities"]["ukmerge"].unit for snapshot in (before, after)]  # type: ignore[attr-defined]
    assert (before.version, after.version) == (FIRST, SECOND)
    assert units[0] != units[1] == "district"


def test_a_catalogue_of_today_is_loaded_over_it(old_store: Engine, world: Path) -> None:
    """A new version beside the old ones, with what is new in it; the old ones stay."""
    migrate(old_store)
    load(old_store, checked(world))
    result = execute_document(
        build_schema(),
        read_snapshot(old_store),
        '{ municipality(by: {slug: "mariestad"}) { population { value } } }',
        {},
    )

    assert result.data == {"municipality": {"population": {"value": 24537}}}
    assert [version.digest for version in stored_versions(old_store)][1:] == [SECOND, FIRST]


def test_its_programmes_are_moved_to_periods(old_store: Engine) -> None:
    """The programme of a partnership is a row with the same sources, whose times are derived; taken back it is a column."""
    migrate(old_store)
    snapshot = read_snapshot(old_store)
    [period] = snapshot.entities["partnerships"]["habo-brod"].programmes  # type: ignore[attr-defined]

    assert (period.programme.slug, period.begin.edtf) == ("icld-municipal-partnership", "[2008-01-01..2021-12-31]")
    assert period.sources == snapshot.entities["partnerships"]["habo-brod"].sources
    with writing(old_store, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0003")
        programme = text("SELECT DISTINCT programme FROM partnerships WHERE slug = 'habo-brod'")
        assert connection.execute(programme).scalars().all() == ["icld-municipal-partnership"]
