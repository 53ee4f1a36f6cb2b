"""The ties as CSV (RFC 4180, UTF-8), one a line; nodes without ties are not in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from data.measures import Measures
from data.networks import ident

HEADER = ("a", "b", "weight", "certainty", "partnerships")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 what spreadsheets take for a formula


def write(measures: Measures) -> Iterator[str]:
    yield line(HEADER)
    for tie in measures.network.ties:
        made_by = "; ".join(partnership.slug for partnership in tie.partnerships)
        yield line((ident(tie.a), ident(tie.b), tie.weight, tie.certainty.value, made_by))


def line(cells: tuple[str | int, ...]) -> str:
    """One record with its line end."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return text.getvalue()


def guarded(cell: str | int) -> str | int:
    """Text that a spreadsheet would compute gets an apostrophe before it; numbers are ours."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
