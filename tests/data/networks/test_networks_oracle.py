"""Every number of a network against networkx on graphs made from the CSV files alone, of the real catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product

import networkx as nx
import pytest

from data.catalogue.reader import RECORDS_DIR
from data.domain.enums import Centrality, PartnershipKind, Projection
from data.networks.measures import measures_of
from data.networks.network import Network, NetworkSpec, node_id
from data.snapshot.entities import Municipality
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot
from tests.data.networks.oracle import Names, Oracle, RequestInfo, wanted

DAYS = [None, *map(date.fromisoformat, ["1995-01-01", "2010-06-15", "2016-01-01", "2019-01-01"])]
DAYS += map(date.fromisoformat, ["2021-06-01", "2026-11-22"])
KINDS = [None, ["MUNICIPAL_PARTNERSHIP"], ["TWIN_TOWN"], []]
ONE_DAY = timedelta(days=1)
SHARED = "mariestad-ukmerge-kamianets-podilskyi"


def told(network: Network) -> RequestInfo:
    """The ties of a network, in the same words."""
    return {
        frozenset((node_id(t.a), node_id(t.b))): (t.weight, tuple(p.slug for p in t.partnerships), str(t.certainty))
        for t in network.ties
    }


def spec(kinds: Names, projection: str = "MUNICIPALITIES", around: str | None = None, radius: int = 1) -> NetworkSpec:
    chosen = None if kinds is None else frozenset(map(PartnershipKind, kinds))
    return NetworkSpec(chosen, Projection(projection), around, radius)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(RECORDS_DIR)


def slices(days: Iterable[date | None]) -> pytest.MarkDecorator:
    """Each kind on each of these days; no kind at all is the same on all of them, so it comes once."""
    pairs = [(day, kinds) for day, kinds in product(days, KINDS) if kinds != [] or day is None]
    return pytest.mark.parametrize(
        ("day", "kinds"), pairs, ids=lambda value: str(value) if isinstance(value, date) else repr(value)
    )


every_slice = slices(DAYS)
every_projection = pytest.mark.parametrize("projection", list(map(str, Projection)))


@every_slice
@every_projection
def test_ties_are_those_of_the_files(
    whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names, projection: str
) -> None:
    """Nodes, and every tie with weight, partnerships and certainty, are those of the rows."""
    network = measures_of(whole.slice(day), spec(kinds, projection)).network
    graph = oracle.graph(projection, kinds, day)

    assert {node_id(node) for node in network.nodes} == set(graph)
    assert told(network) == wanted(graph)
    assert (network.order, network.size) == (graph.order(), graph.size())


@every_slice
@every_projection
def test_measures_are_those_of_networkx(
    whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names, projection: str
) -> None:
    """Density, components, bridges, cores and the four centralities, computed on the graph of the rows."""
    measures = measures_of(whole.slice(day), spec(kinds, projection))
    graph = oracle.graph(projection, kinds, day)
    expected = {
        Centrality.DEGREE: nx.degree_centrality(graph),
        Centrality.BETWEENNESS: nx.betweenness_centrality(graph),
        Centrality.CLOSENESS: nx.closeness_centrality(graph),
        Centrality.PAGERANK: nx.pagerank(graph, tol=1e-10, max_iter=1000),
    }

    assert measures.density == pytest.approx(nx.density(graph))
    assert set(map(frozenset, measures.components)) == set(map(frozenset, nx.connected_components(graph)))
    assert measures.core_numbers == nx.core_number(graph)
    assert {frozenset((node_id(t.a), node_id(t.b))) for t in measures.bridges} == set(map(frozenset, nx.bridges(graph)))
    for by, scores in expected.items():
        assert measures.score(by) == pytest.approx(scores, abs=1e-9)
    assert all(measures.graph.degree(name, "weight") == graph.degree(name, "weight") for name in graph)


@slices([None, date(2016, 1, 1), date(2021, 6, 1)])
def test_ego_networks_are_those_of_networkx(whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names) -> None:
    """Of every municipality, from radius 0 to 4 or to the first that adds nobody: who is within it, how far, and their ties."""
    graph, slice = oracle.graph("MUNICIPALITIES", kinds, day), whole.slice(day)
    graph.add_nodes_from(oracle.country)
    for centre in sorted(oracle.country):
        farthest = nx.single_source_shortest_path_length(graph, centre)
        for radius in range(min(5, max(farthest.values()) + 2)):
            network = Network(slice, spec(kinds, around=centre, radius=radius))
            near = {place: far for place, far in farthest.items() if far <= radius}
            distances = {place.slug: far for place, far in (network.ego_distances or {}).items()}

            assert distances == near, (centre, radius)
            assert {node_id(node) for node in network.nodes} == set(near), (centre, radius)
            assert told(network) == wanted(graph.subgraph(near)), (centre, radius)


def unit(slice: Slice, slug: str) -> Municipality:
    found = slice.get("municipalities", slug)
    assert isinstance(found, Municipality)
    return found


@every_slice
def test_paths_are_as_short_as_those_of_networkx(
    whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names
) -> None:
    """Between all pairs of a sample: as long, null where there is none, each hop a tie with all its partnerships."""
    graph, slice = oracle.graph("MUNICIPALITIES", kinds, day), whole.slice(day)
    graph.add_nodes_from(("kalix", "mariestad", "karlskoga"))
    facts, network = wanted(graph), measures_of(whole.slice(day), spec(kinds)).network
    sample = [*sorted(graph, key=lambda name: (-graph.degree(name), name))[:20], *sorted(graph)[::8]]
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    for start, end in product(sample, sample):
        path = network.path(unit(slice, start), unit(slice, end))

        assert (None if path is None else len(path)) == lengths[start].get(end)
        stops = [start, *(hop.end.slug for hop in path or ())]
        assert [hop.start.slug for hop in path or ()] == stops[:-1]
        assert path is None or stops[-1] == end
        for hop in path or ():
            _, slugs, _ = facts[frozenset((hop.start.slug, hop.end.slug))]
            assert tuple(sorted(p.slug for p in hop.partnerships)) == slugs


@pytest.mark.parametrize("kinds", KINDS, ids=repr)
@every_projection
def test_two_days_differ_in_what_changed(whole: Snapshot, oracle: Oracle, kinds: Names, projection: str) -> None:
    """Between 2016 and 2021 the network gained and lost the facts that the rows gained and lost, no others."""
    days = date(2016, 1, 1), date(2021, 6, 1)
    before, after = (set(told(measures_of(whole.slice(day), spec(kinds, projection)).network).items()) for day in days)
    then, now = (set(wanted(oracle.graph(projection, kinds, day)).items()) for day in days)

    assert (before - after, after - before) == (then - now, now - then)


@pytest.mark.parametrize("world_of", ["snapshot", "whole"])
def test_the_seat_of_herrljunga_is_what_changed(request: pytest.FixtureRequest, world_of: str) -> None:
    """From 2016 to 2021 Herrljunga leaves the partnership of three and may keep its twin towns; Mariestad comes."""
    world: Snapshot = request.getfixturevalue(world_of)
    before, after = (
        told(measures_of(world.slice(day), spec(None)).network) for day in (date(2016, 1, 1), date(2021, 6, 1))
    )
    about = [pair for pair in before.keys() | after.keys() if pair & {"herrljunga", "mariestad"}]
    twin = {town: f"twin-herrljunga-{town}" for town in ("kamianets-podilskyi", "ukmerge")}

    assert {pair: (before.get(pair), after.get(pair)) for pair in about} == {
        **{
            frozenset(("herrljunga", town)): ((2, (SHARED, slug), "CERTAIN"), (1, (slug,), "POSSIBLE"))
            for town, slug in twin.items()
        },
        **{frozenset(("mariestad", town)): (None, (1, (SHARED,), "CERTAIN")) for town in twin},
    }


@pytest.mark.parametrize(("day", "partner", "twin"), [(None, 2, 2), ("2016-01-01", 2, 2), ("2021-06-01", None, 2)])
def test_kinds_differ_in_the_degree_of_herrljunga(
    whole: Snapshot, oracle: Oracle, day: str | None, partner: int | None, twin: int
) -> None:
    """As partner it left with its seat; as twin town it stays."""
    when = date.fromisoformat(day) if day else None
    for kind, degree in (("MUNICIPAL_PARTNERSHIP", partner), ("TWIN_TOWN", twin)):
        graphs = measures_of(whole.slice(when), spec([kind])).graph, oracle.graph("MUNICIPALITIES", [kind], when)
        assert [graph.degree["herrljunga"] if "herrljunga" in graph else None for graph in graphs] == [degree] * 2
