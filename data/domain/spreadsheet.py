"""What spreadsheets take for a formula, and may compute when a CSV file is opened in them."""

from __future__ import annotations

import re

SIGNS = "=+@＝＋－＠-"  # noqa: RUF001 the wide forms count too
# At the beginning of a cell; or after a semicolon, at which spreadsheets of many languages part cells.
FORMULA = re.compile(rf"(?:^|;)\s*[{SIGNS}]|^[\t\r\n]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what would be computed. It does not read back as it was."""
    return f"'{cell}" if FORMULA.match(cell) else cell
