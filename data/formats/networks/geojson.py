"""GeoJSON (RFC 7946): nodes as points and ties as straight lines on a map with degrees as axes.

What has no place on the map has no geometry, so that nothing is lost. A tie that is shorter across the antimeridian is
cut there into two lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.formats.json_text import json, listed
from data.formats.networks import attributes, labels
from data.networks.measures import Measures
from data.networks.network import Network

Position = list[float]  # longitude and latitude in degrees
Geometry = dict[str, Any]
MERIDIAN = 180.0


def write(measures: Measures) -> Iterator[str]:
    network = measures.network
    points = positions(network)
    box = bounds(network, points)
    yield f'{{"type":"FeatureCollection","metadata":{json(attributes.of_network(measures))}'
    if box is not None:
        yield f',"bbox":{json(box)}'
    yield from listed("features", chain(nodes(measures, points), ties(measures, points)))
    yield "\n}\n"


def positions(network: Network) -> Numbers:
    """Return longitude and latitude of the nodes, shape (nodes, 2); not a number where they are unknown."""
    rows, unknown = network.tie_table.nodes, [None] * network.order
    found = np.full((network.order, 2), np.nan)
    for table, begin, end in labels.tables(network.slice, rows):
        columns = labels.columns(network.slice, table, rows[begin:end])
        for axis, name in enumerate(("longitude", "latitude")):
            found[begin:end, axis] = np.array(columns.get(name, unknown[begin:end]), float)
    found[np.isnan(found).any(axis=1)] = np.nan
    return found


def bounds(network: Network, points: Numbers) -> list[float] | None:
    """Return west, south, east and north of all geometries; None when there is none."""
    known = points[~np.isnan(points[:, 0])]
    if not len(known):
        return None
    (west, south), (east, north) = known.min(axis=0).tolist(), known.max(axis=0).tolist()
    one, other = (points[ends, 0] for ends in network.tie_table.ends)
    if (abs(one - other) > MERIDIAN).any():
        west, east = -MERIDIAN, MERIDIAN
    return [west, south, east, north]


def nodes(measures: Measures, points: Numbers) -> Iterator[str]:
    """Yield a feature for each node, in node order."""
    for node, place in zip(attributes.nodes(measures), points.tolist(), strict=True):
        geometry = {"type": "Point", "coordinates": place} if is_known(place) else None
        yield feature(node.id, geometry, {"feature": "node", "id": node.id, **node.values})


def ties(measures: Measures, points: Numbers) -> Iterator[str]:
    """Yield a feature for each tie, by descending weight."""
    table, places = measures.network.tie_table, points.tolist()
    one, other = (ends[table.heaviest].tolist() for ends in table.ends)
    found = zip(attributes.ties(measures), kinds_of_ties(measures.network), one, other, strict=True)
    for tie, kinds, a, b in found:
        geometry = line(places[a], places[b]) if is_known(places[a]) and is_known(places[b]) else None
        ends = {"feature": "tie", "id": tie.id, "source": tie.source, "target": tie.target}
        yield feature(tie.id, geometry, {**ends, **tie.values, "kinds": kinds})


def kinds_of_ties(network: Network) -> Iterator[list[str]]:
    """Yield the kinds of the partnerships of each tie, by descending weight."""
    table = network.tie_table
    kinds = [kind.value for kind in labels.cells(network.slice.tables["partnerships"], "kind", table.by)]
    offsets = table.offsets.tolist()
    return (sorted(set(kinds[offsets[tie] : offsets[tie + 1]])) for tie in table.heaviest.tolist())


def is_known(place: Position) -> bool:
    return place[0] == place[0]


def feature(id: str, geometry: Geometry | None, properties: dict[str, Any]) -> str:
    return json({"type": "Feature", "id": id, "geometry": geometry, "properties": properties})


def line(a: Position, b: Position) -> Geometry:
    """Return the line between two positions, which is cut where it crosses the antimeridian (RFC 7946, 3.1.9)."""
    if abs(b[0] - a[0]) <= MERIDIAN:
        return {"type": "LineString", "coordinates": [a, b]}
    side = MERIDIAN if a[0] > 0 else -MERIDIAN  # of the antimeridian on which the first position lies
    width = b[0] + 2 * side - a[0]
    if width == 0:  # both lie on it
        return {"type": "LineString", "coordinates": [a, [side, b[1]]]}
    share = (side - a[0]) / width
    latitude = a[1] * (1 - share) + b[1] * share
    pieces = [[a, [side, latitude]], [[-side, latitude], b]]
    whole = [piece for piece in pieces if piece[0][0] != piece[1][0]]  # a position on it leaves one piece
    if len(whole) == 1:
        return {"type": "LineString", "coordinates": whole[0]}
    return {"type": "MultiLineString", "coordinates": whole}
