"""The Data Package over HTTP: valid, and the very version that is served."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.export import csv_files
from data.catalogue.load import load, read_checked
from data.catalogue.reader import RECORDS_DIR
from data.snapshot.snapshot import Snapshot
from data.store.database import open_store
from data.store.models import RECORD
from tests.record_files import checked


def test_the_archive_loads_as_the_version_it_is_of(client: Any, world: Path, tmp_path: Path) -> None:
    """Unpacked, checked and digested, it is what the service serves; its name says so."""
    response = client.get("/records.zip")
    zipfile.ZipFile(io.BytesIO(response.content)).extractall(tmp_path)
    version = client.get("/ready").json()["version"]

    assert response.headers["content-type"] == "application/zip"
    assert response.headers["content-disposition"] == f'attachment; filename="samband-{version}.zip"'
    assert read_checked(tmp_path).digest() == version == checked(world).digest()


def test_the_files_of_the_package_are_there(client: Any, snapshot: Snapshot) -> None:
    """Each path leads to a file of the size and content told, as UTF-8 CSV."""
    package, files = client.get("/datapackage.json").json(), csv_files(snapshot)

    assert [resource["name"] for resource in package["resources"]] == list(RECORD)
    for resource in package["resources"]:
        response = client.get(f"/{resource['path']}")
        assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
        assert response.content == files[f"{resource['name']}.csv"]
        assert len(response.content) == resource["bytes"]


def test_the_package_names_its_publisher(serve: Callable[..., Any], fill: Callable[..., str], store_url: str) -> None:
    """Name, address and mailbox come from the settings."""
    version = fill(RECORDS_DIR)
    own = {"public_url": "https://data.example.org", "publisher": "Exempel", "contact": "data@example.org"}
    with serve(store_url, **own) as client:
        package = client.get("/datapackage.json").json()

    assert (package["version"], package["homepage"]) == (version, "https://data.example.org")
    assert package["contributors"] == [{"title": "Exempel", "email": "data@example.org", "roles": ["publisher"]}]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_no_mailbox_is_made_up(client: Any) -> None:
    """Without the setting there is none."""
    assert "email" not in json.dumps(client.get("/datapackage.json").json()["contributors"])


@pytest.mark.parametrize("name", ["people", "..", "goals.csv", "GOALS", "%2e%2e%2fgoals"])
def test_an_unknown_file_is_not_found(client: Any, name: str) -> None:
    """No path leads out of the list."""
    assert client.get(f"/records/{name}.csv").status_code == 404


def test_records_are_served_while_the_store_is_gone(serve: Callable[..., Any], tmp_path: Path, world: Path) -> None:
    """What was never asked for before is there still, as the snapshot holds it."""
    url, served = f"sqlite:///{tmp_path / 'samband.sqlite'}", checked(world)
    engine = open_store(url)
    load(engine, served)
    engine.dispose()
    with serve(url, poll_seconds=0.05) as client:
        for path in tmp_path.glob("samband.sqlite*"):
            path.unlink()
        archive = client.get("/records.zip").content
    zipfile.ZipFile(io.BytesIO(archive)).extractall(tmp_path / "again")

    assert read_checked(tmp_path / "again").digest() == served.digest()
