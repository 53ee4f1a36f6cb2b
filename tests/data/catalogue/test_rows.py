"""Rows held as columns: the same rows as read one by one, and the same versions and problems."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from data.catalogue.reader import read_catalogue, read_row
from data.catalogue.rows import column, table
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import Row
from data.catalogue.rules import check
from data.catalogue.rules import check_keys as duplicates_of_keys
from data.store.models import RECORDS
from data.store.models.layout import KEYS
from tests.record_files import checked


def one_by_one(directory: Path) -> Catalogue:
    """The rows of a directory, each read by itself."""
    catalogue = Catalogue()
    for record in RECORDS:
        with (directory / f"{record.name}.csv").open(encoding="utf-8", newline="") as file:
            for number, cells in enumerate(csv.DictReader(file), start=2):
                row, problems = read_row(record, number, cells)
                assert problems == []
                catalogue.rows[record.name].append(row)
    return catalogue


def rows_of(catalogue: Catalogue) -> dict[str, list[Row]]:
    return {name: list(rows) for name, rows in catalogue.rows.items()}


@pytest.mark.parametrize(("batch", "many"), [(10_000, 1_000), (3, 2)])
def test_columns_hold_the_rows(world: Path, batch: int, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in large or small batches, with codes or without: the rows are those that are read one by one."""
    monkeypatch.setattr("data.catalogue.reader.BATCH", batch)
    monkeypatch.setattr(table, "BATCH", batch)
    monkeypatch.setattr(column, "MANY", many)
    catalogue, problems = read_catalogue(world)
    plain = one_by_one(world)

    assert problems == check(catalogue) == []
    assert rows_of(catalogue) == rows_of(plain)
    assert catalogue.digest() == plain.digest() == checked(world).digest()


def test_a_row_knows_the_row_that_it_refers_to(world: Path) -> None:
    """By one field or by two: the row found has the key, and no row is found where no key is given."""
    catalogue = checked(world)
    for name, rows in catalogue.rows.items():
        for link in rows.record.links:
            targets = list(catalogue.rows[link.refers])
            for row, place in zip(rows, catalogue.referred(name, link).tolist(), strict=True):
                key = tuple(row.values[field] for field in link.names)
                found = targets[place].values if place >= 0 else {}
                assert (None in key) is (place < 0)
                assert place < 0 or key == tuple(found[field] for field in KEYS.get(link.refers, ("slug",)))


def test_rows_stand_in_the_order_of_their_keys(world: Path) -> None:
    """Texts by their bytes, numbers by size."""
    for rows in checked(world).rows.values():
        keys = [row.key for row in rows.rows(rows.in_key_order())]
        assert keys == sorted(keys, key=lambda key: [part.encode() if isinstance(part, str) else part for part in key])


def test_two_spellings_of_a_number_are_one_key(world: Path) -> None:
    """A seat that is numbered 1 in one row and 01 in another is there twice."""
    catalogue, _ = read_catalogue(world)
    seats = catalogue.rows["seats"]
    first = seats[0]
    cells = {name: [cell] for name, cell in first.cells_by_header.items()} | {"layer": ["base"]}
    seats.extend(cells | {"number": [f"0{first.values['number']}"]}, 99)

    assert [(one.row, one.wrong) for one in duplicates_of_keys(catalogue)] == [(99, "row 2 has the same key")]
    assert np.flatnonzero(seats.repeated()).tolist() == [0, len(seats) - 1]
