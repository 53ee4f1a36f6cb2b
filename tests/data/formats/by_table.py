"""Tables of a snapshot as tests read them, and hostile texts in them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from data.catalogue.layers import layers_of
from data.domain.enums import Projection
from data.formats.tables import csv_text
from data.formats.tables.column import Table, TableContext
from data.formats.tables.formats import TABLES
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec
from data.snapshot.entities.factory import compile_factory
from data.snapshot.snapshot import Snapshot
from tests.data.formats.hostile import rewrite

HOME = "https://example.org"
HOSTILE = ["=1+1", "@x", "+46", "-1", "\t=1", "a;=1+1", "＝1", '=HYPERLINK("http://example.org")']


def context_of(snapshot: Snapshot, day: date | None = None, **others: Any) -> TableContext:
    return TableContext(snapshot.slice(day), layers_of(snapshot), None, HOME, {}, **others)


def selected(table: Table, context: TableContext) -> Any:
    slice = context.slice
    if table.name == "ties":
        return measures_of(slice, NetworkSpec(None, Projection.MUNICIPALITIES)).network
    return slice.municipalities if table.name == "municipalities" else slice.partnerships


def text(name: str, context: TableContext) -> str:
    table = TABLES[name]
    return "".join(csv_text.lines(table, selected(table, context), context))


def rows(name: str, context: TableContext) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(name, context), newline="")))


def parts(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


def spoil(snapshot: Snapshot, bad: str) -> None:
    """Gives places, partnerships, themes, programmes and sources this text."""
    for records, column in (
        ("municipalities", "name"),
        ("partnerships", "title_en"),
        ("themes", "label_en"),
        ("programmes", "name_en"),
        ("sources", "url"),
        ("countries", "name_en"),
        ("goals", "title_en"),
    ):
        rewrite(snapshot, records, column, bad)
    for table in snapshot.tables.values():
        table.create = compile_factory(table)
