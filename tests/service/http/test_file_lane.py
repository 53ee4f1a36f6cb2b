"""Large files are written by another process, kept on disk up to a limit, and sent while they grow."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from data.domain.errors import Interrupted
from data.lanes.lanes import LANES
from service.http import cached_files
from service.http.file_lane import Store, snapshot_of
from service.routes import networks

PATHS = (
    "/network.gexf?asOf=2016-01-01",
    "/network.graphml",
    "/records.zip",
    "/records/sources.csv",
    "/catalogue.jsonld",
)


@pytest.fixture
def lane(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Every file that has a price is written by the lane, below this directory."""
    monkeypatch.setattr(cached_files, "LANE_SECONDS", 0.0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield tmp_path
    LANES.close()


def test_the_lane_writes_what_a_thread_writes(
    store_url: str, fill: Callable[..., str], world: Path, serve: Callable[..., Any], lane: Path
) -> None:
    """From SQLite and from PostgreSQL. A second request gets the file from disk; nothing is left at the end."""
    fill(world)
    with serve(store_url, lanes="no", answer_cache="no") as client:
        expected = [client.get(path, headers={"accept-encoding": "identity"}) for path in PATHS]
    with serve(store_url, answer_cache="no") as client:
        client.headers["accept-encoding"] = "identity"
        for path, wanted in zip(PATHS, expected, strict=True):
            written, again = client.get(path), client.get(path)
            assert written.status_code == again.status_code == 200
            assert written.content == again.content == wanted.content
            assert written.headers["etag"] == again.headers["etag"] == wanted.headers["etag"]
            assert again.headers["content-length"] == str(len(wanted.content))
            assert client.get(path, headers={"if-none-match": again.headers["etag"]}).status_code == 304
        assert len(list(lane.glob("samband-files-*/*"))) == len(PATHS)
    assert list(lane.glob("samband-files-*")) == []


@pytest.mark.parametrize(
    ("coding", "decoded"),
    [("gzip", gzip.decompress), ("zstd", lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body))],
)
def test_the_lane_compresses(
    url: str, serve: Callable[..., Any], lane: Path, coding: str, decoded: Callable[[bytes], bytes]
) -> None:
    with serve(url, answer_cache="no") as client:
        plain = client.get(PATHS[0], headers={"accept-encoding": "identity"})
        with client.stream("GET", PATHS[0], headers={"accept-encoding": coding}) as response:
            assert response.headers["content-encoding"] == coding
            assert response.headers["etag"] != plain.headers["etag"]
            assert decoded(b"".join(response.iter_raw())) == plain.content


def test_the_disk_holds_a_limited_number_of_bytes(url: str, serve: Callable[..., Any], lane: Path) -> None:
    """The newest file stays, however large, as someone may be reading it."""
    with serve(url, answer_cache="no", spool_bytes=10) as client:
        for path in PATHS:
            assert client.get(path).status_code == 200
            assert len(list(lane.glob("samband-files-*/*"))) == 1


def test_who_comes_while_others_wait_is_told_when_to_ask_again(
    url: str, serve: Callable[..., Any], lane: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is written nevertheless, so that the second request gets it."""
    monkeypatch.setattr(networks, "MEMBERSHIP_SECONDS", 0.01)
    with serve(url, answer_cache="no", operation_seconds=0.1) as client:
        monkeypatch.setattr("service.routes.networks.network_bytes", wait)
        from functools import partial
        from time import sleep

        blocking = LANES.files.submit("blocking", partial(sleep, 1), 5.0, "192.0.2.9")
        refused = client.get(PATHS[1])
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 5
        assert "retry after" in refused.json()["detail"]
        LANES.files.wait(blocking)


def wait(*_: object) -> Iterator[bytes]:
    yield b"a file"


def test_a_failing_writer_is_an_error_and_leaves_no_file(
    url: str, serve: Callable[..., Any], lane: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(url, answer_cache="no") as client:
        monkeypatch.setattr("service.routes.networks.network_bytes", end_process)
        assert client.get(PATHS[0]).status_code == 503
        monkeypatch.undo()
        monkeypatch.setattr(cached_files, "LANE_SECONDS", 0.0)
        assert client.get(PATHS[0]).status_code == 200


def test_a_version_that_is_gone_is_no_fault_of_the_request(url: str) -> None:
    """The store no longer holds it, so the client is told to ask again, and gets the newest one then."""
    with pytest.raises(Interrupted, match="no longer kept"):
        snapshot_of(Store(url, 1), "0" * 16)


def end_process(*_: object) -> Iterator[bytes]:
    import os

    os._exit(1)
