"""Bulk inserts: COPY on PostgreSQL, `executemany` on SQLite."""

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
    """Insert rows whose values are in the order of `columns`.

    Calls `progress` with the number of rows after every batch. Raises the errors of the driver unchanged:
    `data.store.database.writing` translates them.
    """
    insert = _copy if connection.dialect.name == "postgresql" else _execute_many
    insert(connection, _into(connection, table, columns), len(columns), _batches(rows, progress))


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
    statement = f"INSERT INTO {into} VALUES ({', '.join('?' * width)})"  # noqa: S608 the names are those of our own tables
    for batch in rows:
        driver.executemany(statement, [tuple(map(_plain, row)) for row in batch])


def _plain(value: Any) -> Any:
    """Return dates as ISO 8601 text, other values unchanged. SQLite has no date type; SQLAlchemy parses the text."""
    return value.isoformat() if isinstance(value, date) else value


def _batches(rows: Iterable[Values], progress: Callable[[int], None]) -> Iterator[list[Values]]:
    """Yield the rows in batches of at most `BATCH`, and report each batch when the next one is requested."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
        progress(len(batch))
