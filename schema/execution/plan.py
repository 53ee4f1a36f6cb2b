"""Compiled plans: one Python function per operation that builds the answer directly.

A plan answers error-free queries only. graphql-core executes operations that a plan cannot express (introspection,
async fields, fields with extensions or `info`). It also repeats operations that fail in a plan (an exception, a null in
a non-null field), so every error comes from the reference implementation. Repeating is safe because queries only read.

The generated code contains only names of the schema. Aliases, the only text of a client in an answer, are passed as
constants. The method is that of graphql-jit for JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import count
from threading import Lock
from typing import Any

from graphql import (
    DirectiveNode,
    ExecutionResult,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
)

from schema.execution._strawberry import StrawberryGraphQLCoreExecutionContext
from schema.execution.compiler import FunctionCompiler
from schema.execution.inputs import Unplannable, Variables, VariableSignatures
from schema.execution.selections import Arguments, FragmentDefinitions, Selections

OPERATIONS = 512  # operations whose plans are cached …
CACHED_FIELDS = 100_000  # … and the fields of all their plans together,
COUNTED = 16  # which are counted each time that this number of operations came
DIRECTIVE_VALUES = 16  # plans of one operation, one for each combination of values of its directive variables


class Executor(StrawberryGraphQLCoreExecutionContext):
    """The execution context of the schema: runs the plan of an operation, or graphql-core when there is none."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        if not (self.middleware_manager and self.middleware_manager.middlewares):
            operation = PLANS.of(self.schema, self.operation, self.fragment_definitions)
            data = operation.run(self.root_value, self.variable_values.coerced)
            if data is not None:
                return ExecutionResult(data, None)
        return super().execute_operation(serially)


class PlanCache:
    """The plans of recent operations by the identity of their nodes. The oldest are evicted first."""

    def __init__(self) -> None:
        self.operations: dict[int, PlannedOperation] = {}
        self.numbers = count(1)
        self.lock = Lock()

    def of(
        self, schema: GraphQLSchema, node: OperationDefinitionNode, definitions: FragmentDefinitions
    ) -> PlannedOperation:
        operation = self.operations.get(id(node))
        if operation is None or operation.schema is not schema:
            operation = PlannedOperation(schema, node, definitions)
            with self.lock:
                self.add(operation)
        return operation

    def add(self, operation: PlannedOperation) -> None:
        self.operations[id(operation.node)] = operation
        counts = next(self.numbers) % COUNTED == 0
        while len(self.operations) > OPERATIONS or (counts and self.fields > CACHED_FIELDS):
            del self.operations[next(iter(self.operations))]

    @property
    def fields(self) -> int:
        """The number of fields of all plans."""
        return sum(operation.fields for operation in [*self.operations.values()])


class PlannedOperation:
    """An operation and its plans. It references the node, so that no other node gets the same `id`."""

    def __init__(self, schema: GraphQLSchema, node: OperationDefinitionNode, definitions: FragmentDefinitions) -> None:
        self.schema = schema
        self.node = node
        self.definitions = definitions
        self.directive_variables = directive_variables(node, definitions)
        self.plans: dict[tuple[object, ...], Plan | None] = {}

    @cached_property
    def signatures(self) -> VariableSignatures:
        return VariableSignatures(self.schema, self.node)

    @property
    def fields(self) -> int:
        """The number of fields of its plans."""
        return sum(plan.fields for plan in [*self.plans.values()] if plan)

    def run(self, root: object, variables: Variables, *, fragments: bool = False) -> dict[str, Any] | None:
        """The data of the answer for coerced variables; None when graphql-core has to execute the operation."""
        try:
            plan = self.plan(variables, fragments=fragments)
            return None if plan is None else plan(root, variables)
        except Exception:  # noqa: BLE001  graphql-core executes it again and reports the error
            return None

    def prepare(self, variables: Mapping[str, Any], *, fragments: bool) -> None:
        """Compiles the plan for variables before coercion. Does nothing when graphql-core has to report an error."""
        with suppress(Exception):  # `answer` meets it again
            self.plan(self.signatures.coerced(variables), fragments=fragments)

    def answer(self, root: object, variables: Mapping[str, Any], *, fragments: bool) -> dict[str, Any] | None:
        """The same for variables before coercion. With `fragments`, parts of the data are JSON fragments."""
        try:
            coerced = self.signatures.coerced(variables)
        except Exception:  # noqa: BLE001  as above
            return None
        return self.run(root, coerced, fragments=fragments)

    def plan(self, variables: Variables, *, fragments: bool = False) -> Plan | None:
        """The plan for the values of the directive variables; None when the operation cannot be planned."""
        key = (fragments, *[variables.get(name) for name in self.directive_variables])
        if key not in self.plans:
            if len(self.plans) >= DIRECTIVE_VALUES:
                self.plans.clear()
            try:
                self.plans[key] = Plan(self, variables, fragments=fragments)
            except Unplannable:
                self.plans[key] = None
        return self.plans[key]


PLANS = PlanCache()


def directive_variables(operation: OperationDefinitionNode, definitions: FragmentDefinitions) -> tuple[str, ...]:
    """The names of the variables used in directives of the selections of an operation and of the fragments, sorted."""
    names = {
        argument.value.name.value
        for node in (operation, *definitions.values())
        for directive in directives_of(node.selection_set)
        for argument in directive.arguments or ()
        if isinstance(argument.value, VariableNode)
    }
    return tuple(sorted(names))


def directives_of(node: SelectionSetNode) -> Iterator[DirectiveNode]:
    """The directives of all selections, at any depth."""
    for selection in node.selections:
        yield from selection.directives or ()
        below = getattr(selection, "selection_set", None)
        if below is not None:
            yield from directives_of(below)


class Plan:
    """An operation compiled to a function of the root value and the variables; its result is ready for JSON.

    With `fragments`, entities in lists are rendered to JSON once and reused; see `data.snapshot.fragments`.
    """

    def __init__(self, operation: PlannedOperation, variables: Variables, *, fragments: bool = False) -> None:
        if operation.node.operation is not OperationType.QUERY:
            raise Unplannable
        self.selections = Selections(
            operation.schema, operation.node, operation.definitions, variables, fragments=fragments
        )
        root = operation.schema.query_type
        assert root is not None
        self.function = FunctionCompiler(self.selections, root, self.selections.first(root)).compiled()

    def __call__(self, root: object, variables: Variables) -> dict[str, Any]:
        return self.function(root, Arguments(self.selections.calls, variables))

    @property
    def fields(self) -> int:
        """The number of fields of its functions compiled so far."""
        return self.selections.fields
