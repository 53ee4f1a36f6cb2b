"""How a field gets its value: an attribute of the object, or a function with arguments that were made ready once.

Strawberry converts arguments by walking its own types anew for every object; here the walk is done when an operation
is compiled. The results are the same, and what is out of the ordinary is left to Strawberry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING
from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLField, is_input_object_type, is_list_type, is_non_null_type

from schema.execution._strawberry import DEFINITION, StrawberryField, StrawberryMaybe
from schema.execution.inputs import Convert, InputSlots, Unplannable, identity, slot_for


class Call(NamedTuple):
    """Where a field's value comes from: `attribute`, or `function` called with the object in the place of `source`.

    Its arguments, by their Python names, are filled in from the variables.
    """

    attribute: str | None
    function: Callable[..., Any]
    source: str
    arguments: InputSlots


def bind(field: GraphQLField, node: FieldNode) -> Call:
    """How the field is resolved where this node selects it. Raises Unplannable."""
    definition = field.extensions.get(DEFINITION)
    if not isinstance(definition, StrawberryField):
        raise Unplannable
    if definition.is_basic_field:
        return Call(definition.python_name, getattr, "", InputSlots([]))
    resolver = definition.base_resolver
    if resolver is None or definition.is_async or definition.extensions or resolver.info_parameter:
        raise Unplannable
    written = {argument.name.value: argument.value for argument in node.arguments or ()}
    slots = [
        slot_for(written.get(name), argument, argument.extensions[DEFINITION].python_name, converter(argument))
        for name, argument in field.args.items()
    ]
    function: Any = resolver.wrapped_func
    return Call(None, function, _source(resolver), InputSlots(slots))


def _source(resolver: Any) -> str:
    """How the function takes the object: by position where it comes first, else by name; `{}` is the object."""
    parameter = resolver.self_parameter or resolver.parent_parameter or resolver.root_parameter
    if parameter is None:
        return ""
    return "{}" if parameter.name == next(iter(resolver.signature.parameters)) else f"{parameter.name}={{}}"


def converter(holder: Any) -> Convert:
    """Makes the Python value of an argument or input field from its coerced value, as Strawberry's `convert_argument`."""
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
        return _input(type_)
    return identity


def _input(type_: Any) -> Convert:
    """Makes an object of an input type; what is left out has its default, or None."""
    definition = type_.extensions[DEFINITION]
    if definition.from_input is not None:
        raise Unplannable
    fields = [(name, field.extensions[DEFINITION]) for name, field in type_.fields.items()]
    default = {
        field.python_name: None
        for _, field in fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }
    converts = {name: (field.python_name, converter(type_.fields[name])) for name, field in fields}

    def convert(value: Any) -> Any:
        if value is None:
            return None
        arguments = default.copy()
        for name, given in value.items():
            python, change = converts[name]
            arguments[python] = change(given)
        return definition.origin(**arguments)

    return convert
