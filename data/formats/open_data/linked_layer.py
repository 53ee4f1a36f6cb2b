"""One layer of the catalogue as JSON-LD, without facts of other layers, which may have other licences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from data.catalogue.layers import layer_named, rows_of_layer, snapshot_of_layers
from data.domain.evidence_enums import GoalBasis
from data.formats import json_text as text
from data.formats.open_data.linked import Linked
from data.formats.open_data.nodes import RECORDS, Doc, tagged
from data.formats.open_data.vocabulary import OWN, context, term
from data.snapshot.entities import FurtherSource, Layer, PlaceName
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.slice import Entities
from data.snapshot.snapshot import Snapshot


def layer_catalogue(
    snapshot: Snapshot, address: str, slug: str, basis: frozenset[GoalBasis] = STATED_ONLY
) -> Iterator[str]:
    """Yield one JSON-LD document of the entities of a layer that have an IRI, in pieces. Its context is included.

    `basis` says which links to Goals it has. It ends with what the layer adds to entities of other layers: further sources of partnerships, names of places.
    """
    chosen, linked = snapshot_of_layers(snapshot, [slug]), Linked(address, basis)
    layer = layer_named(chosen, slug)
    entities = (entity for records in RECORDS.values() for entity in entities_of_layer(chosen, records, layer))
    terms = (term(address, name) for name in OWN)
    nodes = chain(terms, map(linked.of, entities), additions(chosen, linked, layer))
    yield f'{{"@context":{text.json(context(address))}'
    yield from text.listed("@graph", map(text.json, nodes))
    yield "}\n"


def entities_of_layer(snapshot: Snapshot, records: str, layer: Layer) -> Entities[Any]:
    """Return the entities of a table that belong to a layer, in the order of their keys."""
    table = snapshot.tables[records]
    return Entities(snapshot.all_time, table, rows_of_layer(table, layer) + table.first)


def additions(snapshot: Snapshot, linked: Linked, layer: Layer) -> Iterator[Doc]:
    """Yield the statements of a layer on entities of other layers."""
    further: Entities[FurtherSource] = entities_of_layer(snapshot, "further_sources", layer)
    for one in further:
        if one.partnership.layer is not layer:
            yield {"@id": linked.iri(one.partnership), "source": [linked.iri(one.source)]}
    names: Entities[PlaceName] = entities_of_layer(snapshot, "names", layer)
    for name in names:
        if name.municipality.layer is not layer:
            yield {"@id": linked.iri(name.municipality), "alternateName": [tagged(name.name, name.language)]}
