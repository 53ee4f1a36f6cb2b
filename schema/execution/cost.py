"""What fields cost, in points. A point is the time that graphql-core takes for one field: about 20 microseconds.

Each field costs a point for each object that it is asked of, and more where WEIGHTS says so; the fields below a list
cost as often as the list is long. That is the page size asked for, or what SIZES says, or a typical length.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, GraphQLField, IntValueNode, ListValueNode, ValueNode, VariableNode

TYPICAL = 3  # items of a list or a nested page whose size is not asked for; in the catalogue lists are shorter
FIRST_PAGE = 20  # items of a page at the root whose size is not asked for
LARGEST = 500  # items of any page; who asks for more is refused elsewhere
DEAR = {  # arguments that make a field dear
    "asOf": 200,  # the world as of a day, which may have to be cut first
    "knownAt": 3_000,  # a version before, which may have to be read from the store
}
PAGING = ("first", "last", "ids")

SIZES = {
    "Query.goals": 17,
    "Query.programmes": 5,
    "Goal.targets": 10,
    "Call.countries": 15,
    "Call.applications": 5,
    "Grant.recipients": 5,
    "Grant.shares": 5,
    "Handover.stages": 6,
    "Municipality.names": 4,
    "Network.bridges": 50,
    "Tie.ends": 2,
    "Tie.partnerships": 2,
    "Hop.partnerships": 2,
    "PartnerEdge.partnerships": 2,
    "__Schema.types": 10,  # some 150, but most of their fields are empty and quick
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
WEIGHTS = {
    "Query.__schema": 1_000,
    "Query.__type": 100,
    "Query.municipalities": 300,
    "Query.partnerships": 300,
    "Query.countries": 100,
    "Query.changes": 3_000,  # reads the store
    "Query.search": 150,
    "Query.network": 400,
    "Country.municipalities": 10,
    "Country.partnerships": 10,
    "Goal.partnerships": 10,
    "Municipality.partnerships": 5,
    "Municipality.partners": 10,
    "Municipality.network": 100,
    "Municipality.suggestedPartners": 200,
    "Network.density": 100,
    "Network.componentCount": 100,
    "Network.components": 100,
    "Network.members": 200,
    "Network.ties": 200,
    "Network.path": 100,
    "Network.bridges": 500,
    "Network.communities": 2_000,
    "Network.ranking": 2_000,
}
ONCE = {  # computed for the whole network, whoever of its nodes is asked
    "NetworkMember.component": 100,
    "NetworkMember.core": 100,
    "NetworkMember.x": 2_500,
    "NetworkMember.y": 2_500,
}


def weight(key: str, node: FieldNode) -> int:
    """What one call of a field costs above the point that every field costs."""
    dear = sum(DEAR.get(argument.name.value, 0) for argument in node.arguments or ())
    return WEIGHTS.get(key, 0) + dear


def size(key: str, node: FieldNode, field: GraphQLField, variables: Mapping[str, Any]) -> int:
    """How many items a field gives: as many as are asked for, or as is typical."""
    for argument in node.arguments or ():
        if argument.name.value in PAGING:
            asked = number(argument.value, variables)
            if asked is not None:
                return min(max(asked, 0), LARGEST)
    if key in SIZES:
        return SIZES[key]
    default = field.args["first"].default_value if "first" in field.args else None
    if isinstance(default, int):
        return default
    return FIRST_PAGE if key.startswith("Query.") else TYPICAL


def number(value: ValueNode, variables: Mapping[str, Any]) -> int | None:
    """A page size, or the length of a list of ids; None for what is neither."""
    if isinstance(value, IntValueNode):
        return int(value.value[:10])
    if isinstance(value, ListValueNode):
        return len(value.values)
    given = variables.get(value.name.value) if isinstance(value, VariableNode) else None
    if isinstance(given, list):
        return len(given)
    return given if isinstance(given, int) else None
