"""A table to import into a layer of its own, upon the small true world."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from data.catalogue.load import read_checked
from data.catalogue.rows.catalogue import Catalogue
from data.domain.errors import Problem, RecordsError
from data.imports.importer import Report, Request, import_table

READ = "2026-02-08"
HEADER = ("kommun", "vänort", "land", "latitud", "longitud", "wikidata", "sedan")
KAUNAS = ("Växjö", "Kaunas", "Litauen", "54.8972", "23.8861", "Q4115712", "")
RIVNE = ("Lund", "Rivne", "UA", "50.6192", "26.2519", "Q156739", "")
UKMERGE = ("Herrljunga", "Ukmergė", "LT", "55.25", "24.75", "", "")
DENIED = ("Mariestad", "Ukmerge", "LT", "55.25", "24.75", "", "")
Row = Sequence[str]


class Table:
    """A table on disk and the layer that it goes into."""

    def __init__(self, base: Path, directory: Path) -> None:
        self.base, self.directory = base, directory
        self.file = directory / "table.csv"
        self.layer = directory / "layers" / "mine"

    def write(self, *rows: Row, header: Row = HEADER, **how: Any) -> Path:
        with self.file.open("w", encoding=how.pop("encoding", "utf-8"), newline="") as file:
            writer = csv.writer(file, **{"lineterminator": "\n"} | how)
            writer.writerow(header)
            writer.writerows(rows)
        return self.file

    def request(self, file: Path | None = None, **changed: Any) -> Request:
        usual: dict[str, Any] = {
            "defaults": {"source": "List of twin towns"},
            "overrides": {"attested": READ},
            "layer": {"licence": "CC0-1.0", "steward": "Twinning Association"},
        }
        return Request(file or self.file, self.layer, self.base, **usual | changed)

    def bring(self, *rows: Row, **changed: Any) -> Report:
        self.write(*rows)
        return import_table(self.request(**changed))

    def problems(self, *rows: Row, **changed: Any) -> list[Problem]:
        with pytest.raises(RecordsError) as caught:
            self.bring(*rows, **changed)
        return list(caught.value.problems)

    def read(self, name: str) -> list[dict[str, str]]:
        path = self.layer / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";" if name == "review" else ","))

    def decide(self, **decisions: str) -> None:
        """Fill in the column `decision` of the review, by the slug at the end of the id."""
        rows = self.read("review")
        for row in rows:
            row["decision"] = decisions.get(row["id"].rsplit(":", 1)[-1].replace("-", "_"), row["decision"])
        with (self.layer / "review.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def append(self, record: str, **cells: str) -> None:
        """Append a row to a file of the base, cited like any other."""
        path = self.base / f"{record}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *_ = csv.reader(file)
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, header, restval="", lineterminator="\n").writerow({"sources": "geonames"} | cells)

    def catalogue(self) -> Catalogue:
        return read_checked(self.base, self.layer)

    def files(self) -> dict[str, bytes]:
        paths = (path for path in self.directory.rglob("*") if path.is_file() and path != self.file)
        return {str(path.relative_to(self.directory)): path.read_bytes() for path in paths}


@pytest.fixture
def table(world: Path, tmp_path: Path) -> Table:
    return Table(world, tmp_path)


@pytest.fixture
def edited(world: Path, tmp_path: Path) -> Callable[..., Table]:
    """A table upon a copy of the small world with one more row."""

    def edited(record: str, **cells: str) -> Table:
        base = Path(copytree(world, tmp_path / "base"))
        (tmp_path / "work").mkdir()
        table = Table(base, tmp_path / "work")
        table.append(record, **cells)
        return table

    return edited
