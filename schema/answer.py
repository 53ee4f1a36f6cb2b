"""The text of a request to its result, over one snapshot."""

from __future__ import annotations

from typing import Any

import strawberry
from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationDefinitionNode, parse

from data.snapshot import Snapshot


def answer(
    schema: strawberry.Schema,
    snapshot: Snapshot,
    text: str,
    variables: dict[str, Any] | None = None,
    operation_name: str | None = None,
) -> ExecutionResult:
    """Parse, validate and execute. A result without data, not even null, was refused before it was executed."""
    try:
        document = parse(text)
        check_operation(document, operation_name)
    except GraphQLError as error:
        return ExecutionResult(None, [error])
    result = schema.execute_sync(text, variable_values=variables, operation_name=operation_name, root_value=snapshot)
    return ExecutionResult(result.data, result.errors)


def check_operation(document: DocumentNode, name: str | None) -> None:
    """A document of several operations wants the name of one (GraphQL specification, GetOperation)."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if not operations:
        raise GraphQLError("The document has no operation.")
    if name is None and len(operations) > 1:
        raise GraphQLError("The document has several operations: say which in operationName.")
    if name is not None and name not in [node.name.value for node in operations if node.name]:
        raise GraphQLError("The document has no operation of this operationName.")
