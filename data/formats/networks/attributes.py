"""Attributes of networks, nodes and ties in the file formats. Unknown values are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from data.catalogue.layers import layers_of, strictest
from data.domain.enums import Projection
from data.domain.evidence_enums import GoalBasis
from data.formats.networks import labels, spells
from data.formats.networks.spells import Spell
from data.formats.xml_text import Value
from data.networks.measures import Measures
from data.snapshot.columns import CERTAINTY_LEVELS

LARGEST_DRAWING = 2_000  # nodes; a layout takes about 0.3 seconds for 2,000 nodes

BLOCK = 1_024  # nodes or ties whose attributes are in memory at once
CERTAINTY = [level and level.value for level in CERTAINTY_LEVELS]

Values = dict[str, Value]
Position = Mapping[str, float]

NETWORK: dict[str, type] = {
    "catalogue": str,
    "asOf": str,
    "kinds": list,
    "layers": list,
    "licence": list,
    "credit": list,
    "projection": str,
    "around": str,
    "radius": int,
    "goalBasis": list,
}
NODE: dict[str, type] = {
    "label": str,
    "kind": str,
    "country": str,
    "latitude": float,
    "longitude": float,
    "degree": int,
    "component": int,
    "bipartite": int,
    "basis": str,
}
POSITION: dict[str, type] = {"x": float, "y": float}
TIE: dict[str, type] = {
    "weight": int,
    "certainty": str,
    "partnerships": list,
    "titles": list,
    "earliestStart": str,
    "latestEnd": str,
    "basis": str,
    "stated": int,
}


class NodeElement(NamedTuple):
    """A node of a file: its id and its attributes."""

    id: str
    values: Values


class TieElement(NamedTuple):
    """A tie of a file: the ids of its ends, its attributes and its spells."""

    source: str
    target: str
    values: Values
    spells: list[Spell]

    @property
    def id(self) -> str:
        """The id of the tie. It is the same in all formats and versions, and never equals the id of a node."""
        return f"tie:{self.source}:{self.target}"


def of_network(measures: Measures) -> Values:
    """Return the catalogue version, the day and the specification of the network, its licences and whom to credit."""
    spec, slice = measures.network.spec, measures.network.slice
    layers = layers_of(slice.snapshot)
    about: dict[str, Any] = {
        "catalogue": slice.snapshot.version,
        "asOf": slice.day.isoformat() if slice.day else None,
        "kinds": sorted(spec.kinds) if spec.kinds is not None else None,
        "layers": sorted(spec.layers) if spec.layers is not None else None,
        "licence": [licence.url for licence in strictest(layers)],
        "credit": [layer.credit for layer in layers if layer.credit],
        "projection": spec.projection.value,
        "around": spec.around,
        "radius": spec.radius if spec.around else None,
        "goalBasis": sorted(spec.goal_basis) if spec.projection is Projection.GOALS else None,
    }
    return {name: value for name, value in about.items() if value is not None}


def nodes(measures: Measures) -> Iterator[NodeElement]:
    """Yield the nodes in node order: label, kind, location, degree, and component; component 0 is the largest.

    In affiliation networks `bipartite` is 1 for partnerships. A Goal also has its basis.
    """
    network = measures.network
    rows, degrees, components = network.tie_table.nodes, measures.degrees, measures.compute("components")
    for table, first, end in labels.tables(network.slice, rows):
        for begin in range(first, end, BLOCK):
            block = slice(begin, min(begin + BLOCK, end))
            columns = labels.columns(network.slice, table, rows[block])
            columns |= {"degree": degrees[block].tolist(), "component": components[block].tolist()}
            if network.spec.projection is Projection.AFFILIATION:
                columns["bipartite"] = [int(table.name == "partnerships")] * len(rows[block])
            if table.name == "goals":
                columns["basis"] = _basis(np.isin(rows[block], network.stated_table.nodes).tolist())
            yield from map(NodeElement, labels.ids(network.slice, rows[block]), _without_unknown(columns))


def positions(measures: Measures) -> Iterable[Position]:
    """Return x and y of each node, from -1 to 1; empty in networks of more than `LARGEST_DRAWING` nodes."""
    network = measures.network
    if network.order > LARGEST_DRAWING:
        return repeat({}, network.order)
    return ({"x": x, "y": y} for x, y in measures.points)


def ties(measures: Measures) -> Iterator[TieElement]:
    """Yield the ties by descending weight: weight, certainty, partnerships, first and last possible day.

    A tie of two Goals also has its basis, and the number of partnerships for which a source names both.
    """
    network = measures.network
    table, ids = network.tie_table, labels.ids(network.slice, network.tie_table.nodes)
    slugs = labels.cells(network.slice.tables["partnerships"], "slug", table.by)
    titles, found = labels.titles(network.slice, table.by), spells.of_ties(network)
    for begin in range(0, network.size, BLOCK):
        block = table.heaviest[begin : begin + BLOCK]
        bounds = list(zip(table.offsets[block].tolist(), table.offsets[block + 1].tolist(), strict=True))
        present = [found.at(tie) for tie in block.tolist()]
        columns: labels.Columns = {
            "weight": table.weight[block].tolist(),
            "certainty": [CERTAINTY[level] for level in table.level[block].tolist()],
            "partnerships": [slugs[first:end] for first, end in bounds],
            "titles": [titles[first:end] for first, end in bounds],
            "earliestStart": [one[0][0] if one else None for one in present],
            "latestEnd": [one[-1][1] if one else None for one in present],
        }
        if network.spec.projection is Projection.GOALS:
            stated = [
                network.stated_weights.get(ends, 0)
                for ends in zip(*(table.nodes[ends[block]].tolist() for ends in table.ends), strict=True)
            ]
            columns |= {"basis": _basis(stated), "stated": stated}
        sources, targets = ([ids[index] for index in ends[block].tolist()] for ends in table.ends)
        yield from map(TieElement, sources, targets, _without_unknown(columns), present)


def _basis(stated: Iterable[int]) -> list[str]:
    """Return how Goals or ties of Goals are known: by sources where `stated` is not 0."""
    return [(GoalBasis.STATED if one else GoalBasis.INFERRED).value for one in stated]


def _without_unknown(columns: labels.Columns) -> Iterator[Values]:
    """Yield the known values of each row of the columns, by name."""
    for row in zip(*columns.values(), strict=True):
        yield {name: value for name, value in zip(columns, row, strict=True) if value is not None}
