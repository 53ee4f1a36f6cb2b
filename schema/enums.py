"""Registers the enumerations of the domain as GraphQL enums with descriptions."""

import strawberry

from data.domain import enums, evidence_enums, facet_keys  # noqa: F401  the others register their enums with Choice
from schema.execution._strawberry import enum_definition


def register(choices: type[enums.Choice]) -> None:
    """Registers an enumeration as a GraphQL enum with the same name, values and descriptions."""
    strawberry.enum(choices, description=choices.__doc__)
    for value in enum_definition(choices).values:
        value.description = choices[value.name].about


for choices in enums.Choice.__subclasses__():
    register(choices)
