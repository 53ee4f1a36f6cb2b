"""The filters of GraphQL as query parameters: one parameter for each field of an input type.

The values of a list are separated by commas. The fields of a nested input have its name and a dot before theirs, such
as `near.latitude`. Where a type of input occurs within itself, as in `not`, no such type occurs within it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from strawberry.types import get_object_definition

from service.http.problems import ParameterError
from service.routes.parameters import (
    Parameter,
    Parameters,
    boolean,
    choice,
    day,
    integer,
    listed,
    number,
    parsed_day,
    text,
)

LEFT_OUT = ("layers",)  # the parameter `layer` of a file says more: it is computed from these layers alone
LARGEST = 2**31 - 1  # of an Int of GraphQL


class ValueType(NamedTuple):
    """How a parameter of a type of GraphQL is declared, and how its text is read when it conforms."""

    declare: Callable[[str, str], Parameter]
    read: Callable[[str], Any]


VALUE_TYPES: dict[Any, ValueType] = {
    str: ValueType(text, str),
    bool: ValueType(boolean, "true".__eq__),
    int: ValueType(lambda name, about: integer(name, about, -LARGEST - 1, LARGEST), int),
    float: ValueType(number, float),
    date: ValueType(day, parsed_day),
}


class FilterParameter(NamedTuple):
    """The parameter of a field: its declaration, and how its value is read, or each of several."""

    declared: Parameter
    read: Callable[[str], Any]
    several: bool

    @property
    def name(self) -> str:
        return self.declared.name

    def parameters(self) -> Iterator[Parameter]:
        yield self.declared

    def build(self, given: Parameters) -> Any:
        """Return the value of a checked parameter, None when it is absent or empty."""
        value = given.get(self.name)
        if not value:
            return None
        return [self.read(one) for one in value.split(",")] if self.several else self.read(value)


class FilterInput(NamedTuple):
    """An input type: its class, and by attribute what sets it. `required` are the attributes without a default."""

    cls: type
    name: str
    slots: dict[str, FilterParameter | FilterInput]
    required: frozenset[str]

    def parameters(self) -> Iterator[Parameter]:
        """Yield the parameters of its fields, and of those of nested inputs."""
        for slot in self.slots.values():
            yield from slot.parameters()

    def build(self, given: Parameters) -> Any:
        """Return the input object of checked parameters; None when all are absent or empty.

        Raises ParameterError for one that needs another beside it.
        """
        built = {attribute: slot.build(given) for attribute, slot in self.slots.items()}
        values = {attribute: value for attribute, value in built.items() if value is not None}
        if not values:
            return None
        missing = min(self.required - values.keys(), default=None)
        if missing is not None:
            name, other = self.slots[missing].name, self.slots[next(iter(values))].name
            raise ParameterError(name, f"{other} needs {name} beside it")
        return self.cls(**values)


@lru_cache
def filter_input(cls: type) -> FilterInput:
    """Return the parameters of an input type."""
    return nested_input(cls, "", (cls,))


def nested_input(cls: type, name: str, within: tuple[type, ...]) -> FilterInput:
    """Return the parameters of an input type below a name. `within` are the types around it, and itself."""
    hints, slots, required = get_type_hints(cls), dict[str, FilterParameter | FilterInput](), set[str]()
    for field in get_object_definition(cls, strict=True).fields:
        attribute = field.python_name
        own = f"{name}{'.' if name else ''}{field.graphql_name or camel_case(attribute)}"
        item, several = item_type(hints[attribute])
        if attribute in LEFT_OUT:
            continue
        if get_object_definition(item) is None:
            slots[attribute] = filter_parameter(own, field.description or "", item, several)
        elif not several and is_entered(item, within):
            slots[attribute] = nested_input(item, own, (*within, item))
        else:
            continue
        if field.default is MISSING and field.default_factory is MISSING:
            required.add(attribute)
    return FilterInput(cls, name, slots, frozenset(required))


def filter_parameter(name: str, about: str, item: Any, several: bool) -> FilterParameter:
    """Return the parameter of values of a type. Raises KeyError for a type that no parameter can hold."""
    if isinstance(item, type) and issubclass(item, StrEnum):
        return FilterParameter(choice(name, about, item, several=several), item, several)
    declare, read = VALUE_TYPES[item]
    declared = declare(name, about)
    return FilterParameter(listed(declared) if several else declared, read, several)


def is_entered(cls: type, within: tuple[type, ...]) -> bool:
    """Return whether there are parameters of an input type within others: of a recursive one until one occurs twice."""
    return len(set(within)) == len(within) or cls not in inputs_below(cls)


def inputs_below(cls: type) -> set[type]:
    """Return the input types to which the fields of an input type lead."""
    found, last = set[type](), {cls}
    while last:
        items = {item_type(hint)[0] for one in last for hint in get_type_hints(one).values()}
        last = {item for item in items if get_object_definition(item) is not None} - found
        found |= last
    return found


def item_type(hint: Any) -> tuple[Any, bool]:
    """Return the type of a value, or of each of several, and whether it is a list."""
    if get_origin(hint) in (Union, UnionType):
        return item_type(next(one for one in get_args(hint) if one is not type(None)))
    return (item_type(get_args(hint)[0])[0], True) if get_origin(hint) is list else (hint, False)


def camel_case(name: str) -> str:
    """Return the name that GraphQL gives an attribute: `attestedSince` for `attested_since`."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
