"""Parses the JSON of reconciliation requests and checks it against limits."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from data.domain.errors import InputError
from data.search.reconciliation import ReconciliationQuery

QUERIES = 100  # maximum per batch
LETTERS = 200  # maximum characters of a query, and of a property value
CANDIDATES, MOST_CANDIDATES = 5, 25  # default and maximum per query
IDS = 500  # maximum per extension
PROPERTIES = 20  # maximum per query or extension
VALUES = 20  # maximum per property or type


class Extension(NamedTuple):
    """A data extension request: the ids of places and of properties."""

    ids: list[str]
    properties: list[str]


def parse_queries(batch: str) -> dict[str, tuple[ReconciliationQuery, int]]:
    """Each query of a batch and its maximum number of candidates, by query key. Raises InputError."""
    given = parse_object(batch, "queries")
    if len(given) > QUERIES:
        raise InputError(f"the batch has {len(given)} queries, at most {QUERIES} are allowed: send smaller batches")
    return {key: parse_query(key, query) for key, query in given.items()}


def parse_query(key: str, query: Any) -> tuple[ReconciliationQuery, int]:
    name = key[:40]
    if not isinstance(query, dict):
        raise InputError(f"query {name!r} is not an object")
    given = property_values(name, query.get("properties", []))
    text, types = query.get("query", ""), values(name, query.get("type") or [])
    if not isinstance(text, str) or len(text) > LETTERS:
        raise InputError(f"`query` of {name!r} must be text of at most {LETTERS} characters")
    if not text.strip() and not given.get("code"):
        raise InputError(f"query {name!r} has neither a `query` nor the property `code`")
    return ReconciliationQuery(
        text, types, given.get("country", ()), given.get("code", ()), given.get("asOf", ())
    ), limit(name, query)


def limit(name: str, query: dict[str, Any]) -> int:
    wanted = query.get("limit")
    if wanted is None:
        return CANDIDATES
    if not isinstance(wanted, int | float) or isinstance(wanted, bool) or not wanted >= 0:
        raise InputError(f"`limit` of {name!r} must be a number")
    return int(min(wanted, MOST_CANDIDATES)) or CANDIDATES


def property_values(name: str, properties: Any) -> dict[str, list[str]]:
    """The values of each property, by property id."""
    if not isinstance(properties, list) or len(properties) > PROPERTIES:
        raise InputError(f"`properties` of {name!r} must be a list of at most {PROPERTIES}")
    found: dict[str, list[str]] = {}
    for one in properties:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise InputError(f"a property of {name!r} is not an object with `pid` and `v`")
        found.setdefault(one["pid"], []).extend(values(name, one["v"]))
    return found


def values(name: str, given: Any) -> list[str]:
    """One value or a list of values as texts. A reconciled value is an object, which gives its id."""
    several = [one for one in (given if isinstance(given, list) else [given]) if one is not None]
    texts = [str(one.get("id", "") if isinstance(one, dict) else one).strip() for one in several[: VALUES + 1]]
    if len(texts) > VALUES or any(len(text) > LETTERS for text in texts):
        raise InputError(
            f"{name!r} has a value of more than {LETTERS} characters, or more than {VALUES} values of one property"
        )
    return [text for text in texts if text]


def parse_extension(text: str) -> Extension:
    """The ids and properties of an extension. Raises InputError."""
    given = parse_object(text, "extend")
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids) or len(ids) > IDS:
        raise InputError(f"`ids` must be a list of at most {IDS} ids")
    if not isinstance(properties, list) or len(properties) > PROPERTIES:
        raise InputError(f"`properties` must be a list of at most {PROPERTIES}")
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in properties):
        raise InputError("a property is not an object with an `id`")
    return Extension(ids, [one["id"] for one in properties])


def parse_object(text: str, name: str) -> dict[str, Any]:
    """A JSON object; `name` is the form field. Raises InputError."""
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InputError(f"`{name}` is not JSON") from None
    if not isinstance(given, dict):
        raise InputError(f"`{name}` must be a JSON object")
    return given
