"""The catalogue as a Data Package: its descriptor, each CSV file of records, and a ZIP archive of all files."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.catalogue import export
from data.catalogue.package import Publisher
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD
from service.http.cached_files import CachedFiles, File, error_response
from service.http.response_cache import tag_of

CSV = "text/csv; charset=utf-8; header=present"
FOLDER = "records/"


def routes(files: CachedFiles, publisher: Publisher) -> list[Route]:
    def package(snapshot: Snapshot, request: Request) -> File:
        def write() -> Iterator[bytes]:
            yield export.package(snapshot, export.csv_files(snapshot), publisher, FOLDER)

        return File(tag(snapshot, request, publisher), "application/json", write)

    def archive(snapshot: Snapshot, request: Request) -> File:
        def write() -> Iterator[bytes]:
            yield export.zipped(export.package_files(snapshot, publisher))

        name = f"samband-{snapshot.version}.zip"
        return File(tag(snapshot, request, publisher), "application/zip", write, name, packed=True)

    return [
        Route("/datapackage.json", files.serve(package)),
        Route("/records.zip", files.serve(archive)),
        Route("/records/{name}.csv", files.serve(record)),
    ]


def tag(snapshot: Snapshot, request: Request, publisher: Publisher) -> str:
    return tag_of(snapshot.version, request.url.path, *publisher)


def record(snapshot: Snapshot, request: Request) -> File | Response:
    name = request.path_params["name"]
    if name not in RECORD:
        return error_response(404, f"no such file of records; names are {', '.join(RECORD)}")

    def write() -> Iterator[bytes]:
        return (line.encode() for line in export.record_lines(snapshot, RECORD[name]))

    return File(tag_of(snapshot.version, request.url.path), CSV, write, f"{name}.csv")
