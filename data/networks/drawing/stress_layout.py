"""Layout of small components by stress majorization. Components of equal size are laid out together."""

from __future__ import annotations

from typing import Any

import numpy as np

from data.domain.arrays import Numbers

STEPS = 120  # upper bound
GOLDEN_ANGLE = np.pi * (3 - 5**0.5)
CROWD = 0.1  # length added to a tie for each unit by which the degrees of its ends add up to more than 4

Points = Any  # an array of (components, nodes, 2) or (nodes, 2) floats
Lengths = Any  # an array of (components, nodes, nodes) floats


def stress_layout(count: int, size: int, ends: Numbers) -> Points:
    """Positions of `count` connected components of `size` nodes each, shape (count, size, 2).

    Stress majorization (Gansner, Koren and North 2004) fits distances in the plane to path lengths. The weight of a
    pair is its path length to the power of -2. A component stops after STEPS steps, or when none of its coordinates
    moves by 0.001. `ends` has shape (ties, 2); the nodes of component k are numbered from k * `size`. Cost:
    proportional to the square of the nodes of a component in each step.
    """
    lengths = _path_lengths(count, size, ends)
    points = _classical_scaling(lengths)
    diagonal = np.arange(size)
    lengths[:, diagonal, diagonal] = 1
    weights = lengths**-2
    weights[:, diagonal, diagonal] = 0
    moving = np.arange(count if size > 1 else 0)
    for _ in range(STEPS):
        if not len(moving):
            break
        moved = _majorize(points[moving], lengths[moving], weights[moving])
        far = np.abs(moved - points[moving]).max((1, 2)) >= 1e-3
        points[moving] = moved
        moving = moving[far]
    return points


def _path_lengths(count: int, size: int, ends: Numbers) -> Lengths:
    """Shortest path lengths between all nodes of each component, by the method of Floyd and Warshall."""
    (part, _), (a, b) = np.divmod(ends.T, size)
    lengths = np.full((count, size, size), np.inf)
    lengths[:, np.arange(size), np.arange(size)] = 0
    lengths[part, a, b] = lengths[part, b, a] = tie_lengths(ends)
    for node in range(size):
        np.minimum(lengths, lengths[:, :, node, None] + lengths[:, None, node], out=lengths)
    return lengths


def _classical_scaling(lengths: Lengths) -> Points:
    """Classical multidimensional scaling: the two main axes of the doubly centred squared path lengths.

    The signs of the axes are fixed. Coincident nodes are moved apart.
    """
    count, size, _ = lengths.shape
    if size == 1:
        return np.zeros((count, 1, 2))
    squares = -0.5 * lengths**2
    rows = squares.mean(1, keepdims=True)
    vectors, values, _ = np.linalg.svd(squares - rows - rows.transpose(0, 2, 1) + rows.mean(2, keepdims=True))
    points = vectors[:, :, :2] * np.sqrt(values[:, None, :2])
    extremes = np.take_along_axis(points, np.abs(points).argmax(1, keepdims=True), 1)
    return points * np.where(extremes < 0, -1, 1) + 0.1 * sunflower(size) / size**0.5


def _majorize(points: Points, lengths: Lengths, weights: Lengths) -> Points:
    """The points after one step, which lowers the stress."""
    x, y = points[:, :, 0], points[:, :, 1]
    across, along = x[:, :, None] - x[:, None], y[:, :, None] - y[:, None]
    distances = np.maximum(np.sqrt(across * across + along * along), 1e-9)
    pulls = weights * lengths / distances
    moved = (weights - pulls) @ points + points * pulls.sum(2)[:, :, None]
    return moved / weights.sum(2)[:, :, None]


def tie_lengths(ends: Numbers) -> Lengths:
    """The wanted length of each tie, shape (ties,). It is 1 between nodes of low degree.

    It grows with the degrees of the ends, because hubs need space around them.
    """
    return 1 + CROWD * np.maximum(np.bincount(ends.ravel())[ends].sum(1) - 4, 0)


def squared_lengths(points: Points) -> Any:
    """The squared distance of each point from the origin, shape (n,)."""
    return (points * points).sum(1)


def sunflower(count: int) -> Points:
    """Points of a sunflower pattern, shape (count, 2): evenly spread over a disc, from the centre outwards."""
    number = np.arange(count)
    return np.sqrt(number)[:, None] * np.column_stack([np.cos(number * GOLDEN_ANGLE), np.sin(number * GOLDEN_ANGLE)])
