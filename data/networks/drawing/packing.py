"""Packing of circles: a greedy method on square grids."""

from __future__ import annotations

from math import ceil, hypot, sqrt
from typing import Any

import numpy as np

Points = Any  # an array of (n, 2) floats
ROUNDING = 1.05  # radii within this factor of each other share a grid; they are rounded up to the largest of them
FINENESS = 4  # grid lines per radius
BLOCKED = (4 * FINENESS + 1) ** 2  # points; a circle blocks no more for the others of its grid
LINES = 700  # grid lines between the origin and the border of the circles; a finer grid is made coarser


def pack_circles(radii: Any) -> Points:
    """Centres of circles that do not overlap, shape (circles, 2). The largest circle is at the origin.

    `radii` are positive and descend. Circles of about the same radius are placed on one grid, each as near as possible
    to the centre of mass of the larger circles. Cost: proportional to the circles times the distinct radii, and to the
    area of the grids.
    """
    spots, areas = np.zeros((len(radii), 2)), radii * radii
    first, extent = 0, 0.0  # all circles before `first` lie within `extent` of the origin
    while first < len(radii):
        radius = float(radii[first])
        end = first + int(np.searchsorted(-radii[first:], -radius / ROUNDING, side="right"))
        grid = CircleGrid(end - first, radius, extent)
        for (x, y), other in zip(spots[:first].tolist(), radii[:first].tolist(), strict=True):
            grid.block(x, y, other)
        centre = areas[:first] @ spots[:first] / areas[: max(first, 1)].sum()
        spots[first:end] = grid.pack(end - first, centre)
        extent = max(extent, float(np.hypot(*spots[first:end].T).max()) + radius)
        first = end
    return spots


class CircleGrid:
    """A square grid of points, which are free or not for the centre of a circle of one radius.

    It has room for `count` circles when the circles placed before lie within `extent` of the origin: beyond `extent` +
    `radius` only the new circles block points, and the area that they block is less than that of the grid.
    """

    def __init__(self, count: int, radius: float, extent: float) -> None:
        self.radius = radius
        self.step = max(radius / FINENESS, (extent + radius) / LINES)
        reach = hypot(extent + radius, sqrt(count - 1) * (2 * radius + self.step))
        self.half = ceil(reach / self.step) + 1
        self.free = np.ones((2 * self.half + 1, 2 * self.half + 1), bool)

    def block(self, x: float, y: float, radius: float) -> None:
        """Marks the points at which a circle of the grid would overlap the circle with this centre and radius."""
        x, y, reach = x / self.step + self.half, y / self.step + self.half, (radius + self.radius) / self.step
        left, low = max(ceil(x - reach), 0), max(ceil(y - reach), 0)
        window = self.free[left : int(x + reach) + 1, low : int(y + reach) + 1]
        across, along = np.arange(left, left + window.shape[0]) - x, np.arange(low, low + window.shape[1]) - y
        window &= np.add.outer(across * across, along * along) > reach * reach - 1e-9

    def pack(self, count: int, goal: Points) -> Points:
        """Centres of `count` circles, shape (count, 2). Each takes the free point that is nearest to the goal."""
        lines = (np.arange(len(self.free)) - self.half) * self.step
        distances = np.add.outer((lines - goal[0]) ** 2, (lines - goal[1]) ** 2)[self.free]
        needed = min(count * BLOCKED, len(distances)) - 1
        near = distances <= np.partition(distances, needed)[needed]
        numbers = np.flatnonzero(self.free)[near][np.argsort(distances[near], kind="stable")]
        found: list[tuple[float, float]] = []
        for row, column in zip(*(axis.tolist() for axis in np.divmod(numbers, len(lines))), strict=True):
            if self.free[row, column]:
                found.append((float(lines[row]), float(lines[column])))
                if len(found) == count:
                    break
                self.block(*found[-1], self.radius)
        return np.array(found)
