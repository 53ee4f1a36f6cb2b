"""The closed lists of the domain as GraphQL enums, each value described."""

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from data.domain import enums as kinds


def describe(choices: type[kinds.Choice]) -> None:
    """Make a closed list known to GraphQL under its own name, with the words of the domain."""
    strawberry.enum(choices, description=choices.__doc__)
    definition: StrawberryEnumDefinition = choices.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = choices[value.name].about


for choices in kinds.Choice.__subclasses__():
    describe(choices)
