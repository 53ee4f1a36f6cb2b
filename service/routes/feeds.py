"""The Atom feed of the changes between catalogue versions."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request

from data.catalogue.changes import steps
from data.formats.open_data.atom import feed
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import CachedFiles, File
from service.http.response_cache import tag_of
from service.routes.operations import TEXT, Operation, OperationRoute
from service.settings import Settings

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
FEED = Operation("changes", "What changed between the newest catalogue versions, as an Atom feed", {MEDIA_TYPE: TEXT})
NEWEST = 5  # maximum number of versions in the feed; each is read from the store


def routes(files: CachedFiles, settings: Settings) -> list[OperationRoute]:
    def changes(snapshot: Snapshot, request: Request) -> File:
        address = settings.public_url + request.scope["path"]

        def write(snapshot: Snapshot) -> Iterator[bytes]:
            found = feed(steps(snapshot, NEWEST), address, snapshot.history.each()[-1][1], settings.publisher)
            return (chunk.encode() for chunk in found)

        tag = tag_of(snapshot.version, str(snapshot.history.each()), address, settings.publisher)
        return File(tag, MEDIA_TYPE, write)

    return [OperationRoute("/changes.atom", files.serve(changes), FEED)]
