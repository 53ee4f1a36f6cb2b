"""Declarations of routes: a request is accepted exactly when what is declared accepts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from starlette.requests import Request
from starlette.routing import Route

from data.domain.enums import Projection
from service.http.problems import GRAPHQL_PATH, ParameterError
from service.routes.operations import Operation, OperationRoute
from service.routes.parameters import BASIS, DAY_OF_STATE, Parameter, checked, choice, conforms, integer, matching

OPERATION = Operation("x", "X", {})
SLUGS = matching("slugs", "Slugs.", "[a-z]+", "a", "slugs", several=True)
NUMBER = integer("number", "A number.", -3, 12)
ONE = choice("one", "A projection.", Projection)
ALL = (BASIS, DAY_OF_STATE, SLUGS, NUMBER, ONE)
VALUES = st.one_of(
    st.text(max_size=12),
    st.integers(-20, 20).map(str),
    st.dates().map(str),
    st.lists(st.sampled_from(["STATED", "INFERRED", "a", "b", ""])).map(",".join),
    st.sampled_from(Projection),
)


def routes(client: Any) -> Iterator[Route]:
    return (route for route in client.app.app.routes if route.path != GRAPHQL_PATH)


def test_every_route_is_declared(client: Any) -> None:
    """A path without a declaration is not described, and its parameters are not checked."""
    found = list(routes(client))

    assert [route.path for route in found if not isinstance(route, OperationRoute)] == []
    assert len({route.operation.name for route in found if isinstance(route, OperationRoute)}) == len(found)


@pytest.mark.parametrize("parameter", ALL, ids=lambda parameter: parameter.name)
@given(text=VALUES)
def test_a_value_is_accepted_exactly_when_its_schema_accepts_it(parameter: Parameter, text: str) -> None:
    """A validator of JSON Schema, which reads the text as OpenAPI says, comes to the same result."""
    kind, value = parameter.schema["type"], text.split(",") if parameter.schema["type"] == "array" else text
    if kind == "integer":
        value = int(text) if text.removeprefix("-").isdecimal() and str(int(text)) == text else text
    validator = Draft202012Validator(parameter.schema, format_checker=FormatChecker(["date"]))
    if conforms(text, parameter.schema):
        assert validator.is_valid(value)
    else:
        assert not validator.is_valid(value) or text.endswith("\n")
        with pytest.raises(ParameterError, match=re.escape(parameter.expected)):
            parameter.check(text)


@pytest.mark.parametrize(
    ("pairs", "parameter"),
    [
        ([("one", "GOALS"), ("one", "GOALS")], "one"),
        ([("two", "GOALS")], "two"),
        ([("number", "13")], "number"),
        ([("asOf", "2016-02-30")], "asOf"),
    ],
)
def test_what_is_not_declared_is_refused(pairs: list[tuple[str, str]], parameter: str) -> None:
    """The error names the parameter."""
    with pytest.raises(ParameterError) as raised:
        checked(pairs, ALL, "/file")

    assert raised.value.parameter == parameter


@pytest.mark.parametrize("query", [b"\xff=1", b"two=\xc4\x97", b"%ff=1", b"\r\n=1"])
def test_bytes_that_are_no_text_are_refused_like_any_other(query: bytes) -> None:
    """A query string that is no UTF-8 is the mistake of the client."""
    route = OperationRoute("/x", None, OPERATION, ["GET"])  # type: ignore[arg-type]
    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": query, "headers": [], "path_params": {}}
    refused = route.refused(Request(scope))

    assert refused is not None
    assert refused.status_code == 400


def test_an_empty_value_is_absent_but_where_one_is_required() -> None:
    """Forms send empty fields; a parameter that must be there must say something."""
    assert checked([("one", "")], ALL, "/file") == {"one": ""}
    with pytest.raises(ParameterError, match="number is missing; expected a whole number from -3 to 12"):
        checked([("number", "")], [NUMBER._replace(required=True)], "/file")


def test_a_path_must_declare_its_parameters() -> None:
    """When the application is built, not when it is asked."""
    operation = OperationRoute("/x", None, OPERATION).operation  # type: ignore[arg-type]

    assert operation is OPERATION
    with pytest.raises(AssertionError, match=r"/x/{y} has a parameter that is not declared"):
        OperationRoute("/x/{y}", None, OPERATION)  # type: ignore[arg-type]
