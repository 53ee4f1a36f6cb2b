"""What filters cost: each condition by its name, wherever it stands and however it is given."""

from __future__ import annotations

import json
from typing import Any

import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st

from data.domain.errors import LimitExceeded
from schema.execution.complexity import Complexity
from schema.execution.document import Operation, read_document
from schema.execution.filter_cost import CONDITION, CONDITION_WEIGHTS, REUSE
from service.graphql.runner import EXPENSIVE_FILTERS
from service.settings import Settings, limits_of

LIMITS = limits_of(Settings())
NEAR, TEXT, GOALS = (CONDITION_WEIGHTS[name] for name in ("near", "text", "goals"))
NOT, PARTNERS, PARTNERSHIPS = (CONDITION_WEIGHTS[name] for name in ("not", "partners", "partnerships"))
CIRCLE = "{latitude: 58.7, longitude: 13.8, km: 100}"
CIRCLE_OF_VARIABLES = {"latitude": 58.7, "longitude": 13.8, "km": 100}


def read(schema: strawberry.Schema, text: str) -> Operation:
    return read_document(schema._schema, text, LIMITS).operations[0]


def price(schema: strawberry.Schema, text: str, **variables: Any) -> Complexity:
    return read(schema, text).price(variables)


VARIABLES = {
    "f": "MunicipalityFilter",
    "p": "PartnershipFilter",
    "g": "[Int!]",
    "c": "Circle",
    "n": "Int!",
    "t": "String",
}


def points(schema: strawberry.Schema, filter: str, **variables: Any) -> int:
    """The points of a filter of municipalities, which may use one of VARIABLES."""
    declared = "".join(f" (${name}: {type_})" for name, type_ in VARIABLES.items() if f"${name}" in filter)
    return price(
        schema, f"query{declared} {{ municipalities(filter: {filter}) {{ totalCount }} }}", **variables
    ).filters


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("null", 0),
        ("{}", 0),
        ("{countries: null, near: null}", 0),
        ('{countries: ["SE", "DE"]}', 2 * CONDITION),
        ("{goals: []}", 0),
        ("{goals: [1, 2, 3], goalBasis: [STATED]}", 3 * GOALS + CONDITION),
        ("{goals: 11}", GOALS),
        (f"{{near: {CIRCLE}}}", NEAR),
        (f"{{not: {{near: {CIRCLE}, not: {{near: {CIRCLE}}}}}}}", 2 * (NOT + NEAR)),
        ('{partnerships: {text: "a", not: {goals: [1]}}}', PARTNERSHIPS + TEXT + NOT + GOALS),
        (f"{{partners: {{places: {{near: {CIRCLE}}}, kinds: [TWIN_TOWN]}}}}", PARTNERS + NEAR + CONDITION),
        ("{partners: {count: {from: 2, to: 5}}}", PARTNERS + CONDITION),
        ('{partnerships: {organisations: {slugs: ["sida", "icld"], roles: [FUNDER]}}}', PARTNERSHIPS + CONDITION),
    ],
)
def test_a_filter_costs_the_sum_of_its_conditions(schema: strawberry.Schema, filter: str, expected: int) -> None:
    """At any depth, once for each value of a list; what is null is no condition."""
    assert points(schema, filter) == expected


@pytest.mark.parametrize(
    ("filter", "variables", "expected"),
    [
        ("$f", {}, 0),
        ("$f", {"f": None}, 0),
        ("$f", {"f": {"near": CIRCLE_OF_VARIABLES, "countries": None}}, NEAR),
        ("$f", {"f": {"not": {"partnerships": {"goals": [1, 2]}}}}, NOT + PARTNERSHIPS + 2 * GOALS),
        ("{not: $f}", {"f": {"text": "a"}}, NOT + TEXT),
        ("{partners: {places: $f}}", {"f": {"text": "a"}}, PARTNERS + TEXT),
        ("{partnerships: $p}", {"p": {"text": "a"}}, PARTNERSHIPS + TEXT),
        ("{goals: $g}", {"g": [1, 2, 3, 4]}, 4 * GOALS),
        ("{goals: $g}", {"g": 4}, GOALS),
        ("{goals: [$n]}", {"n": 17}, GOALS),
        ("{near: $c}", {"c": CIRCLE_OF_VARIABLES}, NEAR),
        ("{text: $t}", {"t": "a"}, TEXT),
    ],
)
def test_variables_cost_what_they_hold(
    schema: strawberry.Schema, filter: str, variables: dict[str, Any], expected: int
) -> None:
    """The whole filter, a part of it, a list or a value of one."""
    assert points(schema, filter, **variables) == expected


def test_a_default_value_costs_as_much_as_a_variable(schema: strawberry.Schema) -> None:
    """Where the variable is absent; null is no filter."""
    document = 'query ($f: PartnershipFilter = {goals: [1, 2], not: {text: "a"}}, $c: [String!] = ["SE", "DE"]) {'
    document += "partnerships(filter: $f) { totalCount } municipalities(filter: {countries: $c}) { totalCount } }"
    expected = 2 * GOALS + NOT + TEXT

    assert price(schema, document).filters == expected + 2 * CONDITION
    assert price(schema, document, f=None).filters == 2 * CONDITION
    assert price(schema, document, f={"text": "a"}, c=["SE"]).filters == TEXT + CONDITION


LEAVES = st.fixed_dictionaries(
    {},
    optional={
        "goals": st.lists(st.integers(1, 17), max_size=3),
        "text": st.just("a"),
        "near": st.just(CIRCLE_OF_VARIABLES),
        "members": st.lists(st.just("mariestad"), max_size=3),
    },
)
FILTERS = st.recursive(LEAVES, lambda inner: st.tuples(LEAVES, inner).map(lambda two: two[0] | {"not": two[1]}))


@given(FILTERS)
def test_literals_cost_as_much_as_variables(schema: strawberry.Schema, filter: dict[str, Any]) -> None:
    """However deep they are nested."""
    document = "{ partnerships%s { totalCount } }"
    literal = document % f"(filter: {written(filter)})"

    assert (
        price(schema, literal).cost
        == price(schema, f"query ($f: PartnershipFilter) {document % '(filter: $f)'}", f=filter).cost
    )


def written(value: Any) -> str:
    """A JSON value as a literal of GraphQL."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {written(one)}' for name, one in value.items())}}}"
    return f"[{', '.join(map(written, value))}]" if isinstance(value, list) else json.dumps(value)


def test_a_series_evaluates_its_filter_for_each_day(schema: strawberry.Schema) -> None:
    """Once for the connection, and once more for each day."""
    series = 'series(from: "2000-01-01", to: "2009-12-31") { day }'
    plain = price(schema, f"{{ partnerships {{ {series} }} }}").cost
    filtered = price(
        schema,
        f'{{ partnerships(filter: {{text: "a"}}) {{ ...S }} }} fragment S on PartnershipConnection {{ {series} }}',
    )

    assert filtered.cost == plain + TEXT + TEXT // REUSE + 10 * TEXT


def test_filters_below_a_list_find_their_rows_once(schema: strawberry.Schema) -> None:
    """Each object then takes a part of that time."""
    document = "{ municipalities(first: %d) { nodes { partnerships(filter: {goals: [11]}) { totalCount } } } }"
    one, many = (price(schema, document % size) for size in (1, 100))

    assert one.filters == many.filters == GOALS
    assert GOALS < many.cost < 100 * GOALS


def test_expensive_filters_do_not_run_on_the_event_loop(schema: strawberry.Schema) -> None:
    """One by distance does not, nor do many cheap ones together; what is only looked up in a column does."""
    cheap = 'partnerships(filter: {kinds: [TWIN_TOWN], countries: ["SE"]}) { totalCount }'

    assert price(schema, f"{{ {cheap} }}").filters <= EXPENSIVE_FILTERS < points(schema, f"{{near: {CIRCLE}}}")
    assert price(schema, "{ " + " ".join(f"a{n}: {cheap}" for n in range(20)) + " }").filters > EXPENSIVE_FILTERS


def test_prices_of_filters_are_told_apart(schema: strawberry.Schema) -> None:
    """A single value, a list, and an object never share a cached price."""
    operation = read(schema, "query ($g: [Int!]) { municipalities(filter: {goals: $g}) { totalCount } }")
    found = [operation.price({"g": value}).filters for value in (3, [1, 2, 3], "3", None, {"goals": 1})]

    assert found[:3] == [GOALS, 3 * GOALS, GOALS]


def test_filters_nest_no_deeper_than_other_brackets(schema: strawberry.Schema) -> None:
    """A filter as deep as the limit of nesting allows is paid level by level."""
    filter = f"{{near: {CIRCLE}}}"
    for _ in range(20):
        filter = f"{{near: {CIRCLE}, partners: {{places: {filter}}}}}"

    assert points(schema, filter) == 21 * NEAR + 20 * PARTNERS
    with pytest.raises(LimitExceeded, match="`nesting` allows 50"):
        points(schema, "{not: " * 50 + "{}" + "}" * 50)
