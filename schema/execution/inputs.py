"""Coercion of variables and arguments, compiled once per operation.

The results equal those of `get_variable_values` and `get_argument_values` in graphql-core. A value that graphql-core
rejects raises Unplannable here, and graphql-core then reports the error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_specified_scalar_type,
)

from schema.execution._graphql_core import (
    GraphQLVariableSignature,
    coerce_default_value,
    coerce_input_literal,
    coerce_input_value,
    get_variable_signature,
)

READY = {"Boolean": bool, "ID": str, "String": str}  # scalars whose JSON values of this class need no coercion
REQUIRED: Final = object()  # default of a required value, which has none
Variables = Mapping[str, Any]  # coerced values by name, without omitted variables
Literal = Callable[[Variables], Any]
Convert = Callable[[Any], Any]


class Unplannable(Exception):
    """A plan cannot execute this; graphql-core has to."""


def identity(value: Any) -> Any:
    return value


class InputSlot(NamedTuple):
    """An argument or input field: its key, its value for given variables, its default, and its conversion.

    `varies` says that the value depends on variables.
    """

    key: str
    given: Literal
    default: Any
    convert: Convert
    varies: bool


def slot_for(node: ValueNode | None, declared: Any, key: str, convert: Convert = identity) -> InputSlot:
    """The slot of an argument or input field whose value in the document is `node`. Raises Unplannable."""
    default = default_of(declared)
    if node is None:
        return InputSlot(key, lambda _: default, default, convert, varies=False)
    return InputSlot(key, literal(node, declared.type), default, convert, varies=has_variables(node))


class InputSlots:
    """The slots of all arguments of a field, or of all fields of an input object.

    `constant` holds the values without variables. Raises Unplannable for a missing required value.
    """

    def __init__(self, slots: Sequence[InputSlot]) -> None:
        self.varying = [slot for slot in slots if slot.varies]
        self.constant = fill({}, [slot for slot in slots if not slot.varies], {})

    def fill(self, variables: Variables) -> dict[str, Any]:
        """The converted values by key. Omitted values without a default are left out."""
        return fill(self.constant.copy(), self.varying, variables)


def fill(found: dict[str, Any], slots: Sequence[InputSlot], variables: Variables) -> dict[str, Any]:
    for key, given, default, convert, _ in slots:
        value = given(variables)
        if value is Undefined:
            value = default
        if value is REQUIRED:
            raise Unplannable
        if value is not Undefined:
            found[key] = convert(value)
    return found


class VariableSignatures:
    """The variables that an operation declares. Raises Unplannable for an unknown type."""

    def __init__(self, schema: GraphQLSchema, node: OperationDefinitionNode) -> None:
        self.declared: list[tuple[str, Convert, Any]] = []
        for definition in node.variable_definitions or ():
            signature = get_variable_signature(schema, definition)
            if not isinstance(signature, GraphQLVariableSignature):
                raise Unplannable
            self.declared.append((signature.name, coercion(signature.type), default_of(signature)))

    def coerced(self, given: Variables) -> Variables:
        """The coerced values and defaults by name. Raises Unplannable for an invalid or missing value."""
        values = {}
        for name, coerce, default in self.declared:
            value = coerce(given[name]) if name in given else default
            if value is REQUIRED or (value is Undefined and name in given):
                raise Unplannable
            if value is not Undefined:
                values[name] = value
        return values


def default_of(declared: Any) -> Any:
    """The default of an argument, input field or variable; without one REQUIRED or Undefined."""
    default = coerce_default_value(declared)
    return REQUIRED if default is Undefined and is_non_null_type(declared.type) else default


def has_variables(node: ValueNode) -> bool:
    if isinstance(node, ListValueNode):
        return any(map(has_variables, node.values))
    if isinstance(node, ObjectValueNode):
        return any(has_variables(field.value) for field in node.fields)
    return isinstance(node, VariableNode)


def literal(node: ValueNode, type_: Any) -> Literal:
    """A function from variables to the value of a node; its result is Undefined for an omitted variable.

    Raises Unplannable for an invalid value.
    """
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
    nodes = {field.name.value: field.value for field in node.fields}
    slots = InputSlots([slot_for(nodes.get(name), field, name) for name, field in type_.fields.items()])

    def values(variables: Variables) -> dict[str, Any]:
        value: dict[str, Any] = type_.out_type(slots.fill(variables))  # also checks the fields of a oneOf input
        return value

    return values


def coercion(type_: Any) -> Convert:
    """A faster `coerce_input_value` for values from JSON, which it calls for unusual values."""
    if is_non_null_type(type_):
        known = coercion(type_.of_type)
        return lambda value: Undefined if value is None else known(value)
    if is_list_type(type_):
        return _coerced_list(type_, coercion(type_.of_type))
    if is_enum_type(type_):
        return _member(type_)
    if is_specified_scalar_type(type_) and type_.name in READY:
        ready = READY[type_.name]
        return lambda value: value if value.__class__ is ready else coerce_input_value(value, type_)
    return lambda value: coerce_input_value(value, type_)


def _coerced_list(type_: Any, item: Convert) -> Convert:
    def values(given: Any) -> Any:
        if given.__class__ is not list:
            return coerce_input_value(given, type_)
        found = [item(value) for value in given]
        return Undefined if Undefined in found else found

    return values


def _member(type_: GraphQLEnumType) -> Convert:
    known: dict[str, Any] = {}  # bounded by the number of members

    def member(name: Any) -> Any:
        if name.__class__ is str and name in known:
            return known[name]
        value = coerce_input_value(name, type_)
        if name.__class__ is str and value is not Undefined:
            known[name] = value
        return value

    return member
