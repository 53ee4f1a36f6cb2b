"""A writable copy of the small world, and a layer beside it, to spoil and to check."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from data.catalogue.reader import read_catalogue
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rules import check
from data.store.models import RECORD
from tests.record_files import write_rows

Complaint = tuple[str, int, str, str]

TWIN = "twin-kalisz-kamianets-podilskyi"
LAYER: dict[str, list[dict[str, str]]] = {
    "layers": [
        {
            "slug": "wikidata",
            "title_en": "Twin towns of Wikidata",
            "title_sv": "Vänorter ur Wikidata",
            "steward": "Wikidata",
            "licence": "CC0-1.0",
            "date": "2026-11-25",
            "precedence": "2",
        }
    ],
    "sources": [
        {
            "slug": "wikidata-twins",
            "kind": "DATA_SET",
            "dating": "DATED",
            "title": "Twinned administrative bodies",
            "publisher": "Wikidata",
            "published": "2026-11-25",
            "read_on": "2026-11-25",
        }
    ],
    "countries": [
        {"code": "PL", "alpha3": "POL", "numeric": "616", "name_en": "Poland", "name_sv": "Polen", "iso": "true"}
    ],
    "municipalities": [{"slug": "kalisz", "country": "PL", "kind": "MUNICIPALITY", "name": "Kalisz"}],
    "partnerships": [
        {
            "slug": TWIN,
            "kind": "TWIN_TOWN",
            "title_en": "Kalisz – Kamianets-Podilskyi",
            "title_sv": "Kalisz – Kamjanets-Podilskyj",
        }
    ],
    "seats": [{"partnership": TWIN, "number": "1"}, {"partnership": TWIN, "number": "2"}],
    "memberships": [
        {"partnership": TWIN, "seat": "1", "turn": "1", "municipality": "kalisz"},
        {"partnership": TWIN, "seat": "2", "turn": "1", "municipality": "kamianets-podilskyi"},
    ],
    "further_sources": [{"partnership": "twin-herrljunga-ukmerge", "source": "wikidata-twins"}],
}


class Desk:
    """A directory of records on which one changes rows and reads what the checks say."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, record: str) -> Path:
        return self.directory / f"{record}.csv"

    def read(self, record: str) -> list[dict[str, str]]:
        with self.path(record).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, record: str, rows: Iterable[dict[str, str]]) -> None:
        write_rows(self.path(record), record, rows)

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

    def complaints(self, *layers: Desk) -> list[Complaint]:
        """File, row, column and what is wrong, of every problem there is, with layers upon these records or without."""
        catalogue, problems = read_catalogue(self.directory, *(layer.directory for layer in layers))
        return [(p.file, p.row, p.column, p.wrong) for p in [*problems, *check(catalogue)]]


@pytest.fixture
def desk(world: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(world, tmp_path / "records")))


@pytest.fixture
def layer(tmp_path: Path) -> Desk:
    """A layer of the small world: a partnership of a place of its own, and a source for one of the base."""
    found = Desk(tmp_path / "wikidata")
    found.directory.mkdir()
    for record, rows in LAYER.items():
        cited = {"sources": "wikidata-twins"} if "sources" in RECORD[record].headers else {}
        found.write(record, (cited | row for row in rows))
    return found
