"""Drawings: within the frame, the same each time, ties short, hubs with room, components apart."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from data.networks.algorithms import BY_NETWORKX
from data.networks.drawing.layout import SMALL, layout


def draw(graph: nx.Graph[int]) -> np.ndarray:
    return np.asarray(layout(len(graph), np.array(graph.edges), BY_NETWORKX["components"](graph)))


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


def circles(graph: nx.Graph[int], points: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
    """The middle and the radius of each component."""
    for part in map(list, nx.connected_components(graph)):
        middle = (points[part].min(0) + points[part].max(0)) / 2
        yield middle, float(np.hypot(*(points[part] - middle).T).max())


def overlaps(graph: nx.Graph[int], points: np.ndarray) -> bool:
    middles, radii = map(np.array, zip(*circles(graph, points), strict=True))
    one, other = np.triu_indices(len(radii), 1)
    return bool((pdist(middles) <= radii[one] + radii[other]).any())


def sparse_world(places: int, pairs: int) -> nx.Graph[int]:
    """A scale-free component and many pairs and paths of three."""
    small = [nx.path_graph(2 + number % 2) for number in range(pairs)]
    world: nx.Graph[int] = nx.disjoint_union_all([nx.barabasi_albert_graph(places, 2, seed=1), *small])
    return world


def test_components_do_not_overlap() -> None:
    """Each lies within a circle of its own, so no line crosses that of another component."""
    small = [nx.path_graph(2) for _ in range(30)]
    parts = [nx.star_graph(9), nx.cycle_graph(6), nx.random_labeled_tree(60, seed=3), *small, nx.empty_graph(20)]
    graph = nx.disjoint_union_all(parts)

    assert not overlaps(graph, draw(graph))


def test_a_network_of_sixteen_thousand_nodes_is_laid_out() -> None:
    """Its nodes keep points of their own when rounded, its components lie apart, and it is the same each time."""
    graph = sparse_world(13_500, 1_100)
    points = draw(graph)
    middle, radius = next(circles(graph, points))

    assert np.abs(points).max() == 1
    assert len({tuple(point) for point in points.round(6)}) == len(graph)
    assert not overlaps(graph, points)
    assert np.array_equal(points, draw(graph))
    assert np.hypot(*middle) < 0.05
    assert radius > 0.8


def test_equal_components_have_equal_pictures() -> None:
    """Whether laid out with others or alone, the distances within a component differ by the scale only."""
    tree = nx.random_labeled_tree(12, seed=5)
    points = draw(nx.disjoint_union_all([tree, nx.cycle_graph(12), tree, nx.path_graph(5)]))
    alone, first, second = (pdist(part) / pdist(part).max() for part in (draw(tree), points[:12], points[24:36]))

    assert np.allclose(first, alone)
    assert np.allclose(second, alone)


def test_the_frame_is_filled() -> None:
    """The drawing reaches all four sides, though a large component stands beside the largest one."""
    points = draw(nx.disjoint_union_all([nx.random_labeled_tree(n, seed=n) for n in (90, 80, *range(2, 40))]))

    assert np.abs(points.max(0) + points.min(0)).max() < 1e-9
    assert np.ptp(points, axis=0).min() > 1.8


LOADED = """
import sys
import numpy as np
from data.networks.drawing.layout import layout
assert not {"scipy", "networkx"} & set(sys.modules)
layout(400, np.column_stack([np.arange(399), np.arange(1, 400)]), np.zeros(400, int))
assert "networkx" not in sys.modules
"""


def test_scipy_is_loaded_on_first_use_and_networkx_not_at_all() -> None:
    """A process starts without them, and lays out a large component without networkx."""
    subprocess.run([sys.executable, "-c", LOADED], check=True)


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
