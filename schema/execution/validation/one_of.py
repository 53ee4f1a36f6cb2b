"""The rule for input objects of which exactly one field is given."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLNamedType, ObjectValueNode, OperationDefinitionNode, ValidationContext, VariableNode

from schema.execution._strawberry import OneOfInputValidationRule


class OneOfRule(OneOfInputValidationRule):
    """The rule of Strawberry, also for variables of fragments that precede their operation, and for undefined ones.

    For both the rule of Strawberry raises an exception. Another rule reports undefined variables.
    """

    def __init__(self, validation_context: ValidationContext) -> None:
        super().__init__(validation_context)
        operations = validation_context.document.definitions
        self.variable_definitions = {
            each.variable.name.value: each
            for operation in operations
            if isinstance(operation, OperationDefinitionNode)
            for each in operation.variable_definitions or ()
        }

    def enter_operation_definition(self, *_: Any) -> None:
        """Keeps the variables of other operations."""

    def validate_one_of(self, node: ObjectValueNode, type: GraphQLNamedType) -> None:
        given = [field.value for field in node.fields]
        if len(given) != 1 or not isinstance(given[0], VariableNode) or self.is_defined(given[0]):
            super().validate_one_of(node, type)

    def is_defined(self, node: VariableNode) -> bool:
        return node.name.value in self.variable_definitions
