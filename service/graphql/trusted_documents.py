"""Trusted documents: what clients may ask for by the SHA-256 of its text, so that a query is a short address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import orjson
from graphql import GraphQLSchema

from data.domain.errors import InputError, SettingError
from schema.execution.document import InvalidDocument, read_document
from schema.execution.limits import Limits
from service.graphql.request import Asked, bad
from service.http.errors import Code, Refused

NONE = "none"  # the setting for no file
VARIABLE = "SAMBAND_TRUSTED_DOCUMENTS"


@lru_cache(512)
def digest(text: str) -> str:
    """The SHA-256 of a text in hexadecimal; those of the last ones are remembered."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_trusted(path: str, schema: GraphQLSchema, limits: Limits) -> dict[str, str] | None:
    """The documents of a file, a JSON object of texts by their SHA-256 in hexadecimal; None when there is no file.

    Raises SettingError for a hash that is not its text's, and for a document that the service would refuse.
    """
    if path == NONE:
        return None
    try:
        documents = orjson.loads(Path(path).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SettingError(f"{VARIABLE}={path!r} cannot be read: {error}") from None
    if not isinstance(documents, dict) or not all(isinstance(text, str) for text in documents.values()):
        raise SettingError(f"{VARIABLE}={path!r} is not a JSON object of documents by their SHA-256")
    for key, text in documents.items():
        if digest(text) != key:
            raise SettingError(f"{VARIABLE}={path!r}: {key!r} is not the SHA-256 of its document, {digest(text)}")
        try:
            read_document(schema, text, limits)
        except (InvalidDocument, InputError) as error:
            raise SettingError(f"{VARIABLE}={path!r}: the document {key!r} would be refused: {error}") from None
    return documents


def text_of(asked: Asked, trusted: Mapping[str, str] | None, *, only: bool) -> str:
    """The document of a request, from its text or by its hash. Raises Refused."""
    key = hash_of(asked)
    if asked.query is None or not asked.query.strip():
        if key is None:
            raise bad("`query` must be the text of a GraphQL document")
        if trusted is None:
            raise Refused(400, Code.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")
        if key not in trusted:
            raise Refused(400, Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
        return trusted[key]
    if key is not None and key != digest(asked.query):
        raise bad("`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`")
    if only and digest(asked.query) not in (trusted or {}):
        raise Refused(403, Code.DOCUMENT_NOT_TRUSTED, "this service answers the documents on its list only")
    return asked.query


def hash_of(asked: Asked) -> str | None:
    """The hash that a request names, in the form that clients have in common. Raises Refused."""
    persisted = asked.extensions.get("persistedQuery")
    if persisted is None:
        return None
    key = persisted.get("sha256Hash") if isinstance(persisted, dict) and persisted.get("version") == 1 else None
    if not isinstance(key, str):
        raise bad("`extensions.persistedQuery` must have `version` 1 and the text `sha256Hash`")
    return key.lower()
