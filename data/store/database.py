"""Database access: engines, transactions and migrations, for SQLite in one file or PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from data.domain.errors import StoreError
from data.store.models import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 60  # how long a writer waits for another writer
TIMEOUTS = {  # libpq parameters, in seconds unless stated; parameters of the address take precedence
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}
HINTS = {  # by a pattern of the message of a database: what to do
    "unable to open database file": "; its directory must exist, and this user must be able to write there",
    "attempt to write a readonly database": "; SQLite writes beside the file even to read it: let this user write the file and its directory,"
    " or, if no process ever changes the file, use sqlite:///file:/DIRECTORY/samband.db?immutable=1&uri=true",
    "no such (table|column)|(relation|column) .* does not exist": "; its tables are not those of this program: run `samband migrate`",
}
LOCKED = "55P03"  # PostgreSQL's lock_not_available
LOADING = 7_228_451  # key of the advisory lock that a writer holds in PostgreSQL


def open_store(url: str, statement_seconds: float = 0, *, images: bool = True) -> Engine:
    """Return an engine for `sqlite:///FILE` or `postgresql://…`, with any libpq parameters. Does not connect yet.

    PostgreSQL cancels statements of readers after `statement_seconds`; 0 means no limit. Without `images`, snapshot
    images are neither written nor read. `sqlite:///file:FILE?mode=ro&uri=true` leaves the file as it is. Raises StoreError
    when the address is invalid or names another database system.
    """
    try:
        address = make_url(url)
        if address.drivername in ("postgres", "postgresql"):
            address = address.set(drivername="postgresql+psycopg")
        timeouts = TIMEOUTS if address.get_backend_name() == "postgresql" else {}
        engine = create_engine(
            address,
            pool_pre_ping=True,
            connect_args={name: value for name, value in timeouts.items() if name not in address.query},
            execution_options={"statement_seconds": statement_seconds, "images": images},
        )
    except (ArgumentError, ImportError, ValueError) as error:
        raise StoreError(
            "DATABASE_URL is not the address of a store; use sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise StoreError(f"the store must be SQLite or PostgreSQL, not {engine.dialect.name}; change DATABASE_URL")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        if address.query.get("mode") != "ro":
            event.listen(engine, "connect", _enable_write_ahead_log)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite store, also as `file:…`; None for another store or one in memory."""
    name = make_url(url).database or "" if url.startswith("sqlite:///") else ""
    path = unquote(urlsplit(name).path) if name.startswith("file:") else name
    return Path(path) if path not in ("", ":memory:") else None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", f"busy_timeout = {BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _enable_write_ahead_log(connection: Any, _record: object) -> None:
    """Let readers and one writer work concurrently. This changes the header of a file that had no such log."""
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one consistent state of the store. Raises StoreError."""
    with _translated(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                seconds = connection.get_execution_options()["statement_seconds"]
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")
            yield connection


@contextmanager
def writing(engine: Engine, *, recreates_tables: bool = False) -> Iterator[Connection]:
    """Open the write transaction, of which only one runs at a time. Commits all changes, or none after an error.

    A second writer waits up to `BUSY_SECONDS`. With `recreates_tables`, SQLite checks the foreign keys once, before
    the commit. Raises StoreError.
    """
    checks_late = recreates_tables and engine.dialect.name == "sqlite"
    with (
        _translated(engine),
        engine.connect().execution_options(writes=True) as connection,
        _foreign_keys_at_end(connection) if checks_late else nullcontext(),
    ):
        with _lock_timeout(engine):
            transaction = connection.begin()
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOADING})")
        with transaction:
            yield connection
            if checks_late and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise StoreError(
                    f"row {broken[1]} of the table {broken[0]} refers to a missing row of {broken[2]}; nothing was changed"
                )


@contextmanager
def _foreign_keys_at_end(connection: Connection) -> Iterator[None]:
    """Disable the foreign keys of SQLite inside the block, as dropping and recreating a table would violate them.

    SQLite allows this only outside a transaction (https://sqlite.org/lang_altertable.html#otheralter).
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _lock_timeout(engine: Engine) -> Iterator[None]:
    """Raise StoreError when another writer holds the lock for longer than `BUSY_SECONDS`."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCKED or "database is locked" in str(error.orig):
            raise StoreError(
                f"the store {_address(engine)} has been locked by another load for {BUSY_SECONDS} seconds; retry when that load has ended"
            ) from error
        raise


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        message = _first_line(getattr(error, "orig", error))
        hint = next((hint for pattern, hint in HINTS.items() if re.search(pattern, message)), "")
        raise StoreError(f"the store {_address(engine)} failed: {message}{hint}") from error


def _address(engine: Engine) -> str:
    """Return the address of a store without its passwords, also those among the parameters of libpq."""
    public = engine.url.difference_update_query([name for name in engine.url.query if "password" in name])
    return public.render_as_string(hide_password=True)


def _first_line(error: object) -> str:
    return str(error).strip().split("\n")[0]


def migrate(engine: Engine) -> None:
    """Upgrade the tables to the newest migration, if needed. Raises StoreError.

    An empty database gets the tables of the models at once: on SQLite the migrations would copy every table several times.
    """
    from alembic import command  # noqa: PLC0415 serving needs no Alembic and starts faster without it
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        with writing(engine, recreates_tables=True) as connection:
            config = migrations(connection)
            if inspect(connection).get_table_names():
                command.upgrade(config, "head")
            else:
                METADATA.create_all(connection)
                command.stamp(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the store cannot be migrated: {error}; if a newer version of Samband wrote it, use that version"
        ) from error


def write_migration(message: str) -> None:
    """Write a migration file that leads from the newest migration to the models. For developers.

    Its number follows that of the newest migration.
    """
    from alembic import command  # noqa: PLC0415

    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with create_engine("sqlite://").connect() as connection:
        config = migrations(connection)
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


def migrations(connection: Connection | None = None) -> Config:
    """Return the configuration of Alembic. Its migrations run on `connection`."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
