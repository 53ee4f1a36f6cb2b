"""Layout of a large component by forces. All nodes repel each other through a grid, so that a step takes linear time."""

from __future__ import annotations

from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.networks.drawing.stress_layout import squared_lengths, sunflower, tie_lengths

PIVOTS = 30
STEPS = 60  # with the forces of the grid alone
LAST_STEPS = 10  # with the forces of the NEAR nearest points too
NEAR = 10  # nearest points, the node itself included
EXPONENT = 2  # the repulsion falls with the distance to this power
ATTRACTION = 0.25  # the force of a tie of length 1
SPREAD = 0.8  # distance between nodes, in tie lengths of small components
EVENNESS = 0.6  # 0 keeps the distances of the nodes from the centre, 1 makes the density equal at all of them

Points = Any  # an array of (n, 2) floats


def force_layout(order: int, ends: Numbers) -> Points:
    """Positions of a connected component of `order` nodes, shape (order, 2). `ends` has shape (ties, 2).

    A force-directed layout (Fruchterman and Reingold 1991) that starts from distances to pivots: ties attract, nodes
    repel, and steps get shorter. Cost: proportional to nodes and ties in each step.
    """
    points = _pivot_layout(order, ends)
    points *= SPREAD * order**0.5 / np.abs(points).max()
    grid = RepulsionGrid(order)
    for left in range(STEPS, 0, -1):
        forces = grid.forces(points) + _attraction(points, ends)
        points = points + _limit(forces, max(order**0.5 / 8 * (left / STEPS) ** 1.5, 0.5))
    for left in range(LAST_STEPS, 0, -1):
        forces = grid.forces(points) + _attraction(points, ends) + _near_repulsion(points)
        points = points + _limit(forces, 0.5 * left / LAST_STEPS)
    return _scale(_equalise_density(points - np.median(points, axis=0)), ends)


def _pivot_layout(order: int, ends: Numbers) -> Points:
    """Pivot MDS (Brandes and Pich 2007): the two main axes of the squared distances to PIVOTS nodes, shape (order, 2).

    The distances are doubly centred. The signs of the axes are fixed. Coincident nodes are moved apart.
    """
    squares = -0.5 * _pivot_distances(order, ends) ** 2
    centred = squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(centred.T @ centred)
    points = centred @ vectors[:, [-1, -2]] / np.maximum(values[[-1, -2]], 1e-9) ** 0.25
    points *= np.where(points[np.abs(points).argmax(0), [0, 1]] < 0, -1, 1)
    return points + 0.1 * sunflower(order) / order**0.5


def _pivot_distances(order: int, ends: Numbers) -> Any:
    """Distances in ties from all nodes to PIVOTS nodes, shape (order, PIVOTS).

    Each pivot is the node with the largest distance to the pivots before it.
    """
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to load
    from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped]  # noqa: PLC0415

    ties = np.concatenate([ends, ends[:, ::-1]])
    graph = csr_array((np.ones(len(ties)), ties.T), (order, order))
    pivot, nearest, found = 0, np.full(order, np.inf), []
    for _ in range(PIVOTS):
        found.append(dijkstra(graph, indices=pivot, unweighted=True))
        nearest = np.minimum(nearest, found[-1])
        pivot = int(nearest.argmax())
    return np.column_stack(found)


class RepulsionGrid:
    """The repulsion of all nodes by all nodes, through a square grid that covers them.

    Each node is shared out among the four grid points around it (cloud in cell). A convolution by the fast Fourier
    transform gives the force at each grid point, and from there at each node. Forces are complex numbers here.
    """

    def __init__(self, order: int) -> None:
        self.lines = 1 << max(4, int(np.ceil(np.log2(order**0.5))))
        offsets = np.fft.fftfreq(2 * self.lines, 1 / (2 * self.lines))
        away = offsets[:, None] + 1j * offsets[None]
        self.kernel = np.fft.fft2(away / np.maximum(np.abs(away), 0.5) ** (EXPONENT + 1))

    def forces(self, points: Points) -> Points:
        """The force on each node, shape (nodes, 2)."""
        low, lines = points.min(0), self.lines
        step = (points.max(0) - low).max() / (lines - 1.001)
        cells, inside = np.divmod((points - low) / step, 1)
        corner = cells.astype(np.int64) @ (lines, 1)
        across, along = inside.T
        shares = {0: (1 - across) * (1 - along), 1: (1 - across) * along, lines: across * (1 - along)}
        shares[lines + 1] = across * along
        density = sum(np.bincount(corner + offset, share, lines**2) for offset, share in shares.items())
        doubled = np.fft.fft2(np.reshape(density, (lines, lines)), (2 * lines, 2 * lines))
        field = np.fft.ifft2(doubled * self.kernel)[:lines, :lines].ravel()
        forces = sum(share * field[corner + offset] for offset, share in shares.items()) / step**EXPONENT
        return np.column_stack([np.real(forces), np.imag(forces)])


def _attraction(points: Points, ends: Numbers) -> Points:
    """The forces of the ties on the nodes, shape (nodes, 2). They grow with the length of the tie."""
    a, b = ends.T
    pulls = ATTRACTION * (points[b] - points[a])
    order = len(points)
    return np.column_stack([np.bincount(a, pull, order) - np.bincount(b, pull, order) for pull in pulls.T])


def _near_repulsion(points: Points) -> Points:
    """The forces between each node and its nearest ones, which the grid smooths too much. Shape (nodes, 2)."""
    from scipy.spatial import KDTree  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to load

    _, near = KDTree(points).query(points, NEAR)
    away = points[:, None] - points[near]
    return (away / np.maximum((away * away).sum(2, keepdims=True), 1e-2)).sum(1)


def _limit(forces: Points, longest: float) -> Points:
    """The forces, shortened to a length of at most `longest`."""
    return forces * np.minimum(1, longest / np.maximum(np.sqrt(squared_lengths(forces)), 1e-9))[:, None]


def _scale(points: Points, ends: Numbers) -> Points:
    """Enlarges a sparse component, so that half of its ties are at least as long as in small components."""
    ties = np.sqrt(squared_lengths(points[ends[:, 0]] - points[ends[:, 1]]))
    return points / min(float(np.median(ties / tie_lengths(ends))), 1)


def _equalise_density(points: Points) -> Points:
    """Equalises the density of nodes in part, so that the surroundings of hubs stay readable.

    The direction of each node from the centre and the order of the distances do not change.
    """
    lengths = np.maximum(np.sqrt(squared_lengths(points)), 1e-9)
    ranks = np.argsort(np.argsort(lengths, kind="stable"), kind="stable")
    even, kept = np.sqrt((ranks + 0.5) / len(points)), lengths / np.sqrt(2 * (lengths**2).mean())
    return points * (SPREAD * len(points) ** 0.5 * even**EVENNESS * kept ** (1 - EVENNESS) / lengths)[:, None]
