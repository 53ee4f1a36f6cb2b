"""Network layout: each component is laid out alone, then the components are packed into a disc.

The layout uses no random numbers, so equal networks get equal positions in every process.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.networks.drawing.force_layout import force_layout
from data.networks.drawing.packing import pack_circles
from data.networks.drawing.stress_layout import squared_lengths, stress_layout

SMALL = 300  # nodes; larger components are laid out by forces, because stress takes the square of the nodes
BATCH = 1 << 20  # pairs of nodes; small components of equal size are laid out together, up to this number
GAP = 0.6  # margin around each component, in tie lengths

Points = Any  # an array of (n, 2) floats


def layout(order: int, ends: Numbers, labels: Numbers) -> Points:
    """Positions of `order` nodes, shape (order, 2), both coordinates from -1 to 1.

    `ends` are the ends of the ties, shape (ties, 2). `labels` is the component of each node, shape (order,); components
    are numbered from 0 by descending size.
    """
    if not order:
        return np.zeros((0, 2))
    nodes, sizes = np.argsort(labels, kind="stable"), np.bincount(labels)
    rank = np.empty(order, np.int64)
    rank[nodes] = np.arange(order)
    ranked = rank[np.asarray(ends, np.int64).reshape(-1, 2)]
    ranked = ranked[np.argsort(ranked[:, 0], kind="stable")]
    points = np.empty((order, 2))
    points[nodes] = _arrange(_layout_components(ranked, sizes), sizes)
    points -= (points.min(0) + points.max(0)) / 2
    return points / np.abs(points).max(initial=1)


def _layout_components(ends: Numbers, sizes: Numbers) -> Points:
    """Positions of the nodes of each component, not yet packed. Nodes and ties are sorted by component."""
    starts = np.concatenate([[0], np.cumsum(sizes)])
    points = np.empty((starts[-1], 2))
    first = 0
    while first < len(sizes):
        size = int(sizes[first])
        equal = int(np.searchsorted(-sizes, -size, side="right")) - first
        count = min(equal, max(BATCH // size**2, 1)) if size <= SMALL else 1
        low, high = starts[first], starts[first + count]
        inner = ends[slice(*np.searchsorted(ends[:, 0], [low, high]))] - low
        found = stress_layout(count, size, inner) if size <= SMALL else force_layout(size, inner)
        points[low:high] = found.reshape(-1, 2)
        first += count
    return points


def _arrange(points: Points, sizes: Numbers) -> Points:
    """Centres, rotates and packs the components, whose nodes follow each other in `points`.

    The main axis of a component becomes perpendicular to the line from the middle of the drawing to it. The component
    with the largest radius, whose spot is the origin, is not rotated.
    """
    starts, part = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)
    points = points - ((np.minimum.reduceat(points, starts) + np.maximum.reduceat(points, starts)) / 2)[part]
    radii = np.sqrt(np.maximum.reduceat(squared_lengths(points), starts)) + GAP
    spots = np.zeros((len(sizes), 2))
    descending = np.argsort(-radii, kind="stable")
    spots[descending] = pack_circles(radii[descending])
    away = spots - radii**2 @ spots / (radii**2).sum()
    turns = np.arctan2(away[:, 0], -away[:, 1]) - _main_axes(points, starts)
    return _rotate(points, np.where(spots.any(axis=1), turns, 0)[part]) + spots[part]


def _main_axes(points: Points, starts: Numbers) -> Any:
    """The angle of the axis of largest variance of each component, shape (components,)."""
    sizes = np.diff(starts, append=len(points))
    x, y = (points - np.repeat(np.add.reduceat(points, starts) / sizes[:, None], sizes, axis=0)).T
    return np.arctan2(2 * np.add.reduceat(x * y, starts), np.add.reduceat(x * x - y * y, starts)) / 2


def _rotate(points: Points, angles: Any) -> Points:
    """The points rotated around the origin, each by its angle."""
    (x, y), cosines, sines = points.T, np.cos(angles), np.sin(angles)
    return np.column_stack([x * cosines - y * sines, x * sines + y * cosines])
