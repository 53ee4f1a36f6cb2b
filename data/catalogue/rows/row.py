"""One record with its place in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.catalogue.rows.cells import render_cell
from data.domain.errors import Problem
from data.store.models import Record
from data.store.models.layout import LAYER, LIST_MARK

BASE = "base"  # slug of the layer of the curated records


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its row number in the file (the header is 1), and its values by column of the table."""

    record: Record
    number: int
    values: Mapping[str, Any]

    @property
    def sources(self) -> tuple[str, ...]:
        """The slugs of the cited sources."""
        return cited(self.values.get("sources"))

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(self.values.get(name) for name in self.record.key)

    @property
    def name(self) -> str:
        """The key as one text, its parts joined by spaces."""
        return " ".join(str(part) for part in self.key)

    @property
    def layer(self) -> str:
        """The layer of the directory from which the row was read."""
        return str(self.values[LAYER.names[0] if self.record.layered else "slug"])

    def cells(self) -> list[str]:
        """Return the row as CSV cells, in the order of the headers."""
        return [render_cell(self.values.get(name)) for name in self.record.headers]

    @property
    def cells_by_header(self) -> dict[str, str]:
        return dict(zip(self.record.headers, self.cells(), strict=True))

    def problem(self, column: str, wrong: str, cure: str) -> Problem:
        file = file_of(self.record, self.layer)
        return Problem(file, self.number, column, render_cell(self.values.get(column)), wrong, cure)


def cited(cell: str | None) -> tuple[str, ...]:
    """Return the slugs of the sources that a cell names."""
    return tuple(cell.split(LIST_MARK)) if cell else ()


def file_of(record: Record, layer: str) -> str:
    """Return the name of the file of a kind of record, with the name of its layer before it when it is not the base."""
    return f"{record.name}.csv" if layer == BASE else f"{layer}/{record.name}.csv"
