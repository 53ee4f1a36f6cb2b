"""The catalogue as Data Packages, one per layer: descriptors, CSV files of records, and ZIP archives of them."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.catalogue import export
from data.catalogue.package import Publisher
from data.catalogue.reader import BASE
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD
from service.http.cached_files import CachedFiles, File, error_response
from service.http.response_cache import tag_of
from service.routes.layers import licence_of, licensed, requested_layer, requested_or_base

CSV = "text/csv; charset=utf-8; header=present"


def routes(files: CachedFiles, publisher: Publisher) -> list[Route]:
    def package(snapshot: Snapshot, request: Request) -> File:
        layer = requested_or_base(snapshot, request)
        query = "" if layer.slug == BASE else f"?layer={layer.slug}"

        def write() -> Iterator[bytes]:
            own = export.csv_files(snapshot, layer.slug)
            yield export.package(snapshot, own, publisher, layer.slug, f"records/{{}}{query}")

        tag = tag_of(snapshot.version, request.url.path, layer.slug, *publisher)
        return licensed(File(tag, "application/json", write), [licence_of(layer)])

    def archive(snapshot: Snapshot, request: Request) -> File:
        layer = requested_layer(snapshot, request)
        name = f"samband{f'-{layer.slug}' if layer else ''}-{snapshot.version}.zip"

        def write() -> Iterator[bytes]:
            own = export.layer_files(snapshot, publisher, layer.slug) if layer else None
            yield export.zipped(own or export.package_files(snapshot, publisher))

        tag = tag_of(snapshot.version, request.url.path, layer.slug if layer else "", *publisher)
        file = File(tag, "application/zip", write, name, packed=True)
        return licensed(file, [licence_of(layer)]) if layer else file

    return [
        Route("/datapackage.json", files.serve(package)),
        Route("/records.zip", files.serve(archive)),
        Route("/records/{name}.csv", files.serve(record)),
    ]


def record(snapshot: Snapshot, request: Request) -> File | Response:
    name = request.path_params["name"]
    if name not in RECORD:
        return error_response(404, f"no such file of records; names are {', '.join(RECORD)}")
    layer = requested_or_base(snapshot, request)

    def write() -> Iterator[bytes]:
        return (line.encode() for line in export.record_lines(snapshot, RECORD[name], layer.slug))

    prefix = "" if layer.slug == BASE else f"{layer.slug}-"
    tag = tag_of(snapshot.version, request.url.path, layer.slug)
    return licensed(File(tag, CSV, write, f"{prefix}{name}.csv"), [licence_of(layer)])
