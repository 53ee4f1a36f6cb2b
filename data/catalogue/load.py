"""Loads records into the store: validates all, then writes one catalogue version in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zipfile import Path as ZipPath

import numpy as np
from sqlalchemy import Connection, Engine, insert, select

from data.catalogue.reader import Directory, layer_directories, read_catalogue, shipped_directories
from data.catalogue.rows.catalogue import LAYERS, Catalogue
from data.catalogue.rows.row import Row, cited
from data.catalogue.rows.table import RowTable
from data.catalogue.rules import check
from data.domain.errors import InputError, RecordsError
from data.domain.progress import Progress, untold
from data.snapshot.linking.linker import no_collection
from data.snapshot.linking.tables import renew_image
from data.store.bulk import insert_rows
from data.store.database import migrate, writing
from data.store.models import RECORDS, citations, serving, versions
from data.store.versions import activate, prune

KEPT = 10
OF_BASE = "goals.csv"  # a file that only the base has


def read_checked(*records: Path, progress: Progress = untold) -> Catalogue:
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
        catalogue, problems = read_catalogue(*directories, progress=progress)
        problems += check(catalogue, progress)
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


def load(
    engine: Engine,
    catalogue: Catalogue,
    progress: Callable[[int], None] = lambda rows: None,
    keep: int = KEPT,
    digest: str | None = None,
    *,
    release_rows: bool = False,
) -> bool:
    """Make `catalogue` the served version, write its snapshot image, and delete all but the last `keep` versions.

    Returns whether the served version changed. A version that the store holds is activated without being written again.
    Calls `progress` with the number of rows of each batch written. `digest` is that of the catalogue, where the caller
    has it: it takes long. With `release_rows`, each table of the catalogue is emptied as soon as it is written, so that the
    image does not need its memory beside that of the catalogue. Raises StoreError.
    """
    migrate(engine)
    digest = digest or catalogue.digest()
    with writing(engine) as connection:
        version = connection.scalar(select(versions.c.id).where(versions.c.digest == digest))
        if version is None:
            version = _write(connection, catalogue, digest, progress, release_rows=release_rows)
        renew_image(connection, version)
        changed = activate(connection, version, digest)
        if changed:
            prune(connection, keep)
    return changed


def _write(
    connection: Connection, catalogue: Catalogue, digest: str, progress: Callable[[int], None], *, release_rows: bool
) -> int:
    """Write all rows of a new version, referenced tables first. Returns the id of the version.

    The rows of a table are written in the order of their keys, in which they are also read.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    row = {"digest": digest, "loaded_at": now, "records": len(catalogue)}
    version = int(connection.execute(insert(versions).values(row).returning(versions.c.id)).scalar_one())
    for record in RECORDS:
        rows, table = catalogue.rows[record.name], record.table
        names = [column.name for column in table.columns if column.name != "version"]
        values = (zip(repeat(version), *(cells[name] for name in names)) for cells in _in_key_order(rows))
        insert_rows(connection, table, ["version", *names], chain.from_iterable(values), progress)
        cited = ((version, *values) for values in _citations(rows))
        insert_rows(connection, citations, citations.c.keys(), cited, progress)
        if release_rows:
            rows.clear()
    if release_rows:
        catalogue.rows.clear()
    return version


def _in_key_order(rows: RowTable) -> Iterator[dict[str, Sequence[Any]]]:
    return rows.batches(rows.in_key_order())


def _citations(rows: RowTable) -> Iterator[tuple[Any, ...]]:
    """Yield the kind, the key, the position and the source of each citation of these rows."""
    if "sources" not in rows.columns:
        return
    for values in _in_key_order(rows):
        keys = (" ".join(map(str, key)) for key in zip(*(values[name] for name in rows.record.key), strict=True))
        for key, cell in zip(keys, values["sources"], strict=True):
            for position, source in enumerate(cited(cell)):
                yield rows.record.name, key, position, source


def row_count(catalogue: Catalogue) -> int:
    """Return how many rows a load writes, citations included."""
    citing = [rows.columns["sources"] for rows in catalogue.rows.values() if "sources" in rows.columns]
    return len(catalogue) + sum(int(column.each(lambda cell: len(cited(cell)), np.int64).sum()) for column in citing)


def read_back(connection: Connection) -> Catalogue:
    """Read the served catalogue from the store."""
    version = connection.scalar(select(serving.c.version))
    catalogue = Catalogue()
    for record in RECORDS:
        chosen = select(record.table).where(record.table.c.version == version)
        for number, found in enumerate(connection.execute(chosen), start=2):
            catalogue.rows[record.name].append(Row(record, number, found._asdict()))
    return catalogue
