"""Registers the closed lists of the domain as GraphQL enums, each value described."""

import strawberry

from data.domain import enums
from schema.execution._strawberry import enum_definition


def register(choices: type[enums.Choice]) -> None:
    """Makes a closed list a GraphQL enum of the same name, with the descriptions of the domain."""
    strawberry.enum(choices, description=choices.__doc__)
    for value in enum_definition(choices).values:
        value.description = choices[value.name].about


for choices in enums.Choice.__subclasses__():
    register(choices)
