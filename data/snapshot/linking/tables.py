"""The linked tables of a version in the store: from its image, else from its rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from itertools import chain
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, Engine, Text, select

from data.domain.errors import DateError, StoreError
from data.snapshot.columns import Table
from data.snapshot.linking import image
from data.snapshot.linking.linker import Row, columns, link
from data.store.bulk import select_rows
from data.store.database import writing
from data.store.images import blocks_of, has_image, replacing
from data.store.models import SERVED, Record, versions

log = logging.getLogger(__name__)


def read_tables(connection: Connection, version: int) -> Mapping[str, Table]:
    """The linked tables of a version, by its id. Raises StoreError when a row cannot be read."""
    if uses_images(connection) and has_image(connection, version, image.code_fingerprint()):
        try:
            with closing(blocks_of(connection, version)) as blocks:
                return image.read(blocks)
        except Exception as error:  # noqa: BLE001  a damaged image may raise any, and the rows say the same
            log.warning("the image of version %d is damaged (%r); its rows are read instead", version, error)
    return linked(connection, version)


def renew_image(connection: Connection, version: int) -> bool:
    """Writes the image of a version for this program, unless the store has it. Returns whether it was written.

    Raises StoreError when a row cannot be read.
    """
    if not uses_images(connection) or has_image(connection, version, image.code_fingerprint()):
        return False
    image.write(linked(connection, version), replacing(connection, version, image.code_fingerprint()))
    return True


def renew_served_image(engine: Engine) -> bool:
    """Writes the image of the served version, unless the store has it. Returns whether it was written.

    Raises StoreError when a row of the version cannot be read.
    """
    with writing(engine) as connection:
        served = connection.execute(SERVED).one_or_none()
        return served is not None and renew_image(connection, served.id)


def linked(connection: Connection, version: int) -> Mapping[str, Table]:
    """The tables of a version, linked from its rows. Raises StoreError when a row cannot be read."""
    try:
        return link(rows_of(connection, version))
    except (ValueError, KeyError, TypeError, DateError) as error:
        digest = connection.scalar(select(versions.c.digest).where(versions.c.id == version))
        raise StoreError(
            f"version {digest} holds a row that cannot be read: {error}; "
            "restore the store from a backup, or run `samband load` on an empty store"
        ) from error


def uses_images(connection: Connection) -> bool:
    """Whether images are written and read: an option of the engine."""
    return bool(connection.get_execution_options()["images"])


def rows_of(connection: Connection, version: int) -> Callable[[Record], Iterable[Row]]:
    """The function that reads the rows of a record in a version, in key order, with one SELECT."""

    def read(record: Record) -> Iterable[Row]:
        table = record.table
        wanted = select(*(table.c[name] for name in columns(record))).where(table.c.version == version)
        keys = (in_byte_order(connection, table.c[name]) for name in record.key)
        return chain.from_iterable(select_rows(connection, wanted.order_by(*keys)))

    return read


def in_byte_order(connection: Connection, column: sqlalchemy.Column[Any]) -> ColumnElement[Any]:
    """The column, with text ordered by bytes instead of the locale of the database."""
    text = isinstance(column.type, Text)
    return column.collate("C") if text and connection.dialect.name == "postgresql" else column
