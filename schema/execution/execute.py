"""Execution of an operation on one snapshot, by a compiled plan or by graphql-core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from graphql import ExecutionResult

from data.snapshot.snapshot import Snapshot
from schema.execution._graphql_core import execute as core_execute
from schema.execution._strawberry import StrawberryGraphQLCoreExecutionContext, core_schema
from schema.execution.document import InvalidDocument, Operation, read_document
from schema.execution.plan import PLANS


def execute_plan(
    snapshot: Snapshot, operation: Operation, variables: Mapping[str, Any], *, fragments: bool = True
) -> dict[str, Any] | None:
    """The data of the answer, computed by a compiled plan. None when there is no plan or it fails.

    With `fragments`, parts of the data may be JSON fragments (`orjson.Fragment`).
    """
    planned = PLANS.of(operation.schema, operation.node, operation.fragments)
    return planned.answer(snapshot, variables, fragments=fragments)


def compile_plan(operation: Operation, variables: Mapping[str, Any], *, fragments: bool = True) -> None:
    """Compiles the plan with which `execute_plan` computes the data for these variables, if there is one."""
    PLANS.of(operation.schema, operation.node, operation.fragments).prepare(variables, fragments=fragments)


def execute(
    schema: strawberry.Schema,
    snapshot: Snapshot | None,
    operation: Operation,
    variables: dict[str, Any] | None = None,
) -> ExecutionResult:
    """The result of graphql-core, without a plan. Errors in the variables have no path."""
    result = core_execute(
        core_schema(schema),
        operation.document,
        root_value=snapshot,
        variable_values=variables,
        operation_name=operation.name,
        executor_class=StrawberryGraphQLCoreExecutionContext,
    )
    assert isinstance(result, ExecutionResult)
    return result


def execute_document(
    schema: strawberry.Schema, snapshot: Snapshot, text: str, variables: dict[str, Any] | None = None
) -> ExecutionResult:
    """Parses, validates and executes a trusted document, without limits."""
    try:
        operation = read_document(core_schema(schema), text).operation(None)
    except InvalidDocument as error:
        return ExecutionResult(None, list(error.errors))
    return execute(schema, snapshot, operation, variables)
