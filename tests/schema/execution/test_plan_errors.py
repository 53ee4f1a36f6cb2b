"""Plans over a schema whose resolvers misbehave: whatever they give, the answer is graphql-core's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Annotated, Any

import orjson
import pytest
import strawberry
from graphql import DocumentNode, ExecutionResult, execute, parse
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Reference

from schema.execution.document import Document
from schema.execution.plan import PLANS, Executor


@strawberry.enum
class Colour(Enum):
    RED = "red"


@strawberry.interface
class Shape:
    sides: int

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, Wrong) and value.kind == cls.__name__


@strawberry.type
class Square(Shape):
    name: str


@strawberry.type
class Circle(Shape):
    name: str | None


@strawberry.type
class Plain:
    name: str


class Wrong:
    """A value that is not what the schema promises."""

    def __init__(self, kind: str = "Square", **values: Any) -> None:
        self.kind = kind
        self.sides, self.name = 4, "square"
        self.__dict__ |= values


def given(value: Any) -> Any:
    """A resolver that gives the value."""

    def resolve(root: strawberry.Parent[Any]) -> Any:
        return value() if callable(value) else value

    return resolve


def fail(root: strawberry.Parent[Any]) -> Any:
    raise ValueError("broken")


def count(root: strawberry.Parent[Any], of: Annotated[int, strawberry.argument(description="Any.")] = 3) -> Any:
    return [of]


def generate() -> Iterator[int]:
    yield from (1, 2)


def nothing() -> None:
    return None


async def later(root: strawberry.Parent[Any]) -> int:
    return 1


def informed(root: strawberry.Parent[Any], info: strawberry.Info) -> str:
    return info.field_name


@strawberry.type
class Query:
    missing: str = strawberry.field(resolver=given(nothing))
    number_as_text: str = strawberry.field(resolver=given(7))
    flag_as_text: str = strawberry.field(resolver=given(True))
    holes: list[int] = strawberry.field(resolver=given((1, None)))
    gaps: list[int | None] = strawberry.field(resolver=given((1, None)))
    letters: list[str] = strawberry.field(resolver=given("abc"))
    generated: list[int] = strawberry.field(resolver=given(generate))
    unlisted: list[int] = strawberry.field(resolver=given(5))
    large: int = strawberry.field(resolver=given(2**31))
    largest: int = strawberry.field(resolver=given(2**31 - 1))
    half: int = strawberry.field(resolver=given(0.5))
    whole: int = strawberry.field(resolver=given(2.0))
    endless: float = strawberry.field(resolver=given(float("inf")))
    unknown: float = strawberry.field(resolver=given(float("nan")))
    exact: float = strawberry.field(resolver=given(3))
    yes: bool = strawberry.field(resolver=given(1))
    colour: Colour = strawberry.field(resolver=given(Colour.RED))
    pale: Colour = strawberry.field(resolver=given("pale"))
    square: Square = strawberry.field(resolver=given(Wrong()))
    round_square: Square = strawberry.field(resolver=given(Wrong("Circle")))
    nameless: Square = strawberry.field(resolver=given(Wrong(name=None)))
    maybe: Square | None = strawberry.field(resolver=given(Wrong(name=None)))
    shape: Shape = strawberry.field(resolver=given(Wrong("Circle", name=None)))
    cube: Shape = strawberry.field(resolver=given(Wrong("Cube")))
    absent: Plain = strawberry.field(resolver=given(nothing))
    no_number: int = strawberry.field(resolver=given(nothing))
    no_fraction: float = strawberry.field(resolver=given(nothing))
    no_flag: bool = strawberry.field(resolver=given(nothing))
    no_key: strawberry.ID = strawberry.field(resolver=given(nothing))
    no_day: date = strawberry.field(resolver=given(nothing))
    no_colour: Colour = strawberry.field(resolver=given(nothing))
    no_list: list[str] = strawberry.field(resolver=given(nothing))
    no_square: Square = strawberry.field(resolver=given(nothing))
    no_shape: Shape = strawberry.field(resolver=given(nothing))
    broken: int | None = strawberry.field(resolver=fail)
    count: list[int] = strawberry.field(resolver=count)
    later: int = strawberry.field(resolver=later)
    informed: str = strawberry.field(resolver=informed)


SCHEMA = strawberry.Schema(Query, types=[Square, Circle])
NAMED, SHAPED = "{ name sides }", "{ sides __typename ... on Circle { name } }"
SELECTIONS = [
    *[
        "missing",
        "numberAsText",
        "flagAsText",
        "holes",
        "gaps",
        "letters",
        "generated",
        "unlisted",
        "large",
        "largest",
        "half",
        "whole",
        "endless",
    ],
    *["unknown", "exact", "yes", "colour", "pale", "broken", "count", "count(of:8)", "informed"],
    *["noNumber", "noFraction", "noFlag", "noKey", "noDay", "noColour", "noList"],
    *(f"{name} {{ __typename }}" for name in ("absent", "noSquare", "noShape")),
    *(f"{name} {NAMED}" for name in ("square", "roundSquare", "nameless", "maybe")),
    *(f"{name} {SHAPED}" for name in ("shape", "cube")),
]


def answered(executor: type, selection: str) -> bytes:
    """The data and the errors, as JSON, of a document that an executor sees twice, as plans are made the first time."""
    document = parse(f"{{ gaps {selection} }}")
    for _ in range(2):
        result = execute(SCHEMA._schema, document, executor_class=executor)
    assert isinstance(result, ExecutionResult)
    return orjson.dumps({"data": result.data, "errors": [error.formatted for error in result.errors or ()]})


@pytest.mark.parametrize("selection", SELECTIONS)
def test_what_a_resolver_gives_is_taken_as_graphql_core_takes_it(selection: str) -> None:
    """Nulls where none may be, numbers out of range, wrong types and exceptions end alike."""
    assert answered(Executor, selection) == answered(Reference, selection)


def unplanned(document: DocumentNode) -> bool:
    """Whether there is no plan for the only operation of a document."""
    (operation,) = Document(SCHEMA._schema, document).operations
    return PLANS.of(operation.schema, operation.node, operation.fragments).plan({}) is None


@pytest.mark.parametrize("field", ["informed", "later"])
def test_what_needs_more_than_the_object_has_no_plan(field: str) -> None:
    """Fields that are async or take `info` are left to graphql-core."""
    assert unplanned(parse(f"{{ {field} }}"))


def test_a_selection_too_wide_or_too_deep_has_no_plan() -> None:
    """Fragments that unfold into thousands of fields make no thousands of lines of code."""
    spreads = "".join(
        f"fragment F{n} on Square {{ {' '.join(f'a{n}_{i}: name' for i in range(100))} }} " for n in range(25)
    )
    text = f"{{ square {{ {' '.join(f'...F{n}' for n in range(25))} }} }} {spreads}"

    assert unplanned(parse(text))
    assert execute(SCHEMA._schema, parse(text), executor_class=Executor).errors is None
