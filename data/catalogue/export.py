"""Exports the records of a snapshot as CSV files, Data Package and ZIP archive. No store is needed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from data.catalogue.layers import further_layers, layer_named, rows_of_layer
from data.catalogue.package import describe, describe_layer
from data.catalogue.rows.catalogue import LAYERS
from data.catalogue.rows.row import BASE
from data.catalogue.table_cells import record_cells
from data.domain.publisher import Publisher
from data.snapshot.entities import Layer
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD, RECORDS, Record

PACKAGE = "datapackage.json"


class LineTarget:
    """A target for `csv.writer` that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def record_lines(snapshot: Snapshot, record: Record, layer: str = BASE) -> Iterator[str]:
    """Yield the CSV file of a kind of record in a layer line by line, the header first.

    Loading all exported files of all layers gives the same catalogue version.
    """
    writer: Any = csv.writer(LineTarget(), lineterminator="\n")
    rows = rows_of_layer(snapshot.tables[record.name], layer_named(snapshot, layer))
    yield writer.writerow(record.headers)
    yield from map(writer.writerow, record_cells(snapshot, record, rows.tolist()))


def csv_files(snapshot: Snapshot, layer: str = BASE) -> dict[str, bytes]:
    """Return the CSV files of a layer by file name: of the base all, of another layer those that have rows."""
    found = layer_named(snapshot, layer)
    kept = [one for one in RECORDS if layer == BASE or len(rows_of_layer(snapshot.tables[one.name], found))]
    return {f"{record.name}.csv": "".join(record_lines(snapshot, record, layer)).encode() for record in kept}


def package_files(snapshot: Snapshot, publisher: Publisher) -> dict[str, bytes]:
    """Return the files of the complete catalogue by path: the base, and the other layers in the folder `layers`."""
    files = layer_files(snapshot, publisher)
    for layer in further_layers(snapshot):
        own = layer_files(snapshot, publisher, layer.slug)
        files |= {f"{LAYERS}/{layer.slug}/{name}": body for name, body in own.items()}
    return files


def layer_files(snapshot: Snapshot, publisher: Publisher, layer: str = BASE) -> dict[str, bytes]:
    """Return the CSV files of a layer and their Data Package descriptor, by file name."""
    files = csv_files(snapshot, layer)
    return files | {PACKAGE: package(snapshot, files, publisher, layer)}


def package(
    snapshot: Snapshot, files: Mapping[str, bytes], publisher: Publisher, layer: str = BASE, path: str = "{}"
) -> bytes:
    """Return the Data Package descriptor of a layer as JSON: its sources, and its files with sizes and hashes.

    `path` is the path of a file, with `{}` in the place of its name.
    """
    own = layer_named(snapshot, layer)
    described = describe() if layer == BASE else describe_layer(row_of(own), [name[:-4] for name in files])
    about = publisher.about
    about["contributors"] = described.get("contributors", []) + about["contributors"]
    rows: Sequence[Any] = snapshot.rows["sources"]
    sources = (source for source in rows if source.layer is own)
    described |= {**about, "version": snapshot.version, "sources": [*described["sources"], *map(cited, sources)]}
    described["resources"] = [sized(one, files[one["path"]], path) for one in described.pop("resources")]
    return render_json(described)


def row_of(layer: Layer) -> dict[str, Any]:
    """Return the row of a layer in `layers.csv`, by column."""
    return {name: getattr(layer, name) for name in RECORD[LAYERS].headers}


def cited(source: Any) -> dict[str, str]:
    """Return a source as a Data Package describes it: a title, and a path when the source has a URL."""
    title = f"{source.title} ({source.publisher})" if source.publisher else source.title
    return {"title": title} | ({"path": source.url} if source.url else {})


def sized(resource: dict[str, Any], body: bytes, path: str) -> dict[str, Any]:
    digest = f"sha256:{sha256(body).hexdigest()}"
    return resource | {"path": path.format(resource["path"]), "bytes": len(body), "hash": digest}


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


def layer_descriptor(layer: Mapping[str, Any], names: Iterable[str]) -> bytes:
    """Return the descriptor stored as `data/layers/<name>/datapackage.json`, which is independent of the version.

    `layer` is the row of the layer in `layers.csv` by column. `names` are the kinds of record of which it has a file.
    """
    return render_json(describe_layer(layer, names))


def render_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
