"""Waits for the jobs that an operation needs, outside of its thread."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from graphql import ExecutionResult, GraphQLError
from starlette.types import Receive

from data.domain.errors import NotReady
from data.lanes.lanes import Caller
from service.graphql.thread_pool import first_done


async def jobs_done(caller: Caller, result: ExecutionResult, receive: Receive, seconds: float) -> bool:
    """Waits until all jobs of a caller are done. Raises ClientDisconnected.

    False when they will not be done in time, or one has failed. The errors in the result then say so: they tell when to
    ask again, or have the exception of the job.
    """
    errors = [error for error in result.errors or () if isinstance(error.original_error, NotReady)]
    in_time = max(lane.expected(job) for lane, job in caller.jobs) <= seconds
    if not in_time or not await first_done(all_done(caller), receive, seconds):
        retry_after = max(lane.promise(job) for lane, job in caller.jobs)
        replace(errors, NotReady(retry_after, "the measure is being computed"))
        return False
    failed = [error for _, job in caller.jobs if (error := job.result.exception()) is not None]
    if failed:
        replace(errors, failed[0])
    return not failed


def once_per_field(result: ExecutionResult) -> ExecutionResult:
    """The result with one NotReady error for each selected field: its items in lists have the same cause."""
    kept, fields = list[GraphQLError](), set[tuple[str, ...]]()
    for error in result.errors or ():
        field = tuple(key for key in error.path or () if isinstance(key, str))
        if not isinstance(error.original_error, NotReady) or field not in fields:
            kept.append(error)
        fields.add(field)
    return ExecutionResult(result.data, kept or None, result.extensions)


def all_done(caller: Caller) -> asyncio.Future[list[object]]:
    """A future that is done when all jobs of a caller are, with their results and exceptions."""
    return asyncio.gather(*[asyncio.wrap_future(job.result) for _, job in caller.jobs], return_exceptions=True)


def replace(errors: Iterable[GraphQLError], cause: BaseException) -> None:
    """Sets the exception that some errors of a result are based on."""
    for error in errors:
        error.original_error = cause  # type: ignore[assignment]
