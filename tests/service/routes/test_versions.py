"""Addresses per version: the bytes that a file had, for as long as the version is stored, and how to cite it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from data.catalogue.load import load
from data.snapshot import archive
from data.store.database import open_store, writing
from service.http import response_cache
from service.http.version_files import IMMUTABLE, READS
from service.routes.versions import SPECIAL, escaped
from tests.conftest import opened
from tests.record_files import checked

ADDRESSES = ["/versions/{}/", "/versions/{}/records/names.csv", "/cite?version={}"]
PER_ADDRESS = {"cache-control", "x-request-id"}  # fields that differ between the two addresses of a file
FILES = [
    "/records.zip",
    "/records/names.csv",
    "/records/names.csv?layer=base",
    "/datapackage.json",
    "/network.graphml",
    "/network.json?asOf=2016-01-01&edges=links",
    "/tables/goals.csv",
    "/catalogue.jsonld",
    "/catalogue.nq?goalBasis=STATED",
]


def filled(url: str, directory: Path, keep: int = 10) -> str:
    """Loads records the way another process would, keeping so many versions; the version."""
    engine, catalogue = open_store(url), checked(directory)
    load(engine, catalogue, keep=keep)
    engine.dispose()
    return catalogue.digest()


@contextmanager
def replaced(serve: Callable[..., Any], url: str, first: Path, then: Path, soon: Any) -> Iterator[tuple[Any, Any]]:
    """A client of a service whose version was replaced, and the files as they were before."""
    filled(url, first)
    with serve(url, poll_seconds=0.05) as client:
        before = {path: client.get(path) for path in FILES}
        new = filled(url, then)
        soon(lambda: client.get("/ready").json()["version"] == new)
        yield client, before


def test_a_file_keeps_its_bytes_at_its_address(
    serve: Callable[..., Any], store_url: str, world: Path, changed: Path, soon: Callable[..., None]
) -> None:
    """The address that the newest file names leads to the same bytes and ETag when another version is the newest."""
    with replaced(serve, store_url, world, changed, soon) as (client, before):
        for path, file in before.items():
            address = file.headers["content-location"].removeprefix("http://127.0.0.1:8000")
            again = client.get(address)

            assert address.endswith(path)
            assert (again.status_code, again.content) == (200, file.content), path
            assert (again.headers["etag"], again.headers["cache-control"]) == (file.headers["etag"], IMMUTABLE)
            assert again.headers.get("link") == file.headers.get("link")
            known = client.get(address, headers={"if-none-match": file.headers["etag"]})
            assert (known.status_code, known.headers["cache-control"]) == (304, IMMUTABLE)
        assert client.get("/records/names.csv").content != before["/records/names.csv"].content


def test_the_newest_version_has_its_addresses_too(client: Any) -> None:
    """They are those that its files name."""
    version = client.get("/ready").json()["version"]
    for path in FILES:
        newest, own = client.get(path), client.get(f"/versions/{version}{path}")

        assert newest.headers["content-location"] == f"http://127.0.0.1:8000/versions/{version}{path}"
        assert newest.headers["cache-control"] == "public, no-cache"
        assert (own.content, own.headers["etag"]) == (newest.content, newest.headers["etag"])
        assert "content-location" not in own.headers


@pytest.mark.parametrize("query", ["asOf=2016%2D01-01", "kinds=TWIN_TOWN%2CFRIENDSHIP", "around=mariestad&radius=2"])
def test_the_address_of_a_file_keeps_its_query(client: Any, query: str) -> None:
    """As it was sent, percent-encoding included."""
    assert client.get(f"/network.csv?{query}").headers["content-location"].endswith(f"/network.csv?{query}")


def test_the_versions_are_listed(
    serve: Callable[..., Any], store_url: str, world: Path, changed: Path, soon: Callable[..., None]
) -> None:
    """The newest first, with the instants between which each was served; each entry leads to its files."""
    old = filled(store_url, world)
    with serve(store_url, poll_seconds=0.05) as client:
        assert [each["current"] for each in client.get("/versions").json()["versions"]] == [True]
        new = filled(store_url, changed)
        soon(lambda: client.get("/ready").json()["version"] == new)
        newest, oldest = client.get("/versions").json()["versions"]
        page = client.get(f"/versions/{old}/").json()
        lost = [name for name in page["files"] if "{" not in name and client.get(f"/versions/{old}/{name}").is_error]

    assert [each["version"] for each in (newest, oldest)] == [new, old]
    assert [each["stored"] for each in (newest, oldest)] == [True, True]
    assert newest["records"] == oldest["records"] + 1
    assert (newest["served"][0]["until"], newest["served"][0]["from"]) == (None, oldest["served"][0]["until"])
    assert {name: page[name] for name in oldest} == oldest
    assert oldest["url"] == f"http://127.0.0.1:8000/versions/{old}/"
    assert lost == []


def test_a_version_that_is_dropped_is_gone(
    serve: Callable[..., Any], store_url: str, world: Path, changed: Path, soon: Callable[..., None]
) -> None:
    """410 for one that was served, 404 for one that never was; both name those that are stored."""
    old = filled(store_url, world)
    with serve(store_url, poll_seconds=0.05) as client:
        new = filled(store_url, changed, keep=1)
        soon(lambda: client.get("/ready").json()["version"] == new)
        gone = [client.get(f"/versions/{old}{path}") for path in ("/", "/records.zip", "/network.json")]
        gone.append(client.get(f"/cite?version={old}"))
        unknown = [client.get(address.format("0" * 16)) for address in ADDRESSES]
        listed = client.get("/versions").json()["versions"]

    assert {(response.status_code, *response.json()["versions"]) for response in gone} == {(410, new)}
    assert {(response.status_code, *response.json()["versions"]) for response in unknown} == {(404, new)}
    assert [(each["stored"], each["records"] is None) for each in listed] == [(True, False), (False, True)]


def test_a_version_is_there_as_soon_as_it_is_loaded(
    serve: Callable[..., Any], store_url: str, world: Path, changed: Path
) -> None:
    """All addresses know it, although this process still serves another version; one that is deleted is gone at once."""
    old = filled(store_url, world)
    with serve(store_url, poll_seconds=3600) as client:
        before = client.get("/versions").json()["versions"]
        new = filled(store_url, changed)
        found = [client.get(address.format(new)) for address in ADDRESSES]
        newest, oldest = client.get("/versions").json()["versions"]
        last = filled(store_url, world, keep=1)
        gone = [client.get(address.format(new)) for address in ADDRESSES]

    assert [each["version"] for each in before] == [old]
    assert [response.status_code for response in found] == [200] * len(ADDRESSES)
    assert found[0].json() == newest | {"files": found[0].json()["files"]}
    assert (newest["version"], newest["current"], newest["stored"]) == (new, False, True)
    assert (oldest["version"], oldest["current"], oldest["served"][0]["until"]) == (
        old,
        True,
        newest["served"][0]["from"],
    )
    assert new in found[-1].text
    assert {(response.status_code, *response.json()["versions"]) for response in gone} == {(410, last)}


def test_the_served_version_has_its_addresses_while_the_store_has_lost_it(
    serve: Callable[..., Any], store_url: str, world: Path, changed: Path
) -> None:
    """It is in memory until the next version is read."""
    old = filled(store_url, world)
    with serve(store_url, poll_seconds=3600) as client:
        filled(store_url, changed, keep=1)
        found = [client.get(address.format(old)) for address in ADDRESSES]

    assert [response.status_code for response in found] == [200] * len(ADDRESSES)
    assert (found[0].json()["stored"], found[0].json()["current"], found[0].json()["records"]) == (True, True, None)


def test_a_version_that_a_migration_renamed_has_addresses(
    serve: Callable[..., Any], store_url: str, world: Path, changed: Path
) -> None:
    """Those that /versions names."""
    old = filled(store_url, world)
    filled(store_url, changed)
    with opened(store_url) as engine, writing(engine) as connection:
        for table in ("versions", "activations"):
            rename = text(f"UPDATE {table} SET digest = digest || '-0006-0007' WHERE digest = :old")
            connection.execute(rename, {"old": old})
    with serve(store_url, poll_seconds=3600) as client:
        _, oldest = client.get("/versions").json()["versions"]
        found = [client.get(address.format(oldest["version"])) for address in ADDRESSES]

    assert oldest["version"] == f"{old}-0006-0007"
    assert [response.status_code for response in found] == [200] * len(ADDRESSES)


def test_there_are_no_versions_before_the_first_one(serve: Callable[..., Any], store_url: str) -> None:
    """503, and when to ask again."""
    paths = ["/versions", "/cite", *(address.format("0" * 16) for address in ADDRESSES)]
    with serve(store_url, poll_seconds=3600) as client:
        early = [client.get(path) for path in paths]

    assert {(response.status_code, response.headers["retry-after"]) for response in early} == {(503, "5")}
    assert all(response.json()["type"].endswith("/problems/not-ready") for response in early)


@pytest.mark.parametrize("headers", [{}, {"accept-encoding": "gzip"}, {"if-none-match": "*"}])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/records/names.csv", "/network.json?asOf=2016-01-01&kinds=TWIN_TOWN%2CFRIENDSHIP&"])
def test_the_address_in_the_version_has_the_same_answer(client: Any, path: str, method: str, headers: Any) -> None:
    """Whatever the method, the parameters and the conditions: the same but for how long it may be kept."""
    newest = client.request(method, path, headers=headers)
    address = newest.headers["content-location"].removeprefix("http://127.0.0.1:8000")
    own = client.request(method, address, headers=headers)

    assert (own.status_code, own.content) == (newest.status_code, newest.content)
    assert {"content-location", *own.headers} == set(newest.headers)
    assert {name for name in own.headers if own.headers[name] != newest.headers[name]} <= PER_ADDRESS


@pytest.mark.parametrize("path", ["/network.csv?asOf=x", "/records/none.csv", "/records/names.csv?layer=none"])
def test_an_error_has_no_address_in_a_version(client: Any, path: str) -> None:
    """As it may be another one there."""
    refused = client.get(path)

    assert refused.status_code in (400, 404)
    assert "content-location" not in refused.headers


def test_records_do_not_depend_on_who_publishes_them(
    serve: Callable[..., Any], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal bytes from every service in every release; where the bytes differ, so does the ETag."""
    with serve(url) as client:
        version = client.get("/ready").json()["version"]
        own = {path: client.get(f"/versions/{version}{path}") for path in FILES}
    monkeypatch.setattr(response_cache, "RELEASE", b"another release")
    with serve(url, publisher="Exempel", public_url="https://data.example.org") as client:
        others = {path: client.get(f"/versions/{version}{path}") for path in FILES}
    differ = {path for path in FILES if own[path].content != others[path].content}

    assert differ == {"/records.zip", "/datapackage.json", "/catalogue.jsonld", "/catalogue.nq?goalBasis=STATED"}
    assert all(own[path].headers["etag"] != others[path].headers["etag"] for path in FILES)
    archives = [ZipFile(BytesIO(files["/records.zip"].content)) for files in (own, others)]
    names = [name for name in archives[0].namelist() if name.endswith(".csv")]
    assert names
    assert [archives[0].read(name) for name in names] == [archives[1].read(name) for name in names]


def test_wrong_parameters_are_refused_before_a_version_is_read(client: Any) -> None:
    """By the same declarations as without a version."""
    version = client.get("/ready").json()["version"]
    refused = client.get(f"/versions/{version}/network.csv?edges=links")

    assert (refused.status_code, refused.json()["parameter"]) == (400, "edges")
    assert client.get(f"/versions/{'x' * 16}/network.csv").json()["parameter"] == "version"


def test_many_old_versions_do_not_bring_the_service_down(
    serve: Callable[..., Any], tmp_path: Path, records: Path, add: Any, soon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most READS versions are read or wait for it; others get 503, and files of the newest are served meanwhile."""
    url = f"sqlite:///{tmp_path / 'samband.sqlite'}"
    old = []
    for number in range(READS + 2):
        add("names", municipality="masaka", name=f"Springfield {number}", kind="ALTERNATE", shared="false")
        old.append(filled(url, records))
    *old, newest = old
    read, go_on, begun = archive.read_snapshot, threading.Event(), []

    def slow(engine: Any, digest: str | None = None) -> Any:
        begun.append(digest)
        if digest is not None:
            assert go_on.wait(60)
        return read(engine, digest)

    monkeypatch.setattr(archive, "read_snapshot", slow)
    with serve(url, poll_seconds=3600, operation_seconds=20) as client, ThreadPoolExecutor(20) as pool:
        del begun[:]
        waiting = [pool.submit(client.get, f"/versions/{version}/records/names.csv") for version in old[:READS] * 3]
        soon(lambda: len(begun) == 1)
        refused = None
        while refused is None or refused.status_code != 503:
            refused = client.get(f"/versions/{old[READS]}/records/names.csv")
        current = client.get(f"/versions/{newest}/records/names.csv")
        go_on.set()
        answers = [job.result() for job in waiting]

    assert refused.json()["type"].endswith("/problems/not-ready")
    assert int(refused.headers["retry-after"]) > 0
    assert current.status_code == 200
    assert {response.status_code for response in answers} == {200}
    assert sorted(begun) == sorted(old[:READS])  # each was read once


def test_a_version_is_cited_as_text_and_for_bibtex(serve: Callable[..., Any], url: str) -> None:
    """Publisher, year, title, version, address and licence; what is special to TeX is escaped."""
    with serve(url, publisher="Län & Kommuner {AB}_1", public_url="https://data.example.org") as client:
        version = client.get("/ready").json()["version"]
        text, bibtex = client.get("/cite"), client.get(f"/cite?format=bibtex&version={version}")
        year = client.get("/versions").json()["versions"][0]["served"][0]["from"][:4]
        refused = client.get("/cite?version=0000000000000000"), client.get("/cite?format=ris")

    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text.startswith(f"Län & Kommuner {{AB}}_1 ({year}). Samband: partnerships between")
    assert f"https://data.example.org/versions/{version}/" in text.text
    assert "Creative Commons Attribution 4.0" in text.text
    assert bibtex.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert bibtex.text.startswith(f"@dataset{{samband-{version},\n")
    assert r"author = {{Län \& Kommuner \{AB\}\_1}}" in bibtex.text
    assert f"url = {{https://data.example.org/versions/{version}/}}" in bibtex.text
    assert (refused[0].status_code, refused[0].json()["versions"]) == (404, [version])
    assert (refused[1].status_code, refused[1].json()["parameter"]) == (400, "format")


@given(st.text())
def test_no_character_of_a_citation_means_anything_to_tex(text: str) -> None:
    """Without the escapes nothing special is left, so braces are balanced, and the text can be had back."""
    left = escaped(text)
    for character, escape in sorted(SPECIAL.items(), key=lambda pair: -len(pair[1])):
        left = left.replace(escape, "")
        assert escape in escaped(character)

    assert not set(left) & set(SPECIAL)
