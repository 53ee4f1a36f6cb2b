"""The network files: whatever reads them finds the same network, and hostile text stays text."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from data.domain.enums import PartnershipKind, Projection
from data.formats.networks import attributes, edge_list, node_link
from data.formats.networks.formats import FORMATS
from data.networks.measures import Measures, measures_of
from data.networks.network import NetworkSpec, node_id
from data.snapshot.snapshot import Snapshot
from tests.data.formats import by_entity
from tests.data.formats.hostile import rewrite

HOSTILE = "<img src=x onerror=alert(1)>\x00\x1f\ufffe &amp; \"'\r\n\t]]> {{7*7}} ė🜨"
TAMED = HOSTILE.replace("\x00\x1f\ufffe", "\ufffd\ufffd\ufffd")
SPECS = [
    pytest.param(None, NetworkSpec(None, Projection.MUNICIPALITIES), id="municipalities"),
    pytest.param(date(2016, 1, 1), NetworkSpec(None, Projection.MUNICIPALITIES), id="municipalities in 2016"),
    pytest.param(None, NetworkSpec(frozenset({PartnershipKind.TWIN_TOWN}), Projection.MUNICIPALITIES), id="twin towns"),
    pytest.param(None, NetworkSpec(None, Projection.MUNICIPALITIES, "mariestad", 2), id="around mariestad"),
    pytest.param(None, NetworkSpec(None, Projection.MUNICIPALITIES, "habo", 0), id="habo alone"),
    pytest.param(None, NetworkSpec(frozenset(), Projection.MUNICIPALITIES), id="nothing"),
    pytest.param(None, NetworkSpec(None, Projection.COUNTRIES), id="countries"),
    pytest.param(None, NetworkSpec(None, Projection.GOALS), id="goals"),
    pytest.param(date(2020, 1, 1), NetworkSpec(None, Projection.AFFILIATION), id="affiliation in 2020"),
]
each_spec = pytest.mark.parametrize(("day", "spec"), SPECS)


def text(measures: Measures, extension: str) -> str:
    return "".join(FORMATS[extension].write(measures))


def graphml(measures: Measures) -> Any:
    return nx.read_graphml(BytesIO(text(measures, "graphml").encode()))


def gexf(measures: Measures) -> Any:
    return nx.read_gexf(BytesIO(text(measures, "gexf").encode()))


def edges(measures: Measures) -> Any:
    return nx.node_link_graph(json.loads(text(measures, "json")), edges="edges")


def links(measures: Measures) -> Any:
    return nx.node_link_graph(json.loads("".join(node_link.write(measures, "links"))), edges="links")


def cyjs(measures: Measures) -> Any:
    return nx.cytoscape_graph(json.loads(text(measures, "cyjs")))


def weighted(graph: Any) -> dict[frozenset[str], float]:
    return {frozenset(ends): weight for *ends, weight in graph.edges(data="weight")}


@each_spec
@pytest.mark.parametrize("back", [graphml, gexf, edges, links, cyjs])
def test_networkx_reads_the_same_network(
    whole: Snapshot, back: Callable[[Measures], Any], day: date | None, spec: NetworkSpec
) -> None:
    """Order, size, names and weights come back, as a simple undirected graph, in the same order of nodes."""
    measures = measures_of(whole.slice(day), spec)
    graph = back(measures)

    assert type(graph) is nx.Graph
    assert list(graph) == [node_id(node) for node in measures.network.nodes]
    assert weighted(graph) == weighted(measures.graph)


@each_spec
def test_igraph_reads_the_graphml(whole: Snapshot, tmp_path: Path, day: date | None, spec: NetworkSpec) -> None:
    """Order, size, names, labels and weights come back, undirected."""
    measures, path = measures_of(whole.slice(day), spec), tmp_path / "network.graphml"
    path.write_text(text(measures, "graphml"), encoding="utf-8")
    import igraph  # here, as it takes long and one process of those that run tests needs it

    graph = igraph.Graph.Read_GraphML(str(path))
    names = graph.vs["id"] if graph.vcount() else []

    assert not graph.is_directed()
    assert names == list(measures.entities)
    assert graph.vcount() == 0 or graph.vs["label"] == [
        by_entity.entity_values(node)["label"] for node in measures.network.nodes
    ]
    found = {frozenset((names[edge.source], names[edge.target])): edge["weight"] for edge in graph.es}
    assert found == weighted(measures.graph)


def test_an_edge_list_holds_every_tie(whole: Snapshot) -> None:
    """Each line has the ends, the weight, the certainty and the partnerships of a tie, and lines end as RFC 4180 has it."""
    measures = measures_of(whole.slice(date(2019, 1, 1)), NetworkSpec(None, Projection.MUNICIPALITIES))
    written = text(measures, "csv")
    rows = list(csv.DictReader(StringIO(written, newline="")))

    assert tuple(rows[0]) == ("a", "b", "weight", "certainty", "partnerships")
    assert written.count("\r\n") == written.count("\n") == measures.network.size + 1
    assert {frozenset((row["a"], row["b"])): int(row["weight"]) for row in rows} == weighted(measures.graph)
    assert all(len(row["partnerships"].split("; ")) == int(row["weight"]) for row in rows)
    assert {row["certainty"] for row in rows} == {"CERTAIN", "POSSIBLE"}


@each_spec
@pytest.mark.parametrize("extension", FORMATS)
def test_what_is_not_known_is_not_written(whole: Snapshot, extension: str, day: date | None, spec: NetworkSpec) -> None:
    """No file says None, null or NaN; and two writings are the same."""
    measures = measures_of(whole.slice(day), spec)
    written = text(measures, extension)

    values = [f"{before}{word}{after}" for word in ("None", "nan", "NaN") for before, after in ('""', "><", ",,")]
    assert not [value for value in values if value in written]
    assert ":null" not in written.replace('"geometry":null', "")  # as GeoJSON says it
    assert written == text(measures, extension)


def test_attributes_come_back_typed(whole: Snapshot) -> None:
    """Numbers are numbers, lists are joined in XML and lists in JSON, and the file says what it is of."""
    measures = measures_of(whole.slice(date(2016, 1, 1)), NetworkSpec(None, Projection.MUNICIPALITIES, "herrljunga", 1))
    graph, data = graphml(measures), edges(measures)
    tie = {"herrljunga", "ukmerge"}
    slugs = ["mariestad-ukmerge-kamianets-podilskyi", "twin-herrljunga-ukmerge"]

    assert graph.nodes["herrljunga"]["latitude"] == pytest.approx(58.013, abs=0.001)
    assert graph.nodes["herrljunga"]["degree"] == 2
    assert graph.nodes["ukmerge"]["country"] == "LT"
    assert graph.edges[tie]["partnerships"] == "; ".join(slugs)
    assert data.edges[tie]["partnerships"] == slugs
    assert data.edges[tie]["earliestStart"] == "2008-05-01"
    assert graph.graph["asOf"] == data.graph["asOf"] == "2016-01-01"
    assert data.graph["catalogue"] == whole.version
    assert data.graph["around"] == "herrljunga"


def test_positions_are_left_out_of_large_networks(whole: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawing that takes long is not computed for a file."""
    measures = measures_of(whole.slice(None), NetworkSpec(None, Projection.MUNICIPALITIES))
    monkeypatch.setattr(attributes, "LARGEST_DRAWING", 10)

    assert "x" not in graphml(measures).nodes["habo"]
    assert "position" not in text(measures, "cyjs")


@pytest.fixture
def hostile(read: Callable[[Path], Snapshot], world: Path) -> Measures:
    """A network of the small world in which a place and a partnership have hostile names."""
    snapshot = read(world)
    rewrite(snapshot, "municipalities", "name", HOSTILE, "herrljunga")
    rewrite(snapshot, "partnerships", "title_en", HOSTILE, "mariestad-ukmerge-kamianets-podilskyi")
    rewrite(snapshot, "partnerships", "slug", '=HYPERLINK("http://example.org")', "vaxjo-jb-marks")
    return measures_of(snapshot.slice(None), NetworkSpec(None, Projection.MUNICIPALITIES))


@pytest.mark.parametrize(
    ("back", "kept"), [(graphml, TAMED), (gexf, TAMED), (edges, HOSTILE), (links, HOSTILE), (cyjs, HOSTILE)]
)
def test_hostile_text_comes_back_as_text(hostile: Measures, back: Callable[[Measures], Any], kept: str) -> None:
    """Markup, quotes and line ends survive; characters that XML cannot hold become U+FFFD there."""
    graph = back(hostile)
    titles = graph.edges["mariestad", "ukmerge"]["titles"]

    assert graph.nodes["herrljunga"]["label"] == kept
    assert titles in (kept, [kept])


def test_igraph_reads_hostile_graphml(hostile: Measures, tmp_path: Path) -> None:
    """The label is the same text there."""
    path = tmp_path / "network.graphml"
    path.write_text(text(hostile, "graphml"), encoding="utf-8", newline="")
    import igraph  # here, as it takes long and one process of those that run tests needs it

    graph = igraph.Graph.Read_GraphML(str(path))

    assert graph.vs.find(id="herrljunga")["label"] == TAMED


def test_no_cell_of_an_edge_list_is_a_formula(hostile: Measures) -> None:
    """Text that a spreadsheet would compute has an apostrophe before it."""
    rows = list(csv.DictReader(StringIO(text(hostile, "csv"), newline="")))
    cells = [cell for row in rows for cell in row.values()]

    assert '\'=HYPERLINK("http://example.org")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_what_begins_a_formula_is_guarded(start: str) -> None:
    """Each of the beginnings is, and only as a beginning; numbers are as they are."""
    row = next(csv.reader(StringIO(edge_list.line((f"{start}1", f"1{start}1", -1)), newline="")))

    assert row == [f"'{start}1", f"1{start}1", "-1"]
