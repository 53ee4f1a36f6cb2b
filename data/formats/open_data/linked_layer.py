"""One layer of the catalogue as JSON-LD, without facts of other layers, which may have other licences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from data.catalogue.layers import own_sources, rows_of_layer
from data.formats import json_text as text
from data.formats.open_data.linked import Linked
from data.formats.open_data.nodes import RECORDS, Doc, tagged, without_unknown
from data.formats.open_data.vocabulary import OWN, context, term
from data.snapshot.columns import NONE, Rows, Table
from data.snapshot.entities import Entity, FurtherSource, Layer, Membership, Partnership, PlaceName
from data.snapshot.slice import Entities, Slice
from data.snapshot.snapshot import Snapshot
from data.store.models.layout import LAYER


def layer_catalogue(snapshot: Snapshot, address: str, layer: Layer) -> Iterator[str]:
    """Yield one JSON-LD document of the entities of a layer that have an IRI, in pieces. Its context is included.

    It ends with what the layer adds to entities of other layers: further sources of partnerships, names of places.
    """
    linked, slice = LinkedLayer(address), LayerSlice(snapshot, layer)
    entities = (entity for records in RECORDS.values() for entity in slice.own(records))
    terms = (term(address, name) for name in OWN)
    nodes = chain(terms, map(linked.of, entities), additions(linked, slice))
    yield f'{{"@context":{text.json(context(address))}'
    yield from text.listed("@graph", map(text.json, nodes))
    yield "}\n"


class LayerSlice(Slice):
    """The slice of all time in which an entity is referred to by rows of one layer only."""

    __slots__ = ("layer",)

    def __init__(self, snapshot: Snapshot, layer: Layer) -> None:
        super().__init__(snapshot)
        self.layer = layer

    def present(self, table: Table, rows: Rows) -> Rows:
        """The rows of the table that belong to the layer."""
        _, layers = table.references[LAYER.names[0]]
        return [row for row in rows if layers[row - table.first] == self.layer.row]

    def own(self, records: str) -> Entities[Any]:
        """The entities of a table that belong to the layer, in the order of their keys."""
        table = self.tables[records]
        return Entities(self, table, rows_of_layer(table, self.layer) + table.first)

    @property
    def partnerships(self) -> Entities[Partnership]:
        """The partnerships of the layer, each cooperation once."""
        table = self.tables["partnerships"]
        own = rows_of_layer(table, self.layer)
        return Entities(self, table, own[table.referred("part_of")[own] == NONE] + table.first)


class LinkedLayer(Linked):
    """Writes entities without the sources that other layers add to partnerships and memberships."""

    def node(self, entity: Entity, *types: str, **properties: Any) -> Doc:
        node = super().node(entity, *types, **properties)
        return without_unknown(node, source=self.iris(own_sources(entity)))

    def membership(self, membership: Membership) -> Doc:
        return super().membership(membership) | {"source": self.iris(own_sources(membership))}


def additions(linked: Linked, slice: LayerSlice) -> Iterator[Doc]:
    """Yield the statements of a layer on entities of other layers."""
    further: Entities[FurtherSource] = slice.own("further_sources")
    for one in further:
        if one.partnership.layer is not slice.layer:
            yield {"@id": linked.iri(one.partnership), "source": [linked.iri(one.source)]}
    names: Entities[PlaceName] = slice.own("names")
    for name in names:
        if name.municipality.layer is not slice.layer:
            yield {"@id": linked.iri(name.municipality), "alternateName": [tagged(name.name, name.language)]}
