"""The names of Strawberry that are not part of its documented interface, imported in this one place.

They were checked with the versions in CHECKED; a test fails when another version is installed.
"""

from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.base import StrawberryMaybe
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

CHECKED = ">=0.341,<0.400"
DEFINITION = (
    "strawberry-definition"  # the key under which types, fields and arguments carry their Strawberry definition
)


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema of a Strawberry schema."""
    return schema._schema


def enum_definition(choices: Any) -> StrawberryEnumDefinition:
    """The definition of an enum that `strawberry.enum` decorated."""
    definition: StrawberryEnumDefinition = choices.__strawberry_definition__
    return definition


__all__ = [
    "CHECKED",
    "DEFINITION",
    "OneOfInputValidationRule",
    "StrawberryField",
    "StrawberryGraphQLCoreExecutionContext",
    "StrawberryMaybe",
    "core_schema",
    "enum_definition",
]
