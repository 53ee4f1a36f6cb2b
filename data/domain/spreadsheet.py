"""Detection of spreadsheet formulas in CSV cells, which a spreadsheet would evaluate on opening the file."""

from __future__ import annotations

import re

SIGNS = "=+@＝＋－＠-"  # noqa: RUF001 full-width forms included
# At the start of a cell, or after a semicolon, which separates cells in spreadsheets of many locales.
FORMULA = re.compile(rf"(?:^|;)\s*[{SIGNS}]|^[\t\r\n]")


# The places before which an apostrophe keeps a spreadsheet from evaluating.
PLACES = re.compile(rf"(^|;)(?=\s*[{SIGNS}])|^(?=[\t\r\n])")


def guarded(cell: str) -> str:
    """Return the cell with an apostrophe before each part that would be evaluated. Reading it back keeps apostrophes."""
    return PLACES.sub(r"\1'", cell) if FORMULA.search(cell) else cell
