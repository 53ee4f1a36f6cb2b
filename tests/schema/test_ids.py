"""Global ids and `node`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType

Ask = Callable[..., Any]
SHARED = "mariestad-ukmerge-kamianets-podilskyi"


def ids_of(value: Any) -> set[str]:
    """All global ids in an answer."""
    if isinstance(value, dict):
        own = {value["id"]} if "id" in value else set()
        return own.union(*(ids_of(inner) for inner in value.values()))
    return set().union(*(ids_of(inner) for inner in value)) if isinstance(value, list) else set()


EVERYTHING = """{
  municipalities(first: 100) { nodes { id } }
  countries(first: 100) { nodes { id } }
  goals { id targets { id } }
  partnerships(first: 100) { nodes { id seats { id } sources { id } programme { id } projects { id } } }
  organisations { nodes { id } } programmes { id } calls { nodes { id } } grants { nodes { id } }
  handovers { nodes { id } } events(first: 100) { nodes { id } } themes(first: 100) { nodes { id } }
  goalRules(first: 100) { nodes { id } }
  initiatives { nodes { id } } findings { nodes { id } } policies { nodes { id } } areas { nodes { id } }
}"""


def test_every_id_leads_back_to_its_thing(ask: Ask, schema: strawberry.Schema) -> None:
    """For every type that has an id, `nodes` gives the very thing that gave the id."""
    ids = sorted(ids_of(ask(EVERYTHING)))
    found = [
        node
        for start in range(0, len(ids), 100)
        for node in ask("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids[start : start + 100])[
            "nodes"
        ]
    ]

    assert [node["id"] for node in found] == ids
    assert {node["__typename"] for node in found} == {
        type_.name
        for type_ in schema._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and "Node" in {interface.name for interface in type_.interfaces}
    }


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("TXVuaWNpcGFsaXR5Om1hcmllc3RhZA", "Municipality"),
        ("R29hbDoxMQ", "Goal"),
        ("Q291bnRyeTpYSw", "Country"),
        ("VGFyZ2V0OjExLjI", "Target"),
        ("SGFuZG92ZXI6aGVycmxqdW5nYS10by1tYXJpZXN0YWQ", "Handover"),
        ("U2VhdDptYXJpZXN0YWQtdWttZXJnZS1rYW1pYW5ldHMtcG9kaWxza3lpLTE", "Seat"),
    ],
)
def test_ids_never_change(ask: Ask, id: str, name: str) -> None:
    """An id that somebody keeps today is the id in every later version."""
    assert ask("query($id: ID!) { node(id: $id) { __typename id } }", id=id)["node"] == {"__typename": name, "id": id}


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "id",
    [
        *("", " ", "mariestad", "Municipality:mariestad", "====", "å", "\x00", "TXVu\naWNp", "x" * 100_000),
        *("TXVuaWNpcGFsaXR5Om1hcmllc3RhZA==", "TXVuaWNpcGFsaXR5Om1hcmllc3RhZB", " TXVuaWNpcGFsaXR5Om1hcmllc3RhZA"),
        *("TXVuaWNpcGFsaXR5Om1hcmllc3RhZA=", "TXVuaWNp cGFsaXR5Om1hcmllc3RhZA", "R29hbDoxMQ=="),
        *map(
            base64_of,
            ("municipality:mariestad", "Municipality", "Municipality:", "Municipality:mariestad:", "Goal:011"),
        ),
        *map(
            base64_of,
            ("Seat:x", "Claim:x", "Query:x", "PlaceName:x", "Goal:18", "Goal:Å", "Country:se", ":", "Thing:x"),
        ),
        *map(
            base64_of, (f"Seat:{SHARED}{end}" for end in ("", "-", "-0", "-4", "-01", " 1", "/1", "-1-1", "--1", "-١"))
        ),
    ],
)
def test_an_id_that_is_none_is_null(ask: Ask, id: str) -> None:
    """Malformed, unknown, of a type without ids, or another spelling of a good id: there is no such node (trap 18)."""
    answer = ask(
        """query($id: ID!) {
          node(id: $id) { id } nodes(ids: [$id]) { id } municipality(by: {id: $id}) { id }
          partnership(by: {id: $id}) { id } organisation(by: {id: $id}) { id } seat(by: {id: $id}) { id }
        }""",
        id=id,
    )

    singles = ("node", "municipality", "partnership", "organisation", "seat")
    assert answer == {"nodes": [None], **dict.fromkeys(singles)}


def test_an_id_of_another_type_finds_nothing(ask: Ask) -> None:
    """The id of a Goal is no key of a municipality."""
    assert ask('{ municipality(by: {id: "R29hbDoxMQ"}) { id } }') == {"municipality": None}


def test_at_most_a_hundred_nodes_are_given_at_once(ask: Ask, refuse: Ask) -> None:
    """A hundred ids are answered, one more is refused."""
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert len(ask(document, ids=["R29hbDoxMQ"] * 100)["nodes"]) == 100
    assert "at most 100" in refuse(document, ids=["R29hbDoxMQ"] * 101)
