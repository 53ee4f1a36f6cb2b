"""Undocumented names of Strawberry, imported only here.

They were checked with the versions in CHECKED. A test fails when another version is installed.
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
DEFINITION = "strawberry-definition"  # key of the Strawberry definition in the extensions of a graphql-core object


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema that a Strawberry schema wraps."""
    return schema._schema


def enum_definition(choices: Any) -> StrawberryEnumDefinition:
    """The Strawberry definition of an enum class registered by `strawberry.enum`."""
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
