"""Writes service/explorer/land.json, the coasts and borders of the map, from Natural Earth: `make land`.

Reads the TopoJSON of the npm package world-atlas (Natural Earth, 1:50 million, public domain). Arcs, which neighbours
share, are simplified by the method of Visvalingam and Whyatt, so that land and borders still meet. Small islands far
from every place of the catalogue are left out. Rings are cut at the edge of the map.
"""

from __future__ import annotations

import csv
import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from shapely import Point, Polygon, STRtree, box, union_all
from shapely.affinity import translate
from shapely.geometry.polygon import orient

from data.catalogue.reader import RECORDS_DIR

HERE = Path(__file__).parent
ATLAS = HERE / "node_modules" / "world-atlas" / "countries-50m.json"
LAND = HERE.parents[1] / "service" / "explorer" / "land.json"
SOURCE = "Natural Earth 1:50m, public domain, https://www.naturalearthdata.com"
MERIDIAN = (
    11  # degrees east, in the middle of the map: its edge runs through the Bering Strait and cuts no land but ice
)
SCALE = 50  # units of a degree
DETAIL = 0.03  # square degrees at the equator; triangles of a coast that are smaller are cut off
CLOSER = 18  # times as much detail in Europe, where most places are
EUROPE = (-25, 34, 42, 72)  # west, south, east, north
SMALL = 0.06  # square degrees at the equator; smaller islands need a place near by
NEAR = 1.0  # degrees
STEP = 4.0  # degrees between the points of a ring along the edge of the map, which is curved
WEST, EAST = MERIDIAN - 180, MERIDIAN + 180
WORLD = box(WEST, -90, EAST, 90)

Position = tuple[float, float]
Line = list[Position]


def land_text(atlas: Path = ATLAS, places: Iterable[Position] | None = None) -> str:
    """The text of land.json: longitudes from 169° W to 191° E and latitudes, in units of 1/SCALE of a degree."""
    topology = json.loads(atlas.read_text(encoding="utf-8"))
    objects = topology["objects"]
    arcs = [simplified(line) for line in decoded(topology)]
    near = STRtree([Point(place) for place in (read_places() if places is None else places)])
    rings = [ring for arc_rings in objects["land"]["geometries"][0]["arcs"] for ring in arc_rings]
    parts = [part for ring in rings for part in cut(joined(ring, arcs)) if is_kept(part, near)]
    parts.sort(key=lambda part: -part.area)
    borders = [arcs[number] for number in shared(objects["countries"]["geometries"])]
    text = {
        "source": SOURCE,
        "scale": SCALE,
        "meridian": MERIDIAN,
        "land": [flat(edged(part)) for part in parts],
        "borders": [flat(wrapped(line)) for line in borders],
    }
    return json.dumps(text, separators=(",", ":")).replace("],[", "],\n[") + "\n"


def decoded(topology: dict[str, Any]) -> Iterator[Line]:
    """The arcs of a TopoJSON topology in degrees: its points are differences of whole numbers."""
    (scale_x, scale_y), (left, top) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + left, y * scale_y + top))
        yield line


def simplified(line: Line, detail: float = DETAIL) -> Line:
    """A line without the points whose triangles with their neighbours are small, the smallest first; ends stay."""
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    heap = [(area(line, i - 1, i, i + 1), i) for i in range(1, len(line) - 1)]
    heapq.heapify(heap)
    now = {i: size for size, i in heap}
    least = 0.0
    while heap and (least := max(least, heap[0][0])) < detail:
        size, i = heapq.heappop(heap)
        if now.get(i) != size:
            continue
        del now[i]
        before[after[i]], after[before[i]] = before[i], after[i]
        for j in (before[i], after[i]):
            if j in now:
                now[j] = area(line, before[j], j, after[j])
                heapq.heappush(heap, (now[j], j))
    return [line[0], *(line[i] for i in sorted(now)), line[-1]]


def area(line: Line, a: int, b: int, c: int) -> float:
    """The area of a triangle of points in square degrees at the equator, CLOSER times as large in Europe."""
    (ax, ay), (bx, by), (cx, cy) = line[a], line[b], line[c]
    west, south, east, north = EUROPE
    weight = CLOSER if west < bx < east and south < by < north else 1
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 * cos(radians(by)) * weight


def joined(numbers: list[int], arcs: list[Line]) -> Line:
    """A ring of arcs; a negative number is an arc from its end to its start."""
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return [pieces[0][0], *(point for piece in pieces for point in piece[1:])]


def cut(ring: Line) -> list[Polygon]:
    """The parts on the map of a ring, which may be that of a lake. One that goes around the Earth, as Antarctica does, is closed at the pole."""
    line = unwrapped(ring)
    turn = line[-1][0] - line[0][0]
    if abs(turn) > 180:
        line = [*line, (line[-1][0], -90.0), (line[0][0], -90.0)]
    if len(line) < 4:
        return []
    shape = Polygon(line).buffer(0)
    parts = union_all([translate(shape, shift).intersection(WORLD) for shift in (-360, 0, 360)])
    return [orient(part) for part in polygons(parts)]


def polygons(shape: Any) -> Iterator[Polygon]:
    shapes = shape.geoms if hasattr(shape, "geoms") else [shape]
    return (Polygon(one.exterior) for one in shapes if isinstance(one, Polygon) and not one.is_empty)


def unwrapped(line: Line) -> Line:
    """A line whose longitudes do not jump by a turn."""
    points = [line[0]]
    for x, y in line[1:]:
        points.append((x - 360 * round((x - points[-1][0]) / 360), y))
    return points


def wrapped(line: Line) -> Line:
    """A line that lies on the map as a whole."""
    points = unwrapped(line)
    shift = -360 if max(x for x, _ in points) > EAST else 360 if min(x for x, _ in points) < WEST else 0
    return [(x + shift, y) for x, y in points]


def is_kept(part: Polygon, near: STRtree) -> bool:
    """Whether a part is large, or has a place near by."""
    size = part.area * cos(radians(part.centroid.y))
    return size > SMALL or len(near.query(part, predicate="dwithin", distance=NEAR)) > 0


def edged(part: Polygon) -> Line:
    """The points of a part, with more of them along the edge of the map."""
    points = []
    for (x, y), (u, v) in pairwise(part.exterior.coords):
        points.append((x, y))
        steps = int(abs(v - y) / STEP) if x == u and x in (WEST, EAST) else 0
        points += [(x, y + (v - y) * step / (steps + 1)) for step in range(1, steps + 1)]
    return points


def shared(countries: list[dict[str, Any]]) -> list[int]:
    """The arcs that two countries have in common."""
    uses = Counter(
        number if number >= 0 else ~number for one in countries for number in numbers_of(one.get("arcs", []))
    )
    return sorted(number for number, count in uses.items() if count > 1)


def numbers_of(arcs: list[Any] | int) -> Iterator[int]:
    if isinstance(arcs, int):
        yield arcs
    else:
        for inner in arcs:
            yield from numbers_of(inner)


def flat(line: Line) -> list[int]:
    """The coordinates of a line in whole units; points that fall together are one."""
    points = [(round(x * SCALE), round(y * SCALE)) for x, y in line]
    kept = [point for number, point in enumerate(points) if not number or point != points[number - 1]]
    return [number for point in kept for number in point]


def read_places() -> Iterator[Position]:
    """The longitudes and latitudes of the catalogue, those of its layers too."""
    for path in sorted(RECORDS_DIR.parent.glob("**/municipalities.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["latitude"]:
                    yield float(row["longitude"]), float(row["latitude"])


if __name__ == "__main__":
    LAND.write_text(land_text(), encoding="utf-8")
