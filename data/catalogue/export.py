"""Exports the records of a snapshot as CSV files, Data Package and ZIP archive. No store is needed."""

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


class LineTarget:
    """A target for `csv.writer` that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def record_lines(snapshot: Snapshot, record: Record) -> Iterator[str]:
    """Yield the CSV file of a kind of record line by line, the header first.

    Loading all exported files gives the same catalogue version.
    """
    writer: Any = csv.writer(LineTarget(), lineterminator="\n")
    yield writer.writerow(record.headers)
    yield from map(writer.writerow, record_cells(snapshot, record))


def record_cells(snapshot: Snapshot, record: Record) -> Iterator[list[str]]:
    """Yield the rows of a kind of record as CSV cells, in the order of its headers."""
    table = snapshot.tables[record.name]
    cells = [cell for field in record.fields for cell in readers(table, field)]
    return ([cell(row) for cell in cells] for row in range(table.size))


def readers(table: Table, field: Field) -> Iterable[Cell]:
    """Return one function per CSV column of a field, from row number to cell text.

    A reference to a seat is exported as the number of the seat.
    """
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
    """Return a function from row number to the text of a column. Each distinct value is formatted once."""
    return column._replace(values=list(map(text, column.values))).at


def csv_files(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the CSV files of all kinds of record, by file name."""
    return {f"{record.name}.csv": "".join(record_lines(snapshot, record)).encode() for record in RECORDS}


def package_files(snapshot: Snapshot, publisher: Publisher) -> dict[str, bytes]:
    """Return the CSV files and their Data Package descriptor, by file name."""
    files = csv_files(snapshot)
    return files | {PACKAGE: package(snapshot, files, publisher)}


def package(snapshot: Snapshot, files: Mapping[str, bytes], publisher: Publisher, folder: str = "") -> bytes:
    """Return the Data Package descriptor of a version as JSON: its sources, and its files with sizes and hashes.

    `folder` is prefixed to the path of each file.
    """
    described = {**describe(), **publisher.about, "version": snapshot.version}
    described["sources"] = [*CREDITS, *(cited(source) for source in snapshot.rows["sources"])]
    described["resources"] = [sized(about, files[about["path"]], folder) for about in described.pop("resources")]
    return render_json(described)


def cited(source: Any) -> dict[str, str]:
    """Return a source as a Data Package describes it: a title, and a path when the source has a URL."""
    title = f"{source.title} ({source.publisher})" if source.publisher else source.title
    return {"title": title} | ({"path": source.url} if source.url else {})


def sized(resource: dict[str, Any], body: bytes, folder: str) -> dict[str, Any]:
    digest = f"sha256:{sha256(body).hexdigest()}"
    return resource | {"path": folder + resource["path"], "bytes": len(body), "hash": digest}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one ZIP archive. Equal files give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name)  # dated 1980-01-01: the current time would change the bytes
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def package_text() -> str:
    """Return the descriptor stored as `data/records/datapackage.json`, which is independent of the version."""
    return render_json(describe()).decode()


def render_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
