"""Answers that are made once: kept, compressed, revalidated, streamed when they are large."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import zstandard
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from data.domain.errors import InputError
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from service.http.cached_files import LARGEST, CachedFiles, File
from service.http.file_lane import FileSpool, Store
from service.http.response_cache import ResponseCache, tag_of

LINE = b"a line of a file\n"
BACK = {"gzip": gzip.decompress, "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body)}


class Shelf:
    """A file of so many lines, and how often it was made."""

    def __init__(self, lines: int) -> None:
        self.lines = lines
        self.materialised = 0

    def find(self, snapshot: Snapshot, request: Request) -> File:
        if "wrong" in request.query_params:
            raise InputError("that cannot be")
        return File(tag_of(snapshot.version, request.url.path), "text/plain", self.write, "lines.txt")

    def write(self, _snapshot: Snapshot) -> Iterator[bytes]:
        self.materialised += 1
        return (LINE for _ in range(self.lines))


@contextmanager
def serving(shelf: Shelf, snapshot: Snapshot | None) -> Iterator[TestClient]:
    files = CachedFiles(
        SnapshotWatcher(create_engine("sqlite://"), snapshot), ResponseCache(2**26), FileSpool(Store("sqlite://", 1), 0)
    )
    with TestClient(Starlette(routes=[Route("/lines", files.serve(shelf.find))])) as client:
        client.headers["accept-encoding"] = "identity"
        yield client


def test_a_file_is_made_once(snapshot: Snapshot) -> None:
    """Later requests, in whatever coding, are answered with what is kept."""
    shelf = Shelf(1000)
    with serving(shelf, snapshot) as client:
        bodies = {client.get("/lines", headers={"accept-encoding": coding}).content for coding in ("", "gzip", "zstd")}
        again = client.get("/lines")

    assert bodies == {LINE * 1000} == {again.content}
    assert shelf.materialised == 1


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("lines", [1000, LARGEST // len(LINE) + 1])
def test_a_file_is_compressed(snapshot: Snapshot, coding: str, lines: int) -> None:
    """Kept or streamed, the coding is named, the bytes are fewer, and the ETag is that of the coding."""
    with serving(Shelf(lines), snapshot) as client:
        plain = client.get("/lines")
        with client.stream("GET", "/lines", headers={"accept-encoding": coding}) as response:
            raw = b"".join(response.iter_raw())

    assert (response.headers["content-encoding"], response.headers["vary"]) == (coding, "Accept-Encoding")
    assert response.headers["etag"] == f'{plain.headers["etag"][:-1]}-{coding}"'
    assert len(raw) < len(plain.content) / 10
    assert BACK[coding](raw) == plain.content == LINE * lines


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_who_holds_a_file_is_told_so(snapshot: Snapshot, coding: str) -> None:
    """A 304 without a body under the same ETag, and the file is not made for it."""
    shelf = Shelf(1000)
    with serving(shelf, snapshot) as client:
        tag = client.get("/lines", headers={"accept-encoding": coding}).headers["etag"]
    with serving(shelf, snapshot) as client:  # as after a restart
        response = client.get("/lines", headers={"if-none-match": f"W/{tag}", "accept-encoding": coding})

    assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", tag)
    assert (response.headers["cache-control"], response.headers["vary"]) == ("public, no-cache", "Accept-Encoding")
    assert shelf.materialised == 1


def test_another_version_has_another_tag(snapshot: Snapshot, whole: Snapshot) -> None:
    """Who holds the old file gets the new one."""
    with serving(Shelf(1), snapshot) as client:
        tag = client.get("/lines").headers["etag"]
    with serving(Shelf(1), whole) as client:
        response = client.get("/lines", headers={"if-none-match": tag})

    assert response.status_code == 200
    assert response.headers["etag"] != tag


def test_a_large_file_is_streamed_and_not_kept(snapshot: Snapshot) -> None:
    """It is made for each request, and takes no room."""
    shelf = Shelf(LARGEST // len(LINE) + 2)
    with serving(shelf, snapshot) as client:
        bodies = [client.get("/lines").content for _ in range(2)]

    assert bodies == [LINE * shelf.lines] * 2
    assert shelf.materialised == 2


def test_a_file_is_saved_under_its_name(snapshot: Snapshot) -> None:
    """And its type is not guessed."""
    with serving(Shelf(1), snapshot) as client:
        headers = client.get("/lines").headers

    assert headers["content-disposition"] == 'attachment; filename="lines.txt"'
    assert headers["x-content-type-options"] == "nosniff"


def test_what_cannot_be_is_refused(snapshot: Snapshot) -> None:
    """A wrong wish is a 400; without a catalogue there is nothing yet."""
    with serving(Shelf(1), snapshot) as client:
        wrong = client.get("/lines?wrong")
    with serving(Shelf(1), None) as client:
        early = client.get("/lines")

    assert (wrong.status_code, wrong.json()["detail"]) == (400, "that cannot be")
    assert (early.status_code, early.headers["retry-after"]) == (503, "5")
