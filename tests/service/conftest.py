"""What the tests of the service share: records to change, a client, a command line, patience."""

from __future__ import annotations

import csv
import shutil
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from data.catalogue.load import load
from data.store.database import open_store
from schema.query import build_schema
from service.app import create_app
from service.cli.main import main
from service.settings import Settings
from tests.record_files import checked

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have another client
    from starlette.testclient import TestClient

SOON = 60  # seconds; far more than any of it takes
VERSION = "{ catalogue { version } }"


@pytest.fixture(scope="session", autouse=True)
def _one_schema() -> Iterator[None]:
    """The applications of a process share one schema, which nobody changes: to build it takes longer than to start one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("service.app.build_schema", cache(build_schema))
        yield


@pytest.fixture
def records(world: Path, tmp_path: Path) -> Path:
    """A copy of the small world, to change."""
    return Path(shutil.copytree(world, tmp_path / "records"))


@pytest.fixture
def add(records: Path) -> Callable[..., int]:
    """Appends a row to a file of the copy; the number of the row."""

    def add(record: str, /, **cells: str) -> int:
        path = records / f"{record}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        cited = {"sources": "geonames"} if "sources" in header else {}
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(cited | cells)
        return len(rows) + 2

    return add


@pytest.fixture
def changed(records: Path, add: Callable[..., int]) -> Path:
    """A copy of the small world with one more name, so another catalogue version."""
    add("names", municipality="masaka", name="Springfield", kind="ALTERNATE", shared="false")
    return records


def version_of(directory: Path) -> str:
    return checked(directory).digest()


@pytest.fixture
def fill(store_url: str) -> Callable[[Path], str]:
    """Loads records into the store the way another process would; the version."""

    def fill(directory: Path) -> str:
        engine = open_store(store_url)
        catalogue = checked(directory)
        load(engine, catalogue)
        engine.dispose()
        return catalogue.digest()

    return fill


@pytest.fixture(scope="session")
def serve() -> Callable[..., Any]:
    """A client of an application with these settings, started and stopped."""

    @contextmanager
    def serve(url: str, **settings: Any) -> Iterator[TestClient]:
        with TestClient(create_app(Settings(database_url=url, **settings)), raise_server_exceptions=False) as client:
            yield client

    return serve


@pytest.fixture(scope="session")
def url(stored: Callable[..., str], world: Path) -> str:
    """The store of the small world, which nobody changes."""
    return stored(world)


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    """A client of an application that serves the small world."""
    app = create_app(Settings(database_url=url, poll_seconds=3600))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client_of() -> type[TestClient]:
    """The class of clients, for applications of a test's own."""
    return TestClient


@pytest.fixture
def samband(tmp_path: Path) -> Callable[..., Result]:
    """The command line with an embedded store of its own, or with the variables given."""
    embedded = f"sqlite:///{tmp_path / 'var' / 'samband.db'}"

    def samband(*arguments: object, input: str | None = None, **environ: str) -> Result:
        result = CliRunner().invoke(
            main, [str(argument) for argument in arguments], input=input, env={"DATABASE_URL": embedded} | environ
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return samband


@pytest.fixture
def loaded(url: str, tmp_path: Path) -> None:
    """The embedded store of `samband` holds the small world."""
    (tmp_path / "var").mkdir()
    shutil.copy(url.removeprefix("sqlite:///"), tmp_path / "var" / "samband.db")


@pytest.fixture
def soon() -> Callable[..., None]:
    """Waits until something holds."""

    def soon(holds: Callable[[], bool], seconds: float = SOON) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not come about"
            time.sleep(0.02)

    return soon
