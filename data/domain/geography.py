"""Distances on the globe."""

from __future__ import annotations

import math

Point = tuple[float, float]  # latitude and longitude in degrees, WGS 84
EARTH_KM = 6371.0
ONE_PLACE_KM = 25.0  # distance within which two points of one name are one place


def distance(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points in kilometres (haversine formula)."""
    (south, west), (north, east) = (map(math.radians, point) for point in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))
