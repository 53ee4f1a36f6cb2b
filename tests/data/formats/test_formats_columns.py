"""The attributes and the spells that files have, from columns, are those of the entities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.enums import PartnershipKind, Projection
from data.domain.evidence_enums import GoalBasis
from data.formats.networks import attributes, spells
from data.formats.networks.formats import FORMATS
from data.networks.measures import Measures
from data.networks.network import Network, NetworkSpec, node_id
from data.snapshot.snapshot import Snapshot
from tests.data.formats import by_entity
from tests.data.networks.layered import layered

PLACES = ("mariestad", "herrljunga", "habo", "kalix", "vaxjo")
DAYS = st.one_of(st.none(), st.dates(date(1995, 1, 1), date(2027, 12, 31)))
SPECS = st.builds(
    NetworkSpec,
    st.one_of(st.none(), st.frozensets(st.sampled_from(PartnershipKind))),
    st.sampled_from(Projection),
    st.one_of(st.none(), st.sampled_from(PLACES)),
    st.integers(0, 3),
    st.one_of(st.none(), st.frozensets(st.sampled_from(("base", "wiki", "free")), min_size=1)),
    st.frozensets(st.sampled_from(GoalBasis), min_size=1),
)


@pytest.fixture(scope="module")
def small(read: Callable[[Path], Snapshot], world: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world with two further layers."""
    return read(layered(world, tmp_path_factory.mktemp("layered") / "records"))


def texts(found: list[by_entity.Spell]) -> list[spells.Spell]:
    return [(first and str(first), last and str(last)) for first, last in found]


def by_columns(measures: Measures) -> tuple[list[Any], list[Any]]:
    """What files say of the nodes and of the ties, with the spells of both."""
    of_nodes = spells.of_nodes(measures.network)
    nodes = [(node.id, list(node.values.items()), of_nodes.at(n)) for n, node in enumerate(attributes.nodes(measures))]
    ties = [(tie.source, tie.target, list(tie.values.items()), tie.spells) for tie in attributes.ties(measures)]
    return nodes, ties


def by_entities(measures: Measures) -> tuple[list[Any], list[Any]]:
    """The same from entities."""
    network = measures.network
    nodes = [
        (node_id(node), ordered(by_entity.node_values(measures, node), attributes.NODE), texts(spells))
        for node in network.nodes
        for spells in [by_entity.spells_of_node(network, node)]
    ]
    ties = [
        (node_id(tie.a), node_id(tie.b), ordered(by_entity.tie_values(network, tie), attributes.TIE), texts(spells))
        for tie in network.ties
        for spells in [by_entity.spells_of_tie(network, tie)]
    ]
    return nodes, ties


def ordered(values: dict[str, Any], names: dict[str, type]) -> list[tuple[str, Any]]:
    """The values in the order in which a format declares their names."""
    return [(name, values[name]) for name in names if name in values]


@given(DAYS, SPECS)
def test_the_small_world_is_that_of_its_entities(small: Snapshot, day: date | None, spec: NetworkSpec) -> None:
    """On any day, of any kinds, layers and bases, around any place."""
    measures = Measures(Network(small.slice(day), spec))

    assert by_columns(measures) == by_entities(measures)


@settings(max_examples=25)
@given(DAYS, SPECS)
def test_the_catalogue_is_that_of_its_entities(whole: Snapshot, day: date | None, spec: NetworkSpec) -> None:
    """Likewise; it has parts of partnerships, changes of names, and places whose location is not known."""
    measures = Measures(Network(whole.slice(day), spec._replace(layers=None)))

    assert by_columns(measures) == by_entities(measures)


@pytest.mark.parametrize("projection", [one for one in Projection if one is not Projection.GOALS])
def test_a_file_materialises_no_entity(whole: Snapshot, projection: Projection) -> None:
    """Writing the networks of places on a day that nobody asked for leaves its slice empty, but for drawings."""
    slice = type(whole.all_time)(whole, date(2011, 2, 3))
    measures = Measures(Network(slice, NetworkSpec(None, projection)))
    for extension in ("gexf", "csv", "hif.json"):
        if FORMATS[extension].only in (None, projection):
            assert len("".join(FORMATS[extension].write(measures))) > 1_000

    assert measures.network.size > 10
    assert slice.materialised == {}


@pytest.mark.parametrize("extension", ["graphml", "gexf", "json", "cyjs", "csv"])
def test_a_network_of_several_blocks_is_written_whole(
    whole: Snapshot, extension: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks of rows only bound what is in memory."""
    measures = Measures(Network(whole.slice(None), NetworkSpec(None, Projection.AFFILIATION)))
    written = "".join(FORMATS[extension].write(measures))
    monkeypatch.setattr(attributes, "BLOCK", 7)

    assert "".join(FORMATS[extension].write(measures)) == written
