"""The network as GeoJSON: other programs read it, nothing is lost, and no line crosses the antimeridian."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from data.domain.enums import PartnershipKind, Projection
from data.formats.networks import geojson
from data.formats.networks.formats import FORMATS
from data.networks.measures import Measures, measures_of
from data.networks.network import NetworkSpec
from data.snapshot.snapshot import Snapshot
from tests.data.formats.hostile import rewrite

DAY = date(2020, 1, 1)
POSITION = {
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "items": False,
    "minItems": 2,
}
LINE = {"type": "array", "items": POSITION, "minItems": 2}
GEOMETRIES = {"Point": POSITION, "LineString": LINE, "MultiLineString": {"type": "array", "items": LINE, "minItems": 2}}
SCHEMA = {  # written from RFC 7946: 3.1 to 3.3 and 5
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "bbox": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
        "geometry": False,
        "properties": False,
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": "string"},
                    "properties": {"type": ["object", "null"]},
                    "features": False,
                    "coordinates": False,
                    "geometry": {
                        "oneOf": [
                            {"type": "null"},
                            *(
                                {
                                    "type": "object",
                                    "required": ["type", "coordinates"],
                                    "properties": {"type": {"const": name}, "coordinates": coordinates},
                                }
                                for name, coordinates in GEOMETRIES.items()
                            ),
                        ]
                    },
                },
            },
        },
    },
}
VALID = Draft202012Validator(SCHEMA)
LONGITUDES = st.floats(-180, 180)
POSITIONS = st.tuples(LONGITUDES, st.floats(-90, 90)).map(list)


def measures_on(
    snapshot: Snapshot, day: date | None = None, projection: Projection = Projection.MUNICIPALITIES, **others: Any
) -> Measures:
    return measures_of(snapshot.slice(day), NetworkSpec(None, projection, **others))


def text(measures: Measures) -> str:
    return "".join(FORMATS["geojson"].write(measures))


def features(measures: Measures, kind: str) -> list[dict[str, Any]]:
    return [one for one in json.loads(text(measures))["features"] if one["properties"]["feature"] == kind]


@pytest.mark.parametrize("day", [None, DAY], ids=str)
@pytest.mark.parametrize("projection", Projection)
def test_it_keeps_to_the_rules_of_geojson(whole: Snapshot, projection: Projection, day: date | None) -> None:
    """In every projection; each id once."""
    document = json.loads(text(measures_on(whole, day, projection)))

    VALID.validate(document)
    assert max(Counter(one["id"] for one in document["features"]).values()) == 1


@pytest.mark.parametrize("projection", Projection)
def test_it_has_the_nodes_and_ties_of_node_link_json(whole: Snapshot, projection: Projection) -> None:
    """The same attributes in the same order; only the drawing is left out, and kinds of ties are added."""
    measures = measures_on(whole, DAY, projection)
    other = json.loads("".join(FORMATS["json"].write(measures)))
    nodes = [{**one["properties"]} for one in features(measures, "node")]
    ties = [{**one["properties"]} for one in features(measures, "tie")]

    assert nodes == [
        {"feature": "node", **{name: value for name, value in node.items() if name not in "xy"}}
        for node in other["nodes"]
    ]
    added = ("feature", "id", "kinds")
    assert [{name: value for name, value in tie.items() if name not in added} for tie in ties] == other["edges"]
    assert json.loads(text(measures))["metadata"] == other["graph"]


def test_geopandas_reads_as_many_points_and_lines_as_networkx_has_nodes_and_ties(
    whole: Snapshot, tmp_path: Path
) -> None:
    """Geometries are missing where a place is not known; weights are numbers."""
    import geopandas  # here, as it takes long and one process of those that run tests needs it

    measures = measures_on(whole, DAY)
    path = tmp_path / "network.geojson"
    path.write_text(text(measures), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pyogrio, on types of columns that differ by feature
        frame = geopandas.read_file(path)
    graph = measures.graph
    places, ties = frame[frame["feature"] == "node"], frame[frame["feature"] == "tie"]
    known = {name for name, data in graph.nodes(data=True)} - set(places[places.geometry.isna()]["id"])

    assert (len(places), len(ties)) == (graph.number_of_nodes(), graph.number_of_edges())
    assert frame.crs.to_epsg() == 4326
    assert set(places.geometry.dropna().geom_type) == {"Point"}
    assert ties["weight"].sum() == sum(weight for *_, weight in graph.edges(data="weight"))
    lines = ties[~ties.geometry.isna()]
    assert len(lines) == sum(a in known and b in known for a, b in graph.edges)
    assert places.set_index("id")["degree"].to_dict() == dict(graph.degree)


def test_a_tie_has_the_kinds_of_its_partnerships(whole: Snapshot) -> None:
    """Each once, in alphabetical order."""
    measures = measures_on(whole, DAY)
    kinds: dict[str, PartnershipKind] = {one.slug: one.kind for one in measures.network.slice.partnerships}
    for tie in features(measures, "tie"):
        own = tie["properties"]
        assert own["kinds"] == sorted({kinds[slug] for slug in own["partnerships"]})


def test_a_place_is_where_its_entity_is(whole: Snapshot) -> None:
    """Longitude before latitude; the lines of a tie begin and end there."""
    measures = measures_on(whole)
    where: dict[str, Any] = {}
    for node in features(measures, "node"):
        place: Any = measures.network.slice.get("municipalities", node["id"])
        expected = None if place.coordinates is None else [place.longitude, place.latitude]
        where[node["id"]] = expected
        assert node["geometry"] == (expected and {"type": "Point", "coordinates": expected})
    for tie in features(measures, "tie"):
        a, b = (where[tie["properties"][end]] for end in ("source", "target"))
        assert tie["geometry"] == (geojson.line(a, b) if a and b else None)


def test_the_box_holds_all_places(whole: Snapshot) -> None:
    """West, south, east, north; a network without places on the map has none."""
    measures = measures_on(whole, DAY)
    places = [one["geometry"]["coordinates"] for one in features(measures, "node") if one["geometry"]]
    west, south, east, north = json.loads(text(measures))["bbox"]

    assert (west, east) == (min(x for x, _ in places), max(x for x, _ in places))
    assert (south, north) == (min(y for _, y in places), max(y for _, y in places))
    for projection in (Projection.GOALS, Projection.COUNTRIES):
        assert "bbox" not in json.loads(text(measures_on(whole, DAY, projection)))


def test_a_tie_over_the_antimeridian_is_cut_and_the_box_reaches_it(read: Callable[..., Snapshot], world: Path) -> None:
    """As between Fiji and Samoa."""
    snapshot = read(world)
    rewrite(snapshot, "municipalities", "longitude", 178.4, "herrljunga")  # type: ignore[arg-type]
    rewrite(snapshot, "municipalities", "longitude", -171.8, "ukmerge")  # type: ignore[arg-type]
    measures = measures_on(snapshot)
    (tie,) = (one for one in features(measures, "tie") if one["id"] == "tie:herrljunga:ukmerge")
    west, _, east, _ = json.loads(text(measures))["bbox"]

    assert tie["geometry"]["type"] == "MultiLineString"
    assert [piece[side][0] for piece, side in zip(tie["geometry"]["coordinates"], (1, 0), strict=True)] == [180, -180]
    assert (west, east) == (-180, 180)
    VALID.validate(json.loads(text(measures)))


@given(POSITIONS, POSITIONS)
def test_a_line_is_cut_only_at_the_antimeridian(a: list[float], b: list[float]) -> None:
    """No piece spans more than half of the globe; the pieces begin and end in the positions, and meet at one latitude."""
    geometry = geojson.line(a, b)
    pieces = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]

    VALID.validate(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": geometry, "properties": {}}]}
    )
    assert all(abs(piece[1][0] - piece[0][0]) <= 180 for piece in pieces)
    assert on_globe(pieces[0][0]) == on_globe(a) and on_globe(pieces[-1][1]) == on_globe(b)
    if len(pieces) == 2:
        (_, end), (begin, _) = pieces
        assert abs(a[0] - b[0]) > 180
        assert (abs(end[0]), end[0], end[1]) == (180, -begin[0], begin[1])


@given(POSITIONS, POSITIONS)
def test_joined_pieces_are_the_straight_line(a: list[float], b: list[float]) -> None:
    """Where longitudes are counted on, the cut lies on the line between the two positions."""
    geometry = geojson.line(a, b)
    if geometry["type"] == "MultiLineString":
        (_, cut), _ = geometry["coordinates"]
        far = b[0] + (360 if a[0] > 0 else -360)
        share = (cut[0] - a[0]) / (far - a[0])
        assert 0 <= share <= 1
        assert cut[1] == pytest.approx(a[1] + share * (b[1] - a[1]), abs=1e-9)


def on_globe(position: list[float]) -> tuple[float, float]:
    """The position with one of the two names of the antimeridian."""
    return (180.0 if position[0] == -180 else position[0]), position[1]


def test_hostile_names_are_texts(read: Callable[..., Snapshot], world: Path) -> None:
    """They come back as they are."""
    snapshot, name = read(world), '"},{"\u2028</script>\x00=1'
    rewrite(snapshot, "municipalities", "name", name)
    assert {one["properties"]["label"] for one in features(measures_on(snapshot), "node")} == {name}


def test_an_empty_network_is_an_empty_collection(whole: Snapshot) -> None:
    """With what it says of itself, and without a box."""
    document = json.loads(text(measures_on(whole, date(1500, 1, 1))))

    assert (document["features"], "bbox" in document) == ([], False)
    assert document["metadata"]["asOf"] == "1500-01-01"
