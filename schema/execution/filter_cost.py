"""The cost of filters in points: of each condition by its name, for each of the values that it asks for.

The points are the time of a condition that was not asked before, with 16 000 places and 24 000 ties. The cost of a
filter is the sum over all its conditions, those within `partnerships`, `partners` and `not` included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, ListValueNode, NullValueNode, ObjectValueNode, VariableNode

ARGUMENT = "filter"
REUSE = 20  # the rows that a filter found are combined with those of an object in this part of the time
CONDITION = 20  # of a condition without an entry
CONDITION_WEIGHTS = {
    "attestedSince": 110,
    "certainty": 40,
    "continents": 230,
    "end": 100,
    "goals": 350,
    "hasGrants": 40,
    "hasPartnerships": 500,
    "layers": 240,
    "near": 300,
    "not": 100,
    "parties": 70,
    "partners": 280,
    "partnerships": 500,
    "sources": 50,
    "start": 100,
    "text": 600,
}
PARTS = frozenset(
    ("filter", "places", "latitude", "longitude", "km", "earliest", "latest", "from", "to", "slugs", "roles")
)  # are free


@dataclass(frozen=True, slots=True)
class ListLength:
    """What the cost needs of a list that a variable gives."""

    items: int


@dataclass(frozen=True, slots=True)
class InputCost:
    """What the cost needs of an input object that a variable gives: the points of its conditions."""

    points: int


def summary(value: Any) -> Any:
    """A list or an input object, of a document or of JSON, as what the cost needs of it; other values as they are."""
    if isinstance(value, list | ListValueNode):
        return ListLength(len(items_of(value)))
    if isinstance(value, dict | ObjectValueNode):
        return InputCost(FilterCost({}).of_fields(value))
    return value


def items_of(value: Any) -> Any:
    return value.values if isinstance(value, ListValueNode) else value


class FilterCost:
    """Prices filters. `variables` are given by `summary`."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.variables = variables

    def of_field(self, node: FieldNode) -> int:
        """The points of the argument `filter` of a field, 0 without it."""
        given = (argument.value for argument in node.arguments or () if argument.name.value == ARGUMENT)
        return sum(self.of_condition(ARGUMENT, value) for value in given)

    def of_condition(self, name: str, value: Any) -> int:
        """The points of a condition: its weight for each value of a list, and those of the conditions within it."""
        each = 0 if name in PARTS else CONDITION_WEIGHTS.get(name, CONDITION)
        if isinstance(value, VariableNode):
            value = self.variables.get(value.name.value)
        if isinstance(value, ListLength):
            return each * value.items
        if isinstance(value, InputCost):
            return each + value.points
        if isinstance(value, dict | ObjectValueNode):
            return each + self.of_fields(value)
        if isinstance(value, list | ListValueNode):
            return sum(self.of_condition(name, one) for one in items_of(value))
        return each

    def of_fields(self, value: Any) -> int:
        return sum(self.of_condition(name, one) for name, one in fields_of(value))


def fields_of(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of an input object, of a document or of JSON, without those that are null."""
    if isinstance(value, dict):
        return ((name, one) for name, one in value.items() if one is not None)
    return ((one.name.value, one.value) for one in value.fields if not isinstance(one.value, NullValueNode))
