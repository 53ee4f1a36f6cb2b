"""Tables as workbooks (XLSX): numbers and days have types, no text is a formula, and a second sheet explains the columns.

Equal tables give equal bytes: the entries of the archive have no time, and the workbook has that of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from data.domain.enums import Language
from data.domain.spreadsheet import FORMULA
from data.formats.blocks import cut
from data.formats.tables import about
from data.formats.tables.column import Cell, Table, TableContext, Words, joined

ABOUT = Words("About", "Om tabellen")
LARGEST_SHEET = 1_048_575  # rows beside the header; more rows follow on further sheets
LONGEST_CELL = 32_767  # characters
FIRST_DAY = date(1900, 3, 1)  # earlier days are texts: the calendar of spreadsheets has a day 1900-02-29
MEASURED = 200  # rows by which the width of a column is chosen
NARROWEST, WIDEST = 8, 60  # characters
ABOUT_WIDTHS = (26, 90, 70)
BOLD = Font(bold=True)
NOT_PLAIN = re.compile(r"[=#]")  # texts that openpyxl takes for formulas or errors begin so


class TimelessArchive(ZipFile):
    """A ZIP archive whose entries have no time, and whose workbook was changed when it was created."""

    workbook: Workbook

    def writestr(self, name: Any, data: Any, *_: Any) -> None:
        if name == ARC_CORE:  # openpyxl has put the current time into it
            self.workbook.properties.modified = self.workbook.properties.created
            data = tostring(self.workbook.properties.to_tree())
        super().writestr(entry(name), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        with Path(filename).open("rb") as source, self.open(entry(arcname), "w") as target:
            copyfileobj(source, target)


def entry(name: str) -> ZipInfo:
    found = ZipInfo(name)
    found.compress_type, found.external_attr = ZIP_DEFLATED, 0o644 << 16
    return found


def write(table: Table, selected: Any, context: TableContext) -> Iterator[bytes]:
    """Yield the workbook in blocks."""
    workbook = Workbook(write_only=True)
    workbook.properties.title, workbook.properties.creator = table.title.text(context.language), "Samband"
    workbook.properties.description = about.citation(table, context)
    workbook.properties.created = datetime.combine(context.slice.snapshot.read_on, time())
    for number, rows in enumerate(sheets(table.cells(selected, context)), 1):
        add_sheet(workbook, table, rows, context.language, number)
    explain(workbook, table, context)
    body = BytesIO()
    archive = TimelessArchive(body, "w", ZIP_DEFLATED)
    archive.workbook = workbook
    ExcelWriter(workbook, archive).save()
    return cut(body.getvalue())


def sheets(rows: Iterator[list[Cell]]) -> Iterator[Iterable[list[Cell]]]:
    """Yield the rows of each sheet, to be read before the next; those of the first may be none."""
    yield islice(rows, LARGEST_SHEET)
    for row in rows:
        yield chain([row], islice(rows, LARGEST_SHEET - 1))


def add_sheet(workbook: Workbook, table: Table, rows: Iterable[list[Cell]], language: Language, number: int) -> None:
    """Add a sheet whose header stays in view and filters the rows."""
    title, header, rows = table.title.text(language), table.header(language), iter(rows)
    sheet = workbook.create_sheet(title if number == 1 else f"{title} {number}")
    sheet.freeze_panes = "A2"
    measured = list(islice(rows, MEASURED))
    for index, column in enumerate(zip(header, *measured, strict=True), 1):
        longest = max(len(str(text)) for text in map(plain, column))
        sheet.column_dimensions[get_column_letter(index)].width = min(max(longest + 2, NARROWEST), WIDEST)
    sheet.append([bold(sheet, name) for name in header])
    height = 1
    for cells in chain(measured, rows):
        sheet.append([content(sheet, cell) for cell in cells])
        height += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{height}"


def explain(workbook: Workbook, table: Table, context: TableContext) -> None:
    """Add the sheet that explains the table."""
    sheet = workbook.create_sheet(ABOUT.text(context.language))
    for index, width in enumerate(ABOUT_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for line in about.lines(table, context):
        first, *others = line or ("",)
        sheet.append([bold(sheet, first), *(content(sheet, text) for text in others)])


def plain(cell: Cell) -> str | int | float | bool | date | None:
    """Return a cell as a spreadsheet shows it: several values are joined, an early day is a text."""
    if isinstance(cell, date):
        return cell if cell >= FIRST_DAY else cell.isoformat()
    return cell if cell is None or isinstance(cell, str | int | float) else joined(cell)


def content(sheet: Any, cell: Cell) -> Any:
    """Return a cell for openpyxl. A text that would be a formula is a text, also when it is edited."""
    value = plain(cell)
    if not isinstance(value, str):
        return value
    if value == "":
        return None
    value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    if len(value) > LONGEST_CELL:
        value = f"{value[: LONGEST_CELL - 1]}…"
    if not (FORMULA.search(value) or NOT_PLAIN.match(value)):
        return value
    found = WriteOnlyCell(sheet, value)
    found.data_type, found.quotePrefix = "s", True
    return found


def bold(sheet: Any, text: str) -> Any:
    found = WriteOnlyCell(sheet, text)
    found.font = BOLD
    return found
