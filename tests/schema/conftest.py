"""How the tests of the schema ask: of the small world, of the whole catalogue, and what must be refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError

from data.domain.errors import InputError
from data.snapshot.snapshot import Snapshot
from schema.query import build_schema
from tests.schema.second_layer import write_layer


@pytest.fixture(scope="session")
def schema() -> strawberry.Schema:
    return build_schema()


@pytest.fixture(scope="session")
def ask_of(schema: strawberry.Schema) -> Callable[..., Any]:
    """The data that a document gives from a snapshot, without any error."""

    def ask_of(snapshot: Snapshot, document: str, **variables: Any) -> Any:
        result = schema.execute_sync(document, variable_values=variables, root_value=snapshot)
        assert result.errors is None, result.errors
        return result.data

    return ask_of


@pytest.fixture(scope="session")
def ask(ask_of: Callable[..., Any], snapshot: Snapshot) -> Callable[..., Any]:
    """The data that a document gives from the small world."""
    return lambda document, **variables: ask_of(snapshot, document, **variables)


@pytest.fixture(scope="session")
def layered(read: Callable[[Path], Snapshot], world: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world with a second layer: what Wikidata says of two municipalities."""
    records = tmp_path_factory.mktemp("layered") / "records"
    shutil.copytree(world, records)
    write_layer(records / "layers" / "wikidata")
    return read(records)


@pytest.fixture(scope="session")
def refuse(schema: strawberry.Schema, snapshot: Snapshot) -> Callable[..., str]:
    """The message of the one error that a document gives; it must be the client's error, not ours."""

    def refuse(document: str, **variables: Any) -> str:
        result = schema.execute_sync(document, variable_values=variables, root_value=snapshot)
        assert result.errors is not None, result.data
        (error,) = result.errors
        assert error.original_error is None or isinstance(error.original_error, InputError | GraphQLError), error
        return error.message

    return refuse
