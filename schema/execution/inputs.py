"""The values of variables and arguments, whose types are looked up once, when an operation is compiled.

The results are those of graphql-core's `get_variable_values` and `get_argument_values`, whose place this takes; what
it refuses is refused here without a word, so that it may say why.
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

READY = {"Boolean": bool, "ID": str, "String": str}  # scalars whose values in JSON are those of Python
REQUIRED: Final = object()  # in the place of a default: there must be a value
Variables = Mapping[str, Any]  # by name, in the form that arguments have them; what was not given is not there
Literal = Callable[[Variables], Any]
Convert = Callable[[Any], Any]


class Unplannable(Exception):
    """Not for a plan: graphql-core executes it."""


def identity(value: Any) -> Any:
    return value


class InputSlot(NamedTuple):
    """Where a value goes: a key, what is written there, what stands for it otherwise, and what is made of it."""

    key: str
    given: Literal
    default: Any
    convert: Convert
    varies: bool


def slot_for(node: ValueNode | None, declared: Any, key: str, convert: Convert = identity) -> InputSlot:
    """The place of an argument or input field. Raises Unplannable."""
    default = default_of(declared)
    if node is None:
        return InputSlot(key, lambda _: default, default, convert, varies=False)
    return InputSlot(key, literal(node, declared.type), default, convert, varies=has_variables(node))


class InputSlots:
    """Those of all arguments of a field, or of all fields of an input object. Raises Unplannable for a missing value."""

    def __init__(self, slots: Sequence[InputSlot]) -> None:
        self.varying = [slot_for for slot_for in slots if slot_for.varies]
        self.constant = fill({}, [slot_for for slot_for in slots if not slot_for.varies], {})

    def fill(self, variables: Variables) -> dict[str, Any]:
        """The values that there are, by key."""
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
    """The variables that an operation declares."""

    def __init__(self, schema: GraphQLSchema, node: OperationDefinitionNode) -> None:
        self.declared: list[tuple[str, Convert, Any]] = []
        for definition in node.variable_definitions or ():
            signature = get_variable_signature(schema, definition)
            if not isinstance(signature, GraphQLVariableSignature):
                raise Unplannable
            self.declared.append((signature.name, coercion(signature.type), default_of(signature)))

    def coerced(self, given: Variables) -> Variables:
        """The values that were given, or the defaults. Raises Unplannable for a wrong one."""
        values = {}
        for name, coerce, default in self.declared:
            value = coerce(given[name]) if name in given else default
            if value is REQUIRED or (value is Undefined and name in given):
                raise Unplannable
            if value is not Undefined:
                values[name] = value
        return values


def default_of(declared: Any) -> Any:
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
    slots = InputSlots([slot_for(written.get(name), field, name) for name, field in type_.fields.items()])

    def values(variables: Variables) -> dict[str, Any]:
        made: dict[str, Any] = type_.out_type(slots.fill(variables))  # refuses what is not one of several, too
        return made

    return values


def coercion(type_: Any) -> Convert:
    """Does what `coerce_input_value` does with a value of JSON; what is out of the ordinary is left to that."""
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
    known: dict[str, Any] = {}  # of the names of this enum, so no more than it has

    def member(name: Any) -> Any:
        if name.__class__ is str and name in known:
            return known[name]
        value = coerce_input_value(name, type_)
        if name.__class__ is str and value is not Undefined:
            known[name] = value
        return value

    return member
