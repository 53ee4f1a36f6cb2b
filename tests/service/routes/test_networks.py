"""/network.*: the right file under the right name, and a plain word on whatever cannot be."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data.domain.enums import PartnershipKind, Projection
from data.domain.errors import InputError
from data.formats.networks.formats import FORMATS
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher
from schema.query import build_schema
from service.http.cached_files import CachedFiles
from service.http.file_lane import FileSpool, Store
from service.http.response_cache import ResponseCache
from service.routes import networks as exports

QUERY = """query ($slug: String!) { municipality(by: {slug: $slug}) { network(radius: 2) {
  size ties(first: 100) { nodes { a { slug } b { slug } weight certainty } }
} } }"""
KINDS = "MUNICIPAL_PARTNERSHIP, TWIN_TOWN, FRIENDSHIP, CONTACT, PROJECT_PARTNERSHIP"
PROJECTIONS = "MUNICIPALITIES, COUNTRIES, GOALS, AFFILIATION"

REFUSED = [
    ("asOf=2019-13-40", "asOf='2019-13-40' is not valid; expected a day of the calendar such as 2016-01-01"),
    ("asOf=20160101", "asOf='20160101' is not valid; expected a day of the calendar such as 2016-01-01"),
    ("asOf=2016", "asOf='2016' is not valid; expected a day of the calendar such as 2016-01-01"),
    ("asOf=%00", r"asOf='\x00' is not valid; expected a day of the calendar such as 2016-01-01"),
    ("around=habo&radius=-1", "radius='-1' is not valid; expected a whole number from 0 to 4"),
    ("around=habo&radius=99", "radius='99' is not valid; expected a whole number from 0 to 4"),
    ("around=habo&radius=1.5", "radius='1.5' is not valid; expected a whole number from 0 to 4"),
    ("around=habo&radius=%D9%A1", "radius='١' is not valid; expected a whole number from 0 to 4"),
    (f"around=habo&radius={'9' * 6000}", f"radius='{'9' * 39}…' is not valid; expected a whole number from 0 to 4"),
    ("radius=2", "radius='2' is not valid; expected the parameter around beside it, the slug of a municipality"),
    ("kinds=MARRIAGE", f"kinds='MARRIAGE' is not valid; expected one or more of {KINDS}, separated by commas"),
    ("kinds=TWIN_TOWN,", f"kinds='TWIN_TOWN,' is not valid; expected one or more of {KINDS}, separated by commas"),
    ("kinds=twin_town", f"kinds='twin_town' is not valid; expected one or more of {KINDS}, separated by commas"),
    ("projection=MERCATOR", f"projection='MERCATOR' is not valid; expected one of {PROJECTIONS}"),
    ("around=atlantis", "around='atlantis' is not valid; expected the slug of a municipality such as mariestad"),
    (
        "asof=2016-01-01",
        "'asof' is not a parameter of /network.graphml; parameters are asOf, kinds, layer, projection, around, radius, goalBasis",
    ),
    (
        "edges=links",
        "'edges' is not a parameter of /network.graphml; parameters are asOf, kinds, layer, projection, around, radius, goalBasis",
    ),
    (
        f"{'x' * 99}=",
        f"'{'x' * 39}…' is not a parameter of /network.graphml; parameters are asOf, kinds, layer, projection, around, radius, goalBasis",
    ),
    ("asOf=2016-01-01&asOf=2017-01-01", "'asOf' is given more than once; give each parameter once"),
]


@pytest.fixture
def client(whole: Snapshot) -> Iterator[TestClient]:
    """The route alone, over the whole catalogue."""
    with TestClient(app(whole)) as client:
        yield client


def app(snapshot: Snapshot | None) -> Starlette:
    watcher = SnapshotWatcher(create_engine("sqlite://"), snapshot)
    files = CachedFiles(watcher, ResponseCache(2**20), FileSpool(Store("sqlite://", 1), 0))
    return Starlette(routes=exports.routes(files))


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("graphml", "application/graphml+xml"),
        ("gexf", "application/gexf+xml"),
        ("json", "application/json"),
        ("cyjs", "application/json"),
        ("hif.json", "application/json"),
        ("geojson", "application/geo+json"),
        ("csv", "text/csv; charset=utf-8; header=present"),
    ],
)
def test_each_file_has_its_type_and_name(client: TestClient, whole: Snapshot, extension: str, media_type: str) -> None:
    """It is a download under a name that says the day, and holds what the format writes."""
    response = client.get(f"/network.{extension}?asOf=2016-01-01&kinds=&projection=&around=&radius=")
    projection = FORMATS[extension].only or Projection.MUNICIPALITIES
    expected = "".join(
        FORMATS[extension].write(measures_of(whole.slice(date(2016, 1, 1)), NetworkSpec(None, projection)))
    )

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"] == f'attachment; filename="samband-network-2016-01-01.{extension}"'
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.content == expected.encode()


def test_without_a_day_the_name_has_none(client: TestClient) -> None:
    """A file of all time is samband-network.gexf; HEAD says the same without it."""
    response = client.head("/network.gexf")

    assert response.headers["content-disposition"] == 'attachment; filename="samband-network.gexf"'
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("slug", ["mariestad", "herrljunga"])
def test_a_file_around_a_place_holds_the_ties_that_graphql_gives(
    client: TestClient, whole: Snapshot, slug: str
) -> None:
    """The same ties within two steps, as heavy and as certain."""
    result = asyncio.run(build_schema().execute(QUERY, variable_values={"slug": slug}, root_value=whole))
    assert result.errors is None
    assert result.data is not None
    network = result.data["municipality"]["network"]
    response = client.get(f"/network.csv?around={slug}&radius=2")
    rows = [tuple(row[:4]) for row in csv.reader(StringIO(response.text, newline=""))][1:]

    assert len(rows) == network["size"] > 2
    assert rows == [
        (tie["a"]["slug"], tie["b"]["slug"], str(tie["weight"]), tie["certainty"]) for tie in network["ties"]["nodes"]
    ]


def test_kinds_and_day_narrow_the_network(client: TestClient) -> None:
    """Herrljunga is tied as a twin town in 2009, and nothing else."""
    address = "/network.json?asOf=2009-01-01&around=herrljunga&kinds="
    sizes = [len(client.get(address + kinds).json()["edges"]) for kinds in ("TWIN_TOWN", "MUNICIPAL_PARTNERSHIP")]

    assert sizes == [2, 0]
    assert len(client.get(f"{address}TWIN_TOWN,MUNICIPAL_PARTNERSHIP").json()["edges"]) == 2


@pytest.mark.parametrize("name", ["edges", "links"])
def test_the_list_of_ties_can_be_named_for_d3(client: TestClient, name: str) -> None:
    """?edges=links gives `links` in place of `edges`, and nothing else changes."""
    usual, named = client.get("/network.json").json(), client.get(f"/network.json?edges={name}").json()

    assert named[name] == usual["edges"]
    assert set(named) == {"directed", "multigraph", "graph", "nodes", name}


@pytest.mark.parametrize(("query", "said"), REFUSED)
def test_what_cannot_be_is_named_with_what_is_wanted(client: TestClient, query: str, said: str) -> None:
    """A 400 names the parameter, the value, shortened, and what is wanted."""
    response = client.get(f"/network.graphml?{query}")

    assert (response.status_code, response.json()["detail"]) == (400, said)


def test_the_list_of_ties_has_two_names(client: TestClient) -> None:
    """Any other is refused."""
    response = client.get("/network.json?edges=vertices")

    assert response.status_code == 400
    assert response.json()["detail"].endswith("expected one of edges, links")


@pytest.mark.parametrize("projection", ["MUNICIPALITIES", "COUNTRIES", "GOALS"])
def test_hif_holds_partnerships_whole_only(client: TestClient, projection: str) -> None:
    """Projections pull them apart, so they are refused; the affiliation network is what one gets."""
    response = client.get(f"/network.hif.json?projection={projection}")
    usual = client.get("/network.hif.json")

    assert response.status_code == 400
    assert "expected one of AFFILIATION" in response.json()["detail"]
    assert client.get("/network.hif.json?projection=AFFILIATION").content == usual.content


@pytest.mark.parametrize("extension", ["xlsx", "GRAPHML", "hif", "json/x", "../etc/passwd"])
def test_an_unknown_format_is_not_found(client: TestClient, extension: str) -> None:
    """There is a route for each format, and for nothing else."""
    assert client.get(f"/network.{extension}").status_code == 404


def test_without_a_catalogue_there_is_no_file_yet() -> None:
    """A 503 says so, and when to ask again."""
    with TestClient(app(None)) as client:
        response = client.get("/network.csv")

    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.json()["detail"] == "no catalogue is loaded yet; retry in a few seconds"


def test_the_command_line_asks_the_same_way(whole: Snapshot, tmp_path: Path) -> None:
    """The parameters become a day and a frame, and the file is that of HTTP."""
    parameters = {"asOf": "2016-01-01", "kinds": "TWIN_TOWN", "around": "mariestad", "radius": "2"}
    kinds = frozenset({PartnershipKind.TWIN_TOWN})
    spec = NetworkSpec(kinds, Projection.MUNICIPALITIES, "mariestad", 2)
    exports.save(whole, FORMATS["csv"], {"asOf": "2016-01-01"}, tmp_path / "network.csv")

    assert exports.parse_parameters(whole, FORMATS["graphml"], parameters) == (date(2016, 1, 1), spec)
    with TestClient(app(whole)) as client:
        assert (tmp_path / "network.csv").read_bytes() == client.get("/network.csv?asOf=2016-01-01").content


def test_a_file_is_not_touched_by_a_wrong_wish(whole: Snapshot, tmp_path: Path) -> None:
    """What was there is there still."""
    path = tmp_path / "network.json"
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(InputError, match="asOf='soon'"):
        exports.save(whole, FORMATS["json"], {"asOf": "soon"}, path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_file_is_sent_in_few_pieces(whole: Snapshot) -> None:
    """Pieces are about as large as a block, and join to the file."""
    pieces = list(exports.render(whole, FORMATS["cyjs"], {"projection": "AFFILIATION"}))

    assert 1 < len(pieces) < 5
    assert json.loads(b"".join(pieces))["elements"]["nodes"]
