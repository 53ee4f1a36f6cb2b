"""Compiled plans: one Python function per operation, which builds the answer directly.

A plan answers error-free queries only. What it cannot express (introspection, async fields, fields with extensions or
`info`) and whatever fails inside (an exception, a null in a non-null place) is executed again by graphql-core, so that
errors and their consequences are always the reference implementation's. Reads are repeatable, so that is safe.

The code is made from the names of the schema alone. An alias, the only text of a client that an answer holds, comes
in as a constant. The idea is that of graphql-jit for JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.compiler import Arguments, Fields, Function
from schema.execution.inputs import Signatures, Unplannable, Variables
from schema.execution.resolvers import Call

OPERATIONS = 512  # operations whose plans are kept, of so many fields altogether:
KEPT_FIELDS = 100_000
SWITCHES = 16  # plans of one operation, one for each value of its directive variables
Fragments = Mapping[str, FragmentDefinitionNode]


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation by its plan where it can, else as graphql-core does."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        if not (self.middleware_manager and self.middleware_manager.middlewares):
            operation = PLANS.of(self.schema, self.operation, self.fragment_definitions)
            data = operation.run(self.root_value, self.variable_values.coerced)
            if data is not None:
                return ExecutionResult(data, None)
        return super().execute_operation(serially)


class Plans:
    """The plans of the operations seen last. An operation is known by its identity: documents are parsed once."""

    def __init__(self) -> None:
        self.known: dict[int, Operation] = {}

    def of(self, schema: GraphQLSchema, node: OperationDefinitionNode, fragments: Fragments) -> Operation:
        operation = self.known.get(id(node))
        if operation is None or operation.schema is not schema:
            operation = self.known[id(node)] = Operation(schema, node, fragments)
            while len(self.known) > OPERATIONS or sum(known.fields for known in [*self.known.values()]) > KEPT_FIELDS:
                self.known.pop(next(iter(self.known)), None)
        return operation


class Operation:
    """An operation, which stays alive here so that its identity is its own, and its plans."""

    def __init__(self, schema: GraphQLSchema, node: OperationDefinitionNode, fragments: Fragments) -> None:
        self.schema = schema
        self.node = node
        self.fragments = fragments
        self.switches = switches(node, fragments)
        self.plans: dict[tuple[object, ...], Plan | None] = {}

    @cached_property
    def signatures(self) -> Signatures:
        return Signatures(self.schema, self.node)

    @property
    def fields(self) -> int:
        """How many fields its plans have."""
        return sum(plan.fields for plan in [*self.plans.values()] if plan)

    def run(self, root: object, variables: Variables, *, pieces: bool = False) -> dict[str, Any] | None:
        """The data of an answer without errors, for coerced variables; None when graphql-core has to execute it."""
        try:
            plan = self.plan(variables, pieces=pieces)
            return None if plan is None else plan(root, variables)
        except Exception:  # noqa: BLE001  the reference implementation tells what is wrong
            return None

    def answer(self, root: object, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The same for variables as a client gives them, with parts of the data as pieces of JSON."""
        try:
            variables = self.signatures.coerced(given)
        except Exception:  # noqa: BLE001  as above
            return None
        return self.run(root, variables, pieces=True)

    def plan(self, variables: Variables, *, pieces: bool = False) -> Plan | None:
        """The plan for the values of the directive variables; None where there is none."""
        key = (pieces, *[variables.get(name) for name in self.switches])
        if key not in self.plans:
            if len(self.plans) >= SWITCHES:
                self.plans.clear()
            try:
                self.plans[key] = Plan(self, variables, pieces=pieces)
            except Unplannable:
                self.plans[key] = None
        return self.plans[key]


PLANS = Plans()


def switches(operation: OperationDefinitionNode, fragments: Fragments) -> tuple[str, ...]:
    """The names of the variables that directives of an operation and of the fragments look at."""
    names: set[str] = set()

    class Directives(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            names.update(a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode))

    for node in (operation, *fragments.values()):
        visit(node, Directives())
    return tuple(sorted(names))


class Plan:
    """An operation as a function of the root value and the variables; its answer is ready for JSON.

    With `pieces`, things in lists are written as JSON once and kept; `data.snapshot.fragments` says how long.
    """

    def __init__(self, operation: Operation, variables: Variables, *, pieces: bool = False) -> None:
        if operation.node.operation is not OperationType.QUERY:
            raise Unplannable
        self.selections = Selections(operation, variables, pieces=pieces)
        root = operation.schema.query_type
        assert root is not None
        self.run = Function(self.selections, root, self.selections.first(root)).compiled()

    def __call__(self, root: object, variables: Variables) -> dict[str, Any]:
        return self.run(root, Arguments(self.selections.calls, variables))

    @property
    def fields(self) -> int:
        """How many fields its functions have so far."""
        return self.selections.fields


class Selections:
    """What the functions of a plan are made from, and what they have in common.

    Functions that are still to be made hold it, and nothing here leads to a function: a plan is no circle, and gone as
    soon as it is forgotten.
    """

    def __init__(self, operation: Operation, variables: Variables, *, pieces: bool) -> None:
        fragments = {name: FragmentDetails(node) for name, node in operation.fragments.items()}
        self.schema = operation.schema
        self.context = (operation.schema, fragments, VariableValues({}, dict(variables)))
        self.operation = operation.node
        self.pieces = pieces
        self.calls: list[Call] = []
        self.fields = 0

    def first(self, root: GraphQLObjectType) -> Fields:
        """The fields that the operation itself selects."""
        return collect_fields(*self.context, root, self.operation).grouped_field_set

    def of(self, type_: GraphQLObjectType, details: list[FieldDetails]) -> Fields:
        """The fields selected on an object, those of fragments included."""
        return collect_subfields(*self.context, self.operation, type_, details).grouped_field_set
