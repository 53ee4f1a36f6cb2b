"""The GraphQL schema as promised: frozen, sketched, released, described."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    BreakingChangeType,
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    parse,
    print_ast,
)

from schema import query

HERE = Path(__file__).parent
FROZEN = Path(query.__file__).with_name("schema.graphql")
SHORTHAND = {
    "Split": {"EQUAL", "STATED", "UNKNOWN"},
    "Rank": {"PREFERRED", "NORMAL", "DEPRECATED"},
    "MunicipalityOrderField": {"NAME", "COUNTRY", "DEGREE"},
    "PartnershipOrderField": {"TITLE", "START"},
}
ARTICLES = {"a", "an", "the", "its"}


@pytest.fixture(scope="module")
def live() -> str:
    """The SDL of the code."""
    return query.build_schema().as_str()


@pytest.fixture(scope="module")
def schema(live: str) -> GraphQLSchema:
    return build_schema(live)


def promises(document: DocumentNode) -> dict[str, str]:
    """Each coordinate of a document (`Type`, `Type.field`, `Type.field(argument)`) with what it is."""
    return dict(_promises(document))


def _promises(document: DocumentNode) -> Iterator[tuple[str, str]]:
    for definition in document.definitions:
        name = definition.name.value  # type: ignore[attr-defined]
        yield name, definition.kind
        for interface in getattr(definition, "interfaces", None) or ():
            yield f"{name} implements {interface.name.value}", "interface"
        for value in (definition.values or ()) if isinstance(definition, EnumTypeDefinitionNode) else ():
            yield f"{name}.{value.name.value}", "value"
        for field in getattr(definition, "fields", None) or ():
            yield f"{name}.{field.name.value}", _typed(field)
            for argument in getattr(field, "arguments", None) or ():
                yield f"{name}.{field.name.value}({argument.name.value})", _typed(argument)


def _typed(node: Any) -> str:
    default = getattr(node, "default_value", None)
    return print_ast(node.type) + (f" = {print_ast(default)}" if default else "")


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """The last name and the description of every type, field, argument and enum value, by coordinate."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        yield type_.name, type_.description
        for name, value in (type_.values if isinstance(type_, GraphQLEnumType) else {}).items():
            yield f"{type_.name}.{name}", value.description
        for name, field in getattr(type_, "fields", {}).items():
            yield f"{type_.name}.{name}", field.description
            for argument, what in getattr(field, "args", {}).items():
                yield f"{type_.name}.{name}.{argument}", what.description


def words(text: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)
    return [word for word in re.findall(r"\w+", apart.lower()) if word not in ARTICLES]


@pytest.mark.parametrize("room", ["schema.filters.orders", "schema.types.goal", "schema.arguments"])
def test_the_schema_is_built_whichever_room_is_imported_first(room: str) -> None:
    """Each registers the enumerations before a type uses them."""
    code = f"import {room}; from schema.query import build_schema; build_schema()"

    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_live_sdl_is_the_frozen_one(live: str) -> None:
    """Whoever changes the schema also freezes it anew, so that a review shows the change."""
    assert live.strip() == FROZEN.read_text(encoding="utf-8").strip()


def test_the_schema_keeps_what_was_sketched(live: str) -> None:
    """Names, arguments, defaults and nullability are those that clients were promised."""
    sketch = promises(parse((HERE / "sketch.graphql").read_text(encoding="utf-8")))
    kept = promises(parse(live))

    assert [
        f"{coordinate} is {kept.get(coordinate)}, was to be {wanted}"
        for coordinate, wanted in sketch.items()
        if kept.get(coordinate) != wanted
    ] == []


def test_the_enums_that_the_sketch_has_in_remarks_are_there(schema: GraphQLSchema) -> None:
    """What the sketch lists behind a hash is in the enums; they may hold more."""
    for name, values in SHORTHAND.items():
        enum = schema.type_map[name]
        assert isinstance(enum, GraphQLEnumType)
        assert set(enum.values) >= values


def test_keys_take_exactly_one_field(schema: GraphQLSchema) -> None:
    """The inputs whose names end in `Key` are `@oneOf`."""
    inputs = [type_ for type_ in schema.type_map.values() if isinstance(type_, GraphQLInputObjectType)]
    keys = [type_ for type_ in inputs if type_.name.endswith("Key")]

    assert len(keys) == 5
    assert all(key.is_one_of for key in keys)


@pytest.mark.parametrize("name", ["released.graphql", "released-0.1.graphql"])
def test_nothing_that_was_released_breaks(schema: GraphQLSchema, name: str) -> None:
    """Clients of the last release and of 0.1 go on unchanged, as graphql-core judges it and the changelog says."""
    released = build_schema((HERE / name).read_text(encoding="utf-8"))

    assert [change.description for change in find_breaking_changes(released, schema)] == []


def test_a_field_that_goes_would_be_noticed(live: str, schema: GraphQLSchema) -> None:
    """The check for breaking changes does see one."""
    without = build_schema(live.replace("\n  geonames: String\n", "\n  otherwise: String\n"))
    changes = find_breaking_changes(schema, without)

    assert BreakingChangeType.FIELD_REMOVED in {change.type for change in changes}


def test_everything_is_described(schema: GraphQLSchema) -> None:
    """Every type, field, argument, input field and enum value says what it is."""
    assert [coordinate for coordinate, description in described(schema) if not description] == []


def test_no_description_merely_repeats_its_name(schema: GraphQLSchema) -> None:
    """A description adds a unit, a source or an edge case to the name."""
    assert [
        f"{coordinate}: {description}"
        for coordinate, description in described(schema)
        if description and words(description) == words(coordinate.rpartition(".")[2])
    ] == []
