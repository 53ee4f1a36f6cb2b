"""The Relay specifications as a client sees them, over HTTP: every connection and every id that the schema has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_client_schema, get_introspection_query, get_named_type

PARENTS = {  # how to reach one thing of each type that has connections
    "Theme": '{ on: theme(by: {slug: "waste"}) { FIELD } }',
    "Source": '{ on: source(by: {slug: "mariestad-sustainable-municipalities"}) { FIELD } }',
    "Query": "{ FIELD }",
    "Municipality": '{ on: municipality(by: {slug: "mariestad"}) { FIELD } }',
    "Country": '{ on: country(code: "SE") { FIELD } }',
    "Goal": "{ on: goal(number: 11) { FIELD } }",
    "Network": "{ on: network { FIELD } }",
}
ARGUMENTS = {"Query.searchHits": 'text: "Herrljunga", '}
NEEDED = {"Query.changes"}  # connections with an argument that must be given: their own tests see to them
PAGE = "edges { cursor node { %s } } nodes { __typename } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@pytest.fixture(scope="module")
def client(live: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live.address, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def found(client: httpx.Client) -> GraphQLSchema:
    """The schema that the service tells of."""
    return build_client_schema(ask(client, get_introspection_query()))


def answer(client: httpx.Client, document: str) -> Any:
    return client.post("/graphql", json={"query": document}).json()


def ask(client: httpx.Client, document: str) -> Any:
    response = answer(client, document)
    assert "errors" not in response, response["errors"]
    return response["data"]


def connections(schema: GraphQLSchema) -> dict[str, Any]:
    """The fields that give connections, as Type.field."""
    return {
        f"{type_.name}.{name}": field
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    }


def shown(field: Any) -> str:
    """What tells the items of a connection from one another."""
    node = get_named_type(get_named_type(get_named_type(field.type).fields["edges"].type).fields["node"].type)
    for name in ("slug", "code"):
        if name in node.fields:
            return name
    if "matched" in node.fields:
        return "matched municipality { slug } partnership { slug } project { slug } source { slug }"
    if "record" in node.fields:
        return "record key"
    return "node { slug }" if "node" in node.fields else "ends { slug }"


def read(client: httpx.Client, key: str, field: Any, arguments: str) -> tuple[list[Any], Any]:
    """The items of one page, and the page."""
    parent, name = key.split(".")
    given = ARGUMENTS.get(key, "") + arguments
    document = PARENTS[parent].replace("FIELD", f"{name}({given}) {{ {PAGE % shown(field)} }}")
    data = ask(client, document)
    page = data.get("on", data)[name]
    return [edge["node"] for edge in page["edges"]], page


def test_every_connection_is_walked_below(found: GraphQLSchema) -> None:
    """A connection on a type that no test reaches would go untried."""
    assert {key.split(".")[0] for key in connections(found)} == set(PARENTS)
    assert len(connections(found)) >= 14


def test_connections_have_the_shape_of_the_specification(found: GraphQLSchema) -> None:
    """Edges with node and cursor, PageInfo, and arguments to walk forward (and backward, both or neither)."""
    page_info = found.type_map["PageInfo"]
    assert {name: str(field.type) for name, field in page_info.fields.items()} == {  # type: ignore[union-attr]
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }
    for key, field in connections(found).items():
        connection = get_named_type(field.type)
        edge = get_named_type(connection.fields["edges"].type)

        assert str(connection.fields["pageInfo"].type) == "PageInfo!", key
        assert edge.name.endswith("Edge") and str(edge.fields["cursor"].type) == "String!", key
        assert {"first", "after"} <= set(field.args), key
        assert ("last" in field.args) is ("before" in field.args), key
        assert {str(field.args[name].type) for name in ("first", "last") if name in field.args} == {"Int"}, key


@pytest.mark.parametrize("size", [1, 7, 100])
def test_walking_forward_and_backward_yields_the_whole_once(
    client: httpx.Client, found: GraphQLSchema, size: int
) -> None:
    """For every connection: the pages together are the whole, in one order, with true words about what lies around."""
    for key, field in connections(found).items():
        if key in NEEDED:
            continue
        _, whole = read(client, key, field, "first: 0")
        forward = list(walk(client, key, field, size, whole["totalCount"], ("first", "after", "Next", "end")))
        items = [item for page in forward for item in page]

        assert len(items) == min(whole["totalCount"], 40 * size), key
        assert len({str(item) for item in items}) == len(items), key
        if "last" in field.args and whole["totalCount"] <= 40 * size:
            back = list(walk(client, key, field, size, whole["totalCount"], ("last", "before", "Previous", "start")))
            assert [item for page in reversed(back) for item in page] == items, key


def walk(
    client: httpx.Client, key: str, field: Any, size: int, total: int, way: tuple[str, str, str, str]
) -> Iterator[list[Any]]:
    """Page after page, at most forty of them."""
    count, beyond, more, cursor = way
    arguments = f"{count}: {size}"
    for number in range(40):
        items, page = read(client, key, field, arguments)
        info = page["pageInfo"]

        assert page["totalCount"] == total, key
        assert len(items) == len(page["nodes"]) <= size, key
        assert info["hasPreviousPage" if more == "Next" else "hasNextPage"] is (number > 0), key
        ends = [edge["cursor"] for edge in page["edges"]] or [None]
        assert (info["startCursor"], info["endCursor"]) == (ends[0], ends[-1]), key
        yield items
        if not info[f"has{more}Page"]:
            return
        arguments = f'{count}: {size}, {beyond}: "{info[f"{cursor}Cursor"]}"'


def test_a_cursor_is_good_for_its_own_connection_only(client: httpx.Client, found: GraphQLSchema) -> None:
    """Given to a connection of other things, it is an error that says so; so are broken ones and wrong sizes."""
    cursors = {}
    for key, field in connections(found).items():
        if key not in NEEDED:
            _, page = read(client, key, field, "first: 1")
            cursors[key] = page["pageInfo"]["endCursor"]
    kinds = {key: get_named_type(field.type).name for key, field in connections(found).items()}

    for key, field in connections(found).items():
        if key in NEEDED:
            continue
        parent, name = key.split(".")
        others = [cursor for other, cursor in cursors.items() if kinds[other] != kinds[key]]
        wrong = [f'after: "{cursor}"' for cursor in [*others, "", "x", "é", "=" * 40]]
        for arguments in [*wrong, "first: -1", "first: 501", *(["first: 1, last: 1"] if "last" in field.args else [])]:
            document = PARENTS[parent].replace("FIELD", f"{name}({ARGUMENTS.get(key, '')}{arguments}) {{ totalCount }}")
            (error,) = answer(client, document)["errors"]

            assert error["extensions"]["code"] == "BAD_USER_INPUT", (key, arguments)
            assert any(word in error["message"] for word in ("cursor", "`first`")), (key, arguments)


def test_every_thing_is_found_by_its_id(client: httpx.Client, found: GraphQLSchema) -> None:
    """`node` gives what gave the id, with the same id, for each type that is a Node and that a connection reaches."""
    nodes = {
        name for name, type_ in found.type_map.items() if "Node" in {i.name for i in getattr(type_, "interfaces", ())}
    }
    seen = set()
    for key, field in connections(found).items():
        parent, name = key.split(".")
        if key in NEEDED or shown(field) != "slug":
            continue
        document = PARENTS[parent].replace("FIELD", f"{name}(first: 3) {{ nodes {{ __typename id }} }}")
        data = ask(client, document)
        for entity in data.get("on", data)[name]["nodes"]:
            assert ask(client, f'{{ node(id: "{entity["id"]}") {{ __typename id }} }}') == {"node": entity}
            seen.add(entity["__typename"])

    assert seen <= nodes
    assert {"Municipality", "Partnership", "Country", "Organisation", "Call", "Grant", "Handover"} <= seen
