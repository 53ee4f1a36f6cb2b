"""Runs operations: cheap ones on the event loop, expensive ones in threads, and measures of large networks in lanes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, NamedTuple, TypeVar

import strawberry
from graphql import ExecutionResult
from starlette.types import Receive

from data.domain.errors import LimitExceeded
from data.lanes.lanes import Caller
from data.snapshot.snapshot import Snapshot
from schema.execution.complexity import Complexity
from schema.execution.document import Operation
from schema.execution.execute import compile_plan, execute, execute_plan
from service.graphql.pending import jobs_done, once_per_field
from service.graphql.thread_pool import ThreadPool
from service.http.errors import Code, HTTPError, limit_extensions
from service.settings import Settings

EXPENSIVE_FIELD = 300  # points; a field above this may wait for the store or another process
EXPENSIVE_FILTERS = 100  # points of all filters of an operation; they take as long by a plan as by graphql-core
LONG_COST = 1_500  # points; operations above this run one after the other when they are expensive
CORE_FACTOR = 20  # graphql-core is about this many times slower than a compiled plan

T = TypeVar("T")


class CheckedOperation(NamedTuple):
    """An operation within all limits, with its variables and its price."""

    operation: Operation
    variables: dict[str, Any]
    price: Complexity


class OperationRunner:
    """Runs operations by compiled plans or by graphql-core, within `operation_seconds`."""

    def __init__(self, schema: strawberry.Schema, settings: Settings) -> None:
        self.schema = schema
        self.settings = settings
        self.threads, self.long_thread = ThreadPool(settings.threads), ThreadPool(1)
        self.plans, self.fragments = settings.has("plans"), settings.has("fragments")

    def is_expensive(self, checked: CheckedOperation) -> bool:
        """Whether the operation must run in a thread, even by a compiled plan."""
        price = checked.price
        waits = price.heaviest > EXPENSIVE_FIELD or price.filters > EXPENSIVE_FILTERS
        return waits or price.cost > self.settings.inline_cost

    def try_plan(self, checked: CheckedOperation, snapshot: Snapshot, client: str) -> dict[str, Any] | None:
        """The data by the compiled plan, on the event loop; None if that is expensive or needs a measure of a lane."""
        if self.is_expensive(checked):
            return None
        caller = Caller(client)
        data = self.run_plan(snapshot, checked, caller)
        caller.leave()
        return data

    def run_plan(self, snapshot: Snapshot, checked: CheckedOperation, caller: Caller) -> dict[str, Any] | None:
        """The data by the compiled plan; None if the operation has no plan or fails, or plans are switched off."""
        if not self.plans:
            return None
        with caller:
            return execute_plan(snapshot, checked.operation, checked.variables, fragments=self.fragments)

    def compile(self, checked: CheckedOperation) -> None:
        """Compiles the plan of an operation, if it may have one, for when it is run."""
        if self.plans:
            compile_plan(checked.operation, checked.variables, fragments=self.fragments)

    async def execute(
        self, checked: CheckedOperation, snapshot: Snapshot, receive: Receive, client: str
    ) -> ExecutionResult:
        """Executes an operation; when it needs measures that are not there yet, once more when they are.

        If they will not be there in time, their fields have errors that say when to ask again.
        """
        deadline = monotonic() + self.settings.operation_seconds
        while True:
            caller = Caller(client)
            try:
                result = await self.execute_once(checked, snapshot, receive, caller, deadline - monotonic())
                if not caller.jobs or not await jobs_done(caller, result, receive, deadline - monotonic()):
                    return once_per_field(result)
            finally:
                caller.leave()

    async def execute_once(
        self, checked: CheckedOperation, snapshot: Snapshot, receive: Receive, caller: Caller, seconds: float
    ) -> ExecutionResult:
        """Runs cheap operations on the event loop and expensive ones in a thread.

        Without a plan graphql-core executes the operation; as that is slower, its inline cost limit is lower.
        """
        run = partial(self.run_plan_or_core, snapshot, checked, caller)
        if self.is_expensive(checked):
            return await run_in_time(
                self.pool_for(checked), run, receive, seconds, self.settings.operation_seconds, caller.client
            )
        data = self.run_plan(snapshot, checked, caller)
        if data is not None:
            return ExecutionResult(data)
        run_core = partial(self.run_core, snapshot, checked, caller)
        if checked.price.cost <= self.settings.inline_cost // CORE_FACTOR:
            return run_core()
        return await run_in_time(
            self.threads, run_core, receive, seconds, self.settings.operation_seconds, caller.client
        )

    def pool_for(self, checked: CheckedOperation) -> ThreadPool:
        """The threads, or the one for long operations, which then neither hold all threads nor the interpreter lock."""
        return self.long_thread if checked.price.cost > LONG_COST else self.threads

    def run_core(self, snapshot: Snapshot, checked: CheckedOperation, caller: Caller) -> ExecutionResult:
        with caller:
            return execute(self.schema, snapshot, checked.operation, checked.variables)

    def run_plan_or_core(self, snapshot: Snapshot, checked: CheckedOperation, caller: Caller) -> ExecutionResult:
        data = self.run_plan(snapshot, checked, caller)
        return self.run_core(snapshot, checked, caller) if data is None else ExecutionResult(data)

    def close(self) -> None:
        self.threads.close()
        self.long_thread.close()


async def run_in_time(
    threads: ThreadPool,
    work: Callable[[], T],
    receive: Receive,
    seconds: float,
    allowed: float,
    client: str | None = None,
) -> T:
    """Runs work in a thread. Raises HTTPError 503 after some seconds, the time in the queue included.

    `allowed` is the setting `operation_seconds`, of which a part may have passed.
    """
    try:
        return await threads.run(work, receive, seconds, client)
    except TimeoutError:
        exceeded = LimitExceeded("operation_seconds", allowed, "longer", "seconds for an operation")
        raise HTTPError(503, Code.TIMEOUT, str(exceeded), extensions=limit_extensions(exceeded)) from None
