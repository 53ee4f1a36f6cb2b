"""One layer of the catalogue as JSON-LD or N-Quads, without facts of other layers, which may have other licences."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import chain
from typing import Any

from data.catalogue.layers import layer_named, rows_of_layer, snapshot_of_layers
from data.domain.evidence_enums import GoalBasis
from data.formats import json_text as text
from data.formats.blocks import in_blocks
from data.formats.open_data.linked import Linked
from data.formats.open_data.nodes import RECORDS, Doc, tagged
from data.formats.open_data.quads import Quads
from data.formats.open_data.vocabulary import OWN, context, term
from data.snapshot.entities import FurtherSource, Layer, Membership, PlaceName, Seat
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.slice import Entities
from data.snapshot.snapshot import Snapshot


class FlatLinked(Linked):
    """Writes each seat, and each membership, as one node: elsewhere only its IRI is written.

    `seats` are the rows of the seats that have a node in the same file. A membership in another seat is written at its
    municipality.
    """

    def __init__(self, address: str, basis: frozenset[GoalBasis], seats: Container[int]) -> None:
        super().__init__(address, basis)
        self.seats = seats

    def post(self, seat: Seat) -> Doc | str:
        return self.iri(seat) if seat.row in self.seats else self.of(seat)

    def held(self, membership: Membership) -> Doc | str:
        written = membership.seat.row in self.seats
        return self.membership_iri(membership) if written else self.membership(membership)


def layer_catalogue(
    snapshot: Snapshot, address: str, slug: str, basis: frozenset[GoalBasis] = STATED_ONLY
) -> Iterator[bytes]:
    """Yield one JSON-LD document of the entities of a layer that have an IRI, in blocks. Its context is included.

    `basis` says which links to Goals it has. It ends with what the layer adds to entities of other layers: further sources of partnerships, names of places.
    """
    chosen = snapshot_of_layers(snapshot, [slug])
    nodes = layer_nodes(chosen, Linked(address, basis), layer_named(chosen, slug))
    start = f'{{"@context":{text.json(context(address))}'
    return in_blocks(chain([start], text.listed("@graph", map(text.json, nodes)), ["}\n"]))


def layer_quads(
    snapshot: Snapshot, address: str, slug: str, basis: frozenset[GoalBasis] = STATED_ONLY
) -> Iterator[bytes]:
    """Yield the graph of `layer_catalogue` as N-Quads, in blocks. The node of a seat or membership is written once."""
    chosen = snapshot_of_layers(snapshot, [slug])
    layer, seats = layer_named(chosen, slug), chosen.tables["seats"]
    linked = FlatLinked(address, basis, {seats.first + row for row in rows_of_layer(seats, layer).tolist()})
    return in_blocks(map(Quads(address).lines, layer_nodes(chosen, linked, layer)))


def layer_nodes(snapshot: Snapshot, linked: Linked, layer: Layer) -> Iterator[Doc]:
    """Yield the nodes of our own terms and of the entities of a layer, then what it adds to entities of other layers."""
    entities = (entity for records in RECORDS.values() for entity in entities_of_layer(snapshot, records, layer))
    terms = (term(linked.address, name) for name in OWN)
    return chain(terms, map(linked.of, entities), additions(snapshot, linked, layer))


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
