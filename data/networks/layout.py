"""Where to draw the nodes of a network: each component by itself, and the components packed into a disc.

All of it is deterministic: no random numbers are drawn, so equal networks are drawn alike in every process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from data.networks.lazy_networkx import networkx

SMALL = 300  # nodes; up to that all distances are kept, above it those to some pivots
PIVOTS = 50
STEPS = 120  # of majorization, at most
PUSHES = 60  # of forces in a large component
NEAR = 16  # neighbours in the plane that push a node of a large component away
CROWD = 0.1  # of its length is added to a tie for each other tie of its ends, but for two
SPREAD = 0.8  # of the length of a tie, between nodes of a large component
GAP = 0.6  # of the length of a tie, kept around each component
TURN = np.pi * (3 - 5**0.5)  # the golden angle
SPOTS = 24  # places tried for each node's worth of area

Points = Any  # an array of (n, 2) floats
Graph = Any  # networkx.Graph[int], its nodes numbered from 0
Pairs = Sequence[tuple[int, int]]


def layout(order: int, ties: Pairs, parts: Sequence[Sequence[int]]) -> Points:
    """A point for each of `order` nodes, within -1 and 1; `parts` are its components, the largest first."""
    points = np.zeros((order, 2))
    if not order:
        return points
    drawings = [_center(_layout_component(numbers, ties)) for numbers, ties in _split_components(order, ties, parts)]
    spots = _pack_components(np.array([_radius_of(drawing) for drawing in drawings]))
    for numbers, drawing, spot in zip(parts, drawings, spots, strict=True):
        points[list(numbers)] = _rotate(drawing, spot) + spot
    return points / np.abs(points).max(initial=1)


def _split_components(order: int, ties: Pairs, parts: Sequence[Sequence[int]]) -> Iterator[tuple[int, Pairs]]:
    """The number of nodes and the ties of each part, whose nodes are numbered anew from 0."""
    where = {number: (part, place) for part, numbers in enumerate(parts) for place, number in enumerate(numbers)}
    of_part: list[list[tuple[int, int]]] = [[] for _ in parts]
    for a, b in ties:
        of_part[where[a][0]].append((where[a][1], where[b][1]))
    return ((len(numbers), found) for numbers, found in zip(parts, of_part, strict=True))


def _layout_component(order: int, ties: Pairs) -> Points:
    """The points of one component, in which a tie of nodes with few ties is about 1 long."""
    if order == 1:
        return np.zeros((1, 2))
    graph: Graph = networkx.Graph()
    graph.add_nodes_from(range(order))
    graph.add_edges_from(ties)
    return _majorize(graph) if order <= SMALL else _apply_forces(_pivot_layout(graph), np.array(ties))


def _distances(graph: Graph, start: int) -> Any:
    """In ties, from one node to each."""
    found = networkx.single_source_shortest_path_length(graph, start)
    return np.array([found[number] for number in range(len(graph))], dtype=float)


def _lengths(graph: Graph) -> Any:
    """From each node to each, where a tie is the longer the more other ties its ends have: hubs need room around them."""
    for a, b, tie in graph.edges(data=True):
        tie["length"] = 1 + CROWD * max(graph.degree(a) + graph.degree(b) - 4, 0)
    found = dict(networkx.all_pairs_dijkstra_path_length(graph, weight="length"))
    return np.array([[found[a][b] for b in range(len(graph))] for a in range(len(graph))], dtype=float)


def _majorize(graph: Graph) -> Points:
    """Distances in the plane as near as may be to those in ties: stress majorization (Gansner, Koren and North 2004)."""
    distances = _lengths(graph)
    points = _classical_scaling(distances)
    np.fill_diagonal(distances, 1)
    weights = distances**-2.0
    np.fill_diagonal(weights, 0)
    for _ in range(STEPS):
        lines = points[:, None] - points[None]
        lengths = np.maximum(np.hypot(*np.moveaxis(lines, 2, 0)), 1e-9)
        pulls = weights * distances / lengths
        moved = (weights @ points + (pulls[..., None] * lines).sum(1)) / weights.sum(1)[:, None]
        still = np.abs(moved - points).max() < 1e-3
        points = moved
        if still:
            break
    return points


def _pivot_layout(graph: Graph) -> Points:
    """A first drawing by the distances to some pivots, each as far from the others as can be (Brandes and Pich 2007)."""
    pivot, nearest, found = 0, np.full(len(graph), np.inf), []
    for _ in range(PIVOTS):
        found.append(_distances(graph, pivot))
        nearest = np.minimum(nearest, found[-1])
        pivot = int(nearest.argmax())
    return _classical_scaling(np.array(found).T)


def _classical_scaling(distances: Points) -> Points:
    """Classical scaling: the two main axes of the doubly centred squares; nodes that coincide are nudged apart."""
    squares = -0.5 * distances**2
    centred = squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean()
    vectors, values, _ = np.linalg.svd(centred, full_matrices=False)
    if len(values) < 2:
        return np.zeros((len(distances), 2))
    points = vectors[:, :2] * np.sqrt(values[:2])
    points *= np.where(points[np.abs(points).argmax(0), [0, 1]] < 0, -1, 1)
    return points + 0.1 * _sunflower(len(points)) / len(points) ** 0.5


def _apply_forces(points: Points, ends: Any) -> Points:
    """Ties pull and near nodes push (Fruchterman and Reingold 1991), in steps that grow shorter."""
    from scipy.spatial import KDTree  # type: ignore[import-untyped]  # noqa: PLC0415  # takes a second to load

    order = len(points)
    points = points * (order**0.5 / np.abs(points).max())
    for step in range(PUSHES):
        forces = np.zeros_like(points)
        _, near = KDTree(points).query(points, min(NEAR, order))
        away = points[:, None] - points[near]
        squares = np.maximum((away**2).sum(2, keepdims=True), 1e-2)
        forces += (away / squares).sum(1)
        along = points[ends[:, 0]] - points[ends[:, 1]]
        pull = along * np.hypot(*along.T)[:, None] / 4
        for axis in (0, 1):
            forces[:, axis] += np.bincount(ends[:, 1], pull[:, axis], order) - np.bincount(
                ends[:, 0], pull[:, axis], order
            )
        lengths = np.maximum(np.hypot(*forces.T), 1e-9)[:, None]
        points = points + forces / lengths * np.minimum(lengths, order**0.5 / 10 * (1 - step / PUSHES))
    return _equalise_density(points - np.median(points, axis=0))


def _equalise_density(points: Points) -> Points:
    """The same directions from the middle and the same order outwards, as dense everywhere: no hub is a blot."""
    lengths = np.maximum(np.hypot(*points.T), 1e-9)
    ranks = np.argsort(np.argsort(lengths, kind="stable"), kind="stable")
    return points / lengths[:, None] * np.sqrt(ranks + 0.5)[:, None] * SPREAD


def _center(points: Points) -> Points:
    return points - (points.min(0) + points.max(0)) / 2


def _radius_of(points: Points) -> float:
    """The radius of the circle that a component needs around its middle."""
    return float(np.hypot(*points.T).max()) + GAP


def _rotate(points: Points, spot: Points) -> Points:
    """The drawing with its length across the way from the middle of the disc to its spot."""
    if len(points) == 1 or not spot.any():
        return points
    _, _, axes = np.linalg.svd(points - points.mean(0), full_matrices=False)
    angle = np.arctan2(spot[0], -spot[1]) - np.arctan2(axes[0, 1], axes[0, 0])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return points @ turn


def _pack_components(radii: Any) -> Points:
    """The middles of circles that do not overlap: each, the largest first, as near to the middle of all as it can lie."""
    finest = radii.min() / 3
    tries = _sunflower(int(SPOTS * (radii**2).sum() / finest**2)) * finest / 2
    free = np.full(len(tries), np.inf)
    spots = np.zeros((len(radii), 2))
    for number in np.argsort(-radii, kind="stable"):
        spot = tries[(free >= radii[number]).argmax()]
        spots[number] = spot
        free = np.minimum(free, np.hypot(*(tries - spot).T) - radii[number])
    return spots


def _sunflower(count: int) -> Points:
    """Points of a sunflower's head: evenly spread over a disc, from the middle outwards."""
    number = np.arange(count)
    return np.sqrt(number)[:, None] * np.column_stack([np.cos(number * TURN), np.sin(number * TURN)])
