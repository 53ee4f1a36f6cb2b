"""The layers of a snapshot: their rows, those that they refer to, and the licence of what several of them hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

import numpy as np

from data.catalogue.reader import BASE
from data.domain.errors import InputError
from data.domain.licences import LICENCES, Licence
from data.snapshot.columns import NONE, Numbers, SnapshotView, Table
from data.snapshot.entities import Entity, Layer
from data.snapshot.linker import OWN
from data.store.models.layout import LAYER

FREE = "CC0-1.0"
# Rows that the files of networks hold besides the partnerships to which they refer.
PARTS = (("memberships", "partnership"), ("projects", "partnership"), ("project_goals", "project"))

Pair = tuple[int, int]


def layers_of(snapshot: SnapshotView) -> list[Layer]:
    """Return the layers, the base first, in the order of their precedence."""
    return sorted(snapshot.rows["layers"], key=lambda layer: layer.precedence)


def layer_named(snapshot: SnapshotView, slug: str) -> Layer:
    """Return a layer by its slug. Raises InputError for an unknown one."""
    found: Layer | None = next((layer for layer in layers_of(snapshot) if layer.slug == slug), None)
    if found is None:
        raise InputError(f"there is no layer {slug!r}; layers are {', '.join(names_of_layers(snapshot))}")
    return found


def names_of_layers(snapshot: SnapshotView) -> list[str]:
    return [layer.slug for layer in layers_of(snapshot)]


def further_layers(snapshot: SnapshotView) -> list[Layer]:
    """Return the layers other than the base."""
    return [layer for layer in layers_of(snapshot) if layer.slug != BASE]


def rows_of_layer(table: Table, layer: Layer) -> Numbers:
    """Return the rows of a table that belong to a layer, counted from 0. Of the table of layers: its own row."""
    if table.name == LAYER.refers:
        return np.array([layer.row - table.first])
    target, _ = table.references[LAYER.names[0]]
    return np.flatnonzero(layer_codes(table) == layer.row - target.first)


def layer_codes(table: Table) -> Numbers:
    """Return the number of the layer of each row, counted from 0."""
    return table.referred(LAYER.names[0])


def own_sources(entity: Entity) -> tuple[Any, ...]:
    """Return the sources that the row of an entity cites, without those that other layers add."""
    table = entity.slice.tables[type(entity).records]
    column = table.columns.get(OWN)
    return entity.sources if column is None else column.at(entity.row - table.first)


def strictest(layers: Iterable[Layer]) -> Licence:
    """Return the licence that a file with rows of these layers has: share-alike before attribution before CC0."""
    licences = [LICENCES[layer.licence] for layer in layers]
    return max(licences, key=lambda licence: (licence.share_alike, licence.spdx != FREE))


def layers_in_network(snapshot: SnapshotView, slugs: Collection[str] | None) -> list[Layer]:
    """Return the layers whose rows a network of the partnerships of some layers may hold. None means all.

    These are the layers named, those whose rows theirs refer to, and those that add members or projects to theirs.
    """
    layers = layers_of(snapshot)
    if slugs is None:
        return layers
    parts, references = snapshot.memoize("pairs_of_layers", partial(pairs_of_layers, snapshot))
    first = snapshot.tables[LAYER.refers].first
    named = {layer.row - first for layer in layers if layer.slug in slugs}
    found = reachable(reachable(named, parts), references)
    return [layer for layer in layers if layer.row - first in found]


def reachable(start: set[int], pairs: set[Pair]) -> set[int]:
    """Return the numbers that the pairs lead to from some numbers, and these."""
    found = set(start)
    while further := {target for number, target in pairs if number in found} - found:
        found |= further
    return found


def pairs_of_layers(snapshot: SnapshotView) -> tuple[set[Pair], set[Pair]]:
    """Return the numbers of layers: of records and of those who add to them, and of records and what they refer to."""
    parts, references = set[Pair](), set[Pair]()
    for name, table in snapshot.tables.items():
        for link, (target, _) in table.references.items():
            if LAYER.refers not in (name, target.name):
                found = pairs_of_reference(table, target, link)
                references |= found
                parts |= {(other, own) for own, other in found if (name, link) in PARTS}
    return parts, references


def pairs_of_reference(table: Table, target: Table, link: str) -> set[Pair]:
    """Return the distinct pairs of the layer of a row and the layer of the row that it refers to."""
    rows = table.referred(link)
    given = np.flatnonzero(rows != NONE)
    found = np.unique(np.stack([layer_codes(table)[given], layer_codes(target)[rows[given]]]), axis=1)
    return {(own, other) for own, other in found.T.tolist()}
