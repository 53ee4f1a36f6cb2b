"""Answers come from the snapshot: while a request is answered, the store is left alone."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from data.catalogue.load import load
from data.catalogue.reader import RECORDS_DIR
from data.store.database import open_store
from service.app import create_app
from service.settings import Settings
from tests.record_files import checked

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have another client
    from starlette.testclient import TestClient

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.graphql"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'samband.sqlite'}"
    engine = open_store(url)
    load(engine, checked(RECORDS_DIR))
    engine.dispose()
    with TestClient(create_app(Settings(database_url=url, poll_seconds=3600))) as client:
        yield client


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """All SQL that any engine issues."""
    issued: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        issued.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield issued
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_request_issues_no_sql(client: TestClient, statements: list[str], example: Path) -> None:
    """From one field to the deepest query: not one statement."""
    response = client.post("/graphql", json={"query": example.read_text(encoding="utf-8")})

    assert response.status_code == 200
    assert "errors" not in response.json()
    assert statements == []


def test_statements_would_be_seen(statements: list[str], tmp_path: Path) -> None:
    """The count is not empty because nobody counts."""
    engine = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    engine.dispose()

    assert statements == ["BEGIN", "SELECT 1"]
