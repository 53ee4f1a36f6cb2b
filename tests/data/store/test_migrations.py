"""Migrations with a catalogue in the store, and how PostgreSQL is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from data.catalogue.load import load, read_back, read_checked
from data.catalogue.rows.row import Row
from data.domain.errors import StoreError
from data.snapshot.snapshot import read_snapshot
from data.store.database import migrate, migrations, open_store, reading, writing
from data.store.models import METADATA, RECORDS
from data.store.versions import stored_versions
from tests.record_files import checked

if TYPE_CHECKING:
    from tests.data.conftest import Desk

NEW = ("layers", "further_sources", "denials", "theme_goals")  # tables that 0005 lacks
OF_0005 = [record.name for record in RECORDS if record.name not in NEW]
OLD_ROLES = ("FUNDER", "COORDINATOR", "OPERATOR", "MATCHMAKER", "CONTACT")
OLD = (
    "INSERT INTO versions (digest, loaded_at) VALUES ('0123456789abcdef', '2026-11-21T12:00:00+00:00')",
    "INSERT INTO serving (id, version) SELECT 1, id FROM versions",
    "INSERT INTO sources (version, slug, title) SELECT id, 'a', 'A' FROM versions",
    "INSERT INTO sources (version, slug, title) SELECT id, 'b', 'B' FROM versions",
    "INSERT INTO citations (version, record, \"row\", position, source) SELECT id, 'sources', 'a', 0, 'b' FROM versions",
)


@pytest.fixture
def before(engine: Engine) -> Engine:
    """A store of the first layout that serves a catalogue of two records."""
    with writing(engine, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0001")
        for statement in OLD:
            connection.execute(text(statement))
    return engine


def test_versions_loaded_before_have_a_history_after_and_all_can_be_taken_back(before: Engine) -> None:
    """The one served was so since it was loaded; its records and its layer are counted, the citations are not.

    The catalogue stays when all migrations but the first are taken back; that one leaves nothing and can be done again.
    """
    migrate(before)
    versions, tables = stored_versions(before), tables_of(before)
    with writing(before, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0001")
    with reading(before) as connection:
        left = connection.execute(text("SELECT slug FROM sources ORDER BY slug")).scalars().all()
    first = tables_of(before)
    with writing(before) as connection:
        command.downgrade(migrations(connection), "base")
    nothing = tables_of(before)
    with writing(before) as connection:
        command.upgrade(migrations(connection), "0001")

    assert versions == [("0123456789abcdef", "2026-11-21T12:00:00+00:00", 3, "2026-11-21T12:00:00.000000+00:00", True)]
    assert tables == {*METADATA.tables, "alembic_version"}
    assert left == ["a", "b"]
    assert nothing == {"alembic_version"}
    assert tables_of(before) == first


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_newest_migration_can_be_taken_back_with_a_catalogue(engine: Engine, world: Path) -> None:
    """Rows that the layout before cannot hold go, with their citations; the next load writes the catalogue anew."""
    catalogue = checked(world)
    load(engine, catalogue)
    with writing(engine, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0004")
    with reading(engine) as connection:
        roles = connection.scalar(text("SELECT count(*) FROM roles"))
        purpose = connection.scalar(text("SELECT purpose FROM grants"))
        orphans = connection.scalar(text("SELECT count(*) FROM citations WHERE record = 'initiatives'"))
    migrate(engine)
    changed = load(engine, catalogue)
    with reading(engine) as connection:
        again = read_back(connection)

    assert roles == len([row for row in catalogue.rows["roles"] if row.values["kind"] in OLD_ROLES and _is_old(row)])
    assert (purpose or "").startswith("communication")
    assert orphans == 0
    assert changed
    assert again.digest() == catalogue.digest()


def test_a_service_of_a_newer_program_says_that_the_store_is_to_be_migrated(engine: Engine, world: Path) -> None:
    """It reads no tables that an earlier program made."""
    load(engine, checked(world))
    with writing(engine, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0008")
    with pytest.raises(StoreError, match="run `samband migrate`"):
        read_snapshot(engine)
    migrate(engine)

    assert read_snapshot(engine).municipality("mariestad").name == "Mariestad"


def _is_old(row: Row) -> bool:
    return not (row.values["grant"] or row.values["initiative"])


def test_without_layers_only_the_base_is_left(engine: Engine, desk: Desk, layer: Desk) -> None:
    """The rows of another layer go with their citations and are counted no more; the base has its layer again after."""
    base, both = checked(desk.directory), read_checked(desk.directory, layer.directory)
    load(engine, both)
    with writing(engine, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0005")
        left = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in (*OF_0005, "citations")}
        counted = connection.scalar(text("SELECT records FROM versions"))
    migrate(engine)
    with reading(engine) as connection:
        layers = {name: connection.scalars(text(f"SELECT DISTINCT layer FROM {name}")).all() for name in OF_0005}
        [(title, licence, precedence)] = connection.execute(text("SELECT title_en, licence, precedence FROM layers"))
        command.check(migrations(connection))

    kept = {name: len(base.rows[name]) for name in OF_0005}
    cited = sum(len(row.sources) for name in OF_0005 for row in base.rows[name])
    assert left == {**kept, "citations": cited}
    assert counted == sum(kept.values())
    assert all(found == ["base"] * bool(kept[name]) for name, found in layers.items())
    assert (title, licence, precedence) == ("Samband", "CC-BY-4.0", 1)
    assert load(engine, both)
    with reading(engine) as connection:
        assert read_back(connection).digest() == both.digest()


def test_without_continents_the_countries_stay(engine: Engine, world: Path) -> None:
    """Taken back and migrated again they have no continent until the next load, which writes the catalogue anew."""
    catalogue = checked(world)
    load(engine, catalogue)
    with writing(engine, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0007")
        columns = {column["name"] for column in inspect(connection).get_columns("countries")}
        left = connection.scalar(text("SELECT count(*) FROM countries"))
    migrate(engine)
    with writing(engine) as connection:
        known = connection.scalar(text("SELECT count(continent) FROM countries"))
        command.check(migrations(connection))

    assert "continent" not in columns
    assert (left, known) == (len(catalogue.rows["countries"]), 0)
    assert load(engine, catalogue)
    with reading(engine) as connection:
        assert read_back(connection).digest() == catalogue.digest()


def test_the_store_refuses_a_continent_that_there_is_not(engine: Engine, world: Path) -> None:
    """Also where the column came by a migration."""
    load(engine, checked(world))

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("UPDATE countries SET continent = 'ATLANTIS'"))


def test_the_comments_are_those_of_the_models(engine: Engine) -> None:
    """Who looks at the tables of PostgreSQL reads what they hold; SQLite has no comments."""
    kept = engine.dialect.supports_comments
    found = {name: inspect(engine).get_table_comment(name)["text"] for name in METADATA.tables} if kept else {}

    assert kept is (engine.dialect.name == "postgresql")
    assert found == ({name: table.comment for name, table in METADATA.tables.items()} if kept else {})


@pytest.fixture
def hasty(postgres: str) -> Iterator[Engine]:
    """A PostgreSQL whose readers have a tenth of a second for a statement."""
    engine = open_store(postgres, statement_seconds=0.1)
    yield engine
    engine.dispose()


def test_a_statement_of_a_reader_takes_no_longer_than_it_may(hasty: Engine) -> None:
    """PostgreSQL itself gives it up; the next one is answered."""
    with pytest.raises(StoreError, match="statement timeout"), reading(hasty) as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    with reading(hasty) as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_a_statement_of_a_writer_may_take_its_time(hasty: Engine) -> None:
    """A load of millions of rows is one statement for each table."""
    with writing(hasty) as connection:
        assert connection.scalar(text("SELECT 1 FROM pg_sleep(0.3)")) == 1


def test_parameters_of_the_address_reach_the_driver(postgres: str) -> None:
    """Whatever libpq knows, TLS and several hosts included; what an address says of patience goes before our own."""
    mark = "&" if "?" in postgres else "?"
    named = open_store(f"{postgres}{mark}application_name=samband-test&connect_timeout=3")
    with reading(named) as connection:
        name = connection.scalar(text("SHOW application_name"))
    named.dispose()
    secure = open_store("postgresql://samband@/samband?host=a:5432&host=b:5433&sslmode=verify-full&sslrootcert=/ca.pem")
    _, given = secure.dialect.create_connect_args(secure.url)

    assert name == "samband-test"
    assert given | {"context": None} == {
        "context": None,
        "host": "a,b",
        "port": "5432,5433",
        "user": "samband",
        "dbname": "samband",
        "sslmode": "verify-full",
        "sslrootcert": "/ca.pem",
    }
