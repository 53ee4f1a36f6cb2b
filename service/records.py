"""The catalogue as a Data Package: its description, each file of records, and all of it as one ZIP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import export
from data.models import RECORD
from data.snapshot import Snapshot
from service.cache import tag_of
from service.files import File, Files, refused
from service.settings import Settings

CSV = "text/csv; charset=utf-8; header=present"
FOLDER = "records/"


def routes(files: Files, settings: Settings) -> list[Route]:
    about = publisher(settings)

    def package(snapshot: Snapshot, request: Request) -> File:
        def write() -> Iterator[bytes]:
            yield export.package(snapshot, export.csv_files(snapshot), about, FOLDER)

        return File(tag(snapshot, request, about), "application/json", write)

    def archive(snapshot: Snapshot, request: Request) -> File:
        def write() -> Iterator[bytes]:
            yield export.zipped(export.package_files(snapshot, about))

        name = f"samband-{snapshot.version}.zip"
        return File(tag(snapshot, request, about), "application/zip", write, name, packed=True)

    return [
        Route("/datapackage.json", files.serve(package)),
        Route("/records.zip", files.serve(archive)),
        Route("/records/{name}.csv", files.serve(record)),
    ]


def publisher(settings: Settings) -> dict[str, Any]:
    """Who gives out the package, and where."""
    mailbox = {"email": settings.contact} if settings.contact else {}
    return {
        "homepage": settings.public_url,
        "contributors": [{"title": settings.publisher, **mailbox, "roles": ["publisher"]}],
    }


def tag(snapshot: Snapshot, request: Request, about: dict[str, Any]) -> str:
    return tag_of(snapshot.version, snapshot.loaded_at, request.url.path, repr(about))


def record(snapshot: Snapshot, request: Request) -> File | Response:
    name = request.path_params["name"]
    if name not in RECORD:
        return refused(404, f"there is no such file of records; there are {', '.join(RECORD)}")

    def write() -> Iterator[bytes]:
        return (line.encode() for line in export.record_lines(snapshot, RECORD[name]))

    return File(tag_of(snapshot.version, request.url.path), CSV, write, f"{name}.csv")
