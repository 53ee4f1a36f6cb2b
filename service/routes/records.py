"""The catalogue as Data Packages, one per layer: descriptors, CSV files of records, and ZIP archives of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from starlette.requests import Request

from data.catalogue import export
from data.catalogue.rows.row import BASE
from data.domain.publisher import Publisher
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD
from service.http.cached_files import CachedFiles, File
from service.http.response_cache import tag_of
from service.routes.layers import ONE_LAYER, licence_of, licensed, requested_layer, requested_or_base
from service.routes.operations import ANY, DOCUMENT, TEXT, Operation, OperationRoute
from service.routes.parameters import choice

ROW_SECONDS = 1e-5  # of writing a record
CSV = "text/csv; charset=utf-8; header=present"
NAME = choice("name", "The name of the kind of record.", RECORD)
PACKAGE = Operation(
    "dataPackage", "The Data Package (v2) of the records of a layer", {"application/json": DOCUMENT}, (ONE_LAYER,)
)
ARCHIVE = Operation(
    "recordsArchive",
    "All files of records with their descriptions, as a ZIP archive",
    {"application/zip": ANY},
    (ONE_LAYER,),
)
RECORDS = Operation("records", "The records of one kind in a layer", {CSV: TEXT}, (NAME, ONE_LAYER))


def routes(files: CachedFiles, publisher: Publisher) -> list[OperationRoute]:
    def package(snapshot: Snapshot, request: Request) -> File:
        layer = requested_or_base(snapshot, request)
        query = "" if layer.slug == BASE else f"?layer={layer.slug}"

        tag = tag_of(snapshot.version, request.scope["path"], layer.slug, *publisher)
        write = partial(package_text, publisher, layer.slug, f"records/{{}}{query}")
        file = File(tag, "application/json", write, seconds=ROW_SECONDS * snapshot.size)
        return licensed(file, [licence_of(layer)])

    def archive(snapshot: Snapshot, request: Request) -> File:
        layer = requested_layer(snapshot, request)
        name = f"samband{f'-{layer.slug}' if layer else ''}-{snapshot.version}.zip"

        slug = layer.slug if layer else None
        tag = tag_of(snapshot.version, request.scope["path"], slug or "", *publisher)
        write = partial(archive_bytes, publisher, slug)
        file = File(tag, "application/zip", write, name, packed=True, seconds=ROW_SECONDS * snapshot.size)
        return licensed(file, [licence_of(layer)]) if layer else file

    return [
        OperationRoute("/datapackage.json", files.serve(package), PACKAGE),
        OperationRoute("/records.zip", files.serve(archive), ARCHIVE),
        OperationRoute("/records/{name}.csv", files.serve(record), RECORDS),
    ]


def record(snapshot: Snapshot, request: Request) -> File:
    name, layer = request.path_params["name"], requested_or_base(snapshot, request)

    prefix = "" if layer.slug == BASE else f"{layer.slug}-"
    tag = tag_of(snapshot.version, request.scope["path"], layer.slug)
    write = partial(record_bytes, name, layer.slug)
    seconds = ROW_SECONDS * snapshot.tables[name].size
    return licensed(File(tag, CSV, write, f"{prefix}{name}.csv", seconds=seconds), [licence_of(layer)])


def package_text(publisher: Publisher, layer: str, path: str, snapshot: Snapshot) -> Iterator[bytes]:
    """The descriptor of the Data Package of a layer, whose files have a path with a place for their name."""
    yield export.package(snapshot, export.csv_files(snapshot, layer), publisher, layer, path)


def archive_bytes(publisher: Publisher, layer: str | None, snapshot: Snapshot) -> Iterator[bytes]:
    """The ZIP archive of the records of a layer, or of all."""
    own = export.layer_files(snapshot, publisher, layer) if layer else None
    yield export.zipped(own or export.package_files(snapshot, publisher))


def record_bytes(name: str, layer: str, snapshot: Snapshot) -> Iterator[bytes]:
    """The CSV lines of the records of one name in a layer."""
    return (line.encode() for line in export.record_lines(snapshot, RECORD[name], layer))
