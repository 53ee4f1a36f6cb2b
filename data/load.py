"""Records into the store: check all, then write one new catalogue version in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from data.catalogue import Catalogue, Row, read_catalogue
from data.database import migrate, writing
from data.errors import RecordsError
from data.models import METADATA, RECORDS, SERVED, citations, serving, versions
from data.rules import check

BATCH = 1000
Progress = Callable[[int], None]


def read_checked(directory: Path) -> Catalogue:
    """The records of `directory`. Raises RecordsError with every problem that there is."""
    catalogue, problems = read_catalogue(directory)
    problems += check(catalogue)
    if problems:
        raise RecordsError(problems)
    return catalogue


def load(engine: Engine, catalogue: Catalogue, progress: Progress = lambda rows: None) -> bool:
    """Make `catalogue` the served version; True when the store changed. `progress` is told how many rows went in."""
    migrate(engine)
    digest = catalogue.digest()
    with writing(engine) as connection:
        served = connection.execute(SERVED).one_or_none()
        if served is not None and served.digest == digest:
            return False
        version = _insert_version(connection, digest)
        for table, rows in _tables(catalogue, version):
            for batch in _batches(rows):
                connection.execute(insert(table), batch)
                progress(len(batch))
        _serve(connection, version)
        connection.execute(delete(versions).where(versions.c.id != version))
    return True


def _insert_version(connection: Connection, digest: str) -> int:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    added = connection.execute(insert(versions).values(digest=digest, loaded_at=now).returning(versions.c.id))
    return int(added.scalar_one())


def _serve(connection: Connection, version: int) -> None:
    if not connection.execute(update(serving).values(version=version)).rowcount:
        connection.execute(insert(serving).values(id=1, version=version))


def _tables(catalogue: Catalogue, version: int) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    """Each table with its rows, in an order in which references resolve."""
    for table in METADATA.sorted_tables:
        if table.name in catalogue.rows:
            yield table, ({"version": version, **row.values} for row in catalogue.rows[table.name])
    yield citations, (citation for row in catalogue for citation in _citations(row, version))


def _citations(row: Row, version: int) -> Iterator[dict[str, Any]]:
    for position, source in enumerate(row.sources):
        yield {
            "version": version,
            "record": row.record.name,
            "row": row.name,
            "position": position,
            "source": source,
        }


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def row_count(catalogue: Catalogue) -> int:
    """How many rows of all tables a load writes."""
    return sum(1 + len(row.sources) for row in catalogue)


def read_back(connection: Connection) -> Catalogue:
    """The served catalogue as rows again."""
    version = connection.scalar(select(serving.c.version))
    catalogue = Catalogue()
    for record in RECORDS:
        chosen = select(record.table).where(record.table.c.version == version)
        for number, found in enumerate(connection.execute(chosen), start=2):
            catalogue.rows[record.name].append(Row(record, number, found._asdict()))
    return catalogue
