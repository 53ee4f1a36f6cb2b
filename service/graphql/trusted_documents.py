"""Trusted documents, which clients may request by the SHA-256 of their text, so that a URL stays short."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import orjson
from graphql import GraphQLSchema

from data.domain.errors import InputError, SettingError
from schema.execution.document import InvalidDocument, read_document
from schema.execution.limits import Limits
from service.graphql.request import GraphQLRequest, bad_request
from service.http.errors import Code, HTTPError
from service.http.request_info import document_hash

NONE = "none"  # value of the setting for no file
VARIABLE = "SAMBAND_TRUSTED_DOCUMENTS"


def read_trusted(path: str, schema: GraphQLSchema, limits: Limits) -> dict[str, str] | None:
    """Reads a JSON file of documents by their SHA-256 in hexadecimal; None when `path` is NONE.

    Raises SettingError if a hash differs from that of its document, or a document is invalid or exceeds a limit.
    """
    if path == NONE:
        return None
    try:
        documents = orjson.loads(Path(path).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SettingError(f"{VARIABLE}={path!r} cannot be read: {error}") from None
    if not isinstance(documents, dict) or not all(isinstance(text, str) for text in documents.values()):
        raise SettingError(f"{VARIABLE}={path!r} is not a JSON object that maps SHA-256 hashes to documents")
    for key, text in documents.items():
        if document_hash(text) != key:
            raise SettingError(
                f"{VARIABLE}={path!r}: {key!r} is not the SHA-256 of its document, {document_hash(text)}"
            )
        try:
            read_document(schema, text, limits)
        except (InvalidDocument, InputError) as error:
            raise SettingError(f"{VARIABLE}={path!r}: the document {key!r} is not valid: {error}") from None
    return documents


def resolve_document(request: GraphQLRequest, trusted: Mapping[str, str] | None, *, only: bool) -> str:
    """The document of a request, from its text or by its hash. Raises HTTPError."""
    key = persisted_hash(request)
    if request.query is None or not request.query.strip():
        if key is None:
            raise bad_request("`query` must be the text of a GraphQL document")
        if trusted is None:
            raise HTTPError(400, Code.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")
        if key not in trusted:
            raise HTTPError(400, Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        return trusted[key]
    if key is not None and key != document_hash(request.query):
        raise bad_request("`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`")
    if only and document_hash(request.query) not in (trusted or {}):
        raise HTTPError(
            403, Code.DOCUMENT_NOT_TRUSTED, "the document is not trusted: this service executes trusted documents only"
        )
    return request.query


def persisted_hash(request: GraphQLRequest) -> str | None:
    """The hash in `extensions.persistedQuery`, the convention of GraphQL clients; None if absent. Raises HTTPError."""
    persisted = request.extensions.get("persistedQuery")
    if persisted is None:
        return None
    key = persisted.get("sha256Hash") if isinstance(persisted, dict) and persisted.get("version") == 1 else None
    if not isinstance(key, str):
        raise bad_request("`extensions.persistedQuery` must have `version` 1 and the text `sha256Hash`")
    return key.lower()
