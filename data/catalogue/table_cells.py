"""Rows of the tables of a snapshot as cells of CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from data.catalogue.rows.cells import render_cell
from data.snapshot.columns import Column, SnapshotView, Table
from data.snapshot.linking.linker import OWN
from data.store.models import Field, Record
from data.store.models.layout import LIST_MARK

Cell = Callable[[int], str]


def record_cells(snapshot: SnapshotView, record: Record, rows: Iterable[int] | None = None) -> Iterator[list[str]]:
    """Yield rows of a kind of record as CSV cells, in the order of its headers.

    `rows` count from 0; None means the rows of all layers.
    """
    table = snapshot.tables[record.name]
    cells = [cell for field in record.fields for cell in readers(table, field)]
    return ([cell(row) for cell in cells] for row in (range(table.size) if rows is None else rows))


def readers(table: Table, field: Field) -> Iterable[Cell]:
    """Return one function per CSV column of a field, from row number to cell text.

    A reference to a seat is exported as the number of the seat.
    """
    if field.name in table.references:
        target, rows = table.references[field.name]
        key = target.columns[target.key[-1]]
        return (lambda row: render_cell(key.at(rows[row] - target.first)) if rows[row] >= 0 else "",)
    column = table.columns.get(OWN, table.columns["sources"]) if field.name == "sources" else table.columns[field.name]
    if field.partial:
        return texts(column, lambda date: render_cell(date and date.edtf)), texts(
            column, lambda date: render_cell(date and date.wording)
        )
    if field.name == "sources":
        return (texts(column, lambda sources: LIST_MARK.join(source.slug for source in sources)),)
    return (texts(column, render_cell),)


def texts(column: Column, text: Callable[[Any], str]) -> Cell:
    """Return a function from row number to the text of a column. Each distinct value is formatted once."""
    return column._replace(values=list(map(text, column.values))).at
