"""The Natural Earth projection, and great circles that are drawn in it."""

from __future__ import annotations

from math import acos, asin, atan2, cos, degrees, radians, sin
from typing import NamedTuple

HALF_TURN = 180.0
STEPS = 48  # of a great circle

Point = tuple[float, float]


class Position(NamedTuple):
    """Degrees east and north."""

    longitude: float
    latitude: float


def project(longitude: float, latitude: float) -> Point:
    """The point of a longitude from the middle of the map and a latitude, x to the right and y down.

    Šavrič, Jenny, Patterson, Petrovič and Hurni (2011), polynomial equation for the Natural Earth projection.
    """
    phi = radians(latitude)
    square = phi * phi
    fourth = square * square
    across = 0.8707 - 0.131979 * square + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth))
    down = phi * (1.007226 + square * (0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth)))
    return radians(longitude) * across, -down


def centred(longitude: float, meridian: float) -> float:
    """The longitude from a meridian, at least -180 and less than 180."""
    return (longitude - meridian + HALF_TURN) % (2 * HALF_TURN) - HALF_TURN


def great_circle(start: Position, end: Position) -> list[Position]:
    """Positions along the shortest way between two."""
    angle = distance(start, end)
    if angle < 1e-9 or abs(sin(angle)) < 1e-9:  # the same, or opposite each other
        return [start, end]
    return [between(start, end, angle, step / STEPS) for step in range(STEPS + 1)]


def distance(start: Position, end: Position) -> float:
    """The angle between two positions in radians."""
    first, last = radians(start.latitude), radians(end.latitude)
    cosine = sin(first) * sin(last) + cos(first) * cos(last) * cos(radians(end.longitude - start.longitude))
    return acos(max(-1.0, min(1.0, cosine)))


def between(start: Position, end: Position, angle: float, share: float) -> Position:
    """The position at a share of the way, 0 to 1."""
    first, last = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    x, y, z = (first * one + last * other for one, other in zip(vector(start), vector(end), strict=True))
    return Position(degrees(atan2(y, x)), degrees(asin(max(-1.0, min(1.0, z)))))


def vector(position: Position) -> tuple[float, float, float]:
    longitude, latitude = radians(position.longitude), radians(position.latitude)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)
