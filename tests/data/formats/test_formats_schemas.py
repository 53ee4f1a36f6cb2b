"""GraphML and GEXF against our tables of their elements, and against schemas that a package ships or a folder holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from data.domain.enums import Projection
from data.formats.networks.formats import FORMATS
from data.networks.measures import Measures, measures_of
from data.networks.network import NetworkSpec
from data.snapshot.snapshot import Snapshot
from tests.data.formats.hostile import rewrite
from tests.data.formats.network_files import gexf_complaints, graphml_complaints
from tests.published import in_folder, network_schemas

HOSTILE = "<img src=x onerror=alert(1)>\x00\x1f &amp; \"'\r\n\t]]>"

Check = Callable[[str], list[str]]


def complaints(validator: etree.XMLSchema | etree.RelaxNG, text: str) -> list[str]:
    validator.validate(etree.fromstring(text.encode()))
    return [str(error) for error in validator.error_log]


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the schemas of JGraphT."""
    return network_schemas(tmp_path_factory.mktemp("schemas"))


@pytest.fixture(scope="module", params=["table", "graphml.xsd"])
def graphml(request: pytest.FixtureRequest) -> Check:
    """Our table of GraphML 1.1, and its schema."""
    if request.param == "table":
        return graphml_complaints
    schema = etree.XMLSchema(etree.parse(request.getfixturevalue("packaged") / request.param))
    return lambda text: complaints(schema, text)


@pytest.fixture(scope="module", params=["table", "gexf.xsd", "gexf.rng"])
def gexf(request: pytest.FixtureRequest) -> Check:
    """Our table of GEXF 1.2draft, and its schema in both languages in which it is published."""
    if request.param == "table":
        return gexf_complaints
    if request.param == "gexf.rng":
        grammar = etree.RelaxNG(etree.parse(in_folder("gexf", "1.2draft", request.param)))
        return lambda text: complaints(grammar, text)
    schema = etree.XMLSchema(etree.parse(request.getfixturevalue("packaged") / request.param))
    return lambda text: complaints(schema, text)


def frames(snapshot: Snapshot) -> list[Measures]:
    """All projections at all time and on a day, an ego network, and an empty network."""
    wanted = [(day, NetworkSpec(None, projection)) for projection in Projection for day in (None, date(2019, 1, 1))]
    ego = NetworkSpec(None, Projection.MUNICIPALITIES, "mariestad", 2)
    return [
        measures_of(snapshot.slice(day), spec)
        for day, spec in (*wanted, (None, ego), (None, NetworkSpec(frozenset(), ego.projection)))
    ]


@pytest.fixture
def hostile(read: Callable[[Path], Snapshot], world: Path) -> Snapshot:
    """The small world with hostile names and titles everywhere."""
    snapshot = read(world)
    rewrite(snapshot, "municipalities", "name", HOSTILE)
    rewrite(snapshot, "partnerships", "title_en", HOSTILE)
    return snapshot


def test_graphml_is_valid(whole: Snapshot, graphml: Check) -> None:
    """The whole catalogue, in every projection."""
    assert [graphml("".join(FORMATS["graphml"].write(measures))) for measures in frames(whole)] == [[]] * 10


def test_gexf_is_valid(whole: Snapshot, gexf: Check) -> None:
    """The whole catalogue, in every projection."""
    assert [gexf("".join(FORMATS["gexf"].write(measures))) for measures in frames(whole)] == [[]] * 10


def test_hostile_graphml_is_valid(hostile: Snapshot, graphml: Check) -> None:
    """Names with markup, quotes and control characters do no harm."""
    assert [graphml("".join(FORMATS["graphml"].write(measures))) for measures in frames(hostile)] == [[]] * 10


def test_hostile_gexf_is_valid(hostile: Snapshot, gexf: Check) -> None:
    """Names with markup, quotes and control characters do no harm."""
    assert [gexf("".join(FORMATS["gexf"].write(measures))) for measures in frames(hostile)] == [[]] * 10


def test_graphml_with_another_element_is_refused(graphml: Check) -> None:
    """An element that is no part of the format is named."""
    assert graphml('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><knot/></graphml>')


def test_gexf_with_another_attribute_is_refused(gexf: Check) -> None:
    """An attribute that is no part of the format is named."""
    assert gexf('<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph name=""/></gexf>')


@pytest.fixture(scope="module")
def files(snapshot: Snapshot) -> dict[str, str]:
    """The small world in both formats."""
    measures = measures_of(snapshot.slice(None), NetworkSpec(None, Projection.MUNICIPALITIES))
    return {name: "".join(FORMATS[name].write(measures)) for name in ("gexf", "graphml")}


@pytest.mark.parametrize(
    ("format", "old", "new", "complaint"),
    [
        ("gexf", "</gexf>", "", "no XML"),
        ("gexf", 'xmlns="http://www.gexf.net/1.2draft"', 'xmlns="http://www.gexf.net/1.3"', "the root is"),
        ("gexf", ' version="1.2"', "", "gexf in line 2 lacks version"),
        ("gexf", 'mode="dynamic"', 'mode="moving"', "has mode='moving'"),
        ("gexf", 'timeformat="date"', 'timeformat="date" name="ties"', "has name"),
        ("gexf", "<meta>", "<meta/><meta>", "holds 2 of meta"),
        ("gexf", 'type="integer"', 'type="whole"', "has type='whole'"),
        ("gexf", "<nodes ", "<hidden/><nodes ", "hidden is no element of the format"),
        ("gexf", "</nodes>", "and more</nodes>", "nodes in line"),
        ("gexf", '<nodes count="', '<nodes count="1', "nodes are"),
        ("gexf", '<edges count="', '<edges count="-', "has count='-"),
        ("gexf", 'target="', 'target="nowhere-', "target nowhere-"),
        ("gexf", '<node id="herrljunga"', '<node id="mariestad"', "the id mariestad appears 2 times"),
        ("gexf", '<attvalue for="', '<attvalue for="un', "is not declared for a node"),
        ("gexf", 'weight="', 'weight="much', "has weight='much"),
        ("gexf", '<spell start="', '<spell start="9', "has start='9"),
        ("gexf", '<spells><spell start="2', '<spells><spell end="1990-01-01" start="2', "a spell ends on 1990-01-01"),
        ("graphml", 'edgedefault="undirected"', "", "graph in line"),
        ("graphml", "<graph id", "<key/><graph id", "lacks attr.type"),
        ("graphml", 'attr.type="double"', 'attr.type="real"', "has attr.type='real'"),
        ("graphml", '<data key="node-', '<data key="edge-', "is not declared for a node"),
        ("graphml", 'source="', 'source="nowhere-', "source nowhere-"),
        ("graphml", '<node id="herrljunga"', '<node id="two words"', "has id='two words'"),
        ("graphml", '<data key="node-degree">', '<data key="node-degree">about ', "of a node is 'about "),
        ("graphml", '<node id="herrljunga">', '<node id="herrljunga"><graph edgedefault="directed"/>', "holds graph"),
    ],
)
def test_a_damaged_file_is_refused(files: dict[str, str], format: str, old: str, new: str, complaint: str) -> None:
    """Each damage is named by the table of the format; without it there is no complaint."""
    check = {"gexf": gexf_complaints, "graphml": graphml_complaints}[format]
    text = files[format]

    assert old in text
    assert check(text) == []
    assert any(complaint in one for one in check(text.replace(old, new, 1)))
