"""The fast validation accepts nothing that graphql-core refuses, and accepts what clients usually send."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
import strawberry
from graphql import DocumentNode, GraphQLError, OverlappingFieldsCanBeMergedRule, parse, print_ast, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from schema.execution.document import RULES, InvalidDocument, read_document
from schema.execution.limits import TOKEN
from schema.execution.validation.fast import MAX_FRAGMENTS, MAX_SELECTIONS, MAX_SETS, is_surely_valid
from service.settings import Settings, limits_of
from tests.schema.operations import Operations

ROOT = Path(__file__).parents[3]
SDL = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "tests" / "examples").glob("*.graphql"))
PAGES = sorted((ROOT / "service" / "site" / "documents").glob("*.graphql"))
LIMITS = limits_of(Settings())
WIDE = limits_of(
    Settings(**{f"max_{limit}": 10**6 for limit in ("tokens", "fragments", "root_fields", "aliases", "selections")})
)
OTHERS = [rule for rule in RULES if rule is not OverlappingFieldsCanBeMergedRule]
ANY = settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
PROBES = ["$slug", "$first", "$v", "1", '"SE"', "null", "KIND", "{}", "[]", "@skip(if: true)", "...A", "Query", "Node"]
# One or more for each rule of graphql-core and Strawberry. `slug` is a key of which exactly one is given.
INVALID = [
    "type A { b: Int } query { __typename }",
    "mutation { __typename }",
    "subscription { __typename }",
    "query A { __typename } query A { __typename }",
    "query A { __typename } { __typename }",
    "query ($v: Nothing) { goals { title(language: $v) } }",
    "{ node(id: 1) { ... on Nothing { id } } }",
    "{ node(id: 1) { ... on Date { id } } }",
    "{ ...A } fragment A on PartnershipKind { id }",
    "query ($v: Goal) { goals { title(language: $v) } }",
    "{ goals }",
    "{ goals { number { value } } }",
    "{ goals { nothing } }",
    "{ nothing }",
    "{ ...A } fragment A on Query { __typename } fragment A on Query { __typename }",
    "{ ...Nothing }",
    "{ __typename } fragment A on Query { __typename }",
    "{ goals { ... on Municipality { name } } }",
    "{ goals { ...A } } fragment A on Municipality { name }",
    "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "query ($v: Language, $v: Language) { goals { title(language: $v) } }",
    "{ goals { title(language: $v) } }",
    "query A($v: Language) { ...F } query B { ...F } fragment F on Query { goals { title(language: $v) } }",
    "query ($v: Language) { __typename }",
    "query A($v: Language) { ...F } query B($v: Language) { __typename } fragment F on Query { goals { title(language: $v) } }",
    "{ goals @nothing { number } }",
    "query @skip(if: true) { goals { number } }",
    "query ($v: Language @skip(if: true)) { goals { title(language: $v) } }",
    "{ ...A } fragment A on Query @include(if: true) { __typename }",
    "{ goals @deprecated { number } }",
    "{ goals @skip(if: true) @skip(if: true) { number } }",
    "{ goals @skip { number } }",
    "{ goals @skip(if: 1) { number } }",
    "{ goals @skip(unless: true) { number } }",
    "query ($v: Boolean) { goals @skip(if: $v) { number } }",
    "{ goals(nothing: 1) { number } }",
    "{ goal(number: 1, number: 1) { number } }",
    "{ goal { number } }",
    '{ goal(number: "1") { number } }',
    "{ goal(number: 99999999999) { number } }",
    "{ goal(number: null) { number } }",
    "{ goal(number: [1]) { number } }",
    "{ goal(number: {a: 1}) { number } }",
    "{ goals { title(language: XX) } }",
    '{ goals { title(language: "EN") } }',
    '{ partnerships(asOf: "yesterday") { totalCount } }',
    "{ partnerships(filter: {nothing: 1}) { totalCount } }",
    "{ partnerships(filter: {kinds: [TWIN_TOWN, 1]}) { totalCount } }",
    "{ partnerships(filter: {kinds: TWIN_TOWN, kinds: TWIN_TOWN}) { totalCount } }",
    "{ partnerships(filter: 1) { totalCount } }",
    "{ partnerships(filter: [{}]) { totalCount } }",
    "{ partnerships(orderBy: {direction: ASC}) { totalCount } }",
    "query ($v: Int) { goal(number: $v) { number } }",
    "query ($v: String) { goals { title(language: $v) } }",
    "query ($v: PartnershipKind!) { partnerships(filter: {kinds: $v}) { totalCount } }",
    "query ($v: [PartnershipKind]) { partnerships(filter: {kinds: $v}) { totalCount } }",
    "query ($v: Int! = null) { goal(number: $v) { number } }",
    'query ($v: Int = "1") { goal(number: $v) { number } }',
    "query ($v: Int = {a: 1}) { goal(number: $v) { number } }",
    "{ municipality { name } }",
    "{ municipality(by: {}) { name } }",
    '{ municipality(by: {slug: "a", id: "b"}) { name } }',
    "{ municipality(by: {slug: null}) { name } }",
    "{ municipality(by: {slug: $v}) { name } }",
    "query ($v: String) { municipality(by: {slug: $v}) { name } }",
    'query ($v: String = "a") { municipality(by: {slug: $v}) { name } }',
    "query ($v: String) { ...A } fragment A on Query { municipality(by: {slug: $v}) { name } }",
    "fragment A on Query { municipality(by: {slug: $v}) { name } } query ($v: String) { ...A }",
    "fragment A on Query { municipality(by: {slug: $v}) { name } } { ...A }",
]
CONFLICTS = [
    "{ goals { a: number a: color } }",
    "{ goal(number: 1) { number } goal(number: 2) { number } }",
    "{ node(id: 1) { ... on Goal { a: number } ... on Municipality { a: name } } }",
    "{ goals { ...A ...B } } fragment A on Goal { a: number } fragment B on Goal { a: color }",
]
VALID = [
    "{ __typename }",
    "fragment A on Query { municipality(by: {slug: $v}) { name } } query ($v: String!) { ...A }",
    "query A { goals { number } } query B($v: Language = SV) { goals { title(language: $v) } }",
    "query ($v: Int = 1) { goal(number: $v) { number } }",
    "query ($v: Int! = 1) { goals @skip(if: false) @include(if: true) { number } goal(number: $v) { slug } }",
    "query ($v: PartnershipKind!) { partnerships(filter: {kinds: [$v], not: {kinds: TWIN_TOWN}}) { totalCount } }",
    "query ($v: PartnershipFilter! = {countries: null}) { partnerships(filter: $v) { totalCount } }",
    '{ node(id: "x") { __typename id ... { id } ... on Municipality { name } ...A } } fragment A on Goal { number }',
    "query ($v: Boolean!) { goals { number @skip(if: $v) ... @include(if: $v) { color } } }",
]


def errors_of(schema: strawberry.Schema, document: DocumentNode) -> list[GraphQLError]:
    """What graphql-core says, but for fields that cannot be merged."""
    return validate(schema._schema, document, OTHERS)


def explorer() -> list[str]:
    """The documents of the explorer, with the fragments that they spread."""
    text = (ROOT / "service" / "explorer" / "queries.js").read_text(encoding="utf-8")
    parts = {name: part for name, _, part in re.findall(r"const (\w+) =\s*([`\"])(.*?)\2;", text, re.DOTALL)}
    return [filled(part, parts) for part in parts.values() if "query " in part]


def filled(part: str, parts: dict[str, str]) -> str:
    while "${" in part:
        part = re.sub(r"\$\{(\w+)\}", lambda found: parts[found[1]], part)
    return part


TEXTS = [path.read_text(encoding="utf-8") for path in [*EXAMPLES, *PAGES]] + explorer()


def test_the_documents_of_the_project_are_accepted(schema: strawberry.Schema) -> None:
    """All examples, those of the pages and of the explorer, without graphql-core."""
    assert len(TEXTS) > len(EXAMPLES) + len(PAGES) + 8
    assert [text for text in TEXTS if not is_surely_valid(schema._schema, parse(text))] == []


@pytest.mark.parametrize("text", VALID)
def test_what_is_valid_is_accepted(schema: strawberry.Schema, text: str) -> None:
    """Whatever the order of definitions, with defaults, variables in lists and single values for lists."""
    assert errors_of(schema, parse(text)) == []
    assert is_surely_valid(schema._schema, parse(text))
    assert read_document(schema._schema, text, LIMITS, fast=False).operations


@pytest.mark.parametrize("text", INVALID)
def test_what_is_invalid_is_left_to_graphql_core(schema: strawberry.Schema, text: str) -> None:
    """For each rule there is a document that breaks it; graphql-core says how."""
    assert errors_of(schema, parse(text))
    assert not is_surely_valid(schema._schema, parse(text))


@pytest.mark.parametrize("text", ["{ __schema { types { name } } }", '{ __type(name: "Goal") { name } }'])
def test_introspection_is_left_to_graphql_core(schema: strawberry.Schema, text: str) -> None:
    """It has a rule of its own, and is seldom asked for."""
    assert not is_surely_valid(schema._schema, parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "{ " + " ".join(f"...F{n}" for n in range(MAX_FRAGMENTS + 1)) + " } "
        + " ".join(f"fragment F{n} on Query {{ a{n}: __typename }}" for n in range(MAX_FRAGMENTS + 1)),
        "{ " + " ".join(f"a{n}: __typename" for n in range(MAX_SELECTIONS + 1)) + " }",
        "{ " + " ".join(f"a{n}: goals {{ number }}" for n in range(MAX_SETS)) + " }",
    ],
    ids=["fragments", "selections", "sets"],
)  # fmt: skip
def test_large_documents_are_left_to_graphql_core(schema: strawberry.Schema, text: str) -> None:
    """It bounds its own work, and what is refused by that is refused as before."""
    assert errors_of(schema, parse(text)) == []
    assert not is_surely_valid(schema._schema, parse(text))
    assert read_document(schema._schema, text, WIDE)


@pytest.mark.parametrize("text", [*INVALID, *CONFLICTS])
def test_errors_are_those_of_graphql_core(schema: strawberry.Schema, text: str) -> None:
    """With the fast validation and without, an invalid document has the same errors, in the same order."""
    found = []
    for fast in (True, False):
        with pytest.raises(InvalidDocument) as error:
            read_document(schema._schema, text, LIMITS, fast=fast)
        found.append([one.formatted for one in error.value.errors])

    assert found[0] == found[1]


@pytest.mark.parametrize("text", CONFLICTS)
def test_fields_that_cannot_be_merged_are_refused(schema: strawberry.Schema, text: str) -> None:
    """The fast validation does not look at them; one rule of graphql-core does, where a response key comes twice."""
    assert is_surely_valid(schema._schema, parse(text))
    with pytest.raises(InvalidDocument, match="conflict"):
        read_document(schema._schema, text, LIMITS)


@ANY
@given(
    text=queries(
        SDL,
        custom_scalars={name: st.just(nodes.String("2020-01-01")) for name in ("Date", "Instant")},
        print_ast=print_ast,
    )
)
def test_what_is_accepted_is_valid(schema: strawberry.Schema, text: str) -> None:
    """Operations of any shape that the schema allows."""
    agrees(schema, text)


@ANY
@given(seed=st.integers(0, 2**48))
def test_made_up_operations_are_judged_alike(schema: strawberry.Schema, seed: int) -> None:
    """With fragments, variables and directives; nearly all valid ones are accepted."""
    agrees(schema, Operations(schema._schema, Random(seed)).asked().text)


@settings(ANY, max_examples=200)
@given(seed=st.integers(0, 2**48))
def test_changed_documents_are_judged_alike(schema: strawberry.Schema, seed: int) -> None:
    """Tokens of good documents left out, doubled, swapped, or replaced by others, are never accepted when invalid."""
    chance = Random(seed)
    tokens = TOKEN.findall(chance.choice([*TEXTS, *VALID]))
    pool = [*TOKEN.findall(chance.choice([*TEXTS, *INVALID, *VALID])), *PROBES, "Int", "name", "slug"]
    for _ in range(chance.randint(1, 2)):
        changed(tokens, pool, chance)
    try:
        parse(" ".join(tokens))
    except GraphQLError:
        return
    agrees(schema, " ".join(tokens))


def changed(tokens: list[str], pool: list[str], chance: Random) -> None:
    at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    kind = chance.randrange(5)
    if kind == 0:
        del tokens[at : at + chance.randint(1, 4)]
    elif kind == 1:
        tokens[at:at] = tokens[at : at + chance.randint(1, 6)]
    elif kind == 2:
        tokens[at], tokens[other] = tokens[other], tokens[at]
    else:
        names = [token for token in pool if token[0].isalpha() is tokens[at][0].isalpha()]
        tokens[at] = chance.choice(names or pool)
    if not tokens:
        tokens.append("{")


def agrees(schema: strawberry.Schema, text: str) -> None:
    if is_surely_valid(schema._schema, parse(text)):
        assert errors_of(schema, parse(text)) == [], text


def test_most_valid_documents_are_accepted(schema: strawberry.Schema) -> None:
    """The same ones every time: what is made at random and valid is hardly ever left to graphql-core."""
    made = [parse(Operations(schema._schema, Random(seed)).asked().text) for seed in range(200)]
    valid = [document for document in made if not errors_of(schema, document)]
    accepted = [is_surely_valid(schema._schema, document) for document in valid]

    assert sum(accepted) > 0.95 * len(valid) > 100
