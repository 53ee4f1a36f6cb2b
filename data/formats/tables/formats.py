"""The tables, and the file formats in which each is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from data.domain.errors import MissingPackage
from data.formats.tables import csv_text, parquet
from data.formats.tables.column import Table, TableContext
from data.formats.tables.goals import GOALS
from data.formats.tables.municipalities import MUNICIPALITIES
from data.formats.tables.partnerships import PARTNERSHIPS
from data.formats.tables.ties import TIES

TABLES = {table.name: table for table in (PARTNERSHIPS, TIES, MUNICIPALITIES, GOALS)}


def nothing() -> None:
    """Most formats need no optional package."""


class TableFormat(NamedTuple):
    """A file format of tables.

    `packed` says that its files are compressed already. `check` raises MissingPackage when it needs one. `seconds` is
    the time that a row takes.
    """

    media_type: str
    write: Callable[[Table, Any, TableContext], Iterator[bytes]]
    seconds: float
    packed: bool = False
    check: Callable[[], None] = nothing

    def is_installed(self) -> bool:
        """Whether what it needs is installed."""
        try:
            self.check()
        except MissingPackage:
            return False
        return True


def write_workbook(table: Table, selected: Any, context: TableContext) -> Iterator[bytes]:
    from data.formats.tables import workbook  # noqa: PLC0415 openpyxl takes 0.2 seconds and is rarely needed

    return workbook.write(table, selected, context)


TABLE_FORMATS = {
    "csv": TableFormat("text/csv; charset=utf-8; header=present", csv_text.write, 2e-4),
    "xlsx": TableFormat(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_workbook, 1e-3, packed=True
    ),
    "parquet": TableFormat(
        "application/vnd.apache.parquet", parquet.write, 2e-4, packed=True, check=parquet.check_installed
    ),
}
