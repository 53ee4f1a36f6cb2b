"""Network layout: each component is laid out alone, then the components are packed into a disc.

The layout uses no random numbers, so equal networks get equal positions in every process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from data.networks.lazy_modules import networkx

SMALL = 300  # nodes; larger components use the distances to PIVOTS nodes instead of all distances
PIVOTS = 50
MAJORIZATION_STEPS = 120  # upper bound
FORCE_STEPS = 60
NEAR = 16  # nearest points, the node itself included, that repel a node of a large component
CROWD = 0.1  # length added to a tie for each unit by which the degrees of its ends add up to more than 4
SPREAD = 0.8  # distance between nodes of a large component, in tie lengths
GAP = 0.6  # margin around each component, in tie lengths
GOLDEN_ANGLE = np.pi * (3 - 5**0.5)
SPOTS = 24  # candidate positions; they cover SPOTS / 4 times the area of all components

Points = Any  # an array of (n, 2) floats
Graph = Any  # networkx.Graph[int], its nodes numbered from 0
Pairs = Sequence[tuple[int, int]]


def layout(order: int, ties: Pairs, parts: Sequence[Sequence[int]]) -> Points:
    """Positions of `order` nodes, shape (order, 2), both coordinates from -1 to 1.

    `ties` are pairs of node numbers. `parts` are the connected components, the largest first.
    """
    points = np.zeros((order, 2))
    if not order:
        return points
    drawings = [_center(_layout_component(numbers, ties)) for numbers, ties in _split_components(order, ties, parts)]
    spots = _pack_components(np.array([_radius_of(drawing) for drawing in drawings]))
    for numbers, drawing, spot in zip(parts, drawings, spots, strict=True):
        points[list(numbers)] = _rotate(drawing, spot) + spot
    return points / np.abs(points).max(initial=1)


def _split_components(order: int, ties: Pairs, parts: Sequence[Sequence[int]]) -> Iterator[tuple[int, Pairs]]:
    """Yields the number of nodes and the ties of each component. Its nodes are renumbered from 0."""
    where = {number: (part, place) for part, numbers in enumerate(parts) for place, number in enumerate(numbers)}
    of_part: list[list[tuple[int, int]]] = [[] for _ in parts]
    for a, b in ties:
        of_part[where[a][0]].append((where[a][1], where[b][1]))
    return ((len(numbers), found) for numbers, found in zip(parts, of_part, strict=True))


def _layout_component(order: int, ties: Pairs) -> Points:
    """Positions of one component, shape (order, 2). A tie between nodes of low degree is about 1 long."""
    if order == 1:
        return np.zeros((1, 2))
    graph: Graph = networkx.Graph()
    graph.add_nodes_from(range(order))
    graph.add_edges_from(ties)
    return _majorize(graph) if order <= SMALL else _apply_forces(_pivot_layout(graph), np.array(ties))


def _distances(graph: Graph, start: int) -> Any:
    """Distances in ties from one node to every node, shape (nodes,)."""
    found = networkx.single_source_shortest_path_length(graph, start)
    return np.array([found[number] for number in range(len(graph))], dtype=float)


def _lengths(graph: Graph) -> Any:
    """Shortest path lengths between all nodes, shape (nodes, nodes).

    The length of a tie grows with the degrees of its ends, because hubs need space around them.
    """
    for a, b, tie in graph.edges(data=True):
        tie["length"] = 1 + CROWD * max(graph.degree(a) + graph.degree(b) - 4, 0)
    found = dict(networkx.all_pairs_dijkstra_path_length(graph, weight="length"))
    return np.array([[found[a][b] for b in range(len(graph))] for a in range(len(graph))], dtype=float)


def _majorize(graph: Graph) -> Points:
    """Stress majorization (Gansner, Koren and North 2004): fits distances in the plane to path lengths.

    The weight of a pair is its path length to the power of -2. Stops after MAJORIZATION_STEPS steps, or when no
    coordinate moves by 0.001. Cost: proportional to the square of the nodes in each step.
    """
    distances = _lengths(graph)
    points = _classical_scaling(distances)
    np.fill_diagonal(distances, 1)
    weights = distances**-2.0
    np.fill_diagonal(weights, 0)
    for _ in range(MAJORIZATION_STEPS):
        offsets = points[:, None] - points[None]
        lengths = np.maximum(np.hypot(*np.moveaxis(offsets, 2, 0)), 1e-9)
        pulls = weights * distances / lengths
        moved = (weights @ points + (pulls[..., None] * offsets).sum(1)) / weights.sum(1)[:, None]
        still = np.abs(moved - points).max() < 1e-3
        points = moved
        if still:
            break
    return points


def _pivot_layout(graph: Graph) -> Points:
    """Pivot MDS (Brandes and Pich 2007): initial positions by the distances to PIVOTS nodes, shape (nodes, 2).

    Each pivot is the node with the largest distance to the pivots before it. Cost: proportional to PIVOTS times ties.
    """
    pivot, nearest, found = 0, np.full(len(graph), np.inf), []
    for _ in range(PIVOTS):
        found.append(_distances(graph, pivot))
        nearest = np.minimum(nearest, found[-1])
        pivot = int(nearest.argmax())
    return _classical_scaling(np.array(found).T)


def _classical_scaling(distances: Points) -> Points:
    """Classical multidimensional scaling: the two main axes of the doubly centred squared distances, shape (nodes, 2).

    The signs of the axes are fixed. Coincident nodes are moved apart.
    """
    squares = -0.5 * distances**2
    centred = squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean()
    vectors, values, _ = np.linalg.svd(centred, full_matrices=False)
    if len(values) < 2:
        return np.zeros((len(distances), 2))
    points = vectors[:, :2] * np.sqrt(values[:2])
    points *= np.where(points[np.abs(points).argmax(0), [0, 1]] < 0, -1, 1)
    return points + 0.1 * _sunflower(len(points)) / len(points) ** 0.5


def _apply_forces(points: Points, ends: Any) -> Points:
    """Force-directed layout (Fruchterman and Reingold 1991): ties attract, near nodes repel, and steps get shorter."""
    from scipy.spatial import KDTree  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to load

    order = len(points)
    points = points * (order**0.5 / np.abs(points).max())
    for step in range(FORCE_STEPS):
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
        points = points + forces / lengths * np.minimum(lengths, order**0.5 / 10 * (1 - step / FORCE_STEPS))
    return _equalise_density(points - np.median(points, axis=0))


def _equalise_density(points: Points) -> Points:
    """Equalises the density of nodes, so that the surroundings of hubs stay readable.

    The direction of each node from the centre and the order of the distances do not change.
    """
    lengths = np.maximum(np.hypot(*points.T), 1e-9)
    ranks = np.argsort(np.argsort(lengths, kind="stable"), kind="stable")
    return points / lengths[:, None] * np.sqrt(ranks + 0.5)[:, None] * SPREAD


def _center(points: Points) -> Points:
    return points - (points.min(0) + points.max(0)) / 2


def _radius_of(points: Points) -> float:
    """The radius of the circle around a centred component, including the margin GAP."""
    return float(np.hypot(*points.T).max()) + GAP


def _rotate(points: Points, spot: Points) -> Points:
    """Rotates a component so that its main axis is perpendicular to the line from the centre of the disc to `spot`."""
    if len(points) == 1 or not spot.any():
        return points
    _, _, axes = np.linalg.svd(points - points.mean(0), full_matrices=False)
    angle = np.arctan2(spot[0], -spot[1]) - np.arctan2(axes[0, 1], axes[0, 0])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return points @ turn


def _pack_components(radii: Any) -> Points:
    """Centres of circles that do not overlap, shape (components, 2).

    A greedy method: by descending radius, each circle takes the free candidate position nearest to the centre.
    """
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
    """Points of a sunflower pattern, shape (count, 2): evenly spread over a disc, from the centre outwards."""
    number = np.arange(count)
    return np.sqrt(number)[:, None] * np.column_stack([np.cos(number * GOLDEN_ANGLE), np.sin(number * GOLDEN_ANGLE)])
