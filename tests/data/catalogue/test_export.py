"""The served catalogue as files that load again."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from frictionless import Package, system
from sqlalchemy import Engine

from data.catalogue.export import (
    csv_files,
    layer_descriptor,
    layer_files,
    package_files,
    package_text,
    record_cells,
    zipped,
)
from data.catalogue.load import load, read_checked
from data.catalogue.reader import RECORDS_DIR
from data.domain.publisher import Publisher
from data.domain.spreadsheet import FORMULA
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.store.models import RECORD, RECORDS
from tests.data.networks.layered import layered

if TYPE_CHECKING:
    from tests.data.conftest import Desk

PUBLISHER = Publisher("https://data.example.org", "Exempel", "LocalAuthority", "data@example.org")


def unpack(archive: bytes, directory: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(archive)).extractall(directory)
    return directory


def test_the_exported_files_are_the_same_version(engine: Engine, world: Path, tmp_path: Path) -> None:
    """What a store gives out passes all checks and loads as the version it was."""
    catalogue = read_checked(world)
    load(engine, catalogue)
    files = package_files(read_snapshot(engine), PUBLISHER)
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)

    assert set(files) == {*(f"{record.name}.csv" for record in RECORDS), "datapackage.json"}
    assert read_checked(tmp_path).digest() == catalogue.digest()
    assert not load(engine, read_checked(tmp_path))


def test_the_files_are_those_of_the_records(whole: Snapshot) -> None:
    """Byte for byte what is committed, of the whole catalogue."""
    for name, body in csv_files(whole).items():
        assert body == (RECORDS_DIR / name).read_bytes(), name


def test_the_package_describes_every_column(snapshot: Snapshot) -> None:
    """Each file has its columns in the Data Package, in the order of the header, with its size and hash."""
    files = package_files(snapshot, PUBLISHER)
    resources = {resource["path"]: resource for resource in json.loads(files.pop("datapackage.json"))["resources"]}

    for name, body in files.items():
        described = [column["name"] for column in resources[name]["schema"]["fields"]]
        assert described == body.decode().split("\n", 1)[0].split(",")
        assert resources[name]["bytes"] == len(body)
        assert resources[name]["hash"] == f"sha256:{sha256(body).hexdigest()}"


def test_the_package_says_of_which_version_it_is(snapshot: Snapshot) -> None:
    """Version, who answers for it, and every source with its address."""
    package = json.loads(package_files(snapshot, PUBLISHER)["datapackage.json"])
    paths = {source.get("path") for source in package["sources"]}

    assert package["version"] == snapshot.version
    assert package["homepage"] == "https://data.example.org"
    assert package["contributors"] == [{"title": "Exempel", "email": "data@example.org", "roles": ["publisher"]}]
    assert {source.url for source in snapshot.rows["sources"]} <= paths  # type: ignore[attr-defined]
    assert all(source["title"] for source in package["sources"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_finds_the_archive_valid(whole: Snapshot, tmp_path: Path) -> None:
    """Types, enumerations, keys, foreign keys, sizes and hashes hold; one altered byte does not pass."""
    directory = unpack(zipped(package_files(whole, PUBLISHER)), tmp_path)
    with system.use_context(trusted=True):
        assert Package(directory / "datapackage.json").validate().flatten() == []
        (directory / "goals.csv").write_bytes((directory / "goals.csv").read_bytes().replace(b"poverty", b"Poverty"))
        assert Package(directory / "datapackage.json").validate().flatten(["type"]) == [["hash-count"]]


def test_equal_files_make_equal_archives(snapshot: Snapshot, tmp_path: Path) -> None:
    """The hour does not matter; what was packed is unpacked, and the records load as the version they are of."""
    files = package_files(snapshot, PUBLISHER)
    archive = zipped(files)

    assert zipped(dict(files)) == archive
    assert read_checked(unpack(archive, tmp_path)).digest() == snapshot.version


def test_no_cell_of_the_catalogue_is_a_formula(whole: Snapshot) -> None:
    """Spreadsheets compute nothing when they open the files; a minus begins numbers only."""
    rows = [row for body in csv_files(whole).values() for row in csv.reader(io.StringIO(body.decode(), newline=""))]
    cells = [cell for row in rows for cell in row if FORMULA.search(cell)]

    assert cells
    assert [cell for cell in cells if not cell.removeprefix("-").replace(".", "", 1).isdigit()] == []


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-x", "@SUM(A1)", "＝1", "a;=1+1", "a; -1", ";@x"])
def test_a_record_that_begins_a_formula_is_refused(desk: Desk, cell: str) -> None:
    """So that files need no apostrophes, which would not load again as they were."""
    row = desk.change("municipalities", "habo", note=cell)
    wrong = "a spreadsheet would evaluate the cell, or its text after a semicolon, as a formula"

    assert ("municipalities.csv", row, "note", wrong) in desk.complaints()


@pytest.mark.parametrize("cell", ["1=1", "a - b", "x@y", "a; b", "'s", "(-1)", "a;b-c"])
def test_signs_within_a_record_do_no_harm(desk: Desk, cell: str) -> None:
    """A dash between words is no formula."""
    desk.change("themes", "agenda-2030", label_en=cell)

    assert [complaint for complaint in desk.complaints() if "formula" in complaint[3]] == []


def test_awkward_text_comes_back(desk: Desk, read: Callable[[Path], Snapshot], tmp_path: Path) -> None:
    """Quotes, commas, apostrophes and letters of all scripts are the same after the journey."""
    desk.change("themes", "agenda-2030", label_en="\"a\", 'b' – ウクメルゲ;c", label_sv="🦆, å\u0301")
    snapshot = read(desk.directory)
    directory = unpack(zipped(package_files(snapshot, PUBLISHER)), tmp_path / "again")

    assert read_checked(directory).digest() == snapshot.version == desk.catalogue().digest()


def test_the_package_of_the_records_names_no_version() -> None:
    """A changed record does not change the description beside it."""
    assert "version" not in json.loads(package_text())


def test_the_description_of_a_layer_needs_no_store() -> None:
    """It is made of the row of the layer and of the kinds of its files, in the order of the records."""
    row = dict.fromkeys(RECORD["layers"].headers, "") | {
        "slug": "wiki",
        "licence": "CC-BY-SA-4.0",
        "date": "2026-10-01",
    }
    package = json.loads(layer_descriptor(row | {"title_en": "The wiki", "steward": "Us"}, ["partnerships", "sources"]))

    assert [resource["path"] for resource in package["resources"]] == ["layers.csv", "sources.csv", "partnerships.csv"]
    assert package["licenses"][0]["path"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert package["contributors"] == [{"title": "Us", "roles": ["dataCurator"]}]
    assert package["sources"] == [{"title": "The wiki"}]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_finds_the_package_of_a_layer_valid(
    read: Callable[[Path], Snapshot], world: Path, tmp_path: Path
) -> None:
    """Alone, without the base that its records refer to."""
    snapshot = read(layered(world, tmp_path / "records"))
    directory = unpack(zipped(layer_files(snapshot, PUBLISHER, "wiki")), tmp_path / "wiki")
    with system.use_context(trusted=True):
        assert Package(directory / "datapackage.json").validate().flatten() == []


def test_changes_tell_of_all_layers(read: Callable[[Path], Snapshot], world: Path, tmp_path: Path) -> None:
    """Every row of every layer is among the cells of a kind of record, and each layer has its own."""
    snapshot = read(layered(world, tmp_path / "records"))
    every = [row[0] for row in record_cells(snapshot, RECORD["partnerships"])]
    parts = [
        csv_files(snapshot, name)["partnerships.csv"].decode().splitlines()[1:] for name in ("base", "wiki", "free")
    ]

    assert sorted(every) == sorted(line.partition(",")[0] for part in parts for line in part)
    assert [len(part) for part in parts[1:]] == [1, 1]
