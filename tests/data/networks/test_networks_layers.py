"""Networks of some layers: which partnerships count, on every way through the network, and what is cached apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.layers import strictest, with_references
from data.domain.enums import PartnershipKind, Projection
from data.formats.networks import spells
from data.networks.measures import measures_of
from data.networks.network import Network, NetworkSpec, node_id
from data.snapshot.snapshot import Snapshot
from tests.data.networks.layered import layered

TWIN_TOWNS = frozenset({PartnershipKind.TWIN_TOWN})


@pytest.fixture(scope="module")
def snapshot(read: Callable[[Path], Snapshot], world: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world with the layers `wiki` and `free`."""
    return read(layered(world, tmp_path_factory.mktemp("layered") / "records"))


def spec(*layers: str, projection: Projection = Projection.MUNICIPALITIES, around: str | None = None) -> NetworkSpec:
    return NetworkSpec(None, projection, around, 2, frozenset(layers))


def ties(network: Network) -> set[tuple[str, ...]]:
    """The ends and the partnerships of each tie."""
    return {(node_id(tie.a), node_id(tie.b), *(one.slug for one in tie.partnerships)) for tie in network.ties}


@pytest.mark.parametrize("day", [None, date(2026, 12, 31)])
def test_a_layer_counts_what_it_names(snapshot: Snapshot, day: date | None) -> None:
    """Its own partnerships, and that of the base which one of its sources names too."""
    wiki = measures_of(snapshot.slice(day), spec("wiki")).network

    assert ties(wiki) == {("brod", "habo", "habo-brod"), ("habo", "utena", "twin-habo-utena")}
    assert {node_id(node) for node in wiki.nodes} == {"brod", "habo", "utena"}


def test_all_layers_together_are_all(snapshot: Snapshot) -> None:
    """Naming each is naming none."""
    for projection in Projection:
        named = measures_of(snapshot.all_time, spec("base", "wiki", "free", projection=projection)).network
        usual = measures_of(snapshot.all_time, NetworkSpec(None, projection, None, 2)).network
        assert ties(named) == ties(usual)
        assert [node_id(node) for node in named.nodes] == [node_id(node) for node in usual.nodes]


def test_no_layer_is_no_tie(snapshot: Snapshot) -> None:
    """An empty choice is not the same as none."""
    assert measures_of(snapshot.all_time, spec()).network.order == 0


def test_kinds_and_layers_hold_together(snapshot: Snapshot) -> None:
    """Of the wiki, the twin towns alone."""
    network = measures_of(snapshot.all_time, spec("wiki")._replace(kinds=TWIN_TOWNS)).network

    assert ties(network) == {("habo", "utena", "twin-habo-utena")}


def test_the_surroundings_of_a_place_are_those_of_the_layers(snapshot: Snapshot) -> None:
    """Steps and paths lead over the partnerships of the layers only."""
    base = measures_of(snapshot.all_time, spec("base", around="habo")).network
    both = measures_of(snapshot.all_time, spec("base", "wiki", around="habo")).network
    utena, brod = map(snapshot.municipality, ("utena", "brod"))

    assert {place.slug for place in base.ego_distances or ()} == {"habo", "brod"}
    assert {place.slug for place in both.ego_distances or ()} == {"habo", "brod", "utena"}
    assert len(both.path(utena, brod) or ()) == 2
    assert base.path(utena, brod) is None


def test_the_timeline_of_a_tie_is_that_of_the_layers(snapshot: Snapshot) -> None:
    """The membership of a partnership of another layer gives a node no spell."""
    habo = snapshot.municipality("habo")
    wiki, free = (measures_of(snapshot.all_time, spec(name, around="habo")) for name in ("wiki", "free"))

    assert spells.of_nodes(wiki.network).at(wiki.index_of(habo))
    assert spells.of_nodes(free.network).at(free.index_of(habo)) == []


def test_measures_are_cached_by_layers(snapshot: Snapshot) -> None:
    """The same choice is measured once, and no other choice gets its numbers."""
    wiki, base = (measures_of(snapshot.all_time, spec(name)) for name in ("wiki", "base"))

    assert measures_of(snapshot.all_time, spec("wiki")) is wiki
    assert wiki.count("components") == 1
    assert base.count("components") > 1


@pytest.mark.parametrize(
    ("chosen", "present", "licence"),
    [
        (None, ["base", "wiki", "free"], "CC-BY-SA-4.0"),
        ({"base"}, ["base"], "CC-BY-4.0"),
        ({"wiki"}, ["base", "wiki"], "CC-BY-SA-4.0"),
        ({"free"}, ["base", "free"], "CC-BY-4.0"),
    ],
)
def test_the_licence_is_that_of_all_layers_in_the_file(
    snapshot: Snapshot, chosen: set[str] | None, present: list[str], licence: str
) -> None:
    """Those chosen, and those whose places they refer to."""
    found = with_references(snapshot, chosen)

    assert [layer.slug for layer in found] == present
    assert [one.spdx for one in strictest(found)] == [licence]
