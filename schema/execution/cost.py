"""The cost of fields in points. A point is the time that graphql-core takes for one field, about 20 microseconds.

Measures of networks run in other processes: theirs cost 6 000 points for each second that they take with 16 000 places
and 24 000 ties. Facets and series are priced by their time with as many places and ties, and never run on the event loop:
a facet takes 1 to 4 ms for partnerships and 1 to 12 ms for municipalities, a day of a series 0.5 to 1.6 ms for
partnerships and 3 to 4 ms for networks. Filters are priced by `filter_cost.py`; a series evaluates the filter of its
connection for each day.

Each field costs one point per object, plus its entry in WEIGHTS. The cost of the fields below a list is multiplied by
the length of the list: the requested page size, else its entry in SIZES, else a typical length. ListSizes bounds it by what a snapshot has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    IntValueNode,
    ListValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from data.snapshot.columns import SnapshotView
from data.snapshot.entities import ENTITY_CLASSES
from data.snapshot.goal_links import projects_by_goal
from schema.execution.filter_cost import ListLength

TYPICAL = 3  # assumed items of a list, or of a nested page without a requested size; most lists are shorter
FIRST_PAGE = 20  # items of a root page without a requested size
LARGEST = 500  # upper bound of any page size; resolvers reject greater ones
ARGUMENT_WEIGHTS = {
    "asOf": 200,  # may have to build the slice of the day
    "knownAt": 3_000,  # may have to load an earlier version from the store
}
PAGING = ("first", "last", "ids")
OF_GOAL = "Goal.partnerships"
ALL_GOALS = "Query.goals"
ITEM = "nodes"  # the field of a connection with its items

SIZES = {
    "Query.goals": 17,
    "Query.enumerations": 46,
    "Query.programmes": 5,
    "Facet.values": 1,  # the size of `facets` counts them
    "Goal.targets": 10,
    "Call.countries": 15,
    "Call.applications": 5,
    "Enumeration.values": 4,
    "Grant.recipients": 5,
    "Initiative.participations": 10,
    "Grant.shares": 5,
    "Handover.stages": 6,
    "Municipality.names": 4,
    "Network.bridges": 50,
    "Tie.ends": 2,
    "Tie.partnerships": 2,
    "Hop.partnerships": 2,
    "PartnerEdge.partnerships": 2,
    "__Schema.types": 10,  # about 150, but most of their fields are empty
    "__Schema.directives": 2,
    "__Type.fields": 8,
    "__Type.inputFields": 1,
    "__Type.interfaces": 1,
    "__Type.possibleTypes": 1,
    "__Type.enumValues": 1,
    "__Field.args": 1,
    "__Directive.args": 1,
    "__Directive.locations": 1,
}
OFF_LOOP = 301  # the least weight of a field that does not run on the event loop
WEIGHTS = {
    "Query.__schema": 1_000,
    "Query.__type": 100,
    "Query.municipalities": 300,
    "Query.partnerships": 300,
    "Query.countries": 100,
    "Query.changes": 3_000,  # reads the store
    "Query.search": OFF_LOOP,
    "Query.searchHits": 3_000,  # ranks all hits
    "Query.projects": 300,
    "Query.events": 100,
    "Query.sources": 100,
    "Query.network": 400,
    "Country.municipalities": 10,
    "Country.partnerships": 10,
    "Goal.partnerships": 10,
    "Source.records": 20,
    "Theme.projects": 10,
    "Municipality.partnerships": 5,
    "Municipality.partners": 10,
    "Municipality.network": 100,
    "Municipality.suggestedPartners": 200,
    "Network.density": 100,
    "Network.componentCount": 50,
    "Network.components": 50,
    "Network.members": 200,
    "Network.ties": 200,
    "Network.path": 100,
    "Network.bridges": 200,
    "Network.communities": 500,
}
VALUE_WEIGHTS = {  # of fields whose cost depends on the value of an argument
    "Network.ranking": ("by", {"DEGREE": 50, "PAGERANK": 150, "CLOSENESS": 4_000, "BETWEENNESS": 9_500}),
}
LIST_WEIGHTS = {  # of fields whose cost depends on the length of a list argument: for any list, and for each of its items
    "PartnershipConnection.facets": ("by", OFF_LOOP - 100, 100),
    "MunicipalityConnection.facets": ("by", OFF_LOOP - 300, 300),
}
DAY_WEIGHTS = {"PartnershipConnection.series": 40, "Network.series": 40}  # for each day from `from` to `to`
DAYS = ("from", "to")  # arguments of series
MOST_DAYS, MOST_ITEMS = 400, 16  # assumed when arguments do not say how many
PRICED_TYPES = ("Centrality", "Step")  # of arguments on whose value a cost depends
PRICED_VALUES = frozenset(value for _, weights in VALUE_WEIGHTS.values() for value in weights) | {"MONTH"}
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})-[0-9]{2}")
NETWORK_WEIGHTS = {  # computed once for all nodes of a network
    "NetworkMember.component": 50,
    "NetworkMember.core": 100,
    "NetworkMember.x": 3_000,
    "NetworkMember.y": 3_000,
}


def weight(key: str, node: FieldNode, variables: Mapping[str, Any]) -> int:
    """The cost of one call of a field in points, without the one point that every field costs."""
    of_arguments = sum(ARGUMENT_WEIGHTS.get(argument.name.value, 0) for argument in node.arguments or ())
    counted = list_weight(key, node, variables) + day_weight(key, node, variables)
    return WEIGHTS.get(key, 0) + of_arguments + value_weight(key, node, variables) + counted


def list_weight(key: str, node: FieldNode, variables: Mapping[str, Any]) -> int:
    """The cost by the length of a list argument of the field."""
    if key not in LIST_WEIGHTS:
        return 0
    name, any_list, each = LIST_WEIGHTS[key]
    return any_list + each * length(node, name, variables, MOST_ITEMS)


def day_weight(key: str, node: FieldNode, variables: Mapping[str, Any]) -> int:
    """The cost by the number of days of a series."""
    return OFF_LOOP + DAY_WEIGHTS[key] * number_of_days(node, variables) if key in DAY_WEIGHTS else 0


def days(key: str, node: FieldNode, variables: Mapping[str, Any]) -> int:
    """The number of days of a series, 0 for other fields."""
    return number_of_days(node, variables) if key in DAY_WEIGHTS else 0


def number_of_days(node: FieldNode, variables: Mapping[str, Any]) -> int:
    """The number of days of a series by its arguments, at most MOST_DAYS."""
    first, last = (month_number(argument_value(node, name, variables)) for name in DAYS)
    if first is None or last is None:
        return MOST_DAYS
    months = 1 if argument_value(node, "step", variables) == "MONTH" else 12
    return min(max((last - first) // months + 1, 0), MOST_DAYS)


def month_number(day: object) -> int | None:
    """The number of the month of a date since the year 0; None for any other value."""
    found = MONTH.fullmatch(day) if isinstance(day, str) else None
    return int(found[1]) * 12 + int(found[2]) if found else None


def argument_value(node: FieldNode, name: str, variables: Mapping[str, Any]) -> Any:
    """The text of an argument of a field, in the document or in variables; None without one."""
    given = next((argument.value for argument in node.arguments or () if argument.name.value == name), None)
    return variables.get(given.name.value) if isinstance(given, VariableNode) else getattr(given, "value", None)


def length(node: FieldNode, name: str, variables: Mapping[str, Any], unknown: int) -> int:
    """The length of a list argument, or the number that an argument gives; `unknown` when it gives none."""
    given = next((argument.value for argument in node.arguments or () if argument.name.value == name), None)
    found = None if given is None else requested_size(given, variables)
    return unknown if found is None else max(found, 0)


def value_weight(key: str, node: FieldNode, variables: Mapping[str, Any]) -> int:
    """The cost by the value of an argument of the field. An unknown value costs as much as the dearest one."""
    if key not in VALUE_WEIGHTS:
        return 0
    name, weights = VALUE_WEIGHTS[key]
    value = argument_value(node, name, variables)
    return weights.get(value, max(weights.values())) if isinstance(value, str) else max(weights.values())


def size(key: str, node: FieldNode, field: GraphQLField, variables: Mapping[str, Any]) -> int:
    """The number of items of a list field: the requested size, or an assumed one."""
    if key in LIST_WEIGHTS:
        values = length(node, "first", variables, field.args["first"].default_value)
        return length(node, LIST_WEIGHTS[key][0], variables, MOST_ITEMS) * min(values, LARGEST)
    if key in DAY_WEIGHTS:
        return number_of_days(node, variables)
    for argument in node.arguments or ():
        if argument.name.value in PAGING:
            requested = requested_size(argument.value, variables)
            if requested is not None:
                return min(max(requested, 0), LARGEST)
    if key in SIZES:
        return SIZES[key]
    default = field.args["first"].default_value if "first" in field.args else None
    if isinstance(default, int):
        return default
    return FIRST_PAGE if key.startswith("Query.") else TYPICAL


def requested_size(value: ValueNode, variables: Mapping[str, Any]) -> int | None:
    """A page size, or the length of a list of ids. None for any other value."""
    if isinstance(value, IntValueNode):
        return int(value.value[:10])
    if isinstance(value, ListValueNode):
        return len(value.values)
    given = variables.get(value.name.value) if isinstance(value, VariableNode) else None
    if isinstance(given, ListLength):
        return given.items
    return given if isinstance(given, int) else None


class ListSizes:
    """The number of records by GraphQL type, and of projects by Goal, as each leads to one partnership at most.

    They are those of all time: no day has more.
    """

    def __init__(self, records: dict[str, int], by_goal: Sequence[int]) -> None:
        self.records = records
        self.by_goal = by_goal

    def bounded(self, key: str, type_: GraphQLNamedType | None, size: int) -> int:
        """The size, or the number of items that the connection of a field has at most if that is less."""
        of_goal = [max(self.by_goal)] if key == OF_GOAL and self.by_goal else []
        return min([size, *of_goal, *self._records_of(type_)])

    def _records_of(self, type_: GraphQLNamedType | None) -> list[int]:
        items = type_.fields.get(ITEM) if isinstance(type_, GraphQLObjectType) else None
        name = get_named_type(items.type).name if items else ""
        return [self.records[name]] if name in self.records else []

    def spared(self, size: int) -> int:
        """The items that the lists of all Goals, each of at most `size`, have less than the longest one times the Goals."""
        each = [min(size, number) for number in self.by_goal]
        return len(each) * max(each, default=0) - sum(each)


def list_sizes(snapshot: SnapshotView) -> ListSizes:
    """The list sizes of a snapshot. Cached."""

    def counted() -> ListSizes:
        records = {cls.__name__: snapshot.tables[name].size for name, cls in ENTITY_CLASSES.items()}
        return ListSizes(records, projects_by_goal(snapshot))

    return snapshot.memoize("list sizes", counted)


UNBOUNDED = ListSizes({}, ())
