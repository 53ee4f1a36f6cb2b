"""The tables, and the file formats in which each is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from data.formats.tables import csv_text
from data.formats.tables.column import Table, TableContext
from data.formats.tables.goals import GOALS
from data.formats.tables.municipalities import MUNICIPALITIES
from data.formats.tables.partnerships import PARTNERSHIPS
from data.formats.tables.ties import TIES

TABLES = {table.name: table for table in (PARTNERSHIPS, TIES, MUNICIPALITIES, GOALS)}


class TableFormat(NamedTuple):
    """A file format of tables. `packed` says that its files are compressed already."""

    media_type: str
    write: Callable[[Table, Any, TableContext], Iterator[bytes]]
    packed: bool = False


TABLE_FORMATS = {"csv": TableFormat("text/csv; charset=utf-8; header=present", csv_text.write)}
