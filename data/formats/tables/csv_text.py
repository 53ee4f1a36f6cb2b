"""Tables as CSV (RFC 4180, UTF-8). No cell is a formula of a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from data.catalogue.export import LineTarget
from data.domain.spreadsheet import guarded
from data.formats.blocks import in_blocks
from data.formats.tables.column import Cell, Table, TableContext, joined


def write(table: Table, selected: Any, context: TableContext) -> Iterator[bytes]:
    """Yield the table in blocks, the header first."""
    return in_blocks(lines(table, selected, context))


def lines(table: Table, selected: Any, context: TableContext) -> Iterator[str]:
    writer: Any = csv.writer(LineTarget(), lineterminator="\r\n")
    records: Iterable[list[Cell]] = table.cells(selected, context)
    yield writer.writerow(table.header(context.language))
    for cells in records:
        yield writer.writerow(list(map(text, cells)))


def text(cell: Cell) -> str | int | float:
    """Return a cell as text, or as a number: several values are joined, a day is in ISO 8601, nothing is empty."""
    if isinstance(cell, str):
        return guarded(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return cell
    return cell.isoformat() if isinstance(cell, date) else guarded(joined(cell))
