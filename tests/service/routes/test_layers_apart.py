"""Files of some layers hold no fact that comes from another: they are those of a store without it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.formats.networks.formats import FORMATS
from service.app import create_app
from service.settings import Settings
from tests.data.networks.layered import WIKI, layered
from tests.record_files import checked, write_rows

DAYS = ("", "2012-06-01", "2020-06-01", "2026-12-31")
LATE = [{**WIKI["layers"][0], "precedence": "4"}]  # so that it may name a partnership of the layer `free` too
DATES = {"wiki-habo": "2012-01-01", "wiki-again": "2026-12-01"}  # between them, what both name is certain
SOURCES = [{**WIKI["sources"][0], "slug": slug, "dating": "DATED", "published": day} for slug, day in DATES.items()]
NAMED = [{"partnership": named, "source": slug} for named in ("habo-brod", "twin-arvika-lund") for slug in DATES]
BY, BY_SA = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-sa/4.0/"
ODBL = "https://opendatacommons.org/licenses/odbl/1-0/"
LINKED = ("/catalogue.jsonld", "/catalogue.nq")
Client = Any


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, world: Path) -> Path:
    """The small world with `free`, and with `wiki`, which dates partnerships of the base and of `free`."""
    records = layered(world, tmp_path_factory.mktemp("layered") / "records")
    for name, rows in {"layers": LATE, "sources": SOURCES, "further_sources": NAMED}.items():
        write_rows(records / "layers" / "wiki" / f"{name}.csv", name, rows)
    return records


@pytest.fixture(scope="module")
def serve_records(stored: Callable[..., str], client_class: Callable[..., Client]) -> Any:
    """A client of an application that serves a directory of records, with its version."""
    opened = []

    def serve_records(directory: Path) -> tuple[Client, bytes]:
        app = create_app(Settings(database_url=stored(directory), poll_seconds=3600))
        client = client_class(app, raise_server_exceptions=False)
        opened.append(client)
        return client.__enter__(), checked(directory).digest().encode()

    yield serve_records
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture(scope="module")
def client_class() -> Any:
    from tests.service.conftest import TestClient

    return TestClient


@pytest.fixture(scope="module")
def all_layers(serve_records: Any, records: Path) -> tuple[Client, bytes]:
    return serve_records(records)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def base_alone(serve_records: Any, world: Path) -> tuple[Client, bytes]:
    return serve_records(world)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def base_and_free(serve_records: Any, records: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Client, bytes]:
    directory = Path(shutil.copytree(records, tmp_path_factory.mktemp("free") / "records"))
    shutil.rmtree(directory / "layers" / "wiki")
    return serve_records(directory)  # type: ignore[no-any-return]


def body(served: tuple[Client, bytes], address: str) -> bytes:
    """The body of a file, without the catalogue version."""
    client, version = served
    response = client.get(address)
    assert response.status_code == 200, response.text
    return bytes(response.content).replace(version, b"")


def certain(ties: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(tie["source"], tie["target"]) for tie in ties if tie["certainty"] == "CERTAIN"}


def files(layers: str) -> list[str]:
    """The addresses of the network of some layers, in each format and on each day, and in each projection."""
    formats = [f"/network.{name}?layer={layers}&asOf={day}" for name in FORMATS for day in DAYS]
    projections = [f"/network.json?layer={layers}&projection={name}" for name in ("AFFILIATION", "COUNTRIES", "GOALS")]
    return [*formats, *projections, f"/network.json?layer={layers}&around=habo&radius=2"]


@pytest.mark.parametrize("address", [*files("base"), *LINKED, *(f"{file}?layer=base" for file in LINKED)])
def test_files_of_the_base_are_those_of_the_base_alone(all_layers: Any, base_alone: Any, address: str) -> None:
    """Byte for byte. No day, name or tie in them follows from a layer that is loaded too."""
    assert body(all_layers, address) == body(base_alone, address)


@pytest.mark.parametrize("address", [*files("free"), *files("base,free"), *(f"{file}?layer=free" for file in LINKED)])
def test_files_of_a_layer_are_those_without_a_later_layer(all_layers: Any, base_and_free: Any, address: str) -> None:
    """The share-alike layer names partnerships of the base and of the free layer, and dates neither in their files."""
    assert body(all_layers, address) == body(base_and_free, address)


def test_a_layer_dates_what_it_names_in_its_own_files(all_layers: Any, base_and_free: Any) -> None:
    """Else the tests above would compare equals in any case."""
    client, _ = all_layers
    ties = client.get("/network.json?layer=wiki&asOf=2020-06-01").json()["edges"]
    before = base_and_free[0].get("/network.json?asOf=2020-06-01").json()["edges"]

    assert {("arvika", "lund"), ("brod", "habo")} <= certain(ties)
    assert not {("arvika", "lund"), ("brod", "habo")} & certain(before)


@pytest.mark.parametrize("layers", ["base", "free"])
def test_the_surroundings_of_a_place_of_another_layer_are_refused(all_layers: Any, layers: str) -> None:
    """As where that layer is not loaded: its name is no fact of these layers."""
    client, _ = all_layers
    response = client.get(f"/network.json?layer={layers}&around=utena")
    said = "around='utena' is not valid; expected the slug of a municipality such as mariestad"

    assert (response.status_code, response.json()["detail"]) == (400, said)
    assert client.get("/network.json?layer=wiki&around=utena").status_code == 200


def test_two_share_alike_licences_are_both_named(serve_records: Any, records: Path, tmp_path: Path) -> None:
    """Neither permits what the other demands, so no one of them stands for both."""
    directory = Path(shutil.copytree(records, tmp_path / "records"))
    free = directory / "layers" / "free" / "layers.csv"
    free.write_text(free.read_text(encoding="utf-8").replace("CC0-1.0", "ODbL-1.0"), encoding="utf-8")
    client, _ = serve_records(directory)
    response = client.get("/network.json")

    assert response.headers["link"] == f'<{ODBL}>; rel="license", <{BY_SA}>; rel="license"'
    assert response.json()["graph"]["licence"] == [ODBL, BY_SA]
    assert f"{ODBL}; {BY_SA}" in client.get("/network.graphml").text
    assert client.get("/network.json?layer=base").json()["graph"]["licence"] == [BY]
    for licence in (BY_SA, ODBL):
        assert licence.replace("https://creativecommons", "http://creativecommons") in client.get("/datasets/dcat").text
