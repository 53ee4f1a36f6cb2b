"""Declares kinds of record: one list of fields defines the CSV columns, the table and the Data Package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
PLANNED = "end_planned"
LIST_MARK = ";"  # between the source slugs of one cell


class Kind(Enum):
    """Type of the cells of a field."""

    TEXT = "text"
    SLUG = "slug"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    PARTIAL = "partial date"
    END = "partial date that may be open"
    CHOICE = "choice"
    WEB = "web address"
    SOURCES = "source slugs"


# Columns that a reference to these records consists of; other records are referred to by slug.
KEYS = {"seats": ("partnership", "number"), "countries": ("code",), "goals": ("number",), "targets": ("code",)}

SQL_TYPES: dict[Kind, Any] = {
    Kind.INTEGER: Integer,
    Kind.NUMBER: Float,
    Kind.FLAG: Boolean,
    Kind.DAY: Date,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of record.

    `refers` names the kind of record whose key the value is. `least` and `most` are inclusive bounds.
    """

    name: str
    about: str
    kind: Kind = Kind.TEXT
    required: bool = False
    key: bool = False
    refers: str | None = None
    choices: type[Enum] | None = None
    pattern: str | None = None
    least: float | None = None
    most: float | None = None

    @property
    def partial(self) -> bool:
        return self.kind in (Kind.PARTIAL, Kind.END)

    @property
    def headers(self) -> tuple[str, ...]:
        """The CSV columns. A partial date has a second one for the wording of the source."""
        return (self.name, f"{self.name}_wording") if self.partial else (self.name,)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns of the table. A partial date also has columns for its wording and its bounds."""
        return (*self.headers, f"{self.name}_earliest", f"{self.name}_latest") if self.partial else self.headers

    def columns(self) -> Iterator[Column[Any]]:
        """Yield new columns with the names `column_names`."""
        first, *further = self.column_names
        yield Column(first, SQL_TYPES.get(self.kind, Text), nullable=not (self.required or self.key))
        for name, type_ in zip(further, (Text, Date, Date), strict=False):
            yield Column(name, type_)

    def checks(self) -> Iterator[CheckConstraint]:
        if self.choices is not None:
            allowed = ", ".join(f"'{choice.value}'" for choice in self.choices)
            yield CheckConstraint(f'"{self.name}" IN ({allowed})', name=self.name)
        if self.least is not None:
            yield CheckConstraint(f'"{self.name}" >= {self.least:g}', name=f"{self.name}_least")
        if self.most is not None:
            yield CheckConstraint(f'"{self.name}" <= {self.most:g}', name=f"{self.name}_most")
        if self.partial:
            yield CheckConstraint(f"{self.name}_earliest <= {self.name}_latest", name=self.name)


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: the columns `names` hold the key of a record of the kind `refers`."""

    names: tuple[str, ...]
    refers: str


LAYER = Link(("layer",), "layers")


class Record:
    """A kind of record: its file `<name>.csv`, its fields and its table.

    Exactly one of the columns `one_of` must be given, and at least one of the columns `any_of`. Of each group in
    `together`, all columns must be given or none.
    """

    def __init__(
        self,
        name: str,
        about: str,
        *fields: Field,
        links: Sequence[Link] = (),
        one_of: Sequence[str] = (),
        any_of: Sequence[str] = (),
        together: Sequence[tuple[str, ...]] = (),
        checks: Sequence[CheckConstraint] = (),
    ) -> None:
        self.name = name
        self.about = about
        self.fields = fields
        self.field = {field.name: field for field in fields}
        self.key = tuple(field.name for field in fields if field.key)
        self.links = (*links, *(Link((field.name,), field.refers) for field in fields if field.refers))
        self.layered = name != LAYER.refers
        self.one_of = tuple(one_of)
        self.any_of = tuple(any_of)
        self.together = tuple(together)
        self.headers = tuple(header for field in fields for header in field.headers)
        self.table = self._table(checks)

    def _table(self, checks: Sequence[CheckConstraint]) -> Table:
        columns = [column for field in self.fields for column in field.columns()]
        layer: list[Column[Any]] = [Column(LAYER.names[0], Text, nullable=False)] if self.layered else []
        return Table(
            self.name,
            METADATA,
            Column("version", Integer, nullable=False),
            *columns,
            *layer,
            PrimaryKeyConstraint("version", *self.key),
            ForeignKeyConstraint(["version"], ["versions.id"], name=f"fk_{self.name}_version", ondelete="CASCADE"),
            *(self._reference(link) for link in self.stored_links),
            *self._indexes(),
            *(check for field in self.fields for check in field.checks()),
            *self._spans(),
            *self._counts(),
            *checks,
            comment=self.about,
        )

    @property
    def stored_links(self) -> tuple[Link, ...]:
        """The references of the table: those of the file, and the layer, which is that of the directory of the file."""
        return (*self.links, LAYER) if self.layered else self.links

    def _reference(self, link: Link) -> ForeignKeyConstraint:
        return ForeignKeyConstraint(
            ["version", *link.names],
            [f"{link.refers}.{name}" for name in ("version", *KEYS.get(link.refers, ("slug",)))],
            name="_".join(("fk", self.name, *link.names)),
            deferrable=True,
            initially="DEFERRED",
        )

    def _indexes(self) -> Iterator[Index]:
        """Yield an index for each reference that is no prefix of the key. Deleting a referenced row uses it."""
        for names in sorted({link.names for link in self.links}):
            if names != self.key[: len(names)]:
                yield Index(None, "version", *names)

    def _spans(self) -> Iterator[CheckConstraint]:
        if "start" in self.field and "end" in self.field:
            yield CheckConstraint("start_earliest <= end_latest", name="start_before_end")
        if PLANNED in self.field:
            yield CheckConstraint(f'NOT {PLANNED} OR "end" IS NOT NULL', name=PLANNED)

    def _counts(self) -> Iterator[CheckConstraint]:
        for names, test in ((self.one_of, "= 1"), (self.any_of, ">= 1")):
            if names:
                given = " + ".join(f'CASE WHEN "{name}" IS NULL THEN 0 ELSE 1 END' for name in names)
                yield CheckConstraint(f"({given}) {test}", name="given")
        for first, *others in self.together:
            test = " AND ".join(f"({first} IS NULL) = ({name} IS NULL)" for name in others)
            yield CheckConstraint(test, name=first)
