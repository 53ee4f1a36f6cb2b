"""What a document may ask for: counted before it is validated, however its fragments are folded."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import get_introspection_query, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.errors import InputError, LimitExceeded
from schema.execution.document import Document, InvalidDocument, Operation, read_document
from schema.execution.limits import UNITS, Limits, check_text, check_variables
from service.graphql.runner import EXPENSIVE_FIELD
from service.settings import Settings, limits_of

LIMITS = limits_of(Settings())
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.graphql"))
FIVE = {field.name: 5 for field in dataclasses.fields(Limits)} | {"text": 40, "tokens": 100, "nesting": 20}

TWO_FACETS = "facets(by: [KIND, GOAL], first: 5) { by values { key } }"
FACETS_OF_VARIABLES = "query ($by: [PartnershipFacetKey!]!) { partnerships { facets(by: $by) { by } } }"
TEN_YEARS = 'from: "2000-01-01", to: "2009-12-31"'
SERIES_OF_VARIABLES = """query ($from: Date!, $to: Date!, $step: Step! = YEAR, $day: Date) {
  network(asOf: $day) { series(from: $from, to: $to, step: $step) { day } } }"""
DAYS = {"from": "2000-01-01", "to": "2009-12-31"}


def read(schema: strawberry.Schema, text: str, limits: Limits = LIMITS) -> Operation:
    return read_document(schema._schema, text, limits).operations[0]


def folded(levels: int, inside: str = "version") -> str:
    """Fragments that each spread the next one twice: two to the power of levels selections in a few lines."""
    chain = "".join(f"fragment F{n} on Catalogue {{ ...F{n + 1} ...F{n + 1} }}\n" for n in range(levels))
    return f"{{ catalogue {{ ...F0 }} }}\n{chain}fragment F{levels} on Catalogue {{ {inside} }}"


@pytest.mark.parametrize(
    ("limit", "document"),
    [
        ("tokens", "{ catalogue { version } }" + "#\n" * 96),
        ("nesting", "{ a(b: " + "[" * 20 + "]" * 20 + ") }"),
        ("text", "{ " + "a" * 41 + " }"),
        ("text", '{ search(text: "' + "a" * 40 + '") { score } }'),
        ("text", "{ goal(number: " + "9" * 41 + ") { number } }"),
        ("operations", " ".join(f"query Q{n} {{ __typename }}" for n in range(6))),
        ("fragments", "{ __typename } " + " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(6))),
        ("variables", "query (" + " ".join(f"$v{n}: Int" for n in range(6)) + ") { __typename }"),
        ("depth", "{ goal(number: 1) { targets { goal { targets { goal { number } } } } } }"),
        (
            "root_fields",
            "{ catalogue goals calls grants programmes organisations }",
        ),
        ("aliases", "{ " + " ".join(f"a{n}: __typename" for n in range(6)) + " }"),
        ("directives", "{ catalogue { version " + "@skip(if: false) " * 6 + "} }"),
        ("selections", "{ catalogue { version licence loadedAt sources handovers } }"),
        ("repeats", "{ catalogue { " + "version " * 4 + "} catalogue { version } catalogue { version } }"),
    ],
)
def test_a_document_over_a_limit_is_refused(schema: strawberry.Schema, limit: str, document: str) -> None:
    """The error names the limit, its value and what was asked, whether the document is valid or not (trap 3)."""
    wide = dict.fromkeys(FIVE, 1000) | {limit: FIVE[limit]}
    with pytest.raises(LimitExceeded) as error:
        read(schema, document, Limits(**wide))

    assert (error.value.limit, error.value.allowed) == (limit, FIVE[limit])
    assert isinstance(error.value.asked, int) and error.value.asked > FIVE[limit]
    assert all(part in str(error.value) for part in (f"`{limit}`", str(FIVE[limit]), str(error.value.asked)))


def test_every_limit_has_a_unit() -> None:
    """What a number counts stands in the error."""
    assert set(UNITS) == {field.name for field in dataclasses.fields(Limits)}


@pytest.mark.parametrize("levels", [12, 25, 49])
@pytest.mark.parametrize("inside", ["version", "...Nothing", "v: version", "version @skip(if: true)"])
def test_folded_fragments_are_counted_as_if_written_out(schema: strawberry.Schema, levels: int, inside: str) -> None:
    """Up to 2^49 selections: refused with the right number, in as many steps as there are fragments (traps 1 and 2)."""
    with pytest.raises(LimitExceeded) as error:
        read(schema, folded(levels, inside))
    limit, allowed = error.value.limit, error.value.allowed

    assert isinstance(error.value.asked, int) and error.value.asked >= min(2**levels, 10**15)
    assert (limit, allowed) in {("selections", 1000), ("aliases", 50), ("directives", 50)}


@pytest.mark.parametrize(
    "document",
    [
        "{ catalogue { ...A } } fragment A on Catalogue { version ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C ...C } fragment C on Query { ...A }",
        "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }",
    ],
)
def test_a_circle_of_fragments_is_refused(schema: strawberry.Schema, document: str) -> None:
    """Before anything follows it, also where no operation does."""
    with pytest.raises(InvalidDocument, match="within itself"):
        read(schema, document)


def test_an_unused_definition_counts(schema: strawberry.Schema) -> None:
    """Validation looks at every definition, so the limits do."""
    with pytest.raises(LimitExceeded, match="repeats"):
        read(schema, "{ __typename } fragment A on Catalogue { " + "version " * 110 + "}")


@settings(max_examples=30)
@given(width=st.integers(1, 5), depth=st.integers(1, 3), spreads=st.integers(1, 3))
def test_counts_are_those_of_the_document_written_out(
    schema: strawberry.Schema, width: int, depth: int, spreads: int
) -> None:
    """With fragments or without, a document costs the same."""
    fields = " ".join(["number", *(f"a{n}: number" for n in range(width - 1))])
    plain = f"{fields} " * spreads
    for _ in range(depth):
        plain = f"targets {{ goal {{ {plain} }} }} " * spreads
    chain = "".join(
        f"fragment F{n} on Goal {{ {f'targets {{ goal {{ ...F{n + 1} }} }} ' * spreads} }} " for n in range(depth)
    )
    folded = f"{{ goals {{ ...F0 }} }} {chain} fragment F{depth} on Goal {{ {f'{fields} ' * spreads} }}"
    (short,), (long,) = (
        Document(schema._schema, parse(text)).operations for text in (folded, f"{{ goals {{ {plain} }} }}")
    )

    assert short.cost({}) == long.cost({})


@pytest.mark.parametrize(
    ("document", "variables", "cost"),
    [
        ("{ catalogue { version } }", {}, 2),
        ("{ goals { number } }", {}, 1 + 17),
        ("{ organisations(first: 7) { nodes { name slug } } }", {}, 1 + 1 + 7 * 2),
        ("{ organisations(last: 7) { edges { node { name } } } }", {}, 1 + 1 + 7 * 2),
        ("{ organisations { nodes { name } totalCount } }", {}, 1 + 1 + 20 + 1),
        ("query ($n: Int) { organisations(first: $n) { nodes { name } } }", {"n": 30}, 1 + 1 + 30),
        ("query ($n: Int) { organisations(first: $n) { nodes { name } } }", {}, 1 + 1 + 20),
        ("query ($n: Int = 9) { organisations(first: $n) { nodes { name } } }", {}, 1 + 1 + 9),
        ("query ($n: Int = 9) { organisations(first: $n) { nodes { name } } }", {"n": None}, 1 + 1 + 20),
        ("query ($n: Int) { organisations(first: $n) { nodes { name } } }", {"n": -5}, 1 + 1),
        ("query ($n: Int) { organisations(first: $n) { nodes { name } } }", {"n": 10**30}, 1 + 1 + 500),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 1 + 3),
        ("query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a"] * 40}, 1 + 40),
        ("{ organisations(first: 5) { ...P } } fragment P on OrganisationConnection { nodes { name } }", {}, 7),
        ("{ network { members(first: 9) { nodes { x y } } } }", {}, 401 + 201 + 1 + 9 * 2 + 6000),
        ('{ goals(asOf: "2020-01-01") { number } }', {}, 201 + 17),
        (f"{{ partnerships {{ {TWO_FACETS} }} }}", {}, 301 + 1 + 201 + 2 * 100 + 2 * 5 * 3),
        (f"{{ municipalities {{ {TWO_FACETS} }} }}", {}, 301 + 1 + 1 + 2 * 300 + 2 * 5 * 3),
        (FACETS_OF_VARIABLES, {"by": ["KIND"] * 7}, 301 + 1 + 201 + 7 * 100 + 7 * 10),
        (FACETS_OF_VARIABLES, {}, 301 + 1 + 201 + 16 * 100 + 16 * 10),
        (f"{{ network {{ series({TEN_YEARS}) {{ day }} }} }}", {}, 401 + 1 + 301 + 10 * 40 + 10),
        (f"{{ network {{ series({TEN_YEARS}, step: MONTH) {{ day }} }} }}", {}, 401 + 1 + 301 + 120 * 40 + 120),
        (f"{{ partnerships {{ series({TEN_YEARS}) {{ day }} }} }}", {}, 301 + 1 + 301 + 10 * 40 + 10),
        (SERIES_OF_VARIABLES, DAYS, 601 + 1 + 301 + 10 * 40 + 10),
        (SERIES_OF_VARIABLES, DAYS | {"step": "MONTH"}, 601 + 1 + 301 + 120 * 40 + 120),
        (SERIES_OF_VARIABLES, {}, 601 + 1 + 301 + 400 * 40 + 400),
        (SERIES_OF_VARIABLES, {"to": "1999-01-01", "from": "2009-01-01"}, 601 + 1 + 301),
    ],
)
def test_a_cost_is_the_product_of_the_page_sizes(
    schema: strawberry.Schema, document: str, variables: dict[str, Any], cost: int
) -> None:
    """A point for each field of each item, down the tree; what a network needs as a whole is paid once (trap 4)."""
    assert read(schema, document).cost(variables) == cost


def test_nested_networks_are_paid_one_by_one(schema: strawberry.Schema) -> None:
    """Positions in the networks of a hundred municipalities are a hundred drawings."""
    document = "{ municipalities(first: 100) { nodes { network { members(first: 1) { nodes { x } } } } } }"

    assert read(schema, document).cost({}) > 100 * 2500


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_keep_within_the_limits(schema: strawberry.Schema, example: Path) -> None:
    """Whatever the project shows, the service answers."""
    assert read(schema, example.read_text(encoding="utf-8")).cost({}) <= LIMITS.cost


def test_the_usual_introspection_keeps_within_the_limits(schema: strawberry.Schema) -> None:
    """Tools that read the schema find it."""
    assert read(schema, get_introspection_query(input_value_deprecation=True)).cost({}) <= LIMITS.cost


def test_a_whole_network_keeps_within_the_limits(schema: strawberry.Schema) -> None:
    """All nodes and ties of the catalogue in one query, with what a page needs to draw them."""
    document = """{ network {
      order size
      members(first: 500) { nodes { x y degree component node { __typename slug name } municipality { country { code } } } }
      ties(first: 500) { nodes { a { slug } b { slug } weight certainty partnerships { slug kind title } } }
    } }"""

    assert read(schema, document).cost({}) <= LIMITS.cost


@given(st.text(st.sampled_from('{}[]()"\\#\n\r,.!$@:=|&ab01é\ufeff'), max_size=200))
def test_no_text_at_all_breaks_the_look_at_tokens(text: str) -> None:
    """Any text passes or is refused by a limit; it never counts fewer brackets than it needs."""
    try:
        check_text(text, LIMITS)
    except InputError:
        return

    assert len(text) < 1000


@pytest.mark.parametrize("text", ['"\\u0000"', '"a\\u{0}"', '"\\u{00000}"', '"""\\u0000"""'])
def test_an_escaped_nul_is_refused(text: str) -> None:
    """No name has it, and no database takes it."""
    with pytest.raises(InputError, match="NUL"):
        check_text(f"{{ search(text: {text}) {{ score }} }}", LIMITS)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"a": "x" * 1001}, "`text` allows 1000"),
        ({"x" * 1001: 1}, "`text` allows 1000"),
        ({"a": list(range(1001))}, "`values` allows 1000"),
        ({"a": "\x00"}, "NUL"),
        ({"a": {"\x00": 1}}, "NUL"),
    ],
)
def test_variables_have_limits_of_their_own(variables: dict[str, Any], message: str) -> None:
    """Long texts, many values and NUL are found wherever they are."""
    with pytest.raises(InputError, match=message):
        check_variables(variables, LIMITS)


def test_deep_variables_are_refused() -> None:
    """However deep they are, nothing recurses into them."""
    value: Any = 1
    for _ in range(100_000):
        value = [value]
    with pytest.raises(LimitExceeded, match="`nesting` allows 50"):
        check_variables({"a": value}, LIMITS)
    while isinstance(value, list):
        value = value.pop()  # by hand, as Python's own clearing up recurses


def test_prices_are_not_kept_without_end(schema: strawberry.Schema) -> None:
    """A document that is asked with ever other sizes keeps a few prices."""
    operation = read(schema, "query ($n: Int) { organisations(first: $n) { nodes { name } } }")
    costs = [operation.cost({"n": size}) for size in range(500)]

    assert costs == [2 + size for size in range(500)]
    assert len(operation.prices) <= 64


def test_facets_and_series_do_not_run_on_the_event_loop(schema: strawberry.Schema) -> None:
    """However few keys or days they ask for: in a large catalogue they take their time."""
    few = ["facets(by: [KIND]) { by }", 'series(from: "2020-01-01", to: "2020-01-01") { day }']

    assert all(read(schema, f"{{ partnerships {{ {one} }} }}").price({}).heaviest > EXPENSIVE_FIELD for one in few)


def test_a_series_of_all_its_days_keeps_within_the_limits(schema: strawberry.Schema) -> None:
    """What a series allows, one operation may ask for."""
    document = """{ network { series(from: "1900-01-01", to: "2299-12-31") {
      day order size components partnerships { certain possible } } } }"""

    assert read(schema, document).cost({}) <= LIMITS.cost
