"""Compiled plans answer what graphql-core answers, to the byte, and leave to it what has errors."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    execute,
    parse,
    validate,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Reference

from data.snapshot.fragments import FRAGMENTS
from data.snapshot.snapshot import Snapshot
from schema.execution.compiler import Branches, code_of
from schema.execution.document import Document
from schema.execution.plan import DIRECTIVE_VALUES, OPERATIONS, PLANS, Executor, PlannedOperation
from tests.schema.operations import Asked, Operations

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.graphql"))
Compare = Callable[[Asked], ExecutionResult]


@pytest.fixture(scope="session")
def compare(schema: strawberry.Schema, snapshot: Snapshot) -> Compare:
    """Executes by graphql-core, by the executor and by the plan alone, which must agree; gives the result."""

    def compare(asked: Asked) -> ExecutionResult:
        document = parse(asked.text)
        given = {"root_value": snapshot, "variable_values": asked.variables}
        expected = execute(schema._schema, document, executor_class=Reference, **given)
        found = execute(schema._schema, document, executor_class=Executor, **given)
        assert isinstance(expected, ExecutionResult) and isinstance(found, ExecutionResult)
        assert written(found) == written(expected), asked
        planned = execute_plan(schema, document)
        for _ in range(2):  # the second answer has pieces of the first
            alone = planned.answer(snapshot, asked.variables, fragments=True)
            assert alone is None if expected.errors else orjson.dumps(alone) == orjson.dumps(expected.data), asked
        return expected

    return compare


def execute_plan(schema: strawberry.Schema, document: DocumentNode) -> PlannedOperation:
    """The only operation of a document, which answers by its plan without help."""
    (operation,) = Document(schema._schema, document).operations
    return PLANS.of(operation.schema, operation.node, operation.fragments)


def written(result: ExecutionResult) -> bytes:
    return orjson.dumps({"data": result.data, "errors": [error.formatted for error in result.errors or ()]})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_answered_by_its_plan(compare: Compare, path: Path) -> None:
    """The plan of each example query gives the bytes of the reference implementation by itself."""
    assert compare(Asked(path.read_text(encoding="utf-8"), {})).errors is None


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**48))
def test_made_up_operations_are_answered_alike(schema: strawberry.Schema, compare: Compare, seed: int) -> None:
    """Whatever is asked, with fragments, aliases, directives and variables, right or wrong, both executors agree."""
    asked = Operations(schema._schema, Random(seed)).asked()

    if not validate(schema._schema, parse(asked.text)):
        compare(asked)


def test_two_hundred_more_are_and_are_worth_it(schema: strawberry.Schema, compare: Compare) -> None:
    """The same ones every time: most are valid, many answer without an error, some end in errors, all constructs come up."""
    made = [Operations(schema._schema, Random(seed)).asked() for seed in range(200)]
    valid = [asked for asked in made if not validate(schema._schema, parse(asked.text))]
    failed = [bool(compare(asked).errors) for asked in valid]
    texts = " ".join(asked.text for asked in valid)

    assert len(valid) > 150
    assert 20 < sum(failed) < 0.7 * len(valid)
    assert all(
        mark in texts for mark in ("fragment ", "... on ", "@skip", "@include", "edges", "pageInfo", "__typename")
    )


@pytest.mark.parametrize(
    "text",
    [
        "{ goals { number } goals { title } }",
        "{ goal(number: 11) { n: number number ...A ...B } } fragment A on Goal { title } fragment B on Goal { title slug }",
        '{ municipality(by: {slug: "mariestad"}) { __typename ... on Node { id ... on Municipality { name } } } }',
        '{ nodes(ids: ["no-id", "TXVuaWNpcGFsaXR5Om1hcmllc3RhZA"]) { __typename id ... on Municipality { name } } }',
        "{ __typename }",
        '{ partnerships(filter: {not: {countries: ["UA"], not: {parties: {from: 3}}}}) { totalCount } }',
        "query ($no: Boolean! = false) { goals @include(if: $no) { number } catalogue { version } }",
    ],
)
def test_fields_are_merged_as_the_specification_says(compare: Compare, text: str) -> None:
    """Fields that come twice, in fragments, under aliases and on interfaces are answered once, in their order."""
    assert compare(Asked(text, {})).errors is None


@pytest.mark.parametrize(
    "text",
    [
        '{ municipality(by: {slug: "mariestad"}) { partners(first: 101) { totalCount } name } }',
        "{ goals { number } partnerships(first: -1) { totalCount } }",
        "{ network(projection: COUNTRIES) { ties(first: 1) { nodes { a { name } } } } }",
        "query ($slug: String!) { partnership(by: {slug: $slug}) { title } }",
    ],
)
def test_what_goes_wrong_is_told_by_graphql_core(compare: Compare, text: str) -> None:
    """A plan gives no answer where there are errors; the reference implementation tells them."""
    assert compare(Asked(text, {})).errors


@pytest.mark.parametrize(
    "given", [{}, {"in": 2}, {"in": "DESC"}, {"in": None}, {"in": ["DESC"]}, {"in": {"not": {"goals": [9]}}}]
)
@pytest.mark.parametrize(
    "text",
    [
        'query ($in: Int = 1) { municipality(by: {slug: "mariestad"}) { network(radius: $in) { order } } }',
        "query ($in: Direction = ASC) { partnerships(orderBy: {field: START, direction: $in}) { nodes { slug } } }",
        "query ($in: PartnershipFilter) { partnerships(filter: {not: $in}) { totalCount } }",
        'query ($in: String) { partnerships(filter: {members: ["mariestad"], text: $in}) { totalCount } }',
        'query ($in: String = "mariestad") { municipality(by: {slug: $in}) { name } }',
    ],
)
def test_variables_are_taken_as_graphql_core_takes_them(compare: Compare, text: str, given: dict[str, Any]) -> None:
    """Given, left out, null where none may be, or of another type: within objects as by themselves."""
    compare(Asked(text, given))


@pytest.mark.parametrize(
    "text", ["{ __schema { types { name } } }", '{ __type(name: "Goal") { name } goals { number } }']
)
def test_introspection_is_left_to_graphql_core(schema: strawberry.Schema, snapshot: Snapshot, text: str) -> None:
    """There is no plan for introspection, and it is answered all the same."""
    document = parse(text)

    assert execute_plan(schema, document).plan({}) is None
    assert execute(schema._schema, document, snapshot, executor_class=Executor).errors is None


def pieces_of(schema: strawberry.Schema, snapshot: Snapshot, text: str, **variables: Any) -> tuple[int, Any]:
    """How many pieces of answers are kept once this is answered twice, and the answer."""
    operation = execute_plan(schema, parse(text))
    answers = [operation.answer(snapshot, variables, fragments=True) for _ in range(2)]
    first, again = (orjson.loads(orjson.dumps(data)) for data in answers)
    assert first == again
    return sum(map(len, FRAGMENTS.parts.values())), again


def test_things_in_lists_are_written_once(schema: strawberry.Schema, snapshot: Snapshot) -> None:
    """Operations that ask the same of a thing share what was written of it; another day or selection has its own."""
    asked = "{ partnerships%s { nodes { slug kind certainty %s} } }"
    first, answer = pieces_of(schema, snapshot, f"query First {asked % ('', '')}")
    again, same = pieces_of(schema, snapshot, f"query Again {asked % ('', '')}")
    more, _ = pieces_of(schema, snapshot, asked % ("", "title "))
    then, other = pieces_of(schema, snapshot, asked % ('(asOf: "2019-01-01")', ""))

    assert again == first < more < then
    assert same == answer != other


@pytest.mark.parametrize("asked", ["nodes { slug kind state }", "edges { cursor node { slug kind state } }"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_a_page_of_written_things_is_the_page(
    schema: strawberry.Schema, snapshot: Snapshot, asked: str, direction: str
) -> None:
    """Whether all of its things were written before, some, or none."""
    text = f"query ($first: Int) {{ partnerships(first: $first, orderBy: {{field: START, direction: {direction}}}) {{ {asked} }} }}"
    operation, pages = execute_plan(schema, parse(text)), []
    for first in (2, 2, 2, 5, 5, 0):
        expected = execute(schema._schema, parse(text), snapshot, variable_values={"first": first})
        pages.append(operation.answer(snapshot, {"first": first}, fragments=True))
        assert orjson.loads(orjson.dumps(pages[-1])) == expected.data

    found = [next(iter(page["partnerships"].values())) for page in pages if page]
    assert [sum(isinstance(item, orjson.Fragment) for item in items) for items in found] == [0, 2, 2, 2, 5, 0]


def test_what_variables_change_is_not_kept(schema: strawberry.Schema, snapshot: Snapshot) -> None:
    """Each request gets what its own variables ask for."""
    text = "query ($in: Language!) { goals { number color title(language: $in) } }"
    held, english = pieces_of(schema, snapshot, text, **{"in": "EN"})
    still, swedish = pieces_of(schema, snapshot, text, **{"in": "SV"})

    assert held == still
    assert english["goals"][0]["title"] != swedish["goals"][0]["title"]


def test_an_alias_never_becomes_code(schema: strawberry.Schema, snapshot: Snapshot) -> None:
    """What a client calls a field is a constant of the code, whatever it is in Python."""
    names = ["None", "import", "o", "a", "fail", "run", "__builtins__", "c0"]
    fields = " ".join(f"{name}: number" for name in names)
    result = execute(schema._schema, parse(f"{{ goal(number: 11) {{ {fields} }} }}"), snapshot, executor_class=Executor)

    assert result.errors is None and result.data == {"goal": dict.fromkeys(names, 11)}


@pytest.mark.parametrize(
    "texts",
    [
        ("query A { goal(number: 11) { a: slug } }", "query B { g: goal(number: 12) { slug } }"),
        ("{ goals { title(language: EN) slug number } }", "{ goals { title(language: SV) slug number } }"),
    ],
)
def test_equal_code_is_compiled_once(schema: strawberry.Schema, compare: Compare, texts: tuple[str, str]) -> None:
    """Operations that differ in names, aliases and literals share their code, and each has its own answer."""
    answers = [compare(Asked(text, {})).data for text in texts]
    known = code_of.cache_info().misses
    answers += [compare(Asked(f"#\n{text}", {})).data for text in texts]

    assert code_of.cache_info().misses == known
    assert answers[:2] == answers[2:]
    assert answers[0] != answers[1]


def test_a_document_without_positions_has_a_plan(schema: strawberry.Schema, snapshot: Snapshot) -> None:
    """Fragments are told apart by the text of arguments; where a document does not know its text, they still are."""
    parsed = [parse(f"{{ goals {{ slug number title(language: {one}) }} }}", no_location=True) for one in ("EN", "SV")]
    english, swedish = (execute_plan(schema, document).answer(snapshot, {}, fragments=True) for document in parsed)

    assert orjson.dumps(english) != orjson.dumps(swedish)


def test_plans_are_bounded(schema: strawberry.Schema, snapshot: Snapshot) -> None:
    """Neither many operations nor many values of a directive's variable make plans without end."""
    names = [f"v{number}" for number in range(5)]
    fields = " ".join(f"{name}: number @skip(if: ${name})" for name in names)
    switched = parse(f"query ({', '.join(f'${name}: Boolean!' for name in names)}) {{ goals {{ {fields} }} }}")
    for number in range(32):
        values = {name: bool(number >> n & 1) for n, name in enumerate(names)}
        execute(schema._schema, switched, snapshot, variable_values=values, executor_class=Executor)
    for number in range(OPERATIONS + 10):
        execute(schema._schema, parse(f"{{ a{number}: __typename }}"), snapshot, executor_class=Executor)

    assert len(PLANS.operations) == OPERATIONS
    assert all(len(operation.plans) <= DIRECTIVE_VALUES for operation in PLANS.operations.values())


def test_a_forgotten_plan_is_gone_at_once(schema: strawberry.Schema, snapshot: Snapshot) -> None:
    """No circle holds it until all objects are looked at, whatever types its functions were made for."""
    text = """{ nodes(ids: ["TXVuaWNpcGFsaXR5Om1hcmllc3RhZA", "R29hbDoxMQ"])
      { ... on Municipality { name } ... on Goal { targets { code } } } }"""
    operation = execute_plan(schema, parse(text))
    assert operation.answer(snapshot, {}, fragments=True)
    (plan,) = operation.plans.values()
    left = [weakref.ref(one) for one in (plan, plan.function, *branches(plan.function).known.values())]
    gc.disable()
    try:
        operation.plans.clear()
        del plan
        assert [one() for one in left] == [None] * 4
    finally:
        gc.enable()


def branches(run: Any) -> Branches:
    """What a plan's function knows of the types behind the one interface it comes upon."""
    (found,) = {
        one.__self__ for one in run.__globals__.values() if isinstance(getattr(one, "__self__", None), Branches)
    }
    return found
