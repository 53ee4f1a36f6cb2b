"""The values of variables and arguments, whose types are looked up once, when an operation is compiled.

The results are those of graphql-core's `get_variable_values` and `get_argument_values`, whose place this takes; what
it refuses is refused here without a word, so that it may say why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal, coerce_input_value

REQUIRED: Final = object()  # in the place of a default: there must be a value
Variables = Mapping[str, Any]  # by name, in the form that arguments have them; what was not given is not there
Literal = Callable[[Variables], Any]


class Unplannable(Exception):
    """Not for a plan: graphql-core executes it."""


class Place(NamedTuple):
    """Where a value goes: an argument or input field, what is written there, and what stands for it otherwise."""

    name: str
    given: Literal | None
    absent: Any


def filled(places: Sequence[Place], variables: Variables) -> dict[str, Any]:
    """The values that there are, by name. Raises Unplannable for one that is required and not there."""
    found = {}
    for name, given, absent in places:
        value = absent if given is None else given(variables)
        if value is Undefined:
            value = absent
        if value is REQUIRED:
            raise Unplannable
        if value is not Undefined:
            found[name] = value
    return found


class Signatures:
    """The variables that an operation declares."""

    def __init__(self, schema: GraphQLSchema, node: OperationDefinitionNode) -> None:
        found = [get_variable_signature(schema, definition) for definition in node.variable_definitions or ()]
        self.known = [one for one in found if isinstance(one, GraphQLVariableSignature)]
        self.absent = [absence(one) for one in self.known]

    def coerced(self, given: Variables) -> Variables:
        """The values that were given, or the defaults. Raises Unplannable for a wrong one."""
        values = {}
        for signature, absent in zip(self.known, self.absent, strict=True):
            name = signature.name
            value = coerce_input_value(given[name], signature.type) if name in given else absent
            if value is REQUIRED or (value is Undefined and name in given):
                raise Unplannable
            if value is not Undefined:
                values[name] = value
        return values


def absence(declared: Any) -> Any:
    """What stands for a value that is not given: the default, REQUIRED, or Undefined for nothing at all."""
    default = coerce_default_value(declared)
    return REQUIRED if default is Undefined and is_non_null_type(declared.type) else default


def has_variables(node: ValueNode) -> bool:
    if isinstance(node, ListValueNode):
        return any(map(has_variables, node.values))
    if isinstance(node, ObjectValueNode):
        return any(has_variables(field.value) for field in node.fields)
    return isinstance(node, VariableNode)


def literal(node: ValueNode, type_: Any) -> Literal:
    """Gives the value that is written, or Undefined for a variable that was not given. Raises Unplannable."""
    if isinstance(node, VariableNode):
        return _variable(node.name.value, required=is_non_null_type(type_))
    if not has_variables(node):
        constant = coerce_input_literal(node, type_)
        if constant is Undefined:
            raise Unplannable
        return lambda _: constant
    if is_non_null_type(type_):
        return literal(node, type_.of_type)
    if is_list_type(type_):
        nodes = node.values if isinstance(node, ListValueNode) else [node]
        return _list([literal(item, type_.of_type) for item in nodes])
    if is_input_object_type(type_) and isinstance(node, ObjectValueNode):
        return _object(node, type_)
    raise Unplannable


def _variable(name: str, *, required: bool) -> Literal:
    def variable(variables: Variables) -> Any:
        value = variables.get(name, Undefined)
        if required and (value is None or value is Undefined):
            raise Unplannable
        return value

    return variable


def _list(items: list[Literal]) -> Literal:
    def values(variables: Variables) -> list[Any]:
        found = [item(variables) for item in items]
        return [None if value is Undefined else value for value in found]

    return values


def _object(node: ObjectValueNode, type_: Any) -> Literal:
    written = {field.name.value: field.value for field in node.fields}
    places = [
        Place(name, literal(written[name], field.type) if name in written else None, absence(field))
        for name, field in type_.fields.items()
    ]

    def values(variables: Variables) -> dict[str, Any]:
        made: dict[str, Any] = type_.out_type(filled(places, variables))  # refuses what is not one of several, too
        return made

    return values
