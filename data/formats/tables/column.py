"""Columns of tables for people: names and explanations in two languages, a type, and the value of a cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from typing import Any, NamedTuple

from data.domain.dates import PartialDate
from data.domain.enums import Basis, Choice, Language
from data.domain.evidence_enums import GoalBasis
from data.domain.licences import LICENCES
from data.snapshot.entities import Layer
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.slice import Slice

SEPARATOR = "; "  # of several values in a cell


class Words(NamedTuple):
    """A text in English and in Swedish."""

    en: str
    sv: str

    def text(self, language: Language) -> str:
        return self.sv if language is Language.SV else self.en


NO_NOTE = Words("", "")


class CellKind(Enum):
    """The type of the cells of a column. An empty cell is None, or an empty sequence of TEXTS."""

    TEXT = auto()
    TEXTS = auto()
    INTEGER = auto()
    NUMBER = auto()
    FLAG = auto()
    DAY = auto()


class TableContext(NamedTuple):
    """What the cells of a table depend on beside their rows.

    `layers` are those from which the table is computed, `chosen` the slugs of those that were asked for, None for all.
    `address` is the base URL of the service, `parameters` those of the request. `basis` says which links to Goals
    were asked for.
    """

    slice: Slice
    layers: Sequence[Layer]
    chosen: frozenset[str] | None
    address: str
    parameters: Mapping[str, str]
    language: Language = Language.EN
    basis: Collection[GoalBasis] = STATED_ONLY

    @property
    def version(self) -> str:
        return self.slice.snapshot.version

    def id(self, kind: str, slug: str) -> str:
        """The address of an entity."""
        return f"{self.address}/id/{kind}/{slug}"


Cell = str | int | float | bool | date | Sequence[str] | None
Value = Callable[[Any, TableContext], Cell]


class Column(NamedTuple):
    """A column: its name and explanation, the type of its cells, the value of a row, and the closed list of values."""

    name: Words
    about: Words
    kind: CellKind
    value: Value
    choices: type[Choice] | None = None


class Table(NamedTuple):
    """A table: `rows` yields its rows from what the request selects, a cell is computed from row and context."""

    name: str
    title: Words
    about: Words
    columns: Sequence[Column]
    rows: Callable[[Any, TableContext], Iterable[Any]]

    def header(self, language: Language) -> list[str]:
        return [column.name.text(language) for column in self.columns]

    def cells(self, selected: Any, context: TableContext) -> Iterator[list[Cell]]:
        """Yield the cells of each row."""
        values = [column.value for column in self.columns]
        return ([value(row, context) for value in values] for row in self.rows(selected, context))


def column(
    name: Words,
    about: Words,
    read: Callable[[Any], Cell],
    kind: CellKind = CellKind.TEXT,
    choices: type[Choice] | None = None,
) -> Column:
    """Return a column whose cells depend on their rows alone."""
    return Column(name, about, kind, lambda row, _: read(row), choices)


def joined(texts: Iterable[str]) -> str:
    """Return all texts in one cell, in their order: two columns may have the same order."""
    return SEPARATOR.join(texts)


def distinct(texts: Iterable[str | None]) -> list[str]:
    """Return the known texts, each once, in the order of their first occurrence."""
    return list(dict.fromkeys(text for text in texts if text))


def of_layer(entity: Callable[[Any], Any]) -> list[Column]:
    """Return the columns of the layer and the licence of an entity of the row."""
    return [
        column(
            Words("layer", "lager"),
            Words("Layer of the catalogue that holds the record.", "Lager av katalogen som innehåller posten."),
            lambda row: entity(row).layer.slug,
        ),
        column(
            Words("licence", "licens"),
            Words("Licence of the layer (SPDX identifier).", "Lagrets licens (SPDX-identifierare)."),
            lambda row: LICENCES[entity(row).layer.licence].spdx,
        ),
    ]


VERSION = Column(
    Words("catalogue_version", "katalogversion"),
    Words("Version of the catalogue; cite it with the data.", "Katalogens version; ange den tillsammans med data."),
    CellKind.TEXT,
    lambda _, context: context.version,
)


def of_date(
    name: Words, about: Words, read: Callable[[Any], PartialDate | None], note: Words = NO_NOTE
) -> list[Column]:
    """Return three columns of a partial date: its text (EDTF), and the first and the last day that it may mean.

    `note` explains the text further.
    """
    first, last = Words("first possible day", "första möjliga dag"), Words("last possible day", "sista möjliga dag")
    return [
        column(
            name,
            Words(f"{about.en}, as written (EDTF){note.en}.", f"{about.sv}, som det skrivs (EDTF){note.sv}."),
            lambda row: when.edtf if (when := read(row)) else None,
        ),
        column(
            Words(f"{name.en}_first", f"{name.sv}_första"),
            Words(f"{about.en}: {first.en}.", f"{about.sv}: {first.sv}."),
            lambda row: when.earliest if (when := read(row)) else None,
            CellKind.DAY,
        ),
        column(
            Words(f"{name.en}_last", f"{name.sv}_sista"),
            Words(f"{about.en}: {last.en}.", f"{about.sv}: {last.sv}."),
            lambda row: when.latest if (when := read(row)) else None,
            CellKind.DAY,
        ),
    ]


def of_bound(
    name: Words, about: Words, read: Callable[[Any], PartialDate | None], note: Words = NO_NOTE
) -> list[Column]:
    """Return the columns of a date, and how it is known."""
    basis = column(
        Words(f"{name.en}_basis", f"{name.sv}_grund"),
        Words(f"{about.en}: how it is known.", f"{about.sv}: hur det är känt."),
        lambda row: when.basis.value if (when := read(row)) else None,
        choices=Basis,
    )
    return [*of_date(name, about, read, note), basis]
