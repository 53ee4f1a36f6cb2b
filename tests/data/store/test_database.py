"""The store: its layout, what it refuses by itself, and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import IntegrityError

from data.catalogue.load import load, read_back, read_checked
from data.catalogue.rows.catalogue import Catalogue
from data.domain.errors import EmptyStore, StoreError
from data.snapshot.snapshot import read_snapshot, served_version
from data.store.database import migrate, migrations, open_store, reading, writing
from data.store.models import METADATA, RECORD, serving, versions
from tests.record_files import checked

SECRET = "hush-hush"
Change = Callable[[Any], Any]


def test_the_layout_is_that_of_the_models(engine: Engine) -> None:
    """The migrations lead to exactly the tables that the models describe: `alembic check` is clean."""
    with writing(engine) as connection:
        command.check(migrations(connection))


def test_every_table_is_there(engine: Engine) -> None:
    """The migrated store has the tables of all records, and Alembic's own."""
    found = set(inspect(engine).get_table_names())

    assert found == {*METADATA.tables, "alembic_version"}


def test_migrating_twice_is_a_no_op(engine: Engine, world: Path) -> None:
    """A store that is up to date keeps its catalogue."""
    load(engine, checked(world))
    before = served_version(engine)
    migrate(engine)

    assert served_version(engine) == before


def test_a_migration_that_leaves_a_broken_reference_is_undone(engine: Engine, world: Path) -> None:
    """Tables may be recreated within the transaction; what they refer to must be there at its end."""
    load(engine, checked(world))
    municipalities = RECORD["municipalities"].table
    with (
        pytest.raises(StoreError, match=r"municipalities|sources"),
        writing(engine, recreates_tables=True) as connection,
    ):
        connection.execute(
            update(municipalities).values(population_source="nowhere", population=1, population_year=2019)
        )
    with reading(engine) as connection:
        found = connection.execute(select(municipalities.c.population_source).distinct()).scalars()
        assert "nowhere" not in set(found)
    with pytest.raises(StoreError), writing(engine) as connection:
        connection.execute(update(municipalities).values(country="XX"))


def test_a_store_of_the_future_is_refused(engine: Engine) -> None:
    """A store whose migration this version does not know is a StoreError, not a crash."""
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="cannot be migrated"):
        migrate(engine)


def test_a_fresh_store_is_empty(engine: Engine) -> None:
    """Before the first load nothing is served, and reading says what to do."""
    assert served_version(engine) is None
    with pytest.raises(EmptyStore, match="samband load"):
        read_snapshot(engine)


def _no_seat(connection: Any) -> None:
    connection.execute(update(RECORD["memberships"].table).values(seat=9))


def _no_source(connection: Any) -> None:
    connection.execute(update(RECORD["claims"].table).values(source="hearsay"))


def _no_version(connection: Any) -> None:
    connection.execute(update(serving).values(version=999))


def _another_kind(connection: Any) -> None:
    connection.execute(update(RECORD["partnerships"].table).values(kind="MARRIAGE"))


def _end_first(connection: Any) -> None:
    connection.execute(text("UPDATE partnerships SET start_earliest = '2020-01-01', end_latest = '2019-12-31'"))


def _bounds_swapped(connection: Any) -> None:
    connection.execute(text("UPDATE events SET date_earliest = '2020-01-01', date_latest = '2019-12-31'"))


def _self_succession(connection: Any) -> None:
    connection.execute(text("UPDATE handovers SET successor = predecessor"))


def _beyond_the_pole(connection: Any) -> None:
    connection.execute(text("UPDATE municipalities SET latitude = 95 WHERE slug = 'habo'"))


def _half_a_point(connection: Any) -> None:
    connection.execute(text("UPDATE municipalities SET longitude = NULL WHERE slug = 'habo'"))


def _no_title(connection: Any) -> None:
    connection.execute(text("UPDATE partnerships SET title_en = NULL"))


def _two_subjects(connection: Any) -> None:
    connection.execute(text("UPDATE claims SET call = 'icld-2020'"))


def _event_of_nothing(connection: Any) -> None:
    connection.execute(
        text("UPDATE events SET programme = NULL, partnership = NULL, municipality = NULL, handover = NULL")
    )


def _goal_18(connection: Any) -> None:
    connection.execute(text("UPDATE goals SET number = 18 WHERE number = 17"))


def _double_key(connection: Any) -> None:
    row = connection.execute(select(RECORD["results"].table)).mappings().first()
    connection.execute(insert(RECORD["results"].table).values(**row))


def _second_serving(connection: Any) -> None:
    connection.execute(insert(serving).values(id=2, version=connection.scalar(select(versions.c.id))))


CHANGES = [
    _no_seat,
    _no_source,
    _no_version,
    _another_kind,
    _end_first,
    _bounds_swapped,
    _self_succession,
    _beyond_the_pole,
    _half_a_point,
    _no_title,
    _two_subjects,
    _event_of_nothing,
    _goal_18,
    _double_key,
    _second_serving,
]


def test_the_tables_refuse_bad_rows_by_themselves(engine: Engine, world: Path) -> None:
    """Whoever writes past the loader meets the constraints, at the latest when the transaction ends."""
    catalogue = checked(world)
    load(engine, catalogue)
    accepted = [change.__name__ for change in CHANGES if not _refused(engine, change)]
    with reading(engine) as connection:
        left = read_back(connection)

    assert accepted == []
    assert left.digest() == catalogue.digest()


def _refused(engine: Engine, change: Change) -> bool:
    try:
        with writing(engine) as connection:
            change(connection)
    except StoreError as refusal:
        return isinstance(refusal.__cause__, IntegrityError)
    return False


def test_a_reader_sees_one_state(engine: Engine, world: Path) -> None:
    """A transaction that began before a load goes on seeing what was there."""
    load(engine, checked(world))
    chosen = select(versions.c.digest)
    with reading(engine) as connection:
        before = connection.scalar(chosen)
        load(engine, _changed(world))
        after = connection.scalar(chosen)

    assert after == before != served_version(engine)


def _changed(world: Path) -> Catalogue:
    """The small world without its only result."""
    catalogue = read_checked(world)
    catalogue.rows["results"].clear()
    return catalogue


def test_a_reader_does_not_write(postgres: str) -> None:
    """PostgreSQL itself refuses to write in a reading transaction."""
    engine = open_store(postgres)
    with pytest.raises(StoreError, match="read-only"), reading(engine) as connection:
        connection.execute(text("CREATE TABLE graffiti ()"))
    engine.dispose()


@pytest.mark.parametrize("url", ["samband:{}@127.0.0.1:1/samband", "127.0.0.1:1/samband?user=samband&password={}"])
def test_an_unreachable_server_is_told_in_one_line(url: str) -> None:
    """No server at the address: one line, without password and without the driver's traceback."""
    engine = open_store(f"postgresql://{url.format(SECRET)}")
    with pytest.raises(StoreError) as failure:
        served_version(engine)
    engine.dispose()

    _is_one_clean_line(failure.value)
    assert "127.0.0.1" in str(failure.value)


def test_an_unknown_database_is_told_in_one_line(postgres: str) -> None:
    """A server without that database is a StoreError that names it."""
    engine = open_store(make_url(postgres).set(database="nowhere").render_as_string(hide_password=False))
    with pytest.raises(StoreError, match="nowhere") as failure:
        migrate(engine)
    engine.dispose()

    _is_one_clean_line(failure.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """A file that is something else is left alone."""
    path = tmp_path / "samband.sqlite"
    path.write_text("Dear diary, " * 100)
    engine = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="not a database") as failure:
        migrate(engine)
    engine.dispose()

    _is_one_clean_line(failure.value)
    assert path.read_text().startswith("Dear diary")


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    """SQLite makes a file, never a directory."""
    engine = open_store(f"sqlite:///{tmp_path / 'nowhere' / 'samband.sqlite'}")
    with pytest.raises(StoreError, match="unable to open") as failure:
        migrate(engine)
    engine.dispose()

    _is_one_clean_line(failure.value)


def test_a_store_without_tables_is_told(tmp_path: Path) -> None:
    """Reading a database that was never migrated is a StoreError."""
    engine = open_store(f"sqlite:///{tmp_path / 'samband.sqlite'}")
    with pytest.raises(StoreError, match="no such table") as failure:
        served_version(engine)
    engine.dispose()

    _is_one_clean_line(failure.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "samband.sqlite",
        f"mongodb://samband:{SECRET}@localhost/samband",
        f"mysql://samband:{SECRET}@localhost/samband",
        f"postgresql://samband:{SECRET}@localhost:port/samband",
        f"postgresql://samband:{SECRET}@localhost:99999999/samband",
        f"postgresql+nothing://samband:{SECRET}@localhost/samband",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """An address of another kind, or none at all, is told before anything is opened, or when it is."""
    with pytest.raises(StoreError) as refusal:
        served_version(open_store(url))

    _is_one_clean_line(refusal.value)


def _is_one_clean_line(error: Exception) -> None:
    assert "\n" not in str(error)
    assert "Traceback" not in str(error)
    assert SECRET not in str(error)
