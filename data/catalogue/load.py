"""Loads records into the store: validates all, then writes one catalogue version in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zipfile import Path as ZipPath

from sqlalchemy import Connection, Engine, Table, insert, select

from data.catalogue.reader import (
    LAYERS,
    Catalogue,
    Directory,
    Row,
    layer_directories,
    read_catalogue,
    shipped_directories,
)
from data.catalogue.rules import check
from data.domain.errors import InputError, RecordsError
from data.snapshot.linker import no_collection
from data.store.bulk import insert_rows
from data.store.database import migrate, writing
from data.store.models import METADATA, RECORD, RECORDS, SERVED, citations, serving, versions
from data.store.versions import activate, prune

KEPT = 10
OF_BASE = "goals.csv"  # a file that only the base has
Progress = Callable[[int], None]


def read_checked(*records: Path) -> Catalogue:
    """Read and validate records. Each argument is a directory or a package (ZIP): the base, then layers.

    The layers in the folder `layers` of an argument are read too. Without an argument, reads the catalogue of this
    project. Raises RecordsError with all problems, InputError when an argument is neither a directory nor a ZIP archive.
    """
    with no_collection(), ExitStack() as opened:
        directories: list[Directory] = [] if records else shipped_directories()
        for path in records:
            directory = path if path.is_dir() else ZipPath(opened.enter_context(_archive(path)))
            if not directories and not (directory / OF_BASE).exists() and (directory / f"{LAYERS}.csv").exists():
                raise InputError(f"{path} is a layer; name the base before it, as in `data/records {path}`")
            directories += [directory, *layer_directories(directory)]
        catalogue, problems = read_catalogue(*directories)
        problems += check(catalogue)
    if problems:
        raise RecordsError(problems)
    return catalogue


def _archive(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except BadZipFile:
        raise InputError(
            f"{path} is neither a directory nor a ZIP archive; name a directory or a ZIP archive of records"
        ) from None


def load(engine: Engine, catalogue: Catalogue, progress: Progress = lambda rows: None, keep: int = KEPT) -> bool:
    """Make `catalogue` the served version and delete all but the last `keep` versions.

    Returns whether the store changed. A version that the store holds is activated without being written again.
    Calls `progress` with the number of rows of each batch written. Raises StoreError.
    """
    migrate(engine)
    digest = catalogue.digest()
    with writing(engine) as connection:
        served = connection.execute(SERVED).one_or_none()
        if served is not None and served.digest == digest:
            return False
        version = connection.scalar(select(versions.c.id).where(versions.c.digest == digest))
        if version is None:
            version = _write(connection, catalogue, digest, progress)
        activate(connection, version, digest)
        prune(connection, keep)
    return True


def _write(connection: Connection, catalogue: Catalogue, digest: str, progress: Progress) -> int:
    """Write all rows of a new version, referenced tables first. Returns the id of the version."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    row = {"digest": digest, "loaded_at": now, "records": len(catalogue)}
    version = int(connection.execute(insert(versions).values(row).returning(versions.c.id)).scalar_one())
    for table in METADATA.sorted_tables:
        if table.name in RECORD:
            _write_table(connection, table, version, catalogue.rows[table.name], progress)
    cited = (citation for row in catalogue for citation in _citations(row))
    insert_rows(connection, citations, citations.c.keys(), ((version, *values) for values in cited), progress)
    return version


def _write_table(connection: Connection, table: Table, version: int, rows: Iterable[Row], progress: Progress) -> None:
    names = [column.name for column in table.columns if column.name != "version"]
    values = ((version, *map(row.values.get, names)) for row in rows)
    insert_rows(connection, table, ["version", *names], values, progress)


def _citations(row: Row) -> Iterator[tuple[Any, ...]]:
    for position, source in enumerate(row.sources):
        yield row.record.name, row.name, position, source


def row_count(catalogue: Catalogue) -> int:
    """Return how many rows a load writes, citations included."""
    return sum(1 + len(row.sources) for row in catalogue)


def read_back(connection: Connection) -> Catalogue:
    """Read the served catalogue from the store."""
    version = connection.scalar(select(serving.c.version))
    catalogue = Catalogue()
    for record in RECORDS:
        chosen = select(record.table).where(record.table.c.version == version)
        for number, found in enumerate(connection.execute(chosen), start=2):
            catalogue.rows[record.name].append(Row(record, number, found._asdict()))
    return catalogue
