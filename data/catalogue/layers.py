"""The layers of a snapshot: their rows, snapshots of some of them, and the licences of what several of them hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial

import numpy as np

from data.catalogue.reader import read_row
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import BASE
from data.catalogue.table_cells import record_cells
from data.catalogue.time_rules import link_rows
from data.domain.arrays import Numbers, distinct, pair_keys
from data.domain.errors import InputError
from data.domain.licences import LICENCES, Licence
from data.snapshot.citations import citing_pairs
from data.snapshot.columns import NONE, SnapshotView, Table
from data.snapshot.entities import Layer
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS
from data.store.models.layout import LAYER

FREE = "CC0-1.0"

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


def strictest(layers: Iterable[Layer]) -> list[Licence]:
    """Return the licence of a file with rows of these layers; several when they are equally strict.

    Share-alike is stricter than attribution, and attribution than CC0.
    """
    licences = list(dict.fromkeys(LICENCES[layer.licence] for layer in layers))
    most = max(map(strictness, licences))
    return [licence for licence in licences if strictness(licence) == most]


def strictness(licence: Licence) -> tuple[bool, bool]:
    return licence.share_alike, licence.spdx != FREE


def snapshot_of_layers(snapshot: Snapshot, slugs: Collection[str] | None) -> Snapshot:
    """Return the snapshot of some layers and of those that their rows refer to. None means all.

    It is built from the rows of these layers alone, so no time, name or source in it comes from another layer. It is
    cached with the results of the snapshot, and is the snapshot itself when these layers are all.
    """
    layers = with_references(snapshot, slugs)
    if len(layers) == snapshot.tables[LAYER.refers].size:
        return snapshot
    key = ("snapshot_of_layers", *(layer.slug for layer in layers))
    found: Snapshot = snapshot.results.get_or_create(key, partial(build_snapshot, snapshot, layers))
    return found


def build_snapshot(snapshot: Snapshot, layers: Iterable[Layer]) -> Snapshot:
    """Build a snapshot from the rows of some layers, which refer to no other layer."""
    catalogue = Catalogue()
    for layer in layers:
        for record in RECORDS:
            rows = rows_of_layer(snapshot.tables[record.name], layer).tolist()
            for number, cells in enumerate(record_cells(snapshot, record, rows), start=2):
                row, problems = read_row(record, number, dict(zip(record.headers, cells, strict=True)), layer.slug)
                assert not problems, problems
                catalogue.rows[record.name].append(row)
    tables = link_rows(catalogue)
    return Snapshot(snapshot.version, snapshot.loaded_at, tables, snapshot.history)


def with_references(snapshot: SnapshotView, slugs: Collection[str] | None) -> list[Layer]:
    """Return some layers and those that their rows refer to, in the order of their precedence. None means all."""
    layers = layers_of(snapshot)
    if slugs is None:
        return layers
    pairs = snapshot.memoize("references_of_layers", partial(references_of_layers, snapshot))
    first = snapshot.tables[LAYER.refers].first
    found = reachable({layer.row - first for layer in layers if layer.slug in slugs}, pairs)
    return [layer for layer in layers if layer.row - first in found]


def reachable(start: set[int], pairs: set[Pair]) -> set[int]:
    """Return the numbers that the pairs lead to from some numbers, and these."""
    found = set(start)
    while further := {target for number, target in pairs if number in found} - found:
        found |= further
    return found


def references_of_layers(snapshot: SnapshotView) -> set[Pair]:
    """Return the pairs of layers, by number, where a row of the first refers to a row of the second, or cites it."""
    found, sources = set[Pair](), snapshot.tables["sources"]
    for name, table in snapshot.tables.items():
        if name == LAYER.refers:
            continue
        for link, (target, _) in table.references.items():
            if target.name != LAYER.refers:
                rows = table.referred(link)
                given = np.flatnonzero(rows != NONE)
                found |= pairs_of_layers(table, given, target, rows[given])
        for cited, citing in citing_pairs(snapshot, name):
            found |= pairs_of_layers(table, citing - table.first, sources, cited - sources.first)
    return found


def pairs_of_layers(table: Table, rows: Numbers, target: Table, others: Numbers) -> set[Pair]:
    """Return the distinct pairs of the layers of rows of one table and of rows of another."""
    size = target.references[LAYER.names[0]][0].size
    keys = distinct(pair_keys(layer_codes(table)[rows], layer_codes(target)[others], size))
    return {divmod(key, size) for key in keys.tolist()}
