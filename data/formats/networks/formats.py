"""The file formats of networks. Each writer yields text in pieces, so that no file is in memory completely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from data.domain.enums import Projection
from data.formats.networks import cytoscape, edge_list, geojson, gexf, graphml, hif, node_link
from data.networks.measures import Measures


class Format(NamedTuple):
    """A file format. `only` is the one projection that it supports, None when it supports all."""

    extension: str
    about: str
    media_type: str
    write: Callable[[Measures], Iterator[str]]
    only: Projection | None = None


# Media types: those of GraphML and GEXF are common but unregistered; Cytoscape and HIF use that of JSON.
FORMATS: dict[str, Format] = {
    format.extension: format
    for format in (
        Format("graphml", "GraphML", "application/graphml+xml", graphml.write),
        Format("gexf", "GEXF with a timeline, for Gephi", "application/gexf+xml", gexf.write),
        Format("json", "node-link JSON, for networkx and D3", "application/json", node_link.write),
        Format("cyjs", "Cytoscape JSON", "application/json", cytoscape.write),
        Format("hif.json", "hypergraph (HIF)", "application/json", hif.write, Projection.AFFILIATION),
        Format("geojson", "GeoJSON, for maps", "application/geo+json", geojson.write),
        Format("csv", "list of ties", "text/csv; charset=utf-8; header=present", edge_list.write),
    )
}
