"""The served catalogue as files that load again."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import Engine

from data.database import reading
from data.export import csv_files
from data.load import load, read_checked
from data.models import RECORDS


def test_the_exported_files_are_the_same_version(engine: Engine, world: Path, tmp_path: Path) -> None:
    """What a store gives out passes all checks and loads as the version it was."""
    catalogue = read_checked(world)
    load(engine, catalogue)
    with reading(engine) as connection:
        files = csv_files(connection)
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8", newline="")

    assert set(files) == {*(f"{record.name}.csv" for record in RECORDS), "datapackage.json"}
    assert read_checked(tmp_path).digest() == catalogue.digest()
    assert not load(engine, read_checked(tmp_path))


def test_the_package_describes_every_column(engine: Engine, world: Path) -> None:
    """Each file has its columns in the Data Package, in the order of the header."""
    load(engine, read_checked(world))
    with reading(engine) as connection:
        files = csv_files(connection)
    resources = {resource["path"]: resource for resource in json.loads(files.pop("datapackage.json"))["resources"]}

    for name, content in files.items():
        described = [column["name"] for column in resources[name]["schema"]["fields"]]
        assert described == content.split("\n", 1)[0].split(",")
