"""Ids, labels, kinds and locations of nodes, from the columns of their tables. No entity is materialised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.networks.network import PARTNERSHIP_PREFIX
from data.snapshot.columns import SliceView, Table

Columns = dict[str, list[Any]]  # attributes by name; None stands for an unknown value


def tables(slice: SliceView, nodes: Numbers) -> Iterator[tuple[Table, int, int]]:
    """Yield the tables of nodes, which have ascending rows: the table, its first index in `nodes`, and the one after its last."""
    for table in map(slice.tables.__getitem__, LABELS):
        begin, end = np.searchsorted(nodes, (table.first, table.first + table.size)).tolist()
        if begin < end:
            yield table, begin, end


def ids(slice: SliceView, nodes: Numbers) -> list[str]:
    """Return the ids of nodes, as `network.node_id` gives them."""
    found = list[str]()
    for table, begin, end in tables(slice, nodes):
        prefix = PARTNERSHIP_PREFIX if table.name == "partnerships" else ""
        found += [f"{prefix}{key}" for key in cells(table, table.key[0], nodes[begin:end])]
    return found


def columns(slice: SliceView, table: Table, rows: Numbers) -> Columns:
    """Return the label, the kind and the location of the rows of a table."""
    return LABELS[table.name](slice, table, rows)


def titles(slice: SliceView, rows: Numbers) -> list[str]:
    """Return the English titles of partnerships, with the names that their members bore on the day of the slice."""
    found, names = cells(slice.tables["partnerships"], "title_en", rows), slice.names_of_day.titles
    if names:
        for index, row in enumerate(rows.tolist()):
            for name, name_of_day in names.get(row, ()):
                found[index] = found[index].replace(name, name_of_day)
    return found


def cells(table: Table, name: str, rows: Numbers) -> list[Any]:
    """Return the values of a column in some rows, which are numbered within the snapshot."""
    column = table.columns[name]
    values = column.values
    return [values[code] for code in column.coded[rows - table.first].tolist()]


def _municipalities(slice: SliceView, table: Table, rows: Numbers) -> Columns:
    names, (countries, country) = slice.names_of_day.municipalities, table.references["country"]
    named = zip(rows.tolist(), cells(table, "name", rows), strict=True)
    return {
        "label": [names.get(row, name) for row, name in named],
        "kind": [kind.value for kind in cells(table, "kind", rows)],
        "country": cells(countries, "code", np.asarray(country)[rows - table.first]),
        "latitude": cells(table, "latitude", rows),
        "longitude": cells(table, "longitude", rows),
    }


def _partnerships(slice: SliceView, table: Table, rows: Numbers) -> Columns:
    return {"label": titles(slice, rows), "kind": [kind.value for kind in cells(table, "kind", rows)]}


def _countries(_: SliceView, table: Table, rows: Numbers) -> Columns:
    return {
        "label": cells(table, "name_en", rows),
        "kind": ["COUNTRY"] * len(rows),
        "country": cells(table, "code", rows),
    }


def _goals(_: SliceView, table: Table, rows: Numbers) -> Columns:
    numbered = zip(cells(table, "number", rows), cells(table, "title_en", rows), strict=True)
    return {"label": [f"{number}. {title}" for number, title in numbered], "kind": ["GOAL"] * len(rows)}


LABELS: dict[str, Callable[[SliceView, Table, Numbers], Columns]] = {
    "countries": _countries,
    "municipalities": _municipalities,
    "goals": _goals,
    "partnerships": _partnerships,
}
