"""The selections of an operation and the arguments of its fields, as the compiler uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode

from schema.execution._graphql_core import (
    FieldDetails,
    FragmentDetails,
    VariableValues,
    collect_fields,
    collect_subfields,
)
from schema.execution.inputs import Variables
from schema.execution.resolvers import Call

FragmentDefinitions = Mapping[str, FragmentDefinitionNode]
Fields = Mapping[str, list[FieldDetails]]


class Arguments(dict[int, dict[str, Any]]):
    """The arguments of one request by number of the call, computed on first access."""

    def __init__(self, calls: list[Call], variables: Variables) -> None:
        self.calls = calls
        self.variables = variables

    def __missing__(self, number: int) -> dict[str, Any]:
        arguments = self[number] = self.calls[number].arguments.fill(self.variables)
        return arguments


class Selections:
    """The state that the functions of one plan share: schema, operation, calls with varying arguments.

    It holds no reference to the functions. A plan is therefore not a reference cycle, and its memory is freed as soon
    as it leaves the cache.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        definitions: FragmentDefinitions,
        variables: Variables,
        *,
        fragments: bool,
    ) -> None:
        details = {name: FragmentDetails(node) for name, node in definitions.items()}
        self.schema = schema
        self.context = (schema, details, VariableValues({}, dict(variables)))
        self.operation = operation
        self.fragments = fragments
        self.calls: list[Call] = []
        self.fields = 0

    def first(self, root: GraphQLObjectType) -> Fields:
        """The fields that the operation selects on the root type."""
        return collect_fields(*self.context, root, self.operation).grouped_field_set

    def of(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Fields:
        """The fields that a selection on an object type contains, with fragments expanded."""
        return collect_subfields(*self.context, self.operation, type_, details).grouped_field_set
