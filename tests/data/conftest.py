"""A writable copy of the small world, to spoil and to check."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from data.catalogue.reader import Catalogue, read_catalogue
from data.catalogue.rules import check
from data.store.models import RECORD

Complaint = tuple[str, int, str, str]


class Desk:
    """A directory of records on which one changes rows and reads what the checks say."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, record: str) -> Path:
        return self.directory / f"{record}.csv"

    def read(self, record: str) -> list[dict[str, str]]:
        with self.path(record).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, record: str, rows: list[dict[str, str]]) -> None:
        with self.path(record).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, RECORD[record].headers, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, record: str, *key: str, **cells: str) -> int:
        """Overwrite cells of the row with this key; the number of the row."""
        rows = self.read(record)
        number = next(n for n, row in enumerate(rows) if tuple(row[name] for name in RECORD[record].key) == key)
        rows[number] |= cells
        self.write(record, rows)
        return number + 2

    def add(self, record: str, **cells: str) -> int:
        """Append a row, cited like any other; the number of the row."""
        empty = dict.fromkeys(RECORD[record].headers, "")
        cited = {"sources": "geonames"} if "sources" in empty else {}
        rows = [*self.read(record), empty | cited | cells]
        self.write(record, rows)
        return len(rows) + 1

    def remove(self, record: str, *key: str) -> None:
        rows = self.read(record)
        self.write(record, [row for row in rows if tuple(row[name] for name in RECORD[record].key) != key])

    def catalogue(self) -> Catalogue:
        return read_catalogue(self.directory)[0]

    def complaints(self) -> list[Complaint]:
        """File, row, column and what is wrong, of every problem there is."""
        catalogue, problems = read_catalogue(self.directory)
        return [(p.file, p.row, p.column, p.wrong) for p in [*problems, *check(catalogue)]]


@pytest.fixture
def desk(world: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(world, tmp_path / "records")))
