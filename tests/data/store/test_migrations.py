"""Migrations with a catalogue in the store, and how PostgreSQL is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, text

from data.domain.errors import StoreError
from data.store.database import migrate, migrations, open_store, reading, writing
from data.store.versions import stored_versions

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


def test_versions_loaded_before_have_a_history_after(before: Engine) -> None:
    """The one that is served was so since it was loaded, and its records are counted without the citations."""
    migrate(before)

    assert stored_versions(before) == [
        ("0123456789abcdef", "2026-11-21T12:00:00+00:00", 2, "2026-11-21T12:00:00.000000+00:00", True)
    ]


def test_a_migration_can_be_taken_back(before: Engine) -> None:
    """The catalogue stays."""
    migrate(before)
    with writing(before, recreates_tables=True) as connection:
        command.downgrade(migrations(connection), "0001")
    with reading(before) as connection:
        left = connection.execute(text("SELECT slug FROM sources ORDER BY slug")).scalars().all()

    assert left == ["a", "b"]


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
