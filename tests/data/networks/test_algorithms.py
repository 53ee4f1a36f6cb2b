"""Engines of large graphs: exact where they say so, within the stated error where not, and the same in every process."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.enums import Centrality, Projection
from data.domain.errors import Interrupted
from data.lanes.lanes import LANES
from data.networks import algorithms
from data.networks.algorithms import BY_NETWORKX, MEASURES, measure_large, price
from data.networks.engines.folding import Folding, sources
from data.networks.graphs import NumberedGraph, Result
from data.networks.measures import Measures
from data.networks.network import Network, NetworkSpec
from data.snapshot.snapshot import Snapshot

EXACT = 1e9  # a budget in seconds that no small graph exceeds


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every graph counts as large. The lanes end with the test."""
    monkeypatch.setattr(algorithms, "SMALL", -1)
    yield
    LANES.close()


def numbered(graph: Any) -> NumberedGraph:
    ties = np.array(sorted(sorted(tie) for tie in graph.edges), np.int64).reshape(-1, 2)
    weight = np.array([graph.edges[a, b].get("weight", 1) for a, b in ties.tolist()], np.int64)
    return NumberedGraph(len(graph), *ties.T, weight)


def random_graph(seed: int) -> Any:
    """A graph of up to 80 nodes with weighted ties: trees, cycles, pairs and single nodes."""
    chance = np.random.default_rng(seed)
    order = int(chance.integers(0, 80))
    graph = nx.gnp_random_graph(order, float(chance.choice([0, 0.01, 0.02, 0.04, 0.1, 0.3])), seed=seed)
    for _, _, tie in graph.edges(data=True):
        tie["weight"] = int(chance.integers(1, 4))
    return graph


GRAPHS = [random_graph(seed) for seed in range(200)]


@pytest.mark.parametrize("name", [name for name in MEASURES if name not in ("communities", "positions")])
def test_exact_measures_equal_those_of_networkx(name: str) -> None:
    for graph in GRAPHS:
        found = measure_large(name, numbered(graph), EXACT)
        assert found.exact
        assert (found.samples, found.error) == (0, 0)
        assert np.allclose(found.values, BY_NETWORKX[name](graph), rtol=0, atol=1e-9)
        assert not len(graph) or found.values.dtype.kind == BY_NETWORKX[name](graph).dtype.kind


def test_communities_divide_each_component_about_as_well_as_those_of_networkx() -> None:
    for graph in GRAPHS:
        found = measure_large("communities", numbered(graph), EXACT).values
        parts = [set(np.flatnonzero(found == part).tolist()) for part in range(found.max(initial=-1) + 1)]
        assert all(part <= nx.node_connected_component(graph, min(part)) for part in parts)
        assert [len(part) for part in parts] == sorted(map(len, parts), reverse=True)
        if graph.size():
            theirs = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1))
            assert nx.community.modularity(graph, parts) > theirs - 0.06


@pytest.mark.parametrize("name", ["betweenness", "closeness"])
@pytest.mark.parametrize("share", [0.1, 0.4, 0.8])
def test_estimates_lie_within_the_stated_error(name: str, share: float) -> None:
    estimated = 0
    for graph in map(numbered, GRAPHS):
        core = len(Folding(graph).core)
        visits = max(int(share * core), 3) * Folding(graph).core_graph.entries
        exact, found = (
            measure_large(name, graph, EXACT),
            measure_large(name, graph, visits * algorithms.SAMPLED[name][1]),
        )
        estimated += not found.exact
        assert np.abs(found.values - exact.values).max(initial=0) <= found.error + 1e-9
        assert found.exact or 0 < found.samples < graph.order
    assert estimated > 20


@pytest.mark.parametrize("name", ["betweenness", "closeness"])
def test_the_same_seed_gives_the_same_bytes(name: str) -> None:
    for graph in map(numbered, GRAPHS[:50]):
        first, second = (measure_large(name, graph, 1e-4) for _ in range(2))
        assert pickle.dumps(first) == pickle.dumps(second)


@given(st.integers(0, 199), st.integers(1, 30), st.integers(1, 30))
@settings(deadline=None)
def test_a_longer_sample_begins_with_the_shorter_one(graph: int, one: int, other: int) -> None:
    """More sources refine the same estimate. In every component each node is drawn at most once."""
    folding = Folding(numbered(GRAPHS[graph]))
    short, long = (sources(folding, most, 2030) for most in sorted((one, other)))
    component = folding.component[folding.core]
    for part in range(len(folding.sizes)):
        mine = [sample.nodes[component[sample.nodes] == part].tolist() for sample in (short, long)]
        assert mine[1][: len(mine[0])] == mine[0]
        assert len(set(mine[1])) == len(mine[1]) <= max(one, other)
    assert (short.drawn <= long.drawn).all()
    assert (long.drawn <= folding.sizes).all()
    assert long.times.sum() == long.drawn.sum()


@given(st.integers(0, 199))
@settings(deadline=None)
def test_folding_keeps_the_cores_and_the_sizes_of_trees(graph: int) -> None:
    """The folded graph is the 2-core, and one node of each tree."""
    origin = GRAPHS[graph]
    folding = Folding(numbered(origin))
    core = folding.core_graph
    trees = sum(nx.is_tree(origin.subgraph(part)) for part in nx.connected_components(origin))
    assert core.order == len(nx.k_core(origin, 2)) + trees
    assert len(core.a) == nx.k_core(origin, 2).size()
    assert folding.size[folding.core].sum() == len(origin)


def test_the_top_of_an_estimate_agrees_with_the_exact_ranking() -> None:
    """A network with the shape of the world's twin towns: the ranks of the fifty most central places agree."""
    graph = world_of(3_000)
    for name, share in (("betweenness", 0.25), ("closeness", 0.25)):
        visits = int(share * graph.order) * graph.entries
        exact, found = (
            measure_large(name, graph, EXACT),
            measure_large(name, graph, visits * algorithms.SAMPLED[name][1]),
        )
        top = np.argsort(-exact.values)[:50]
        ranks = [np.argsort(np.argsort(-values[top])) for values in (exact.values, found.values)]
        assert not found.exact
        assert np.corrcoef(*ranks)[0, 1] >= 0.95


def world_of(places: int) -> NumberedGraph:
    """A heavy-tailed graph: each place is tied to an earlier one, the older the likelier, and half of them to two."""
    chance = np.random.default_rng(1)
    graph = nx.Graph()
    graph.add_nodes_from(range(places))
    for place in range(1, places):
        for _ in range(1 + place % 2):
            graph.add_edge(place, int(place * chance.random() ** 2))
    return numbered(graph)


@pytest.mark.parametrize("projection", [Projection.MUNICIPALITIES, Projection.AFFILIATION])
@pytest.mark.usefixtures("large")
def test_a_lane_measures_the_same(whole: Snapshot, projection: Projection) -> None:
    """Every measure is, to the last digit, what a thread of this process finds."""
    network = Network(whole.all_time, NetworkSpec(None, projection))
    here, there = Measures(network), Measures(network)
    for name in MEASURES:
        here.found[name] = measure_large(name, here.numbered_graph, Measures.budget)
        assert np.array_equal(here.compute(name), there.compute(name))
    assert [here.ranked(by, 5) for by in Centrality] == [there.ranked(by, 5) for by in Centrality]


@pytest.mark.usefixtures("large")
def test_who_waits_for_a_process_that_ends_is_told(whole: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request gets an error that says what to do, and the next one a new process."""
    measures = Measures(Network(whole.all_time, NetworkSpec(None, Projection.COUNTRIES)))
    monkeypatch.setattr("data.networks.measures.measure_large", end_process)
    with pytest.raises(Interrupted, match="retry the request"):
        measures.count("components")
    monkeypatch.undo()
    assert measures.count("components") > 0


def end_process(*_: object) -> Result:
    import os

    os._exit(1)


def test_prices_follow_the_size_of_the_graph_and_the_budget() -> None:
    small, large = world_of(1_000), world_of(4_000)
    for name in MEASURES:
        assert 0 < price(name, small.order, len(small.a), 2.0) < price(name, large.order, len(large.a), EXACT)
    for name in algorithms.SAMPLED:
        assert price(name, large.order, len(large.a), 1e-3) == 1e-3
