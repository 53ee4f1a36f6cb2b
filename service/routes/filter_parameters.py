"""The filters of GraphQL as query parameters: one parameter for each field of an input type.

The values of a list are separated by commas. The fields of a nested input have its name and a dot before theirs, such
as `near.latitude`. Where a type of input occurs within itself, as in `not`, no such type occurs within it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING
from datetime import date
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from strawberry.types import get_object_definition

from data.domain.errors import InputError
from service.routes.parameters import DAY, Parameters, invalid_parameter

LEFT_OUT = ("layers",)  # the parameter `layer` of a file says more: it is computed from these layers alone
INTEGER = re.compile(r"-?[0-9]{1,9}")
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,15})?")


class ValueType(NamedTuple):
    """How a text becomes a value, None when it is none; and what is expected, of one and of several."""

    read: Callable[[str], Any]
    one: str
    several: str


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


VALUE_TYPES: dict[Any, ValueType] = {
    str: ValueType(lambda text: text or None, "a text", "texts separated by commas, none of them empty"),
    bool: ValueType({"true": True, "false": False}.get, "true or false", "true or false, separated by commas"),
    int: ValueType(
        lambda text: int(text) if INTEGER.fullmatch(text) else None,
        "a whole number",
        "whole numbers separated by commas",
    ),
    float: ValueType(
        lambda text: float(text) if NUMBER.fullmatch(text) else None,
        "a number such as 56.95",
        "numbers such as 56.95, separated by commas",
    ),
    date: ValueType(
        day, "a day of the calendar such as 2016-01-01", "days of the calendar such as 2016-01-01, separated by commas"
    ),
}


def value_type(cls: Any) -> ValueType:
    """Return how values of a class are read. Raises KeyError for a class that no parameter can hold."""
    if isinstance(cls, type) and issubclass(cls, Enum):
        names = ", ".join(cls.__members__)
        return ValueType(cls.__members__.get, f"one of {names}", f"one or more of {names}, separated by commas")
    return VALUE_TYPES[cls]


class FilterParameter(NamedTuple):
    """A parameter: its name, the type of its value or values, and the description of the field that it sets."""

    name: str
    type: ValueType
    several: bool
    about: str

    @property
    def expected(self) -> str:
        return self.type.several if self.several else self.type.one

    def build(self, given: Parameters) -> Any:
        """Return the value, None when the parameter is absent or empty. Raises InputError."""
        if not given.get(self.name):
            return None
        values = [
            self.type.read(text) for text in (given[self.name].split(",") if self.several else [given[self.name]])
        ]
        if None in values:
            raise invalid_parameter(given, self.name, self.expected)
        return values if self.several else values[0]


class FilterInput(NamedTuple):
    """An input type: its class, and by attribute what sets it. `required` are the attributes without a default."""

    cls: type
    name: str
    slots: dict[str, FilterParameter | FilterInput]
    required: frozenset[str]

    def parameters(self) -> Iterator[FilterParameter]:
        """Yield the parameters of its fields, and of those of nested inputs."""
        for slot in self.slots.values():
            yield from slot.parameters() if isinstance(slot, FilterInput) else (slot,)

    def build(self, given: Parameters) -> Any:
        """Return the input object that the parameters describe; None when all are absent or empty. Raises InputError."""
        built = {attribute: slot.build(given) for attribute, slot in self.slots.items()}
        values = {attribute: value for attribute, value in built.items() if value is not None}
        if not values:
            return None
        for attribute in sorted(self.required - values.keys()):
            slot, other = self.slots[attribute], self.slots[next(iter(values))]
            expected = f"; expected {slot.expected}" if isinstance(slot, FilterParameter) else ""
            raise InputError(f"{other.name} needs {slot.name} beside it{expected}")
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
            slots[attribute] = FilterParameter(own, value_type(item), several, field.description or "")
        elif not several and is_entered(item, within):
            slots[attribute] = nested_input(item, own, (*within, item))
        else:
            continue
        if field.default is MISSING and field.default_factory is MISSING:
            required.add(attribute)
    return FilterInput(cls, name, slots, frozenset(required))


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


def summarised(names: Iterable[str]) -> list[str]:
    """Return names of parameters for a message, those of nested inputs as one: `near.*`."""
    return list(
        dict.fromkeys(f"{head}.*" if rest else head for head, _, rest in (name.partition(".") for name in names))
    )


def camel_case(name: str) -> str:
    """Return the name that GraphQL gives an attribute: `attestedSince` for `attested_since`."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
