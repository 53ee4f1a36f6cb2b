"""Prices are bounded by what there is, and never below the work that an answer takes."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, get_named_type, is_leaf_type, is_required_argument
from hypothesis import given
from hypothesis import strategies as st

from data.domain.evidence_enums import GoalBasis
from data.snapshot.queries import partnerships_of_goal
from data.snapshot.snapshot import Snapshot
from schema.execution.cost import SIZES, ListSizes, list_sizes
from schema.execution.document import Operation, read_document
from schema.execution.execute import execute_document
from service.settings import Settings, limits_of

LIMITS = limits_of(Settings())
GOALS = (
    "query ($first: Int) { goals { number partnerships(first: $first, basis: [STATED, INFERRED]) { nodes { %s } } } }"
)


def read(schema: strawberry.Schema, text: str) -> Operation:
    return read_document(schema._schema, text, LIMITS).operations[0]


def generated(schema: GraphQLSchema) -> str:
    """What code generators write for Goals: all fields of a type that need no argument, down to values."""

    def fields(name: str, inner: tuple[str, ...] = ()) -> str:
        simple = [
            key
            for key, field in schema.get_type(name).fields.items()  # type: ignore[union-attr]
            if is_leaf_type(get_named_type(field.type)) and not any(map(is_required_argument, field.args.values()))
        ]
        return " ".join((*simple, *inner))

    dates = [f"{bound} {{ {fields('PartialDate')} }}" for bound in ("start", "end")]
    nodes = f"partnerships(first: 100) {{ nodes {{ {fields('Partnership', (*dates,))} }} }}"
    return f"{{ goals {{ {fields('Goal', (nodes,))} }} }}"


def fields_in(answer: Any) -> int:
    """The number of fields of an answer."""
    if isinstance(answer, dict):
        return sum(1 + fields_in(value) for value in answer.values())
    return sum(map(fields_in, answer)) if isinstance(answer, list) else 0


def test_what_code_generators_write_keeps_within_the_limits(schema: strawberry.Schema, whole: Snapshot) -> None:
    """All fields of all partnerships of all Goals cost what there is of them; without a bound they would be refused."""
    operation = read(schema, generated(schema._schema))

    assert operation.cost({}, list_sizes(whole)) < LIMITS.cost < operation.cost({})


@given(first=st.integers(0, 100))
def test_a_bounded_price_is_not_below_the_answer(schema: strawberry.Schema, whole: Snapshot, first: int) -> None:
    """Each field of the answer is worth a point at least, whatever the page size."""
    text = GOALS % "slug kind"
    cost = read(schema, text).cost({"first": first}, list_sizes(whole))
    answer = execute_document(schema, whole, text, {"first": first})

    assert fields_in(answer.data) <= cost <= read(schema, text).cost({"first": first})


def test_a_goal_has_no_more_partnerships_than_projects(whole: Snapshot) -> None:
    """However its Goals are known: so the projects bound the pages."""
    numbers = [len(partnerships_of_goal(goal, tuple(GoalBasis))) for goal in whole.all_time.goals]

    assert all(one <= most for one, most in zip(numbers, list_sizes(whole).by_goal, strict=True))


@pytest.mark.parametrize(
    ("document", "cost"),
    [
        ("{ grants(first: 100) { nodes { slug } } }", 2 + 5),
        ("{ grants(first: 4) { nodes { slug } } }", 2 + 4),
        ("{ goal(number: 1) { partnerships(first: 100) { nodes { slug } } } }", 1 + 11 + 1 + 9),
        ("{ goals { partnerships(first: 100) { nodes { slug } } } }", 1 + 3 * 12 + (9 + 2 + 0)),
        ("{ goals { ...P } } fragment P on Goal { partnerships(first: 3) { nodes { slug } } }", 1 + 3 * 12 + 3 + 2),
        (
            "{ goals { targets { goal { partnerships(first: 9) { nodes { slug } } } } } }",
            1 + 3 * (1 + 10 * (1 + 12 + 9)),
        ),
        ('{ grants(first: 9, knownAt: "2026-01-01T00:00:00Z") { nodes { slug } } }', 3_000 + 2 + 9),
    ],
)
def test_pages_count_no_more_than_there_is(
    schema: strawberry.Schema, monkeypatch: pytest.MonkeyPatch, document: str, cost: int
) -> None:
    """Below all Goals each its own number, below one Goal that of the greatest; another version may have more."""
    monkeypatch.setitem(SIZES, "Query.goals", 3)

    assert read(schema, document).cost({}, ListSizes({"Grant": 5}, (9, 2, 0))) == cost
