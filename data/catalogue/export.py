"""The records of a snapshot as files, so that what is given out is what is served, with or without a store."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from data.catalogue.package import CREDITS, Publisher, describe
from data.catalogue.reader import render_cell
from data.snapshot.columns import Column, Table
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS, Field, Record
from data.store.models.layout import LIST_MARK

Cell = Callable[[int], str]
PACKAGE = "datapackage.json"


class Line:
    """Where a CSV writer writes to: it gives back the line."""

    def write(self, line: str) -> str:
        return line


def record_lines(snapshot: Snapshot, record: Record) -> Iterator[str]:
    """A file of records as CSV, line by line; loading all of them gives the version of the snapshot again."""
    writer: Any = csv.writer(Line(), lineterminator="\n")
    yield writer.writerow(record.headers)
    yield from map(writer.writerow, record_cells(snapshot, record))


def record_cells(snapshot: Snapshot, record: Record) -> Iterator[list[str]]:
    """The cells of the rows of a record, in the order of its headers."""
    table = snapshot.tables[record.name]
    cells = [cell for field in record.fields for cell in readers(table, field)]
    return ([cell(row) for cell in cells] for row in range(table.size))


def readers(table: Table, field: Field) -> Iterable[Cell]:
    """How the cells of a field are read, by the number of a row. What refers to a seat has the seat's number."""
    if field.name in table.references:
        target, rows = table.references[field.name]
        key = target.columns[target.key[-1]]
        return (lambda row: render_cell(key.at(rows[row] - target.first)) if rows[row] >= 0 else "",)
    column = table.columns[field.name]
    if field.partial:
        return texts(column, lambda date: render_cell(date and date.edtf)), texts(
            column, lambda date: render_cell(date and date.wording)
        )
    if field.name == "sources":
        return (texts(column, lambda sources: LIST_MARK.join(source.slug for source in sources)),)
    return (texts(column, render_cell),)


def texts(column: Column, text: Callable[[Any], str]) -> Cell:
    """Reads a column as text, each value of which is written once."""
    return column._replace(values=list(map(text, column.values))).at


def csv_files(snapshot: Snapshot) -> dict[str, bytes]:
    """All records by file name."""
    return {f"{record.name}.csv": "".join(record_lines(snapshot, record)).encode() for record in RECORDS}


def package_files(snapshot: Snapshot, publisher: Publisher) -> dict[str, bytes]:
    """All records and their Data Package by file name."""
    files = csv_files(snapshot)
    return files | {PACKAGE: package(snapshot, files, publisher)}


def package(snapshot: Snapshot, files: Mapping[str, bytes], publisher: Publisher, folder: str = "") -> bytes:
    """The Data Package of a version: its sources, and its files in `folder` with sizes and hashes."""
    described = {**describe(), **publisher.about, "version": snapshot.version}
    described["sources"] = [*CREDITS, *(cited(source) for source in snapshot.rows["sources"])]
    described["resources"] = [sized(about, files[about["path"]], folder) for about in described.pop("resources")]
    return render_json(described)


def cited(source: Any) -> dict[str, str]:
    """A source as Data Packages name it: title, and address where it has one."""
    title = f"{source.title} ({source.publisher})" if source.publisher else source.title
    return {"title": title} | ({"path": source.url} if source.url else {})


def sized(resource: dict[str, Any], body: bytes, folder: str) -> dict[str, Any]:
    digest = f"sha256:{sha256(body).hexdigest()}"
    return resource | {"path": folder + resource["path"], "bytes": len(body), "hash": digest}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP; equal files give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980, as a clock would make each archive another one
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def package_text() -> str:
    """The Data Package that lies with the records, of any version."""
    return render_json(describe()).decode()


def render_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
