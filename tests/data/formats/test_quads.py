"""N-Quads: the graph of the JSON-LD document, a statement per line, in blocks of bounded size."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.plugins.parsers.jsonld import to_rdf

from data.catalogue.layers import names_of_layers
from data.catalogue.rows.row import BASE
from data.domain.evidence_enums import GoalBasis
from data.formats.blocks import BLOCK, in_blocks
from data.formats.open_data import linked
from data.formats.open_data.linked_layer import layer_catalogue, layer_quads
from data.formats.open_data.nodes import web_iri
from data.formats.open_data.quads import Quads
from data.formats.open_data.turtle import turtle
from data.formats.open_data.vocabulary import context
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.snapshot import Snapshot
from tests.data.networks.layered import layered, twin_towns
from tests.record_files import write_rows

HOME = "https://data.example.org"
BASES = (STATED_ONLY, frozenset(GoalBasis))
HOSTILE = 'a "quote" \\ back\tslash\r\nline \u2028 \x01\x7f é 😀'
LATER = {"partnership": "habo-brod", "seat": "2", "turn": "2", "municipality": "utena", "sources": "wiki-habo"}


def graph_of_lines(text: bytes) -> Graph:
    """N-Quads of the default graph are N-Triples, whose parser refuses names of graphs."""
    return Graph().parse(data=text, format="nt")


def graph_of_document(document: dict[str, Any]) -> Graph:
    graph = Graph()
    to_rdf(document, graph)
    return graph


def both_graphs(snapshot: Snapshot, layer: str, basis: frozenset[GoalBasis]) -> tuple[Graph, Graph]:
    document = json.loads(b"".join(layer_catalogue(snapshot, HOME, layer, basis)))
    return graph_of_document(document), graph_of_lines(b"".join(layer_quads(snapshot, HOME, layer, basis)))


@pytest.fixture(scope="module")
def with_layers(read: Callable[[Path], Snapshot], world: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world with the layers `wiki`, whose place holds a seat of the base, and `free`."""
    records = layered(world, tmp_path_factory.mktemp("layered") / "records")
    own = twin_towns("habo", "utena", "wiki-habo")["memberships"]
    write_rows(records / "layers" / "wiki" / "memberships.csv", "memberships", [*own, LATER])
    return read(records)


@pytest.mark.parametrize("basis", BASES)
def test_the_lines_are_the_graph_of_the_document(snapshot: Snapshot, basis: frozenset[GoalBasis]) -> None:
    """Stated and inferred links to Goals included; no name of a graph stands in a line."""
    document, lines = both_graphs(snapshot, BASE, basis)

    assert isomorphic(document, lines)
    assert len(lines) > 3000


@pytest.mark.parametrize("basis", BASES)
def test_the_lines_of_the_real_catalogue_are_its_graph(whole: Snapshot, basis: frozenset[GoalBasis]) -> None:
    """The base and every further layer."""
    for layer in names_of_layers(whole):
        document, lines = both_graphs(whole, layer, basis)
        assert set(document) == set(lines), layer


@pytest.mark.parametrize("layer", [BASE, "wiki", "free"])
def test_the_lines_of_a_layer_are_the_graph_of_its_document(with_layers: Snapshot, layer: str) -> None:
    """Also where a place of the layer holds a seat of another one, which has no node in the file."""
    document, lines = both_graphs(with_layers, layer, STATED_ONLY)
    later = f"<{HOME}/id/seat/habo-brod-2#turn-2>"

    assert isomorphic(document, lines)
    assert (later in lines.serialize(format="nt")) is (layer == "wiki")


def test_each_line_is_read_alone(snapshot: Snapshot) -> None:
    """A consumer needs no line before, and none stands for a node that has no address."""
    text = b"".join(layer_quads(snapshot, HOME, BASE)).decode()

    assert text.endswith(" .\n")
    assert "_:" not in {word[:2] for line in text.splitlines() for word in line.split(" ", 3)[:3]}
    for line in text.split("\n")[:-1:50]:
        assert len(graph_of_lines(line.encode())) == 1


def test_a_membership_is_described_once(snapshot: Snapshot) -> None:
    """It stands at its seat; municipalities and partnerships point there."""
    lines = b"".join(layer_quads(snapshot, HOME, BASE)).decode().splitlines()
    described = [line for line in lines if "<http://www.w3.org/ns/org#member> " in line]

    assert len(described) == len(set(described)) == snapshot.tables["memberships"].size


def test_texts_of_any_kind_stay_on_their_line() -> None:
    """Quotes, line ends, control characters and other scripts, in each form of text that nodes have."""
    node = {
        "@id": f"{HOME}/id/source/x",
        "@type": ["CreativeWork"],
        "name": HOSTILE,
        "alternateName": ["plain", {"@value": HOSTILE, "@language": "sv-SE"}],
        "label": {"en": HOSTILE, "sv": [HOSTILE, "B"]},
        "position": 3,
        "expected": False,
        "shareLeast": 0.79,
        "count": 0,
        "meaning": HOSTILE,
        "code": ["SE", None],
    }
    text = Quads(HOME).lines(node)

    assert isomorphic(graph_of_lines(text.encode()), graph_of_document({**node, "@context": context(HOME)}))
    assert all(line.startswith("<") and line.endswith(" .") for line in text.removesuffix("\n").split("\n"))


def test_a_small_share_is_a_decimal_number() -> None:
    """The datatype has no exponents."""
    node = {"@id": f"{HOME}/x", "shareMost": 0.00001}

    assert '"0.00001"^^<http://www.w3.org/2001/XMLSchema#decimal>' in Quads(HOME).lines(node)


def test_a_word_without_a_meaning_is_not_dropped_in_silence() -> None:
    """What the context does not say is an error of ours."""
    with pytest.raises(KeyError, match="colour"):
        Quads(HOME).lines({"@id": f"{HOME}/x", "colour": "red"})


def test_an_address_with_forbidden_characters_is_an_iri() -> None:
    """A web address may have any character but spaces; those that no IRI has are encoded."""
    assert web_iri('https://a.example/<b>"{c}|^`\\å?q=%20') == "https://a.example/%3Cb%3E%22%7Bc%7D%7C%5E%60%5Cå?q=%20"
    assert web_iri(None) is None
    assert b"%7C" in turtle({"@id": f"{HOME}/x", "url": web_iri("https://a.example/b|c")}, HOME)


@pytest.mark.parametrize("write", [layer_catalogue, layer_quads])
def test_files_come_in_blocks_of_bounded_size(whole: Snapshot, write: Callable[..., Any]) -> None:
    """None is larger than twice BLOCK, and they are few."""
    sizes = [len(block) for block in write(whole, HOME, BASE)]

    assert max(sizes) <= 2 * BLOCK
    assert len(sizes) <= sum(sizes) / BLOCK + 1


def test_a_node_larger_than_a_block_is_cut() -> None:
    """Nothing is lost, between texts or within one."""
    texts = ["å" * BLOCK, "b", "c" * (3 * BLOCK), ""]
    blocks = list(in_blocks(texts))

    assert b"".join(blocks).decode() == "".join(texts)
    assert max(map(len, blocks)) == 2 * BLOCK
    assert list(in_blocks([])) == []


def test_a_document_and_its_lines_agree_for_each_kind(snapshot: Snapshot) -> None:
    """Nodes inside nodes, links in the other direction."""
    for kind, slug in (("seat", "habo-brod-1"), ("goal", "11"), ("handover", "herrljunga-to-mariestad")):
        entity = linked.find(snapshot, kind, slug)
        assert entity is not None
        node = linked.Linked(HOME, frozenset(GoalBasis)).of(entity)
        assert isomorphic(
            graph_of_lines(Quads(HOME).lines(node).encode()),
            graph_of_document({**json.loads(json.dumps(node)), "@context": context(HOME)}),
        )
