"""Drawings: within the frame, the same each time, ties short, hubs with room, components apart."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.networks.layout import SMALL, layout


def draw(graph: nx.Graph[int]) -> np.ndarray:
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    return np.asarray(layout(len(graph), list(graph.edges), parts))


def length(points: np.ndarray, a: int, b: int) -> float:
    return float(np.hypot(*(points[a] - points[b])))


@settings(max_examples=60)
@given(st.integers(0, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_any_network_is_drawn_within_the_frame(order: int, ties: list[tuple[int, int]]) -> None:
    """Every node has a point of its own between -1 and 1, the same on the second time."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(order))
    graph.add_edges_from((a, b) for a, b in ties if a != b and max(a, b) < order)
    points = draw(graph)

    assert points.shape == (order, 2)
    assert np.isfinite(points).all()
    assert (np.abs(points) <= 1).all()
    assert np.array_equal(points, draw(graph))
    assert len({tuple(point) for point in points.round(6)}) == order


def test_components_do_not_overlap() -> None:
    """Each lies within a circle of its own, so no line crosses that of another component."""
    graph = nx.disjoint_union_all([nx.star_graph(9), nx.cycle_graph(6), *(nx.path_graph(2) for _ in range(30))])
    points = draw(graph)
    circles = []
    for part in map(list, nx.connected_components(graph)):
        middle = (points[part].min(0) + points[part].max(0)) / 2
        circles.append((middle, np.hypot(*(points[part] - middle).T).max()))

    assert all(np.hypot(*(a - b)) > r + s for (a, r), (b, s) in combinations(circles, 2))


def test_a_cycle_is_round() -> None:
    """Nodes that are alike lie alike: all ties of a cycle are equally long, and it does not cross itself."""
    points = draw(nx.cycle_graph(12))
    lengths = [length(points, n, (n + 1) % 12) for n in range(12)]

    assert max(lengths) < 1.05 * min(lengths)


def test_hubs_have_room() -> None:
    """The ties of a star with many ends are longer than that of a pair drawn beside it."""
    points = draw(nx.disjoint_union(nx.star_graph(12), nx.path_graph(2)))

    assert length(points, 0, 1) > 1.4 * length(points, 13, 14)


@pytest.mark.parametrize(
    "graph",
    [
        nx.barabasi_albert_graph(SMALL + 200, 2, seed=1),
        nx.path_graph(SMALL + 1),
        nx.star_graph(SMALL),
        nx.complete_graph(SMALL + 1),
    ],
    ids=["scale-free", "path", "star", "complete"],
)
def test_a_large_component_is_spread_evenly(graph: nx.Graph[int]) -> None:
    """No two nodes coincide, ties are shorter than pairs taken blindly, unless all are tied, and it is the same each time."""
    points = draw(graph)
    pairs = np.random.default_rng(0).integers(0, len(graph), (2000, 2))
    blind = np.mean([length(points, a, b) for a, b in pairs if a != b])
    tied = np.mean([length(points, a, b) for a, b in graph.edges])

    assert len({tuple(point) for point in points.round(6)}) == len(graph)
    assert tied < blind or nx.density(graph) == 1 or max(dict(graph.degree).values()) == len(graph) - 1
    assert np.array_equal(points, draw(graph))
