"""Cells of CSV files: their text as values of the columns of a table, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from data.domain.dates import OPEN, parse
from data.domain.errors import DateError
from data.domain.spreadsheet import FORMULA
from data.store.models import Field, Kind

FLAGS = {"true": True, "false": False}
TOO_LONG = 10_000
NUMBERS = (Kind.INTEGER, Kind.NUMBER)


def render_cell(value: object) -> str:
    """Return a value as a CSV cell; None is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(column: Field, cell: str, wording: str = "") -> Any:
    """Return the value of a cell; of a partial date its text, its wording, its first and its last day.

    Raises ValueError or DateError.
    """
    if column.required and not cell:
        raise ValueError("the cell is empty")
    if not cell and not column.partial:
        return None
    _check_text(column, cell)
    if column.partial:
        _check_text(column, wording, pattern=False)
        return _partial(column, cell, wording)
    value = READERS.get(column.kind, str)(cell)
    _check_bounds(column, value)
    return value


def _check_bounds(column: Field, value: Any) -> None:
    if column.least is not None and value < column.least:
        raise ValueError(f"the value is less than {column.least:g}")
    if column.most is not None and value > column.most:
        raise ValueError(f"the value is greater than {column.most:g}")


def check_plain(cell: str) -> None:
    """Raises ValueError when a cell is too long or holds a control character or a line break."""
    if len(cell) > TOO_LONG:
        raise ValueError(f"the cell has {len(cell)} characters; at most {TOO_LONG} are allowed")
    if not cell.isprintable() and any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in cell):
        raise ValueError("the cell contains a control character or a line break")


def check_formula(cell: str) -> None:
    """Raises ValueError when a spreadsheet would evaluate a cell."""
    if FORMULA.search(cell):
        raise ValueError("a spreadsheet would evaluate the cell, or its text after a semicolon, as a formula")


def _check_text(column: Field, cell: str, *, pattern: bool = True) -> None:
    check_plain(cell)
    if cell != cell.strip():
        raise ValueError("the cell begins or ends with a space")
    if column.kind not in NUMBERS:
        check_formula(cell)
    if pattern and column.choices is not None and cell and cell not in [choice.value for choice in column.choices]:
        raise ValueError("the value is not one of the allowed values")
    if pattern and column.pattern and cell and not re.fullmatch(column.pattern, cell):
        raise ValueError("the value does not match the required pattern")


def _partial(column: Field, cell: str, wording: str) -> tuple[str | None, str | None, date | None, date | None]:
    if cell == OPEN and column.kind is not Kind.END:
        raise DateError("only an end may be open (`..`)")
    if wording and not cell:
        raise DateError("the wording has no date; put an undated remark in the note")
    return (cell or None, wording or None, *(parse(cell) if cell else (None, None)))


def _flag(cell: str) -> bool:
    if cell not in FLAGS:
        raise ValueError("the value is neither true nor false")
    return FLAGS[cell]


def _integer(cell: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", cell):
        raise ValueError("the value is not an integer of at most nine digits")
    return int(cell)


def _number(cell: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,12})?", cell):
        raise ValueError("the value is not a decimal number such as 48.67882")
    return float(cell)


def _day(cell: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError("the value is not a day such as 2026-11-21")
    return date.fromisoformat(cell)


READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.FLAG: _flag,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
}


def cure(column: Field) -> str:
    if column.choices is not None:
        return f"Use one of {', '.join(column.choices)}"
    if column.partial:
        return "Write the date in the EDTF subset of data/domain/dates.py, or leave it empty"
    if column.pattern:
        return f"Write a value that matches the regular expression {column.pattern}"
    return "Write " + {
        Kind.FLAG: "true or false",
        Kind.INTEGER: "an integer",
        Kind.NUMBER: "a decimal number",
        Kind.DAY: "a day such as 2026-11-21",
        Kind.SOURCES: "at least one source slug",
    }.get(column.kind, "plain text on one line")
