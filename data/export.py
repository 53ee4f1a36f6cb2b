"""The records of a snapshot as files, so that what is given out is what is served, with or without a store."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from data.catalogue import LIST_MARK, written
from data.models import RECORDS, Field, Record
from data.package import CREDITS, Publisher, describe
from data.snapshot import Snapshot
from data.things import Thing

Cell = Callable[[Thing], str]
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
    cells = [cell for field in record.fields for cell in readers(snapshot, record, field)]
    return ([cell(thing) for cell in cells] for thing in snapshot.rows[record.name])


def readers(snapshot: Snapshot, record: Record, field: Field) -> Iterable[Cell]:
    """How the cells of a field are read from a thing."""
    name = field.name
    if field.partial:
        return (lambda thing: _part(thing, name, "edtf"), lambda thing: _part(thing, name, "wording"))
    if name == "sources":
        return (lambda thing: LIST_MARK.join(source.slug for source in thing.sources),)
    if record.name == "claims" and name in record.one_of:
        subjects = {claim: thing.key for thing in snapshot.rows[str(field.refers)] for claim in _claims(thing)}
        return (lambda thing: subjects.get(thing, ""),)
    if field.refers:
        return (lambda thing: _key(getattr(thing, f"_{name}")),)
    if any(name == link.names[-1] for link in record.links):
        return (lambda thing: written(getattr(thing, f"_{name}").number),)  # of the links over two columns: to a seat
    return (lambda thing: written(getattr(thing, name)),)


def _part(thing: Thing, name: str, part: str) -> str:
    date = getattr(thing, name)
    return "" if date is None else written(getattr(date, part))


def _key(thing: Thing | None) -> str:
    return "" if thing is None else thing.key


def _claims(thing: Any) -> Iterable[Thing]:
    found: Iterable[Thing] = thing._claims
    return found


def csv_files(snapshot: Snapshot) -> dict[str, bytes]:
    """All records by file name."""
    return {f"{record.name}.csv": "".join(record_lines(snapshot, record)).encode() for record in RECORDS}


def package_files(snapshot: Snapshot, publisher: Publisher) -> dict[str, bytes]:
    """All records and their Data Package by file name."""
    files = csv_files(snapshot)
    return files | {PACKAGE: package(snapshot, files, publisher)}


def package(snapshot: Snapshot, files: Mapping[str, bytes], publisher: Publisher, folder: str = "") -> bytes:
    """The Data Package of a version: its sources, and its files in `folder` with sizes and hashes."""
    described = {**describe(), **publisher.about, "version": snapshot.version, "created": snapshot.loaded_at}
    described["sources"] = [*CREDITS, *(cited(source) for source in snapshot.rows["sources"])]
    described["resources"] = [sized(about, files[about["path"]], folder) for about in described.pop("resources")]
    return written_json(described)


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
    return written_json(describe()).decode()


def written_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
