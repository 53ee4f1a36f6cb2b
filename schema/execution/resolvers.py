"""Binding of fields to attributes or resolver functions, with argument converters compiled once per operation.

Strawberry converts arguments by traversing its types for every object. Here the traversal happens when an operation is
compiled. The results are equal; unsupported fields raise Unplannable and are left to Strawberry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    ValueNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)

from schema.execution._strawberry import DEFINITION, StrawberryField, StrawberryMaybe
from schema.execution.inputs import Convert, InputSlot, InputSlots, Unplannable, identity, slot_for

INPUT_TYPES = 256  # types whose converters are cached
PREPARED = (
    "samband-prepared"  # extension of fields and arguments of the schema: what they are without arguments or value
)


class Call(NamedTuple):
    """The source of a field's value: `attribute`, or else a call of `function`.

    `source` is the code of the argument that passes the object. `arguments` are the slots by Python names.
    """

    attribute: str | None
    function: Callable[..., Any]
    source: str
    arguments: InputSlots


def bind(field: GraphQLField, node: FieldNode) -> Call:
    """The call that resolves a field with the arguments of this node. Raises Unplannable."""
    return new_call(field, node.arguments) if node.arguments else call_without_arguments(field)


def new_call(field: GraphQLField, given: Sequence[ArgumentNode]) -> Call:
    definition = field.extensions.get(DEFINITION)
    if not isinstance(definition, StrawberryField):
        raise Unplannable
    if definition.is_basic_field:
        return Call(definition.python_name, getattr, "", InputSlots([]))
    resolver = definition.base_resolver
    if resolver is None or definition.is_async or definition.extensions or resolver.info_parameter:
        raise Unplannable
    nodes = {argument.name.value: argument.value for argument in given}
    slots = [
        slot_of(argument, nodes[name]) if name in nodes else unset_slot(argument)
        for name, argument in field.args.items()
    ]
    function: Any = resolver.wrapped_func
    return Call(None, function, _source(resolver), InputSlots(slots))


def call_without_arguments(field: GraphQLField) -> Call:
    if PREPARED not in field.extensions:
        field.extensions[PREPARED] = new_call(field, ())
    call: Call = field.extensions[PREPARED]
    return call


def slot_of(argument: GraphQLArgument, node: ValueNode | None) -> InputSlot:
    """The slot of an argument with the value of a node, or with its default."""
    return slot_for(node, argument, argument.extensions[DEFINITION].python_name, converter(argument))


def unset_slot(argument: GraphQLArgument) -> InputSlot:
    if PREPARED not in argument.extensions:
        argument.extensions[PREPARED] = slot_of(argument, None)
    slot: InputSlot = argument.extensions[PREPARED]
    return slot


def _source(resolver: Any) -> str:
    """The code of the argument that passes the object: `{}` by position, `name={}` by keyword, or nothing."""
    parameter = resolver.self_parameter or resolver.parent_parameter or resolver.root_parameter
    if parameter is None:
        return ""
    return "{}" if parameter.name == next(iter(resolver.signature.parameters)) else f"{parameter.name}={{}}"


def converter(holder: Any) -> Convert:
    """A function that converts a coerced value to its Python value, like Strawberry's `convert_argument`.

    `holder` is an argument or input field. Raises Unplannable for `strawberry.Maybe`.
    """
    if isinstance(holder.extensions[DEFINITION].type, StrawberryMaybe):
        raise Unplannable
    return _converter(holder.type)


def _converter(type_: Any) -> Convert:
    if is_non_null_type(type_):
        return _converter(type_.of_type)
    if is_list_type(type_):
        item = _converter(type_.of_type)
        if item is identity:
            return identity
        return lambda values: None if values is None else [item(value) for value in values]
    if is_input_object_type(type_):
        return input_converter(type_)
    return identity


class InputConverter:
    """Creates objects of an input type from coerced values. Omitted fields get their defaults, or None.

    The conversions of the fields are compiled when the first value is converted, as input types may contain themselves.
    Raises Unplannable, also then.
    """

    def __init__(self, type_: Any) -> None:
        self.type, definition = type_, type_.extensions[DEFINITION]
        if definition.from_input is not None:
            raise Unplannable
        self.origin = definition.origin
        fields = [field.extensions[DEFINITION] for field in type_.fields.values()]
        self.defaults: dict[str, Any] = {
            field.python_name: None
            for field in fields
            if field.default_value is MISSING and field.default_factory is MISSING
        }

    @cached_property
    def fields(self) -> dict[str, tuple[str, Convert]]:
        """The Python name and the conversion of each field by name."""
        fields = self.type.fields.items()
        return {name: (field.extensions[DEFINITION].python_name, converter(field)) for name, field in fields}

    def __call__(self, value: Any) -> Any:
        if value is None:
            return None
        arguments = self.defaults.copy()
        for name, item in value.items():
            python_name, convert = self.fields[name]
            arguments[python_name] = convert(item)
        return self.origin(**arguments)


input_converter = lru_cache(INPUT_TYPES)(InputConverter)
