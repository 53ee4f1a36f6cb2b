"""Distances on the globe."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Point = tuple[float, float]  # latitude and longitude in degrees, WGS 84
EARTH_KM = 6371.0
LONGEST_KM = float(math.ceil(math.pi * EARTH_KM))  # of two points of the globe
ONE_PLACE_KM = 25.0  # distance within which two points of one name are one place


def distance(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points in kilometres (haversine formula)."""
    (south, west), (north, east) = (map(math.radians, point) for point in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))


def distances(point: Point, latitudes: Any, longitudes: Any) -> Any:
    """Return the great-circle distance of a point from each of several, in kilometres. Arrays of shape (points,)."""
    south, west = map(math.radians, point)
    north, east = np.radians(latitudes), np.radians(longitudes)
    half = np.sin((north - south) / 2) ** 2 + math.cos(south) * np.cos(north) * np.sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
