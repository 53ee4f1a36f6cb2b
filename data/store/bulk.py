"""Bulk inserts, by COPY on PostgreSQL and `executemany` on SQLite, and bulk reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Date, Select, Table

BATCH = 10_000
Values = tuple[Any, ...]


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Values],
    progress: Callable[[int], None],
) -> None:
    """Insert rows whose values are in the order of `columns`.

    Calls `progress` with the number of rows after every batch. Raises the errors of the driver unchanged:
    `data.store.database.writing` translates them.
    """
    into, batches = _into(connection, table, columns), _batches(rows, progress)
    if connection.dialect.name == "postgresql":
        _copy(connection, into, batches)
    else:
        _execute_many(connection, into, [isinstance(table.c[name].type, Date) for name in columns], batches)


def _into(connection: Connection, table: Table, columns: Sequence[str]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return f"{quote(table.name)} ({', '.join(map(quote, columns))})"


def _copy(connection: Connection, into: str, rows: Iterator[list[Values]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for batch in rows:
            for row in batch:
                copy.write_row(row)


def _execute_many(connection: Connection, into: str, dated: Sequence[bool], rows: Iterator[list[Values]]) -> None:
    """Insert rows into SQLite, which has no date type. `dated` says which columns hold dates."""
    driver: Any = connection.connection.driver_connection
    statement = f"INSERT INTO {into} VALUES ({', '.join('?' * len(dated))})"  # noqa: S608 the names are those of our own tables
    for batch in rows:
        driver.executemany(statement, _plain(batch, dated) if any(dated) else batch)


def _plain(batch: list[Values], dated: Sequence[bool]) -> Iterable[Values]:
    """Return rows with dates as ISO 8601 text, which SQLAlchemy parses."""
    columns = zip(*batch, strict=True)
    cells = (map(_text, column) if is_date else column for column, is_date in zip(columns, dated, strict=True))
    return zip(*cells, strict=True)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _batches(rows: Iterable[Values], progress: Callable[[int], None]) -> Iterator[list[Values]]:
    """Yield the rows in batches of at most `BATCH`, and report each batch when the next one is requested."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
        progress(len(batch))


def select_rows(connection: Connection, query: Select[Any]) -> Iterator[list[Values]]:
    """Yield the rows of a query as the driver gives them, in batches of at most `BATCH`.

    SQLite gives dates as texts and flags as numbers. On PostgreSQL a cursor of the server holds what is not yet read.
    Raises the errors of the driver unchanged: `data.store.database.reading` translates them.
    """
    driver: Any = connection.connection.driver_connection
    statement = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    with closing(driver.cursor("rows") if connection.dialect.name == "postgresql" else driver.cursor()) as cursor:
        cursor.execute(statement)
        while batch := cursor.fetchmany(BATCH):
            yield batch
