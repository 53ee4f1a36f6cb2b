"""Compiled plans: one Python function per operation, which builds the answer directly.

A plan answers error-free queries only. What it cannot express (introspection, async fields, fields with extensions or
`info`) and whatever fails inside (an exception, a null in a non-null place) is executed again by graphql-core, so that
errors and their consequences are always the reference implementation's. Reads are repeatable, so that is safe.

The code is made from the names of the schema alone. An alias, the only text of a client that an answer holds, comes
in as a constant. The idea is that of graphql-jit for JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, collect_fields, collect_subfields
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.binding import Call, Unplannable
from schema.function import Arguments, Fields, Function

OPERATIONS = 512  # operations whose plans are kept, of so many fields altogether:
KEPT_FIELDS = 100_000
SWITCHES = 16  # plans of one operation, one for each value of its directive variables


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation by its plan where it can, else as graphql-core does."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        plan = None if self.middleware_manager and self.middleware_manager.middlewares else PLANS.of(self)
        if plan is not None:
            try:
                return ExecutionResult(plan(self.root_value, self.variable_values), None)
            except Exception:  # noqa: BLE001, S110  the reference implementation tells what is wrong
                pass
        return super().execute_operation(serially)


class Plans:
    """The plans of the operations seen last. An operation is known by its identity: documents are parsed once."""

    def __init__(self) -> None:
        self.known: dict[int, Operation] = {}

    def of(self, executor: Executor) -> Plan | None:
        operation = self.known.get(id(executor.operation))
        if operation is None or operation.schema is not executor.schema:
            operation = self.known[id(executor.operation)] = Operation(executor)
            while len(self.known) > OPERATIONS or sum(known.fields for known in [*self.known.values()]) > KEPT_FIELDS:
                self.known.pop(next(iter(self.known)), None)
        return operation.plan(executor)


class Operation:
    """An operation, which stays alive here so that its identity is its own, and its plans."""

    def __init__(self, executor: Executor) -> None:
        self.schema = executor.schema
        self.node = executor.operation
        self.switches = switches(self.node, executor.fragment_definitions)
        self.plans: dict[tuple[object, ...], Plan | None] = {}

    @property
    def fields(self) -> int:
        """How many fields its plans have."""
        return sum(plan.fields for plan in [*self.plans.values()] if plan)

    def plan(self, executor: Executor) -> Plan | None:
        """The plan for the values of the directive variables; None where there is none."""
        coerced = executor.variable_values.coerced
        key = tuple(coerced.get(name) for name in self.switches)
        if key not in self.plans:
            if len(self.plans) >= SWITCHES:
                self.plans.clear()
            try:
                self.plans[key] = Plan(executor)
            except Unplannable:
                self.plans[key] = None
        return self.plans[key]


PLANS = Plans()


def switches(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> tuple[str, ...]:
    """The names of the variables that directives of an operation and of the fragments look at."""
    names: set[str] = set()

    class Directives(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            names.update(a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode))

    for node in (operation, *fragments.values()):
        visit(node, Directives())
    return tuple(sorted(names))


class Plan:
    """An operation as a function of the root value and the variables; its answer is ready for JSON."""

    def __init__(self, executor: Executor) -> None:
        if executor.operation.operation is not OperationType.QUERY:
            raise Unplannable
        self.schema = executor.schema
        self.context = (executor.schema, executor.fragments, executor.variable_values)
        self.operation = executor.operation
        self.calls: list[Call] = []
        self.fields = 0
        root = executor.schema.query_type
        assert root is not None
        fields = collect_fields(*self.context, root, self.operation).grouped_field_set
        self.run = Function(self, root, fields).compiled()

    def __call__(self, root: object, variables: Any) -> dict[str, Any]:
        return self.run(root, Arguments(self.calls, variables))

    def selected(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Fields:
        """The fields selected on an object, those of fragments included."""
        return collect_subfields(*self.context, self.operation, type_, details).grouped_field_set
