"""An operation to its result, over one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from graphql import ExecutionResult
from graphql.execution import execute as run
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from data.snapshot.snapshot import Snapshot
from schema.execution.document import InvalidDocument, Operation, read_document
from schema.execution.plan import PLANS


def planned(snapshot: Snapshot, operation: Operation, variables: Mapping[str, Any]) -> dict[str, Any] | None:
    """The data of an answer without errors, by a compiled plan; None when there is none. Parts may be pieces of JSON."""
    return PLANS.of(operation.schema, operation.node, operation.fragments).answer(snapshot, variables)


def execute(
    schema: strawberry.Schema,
    snapshot: Snapshot | None,
    operation: Operation,
    variables: dict[str, Any] | None = None,
) -> ExecutionResult:
    """The result as graphql-core finds it, without a plan; its errors have no path when the variables were refused."""
    result = run(
        schema._schema,
        operation.document,
        root_value=snapshot,
        variable_values=variables,
        operation_name=operation.name,
        executor_class=StrawberryGraphQLCoreExecutionContext,
    )
    assert isinstance(result, ExecutionResult)
    return result


def answer(
    schema: strawberry.Schema, snapshot: Snapshot, text: str, variables: dict[str, Any] | None = None
) -> ExecutionResult:
    """Parse, validate and execute a document of somebody trusted."""
    try:
        operation = read_document(schema._schema, text).operation(None)
    except InvalidDocument as error:
        return ExecutionResult(None, list(error.errors))
    return execute(schema, snapshot, operation, variables)
