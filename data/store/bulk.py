"""Many rows into one table: COPY on PostgreSQL, one prepared statement for many rows on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

BATCH = 10_000
Values = tuple[Any, ...]


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Values],
    progress: Callable[[int], None],
) -> None:
    """Write the rows, whose values are in the order of `columns`; `progress` is told of every batch.

    Errors of the driver come as they are: `data.store.database.writing` translates them.
    """
    insert = _copy if connection.dialect.name == "postgresql" else _execute_many
    insert(connection, _into(connection, table, columns), len(columns), _told(rows, progress))


def _into(connection: Connection, table: Table, columns: Sequence[str]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return f"{quote(table.name)} ({', '.join(map(quote, columns))})"


def _copy(connection: Connection, into: str, _width: int, rows: Iterator[list[Values]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for batch in rows:
            for row in batch:
                copy.write_row(row)


def _execute_many(connection: Connection, into: str, width: int, rows: Iterator[list[Values]]) -> None:
    driver: Any = connection.connection.driver_connection
    statement = f"INSERT INTO {into} VALUES ({', '.join('?' * width)})"  # noqa: S608 — names of our own tables
    for batch in rows:
        driver.executemany(statement, [tuple(map(_plain, row)) for row in batch])


def _plain(value: Any) -> Any:
    """SQLite has no dates; SQLAlchemy reads them back from this text."""
    return value.isoformat() if isinstance(value, date) else value


def _told(rows: Iterable[Values], progress: Callable[[int], None]) -> Iterator[list[Values]]:
    """The rows in batches, each told of when it is through."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
        progress(len(batch))
