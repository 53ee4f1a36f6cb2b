"""Fields that several kinds of record have: keys, references, dates, remarks, texts in two languages."""

from __future__ import annotations

from enum import Enum

from data.store.models.layout import PLANNED, Field, Kind

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


def slug(about: str) -> Field:
    return Field("slug", about, Kind.SLUG, required=True, key=True, pattern=SLUG)


def key(name: str, about: str, *, refers: str | None = None, pattern: str | None = None) -> Field:
    return Field(name, about, _kind(refers), required=True, key=True, refers=refers, pattern=pattern)


def ordinal(name: str, about: str, *, most: int | None = None) -> Field:
    """Return an integer field of the key, counted from 1."""
    return Field(name, about, Kind.INTEGER, required=True, key=True, least=1, most=most)


def text(name: str, about: str, *, required: bool = False, pattern: str | None = None) -> Field:
    return Field(name, about, Kind.TEXT, required=required, pattern=pattern)


def link(name: str, refers: str, about: str, *, required: bool = False) -> Field:
    return Field(name, about, _kind(refers), required=required, refers=refers)


def _kind(refers: str | None) -> Kind:
    """Return the kind of a reference: goals are referred to by number, other records by text."""
    return Kind.INTEGER if refers == "goals" else Kind.TEXT


def choice(name: str, choices: type[Enum], about: str, *, required: bool = True, key: bool = False) -> Field:
    return Field(name, about, Kind.CHOICE, required=required, key=key, choices=choices)


def integer(name: str, about: str, *, required: bool = False) -> Field:
    """Return a field for a count or an amount, at least 1."""
    return Field(name, about, Kind.INTEGER, required=required, least=1)


def degrees(name: str, about: str, most: float) -> Field:
    return Field(name, about, Kind.NUMBER, least=-most, most=most)


def flag(name: str, about: str) -> Field:
    return Field(name, about, Kind.FLAG, required=True)


def day(name: str, about: str) -> Field:
    return Field(name, about, Kind.DAY)


def web(name: str, about: str) -> Field:
    return Field(name, about, Kind.WEB, pattern=r"https?://\S+")


def partial(name: str, about: str) -> Field:
    return Field(name, about, Kind.PARTIAL)


def dates(about: str) -> tuple[Field, Field]:
    """Return the fields of the start and the end of an interval, both inclusive as in EDTF."""
    return (
        Field("start", f"First day {about}, as a source states it; empty when none does.", Kind.PARTIAL),
        Field(
            "end", f"Last day {about}; `..` when an agreement has no end, empty when no source states one.", Kind.END
        ),
    )


def span(about: str) -> tuple[Field, Field, Field]:
    """Return the fields of an interval whose end may be a plan."""
    planned = Field(PLANNED, "Whether the end lay in the future of its source; empty means no.", Kind.FLAG)
    return (*dates(about), planned)


def notes() -> tuple[Field, Field]:
    """Return the fields of a remark of the editors in two languages."""
    return (
        text("note", "Remark of the editors, in English."),
        text("note_sv", "The same remark in Swedish."),
    )


def labels(name: str, about: str) -> tuple[Field, Field]:
    """Return the required fields of a text of the editors in two languages, `<name>_en` and `<name>_sv`."""
    return (
        text(f"{name}_en", f"English {about}.", required=True),
        text(f"{name}_sv", f"Swedish {about}.", required=True),
    )


def share(prefix: str, about: str) -> tuple[Field, Field, Field]:
    """Return the fields of a share of a total: the words of the source, and the bounds that they imply, 0 to 1."""
    return (
        text(f"{prefix}text", f"{about}, in the words of the source."),
        Field(f"{prefix}least", "Lower bound that the words imply, from 0 to 1.", Kind.NUMBER, least=0, most=1),
        Field(f"{prefix}most", "Upper bound that the words imply, from 0 to 1.", Kind.NUMBER, least=0, most=1),
    )


def cited() -> Field:
    return Field("sources", "Slugs of the sources of the row, separated by `;`.", Kind.SOURCES, required=True)
