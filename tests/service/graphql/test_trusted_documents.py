"""Trusted documents: asked for by the hash of their text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from data.domain.errors import SettingError
from schema.query import build_schema
from service.graphql.trusted_documents import read_trusted
from service.http.request_info import document_hash
from service.settings import Settings, limits_of

NAME = "query Name($slug: String!) { municipality(by: {slug: $slug}) { name } }"
LIMITS = limits_of(Settings())
Serving = Callable[..., Any]


@pytest.fixture(scope="module")
def trusting(serve: Serving, url: str, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """A client of a service that trusts one document, and perhaps nothing else."""
    path = tmp_path_factory.mktemp("trusted") / "documents.json"
    path.write_text(json.dumps({document_hash(NAME): NAME}), encoding="utf-8")

    @contextmanager
    def trusting(**settings: Any) -> Iterator[Any]:
        with serve(url, poll_seconds=3600, trusted_documents=str(path), **settings) as client:
            yield client

    return trusting


@pytest.fixture(scope="module")
def trusted(trusting: Serving) -> Iterator[Any]:
    """A client of a service that trusts one document."""
    with trusting() as client:
        yield client


def persisted(key: object, version: object = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": key}}


def code(response: Any) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


def test_a_document_is_asked_for_by_its_hash(trusting: Serving) -> None:
    """By a short address or in a body, with its variables, capitals in the hash or not."""
    expected = {"data": {"municipality": {"name": "Mariestad"}}}
    with trusting() as client:
        for key in (document_hash(NAME), document_hash(NAME).upper()):
            asked = {"extensions": persisted(key), "variables": {"slug": "mariestad"}}
            by_address = client.get("/graphql", params={name: json.dumps(value) for name, value in asked.items()})

            assert by_address.json() == client.post("/graphql", json=asked).json() == expected
        both = {"query": NAME, "variables": {"slug": "mariestad"}, "extensions": persisted(document_hash(NAME))}
        assert client.post("/graphql", json=both).json() == expected
        assert client.post("/graphql", json={"query": "{ __typename }"}).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"extensions": persisted("0" * 64)}, "PERSISTED_QUERY_NOT_FOUND"),
        ({"query": "{ __typename }", "extensions": persisted(document_hash(NAME))}, "BAD_REQUEST"),
        ({"extensions": persisted(1)}, "BAD_REQUEST"),
        ({"extensions": persisted(document_hash(NAME), 2)}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": "x"}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": None}}, "BAD_REQUEST"),
        ({}, "BAD_REQUEST"),
    ],
)
def test_a_hash_that_says_nothing_is_refused(trusted: Any, asked: dict[str, Any], expected: str) -> None:
    """Unknown, of another text, of another kind; and nobody can add a document."""
    assert code(trusted.post("/graphql", json=asked)) == expected


def test_a_service_without_documents_says_so(client: Any) -> None:
    """A client that tries hashes then stops trying."""
    response = client.post("/graphql", json={"extensions": persisted(document_hash(NAME))})

    assert (response.status_code, code(response)) == (400, "PERSISTED_QUERY_NOT_SUPPORTED")
    assert response.json()["errors"][0]["message"] == "PersistedQueryNotSupported"


def test_only_trusted_documents_are_answered_where_that_is_wished(trusting: Serving) -> None:
    """By hash or as text, but only those on the list."""
    with trusting(trusted_only="yes") as client:
        by_hash = client.post(
            "/graphql", json={"extensions": persisted(document_hash(NAME)), "variables": {"slug": "x"}}
        )
        as_text = client.post("/graphql", json={"query": NAME, "variables": {"slug": "x"}})
        other = client.post("/graphql", json={"query": NAME + " "})

    assert by_hash.json() == as_text.json() == {"data": {"municipality": None}}
    assert (other.status_code, code(other)) == (403, "DOCUMENT_NOT_TRUSTED")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read"),
        ("[]", "is not a JSON object"),
        ('{"a": 1}', "is not a JSON object"),
        (json.dumps({"0" * 64: NAME}), "is not the SHA-256"),
        (json.dumps({document_hash("{ mayors }"): "{ mayors }"}), "is not valid: Cannot query field 'mayors'"),
        (json.dumps({document_hash("{"): "{"}), "is not valid: Syntax Error"),
        (json.dumps({document_hash("#" * 9_000 + "\n#" * 3_000): "#" * 9_000 + "\n#" * 3_000}), "the limit `tokens`"),
    ],
)
def test_a_wrong_file_is_named_at_the_start(tmp_path: Path, content: str, message: str) -> None:
    """What would fail for a client fails before there is any."""
    path = tmp_path / "documents.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(SettingError, match="SAMBAND_TRUSTED_DOCUMENTS") as error:
        read_trusted(str(path), build_schema()._schema, LIMITS)
    assert message in str(error.value)


def test_a_missing_file_is_named() -> None:
    """The path stands in the message."""
    with pytest.raises(SettingError, match="nowhere"):
        read_trusted("/nowhere/documents.json", build_schema()._schema, LIMITS)
