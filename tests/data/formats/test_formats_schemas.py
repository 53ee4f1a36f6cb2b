"""GraphML and GEXF against the schemas of their makers, which lie beside the checkout and not in it."""

from __future__ import annotations

import os
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

FIXTURES = Path(os.environ.get("SAMBAND_TEST_FIXTURES") or Path(__file__).parents[4] / "shared" / "fixtures")
GRAPHML_HOME = "http://graphml.graphdrawing.org/xmlns/1.1/"
HOSTILE = "<img src=x onerror=alert(1)>\x00\x1f &amp; \"'\r\n\t]]>"

Check = Callable[[str], list[str]]


def found(*parts: str) -> Path:
    path = FIXTURES.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no schema at {path}; set SAMBAND_TEST_FIXTURES to a directory that holds {'/'.join(parts)}")
    return path


def complaints(validator: etree.XMLSchema | etree.RelaxNG, text: str) -> list[str]:
    validator.validate(etree.fromstring(text.encode()))
    return [str(error) for error in validator.error_log]


@pytest.fixture(scope="module")
def graphml(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """The GraphML 1.1 schema with its parts taken from beside it, not from the web."""
    here = tmp_path_factory.mktemp("graphml")
    for path in found("graphml").glob("*.xsd"):
        (here / path.name).write_text(path.read_text(encoding="utf-8").replace(GRAPHML_HOME, ""), encoding="utf-8")
    schema = etree.XMLSchema(etree.parse(here / "graphml.xsd"))
    return lambda text: complaints(schema, text)


@pytest.fixture(scope="module", params=["gexf.xsd", "gexf.rng"])
def gexf(request: pytest.FixtureRequest) -> Check:
    """The GEXF 1.2draft schema, in both languages in which it is published."""
    tree = etree.parse(found("gexf", "1.2draft", request.param))
    schema = etree.XMLSchema(tree) if request.param.endswith("xsd") else etree.RelaxNG(tree)
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


def test_the_schemas_do_refuse(graphml: Check, gexf: Check) -> None:
    """An element that is no part of the format is named."""
    assert graphml('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><knot/></graphml>')
    assert gexf('<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph name=""/></gexf>')
