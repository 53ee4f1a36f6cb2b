"""The catalogue as Data Packages, one per layer: descriptors, CSV files of records, and ZIP archives of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from data.catalogue import export
from data.catalogue.package import Publisher
from data.catalogue.reader import BASE
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD
from service.http.cached_files import CachedFiles, File
from service.http.problems import error_response
from service.http.response_cache import tag_of
from service.routes.layers import licence_of, licensed, requested_layer, requested_or_base
from service.routes.operations import OperationRoute

ROW_SECONDS = 1e-5  # of writing a record
CSV = "text/csv; charset=utf-8; header=present"


def routes(files: CachedFiles, publisher: Publisher) -> list[OperationRoute]:
    def package(snapshot: Snapshot, request: Request) -> File:
        layer = requested_or_base(snapshot, request)
        query = "" if layer.slug == BASE else f"?layer={layer.slug}"

        tag = tag_of(snapshot.version, request.url.path, layer.slug, *publisher)
        write = partial(package_text, publisher, layer.slug, f"records/{{}}{query}")
        file = File(tag, "application/json", write, seconds=ROW_SECONDS * snapshot.size)
        return licensed(file, [licence_of(layer)])

    def archive(snapshot: Snapshot, request: Request) -> File:
        layer = requested_layer(snapshot, request)
        name = f"samband{f'-{layer.slug}' if layer else ''}-{snapshot.version}.zip"

        slug = layer.slug if layer else None
        tag = tag_of(snapshot.version, request.url.path, slug or "", *publisher)
        write = partial(archive_bytes, publisher, slug)
        file = File(tag, "application/zip", write, name, packed=True, seconds=ROW_SECONDS * snapshot.size)
        return licensed(file, [licence_of(layer)]) if layer else file

    return [
        OperationRoute("/datapackage.json", files.serve(package)),
        OperationRoute("/records.zip", files.serve(archive)),
        OperationRoute("/records/{name}.csv", files.serve(record)),
    ]


def record(snapshot: Snapshot, request: Request) -> File | Response:
    name = request.path_params["name"]
    if name not in RECORD:
        return error_response(404, f"no such file of records; names are {', '.join(RECORD)}")
    layer = requested_or_base(snapshot, request)

    prefix = "" if layer.slug == BASE else f"{layer.slug}-"
    tag = tag_of(snapshot.version, request.url.path, layer.slug)
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
