"""The lanes of a process: cheap and dear measures, short and long files. Each has its own worker process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from multiprocessing import current_process
from typing import Any

from data.domain.errors import NotReady
from data.lanes.lane import Job, Lane

QUICK_SECONDS = 0.25  # price up to which a job goes to the quick lane
LONG_SECONDS = 2.0  # price above which a file is written by a process that others do not wait for
RESTART_SECONDS = 10.0  # until a process that writes files is ready again: it loads a snapshot
LOCAL = "local"  # the client of work without a request, such as a command


class Caller:
    """Who computes in the current context: a client that waits outside, so that its thread does not.

    `jobs` are the jobs that it needs, with their lanes; it must leave each of them. Within the context of the caller,
    `compute` raises NotReady instead of waiting, and adds the job to `jobs`.
    """

    def __init__(self, client: str | None) -> None:
        self.client = client
        self.jobs: list[tuple[Lane, Job]] = []

    def __enter__(self) -> None:
        self.token = CALLER.set(self)

    def __exit__(self, *_: object) -> None:
        CALLER.reset(self.token)

    def leave(self) -> None:
        for lane, job in self.jobs:
            lane.leave(job)
        self.jobs.clear()


CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)


class Lanes:
    """The lanes of this process. When `enabled` is False, tasks are performed in the calling thread."""

    def __init__(self) -> None:
        self.enabled = True
        self.quick, self.slow = Lane("quick"), Lane("slow")
        self.files, self.long_files = Lane("files", RESTART_SECONDS), Lane("long_files", RESTART_SECONDS)

    @property
    def all(self) -> tuple[Lane, ...]:
        return self.quick, self.slow, self.files, self.long_files

    def compute(self, key: Hashable, task: Callable[[], Any], seconds: float, keep: Callable[[Any], None]) -> Any:
        """The result of a picklable task that takes about some seconds. `keep` is called with it once it is there.

        Within the context of a Caller it raises NotReady at once and leaves the job to the caller. Elsewhere it waits. Raises
        NotReady when the queue is full, Interrupted when the worker process ends, and the exceptions of the task.
        """
        if not self.enabled or current_process().daemon:  # a worker process of a lane has no lanes
            return task()
        lane, caller = self.lane_of(seconds), CALLER.get()
        job = lane.submit(key, task, seconds, caller.client if caller else LOCAL)
        job.result.add_done_callback(lambda done: None if has_failed(done) else keep(done.result()))
        if caller is None:
            return lane.wait(job)
        caller.jobs.append((lane, job))
        raise NotReady(1, "the measure is being computed")

    def lane_of_file(self, seconds: float) -> Lane:
        """The lane of files that take some seconds."""
        return self.files if seconds <= LONG_SECONDS else self.long_files

    def lane_of(self, seconds: float) -> Lane:
        """The lane of measures that take some seconds."""
        return self.quick if seconds <= QUICK_SECONDS else self.slow

    def check_room(self, seconds: float) -> None:
        """Raises NotReady when a measure that takes some seconds would not be queued for the caller."""
        caller = CALLER.get()
        if self.enabled and caller is not None:
            self.lane_of(seconds).check_room(caller.client)

    def close(self) -> None:
        """Ends all worker processes."""
        for lane in self.all:
            lane.close()


def has_failed(done: Any) -> bool:
    """Whether a finished future has no result."""
    return done.cancelled() or done.exception() is not None


LANES = Lanes()
