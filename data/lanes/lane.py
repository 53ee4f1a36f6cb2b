"""A lane: a queue of jobs and the one worker process that performs them.

Jobs of several clients take turns. A job that nobody waits for any longer is stopped. Jobs without a client are
background work: they run when no client's job waits.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from math import ceil
from threading import Condition, Thread
from time import monotonic
from typing import Any

from data.domain.errors import Interrupted, NotReady
from data.lanes.process import WorkerProcess

QUEUE_SECONDS = 60.0  # work that may wait in a lane, by its price
CLIENT_JOBS = 4  # jobs of one client that may wait in a lane
IDLE_SECONDS = 300.0  # an idle worker process ends, which returns its memory
DONE_SECONDS = 5.0  # so does one that has done background work last, of which clients ask for the results alone
CHECK_SECONDS = 0.05  # between two checks whether a running job is still wanted
GRACE_SECONDS = 60.0  # how long after the announced time the result of a job is still expected to be fetched
OVERDUE, OVERDUE_SECONDS = 10, 300.0  # a job is stopped after this many times its price and this many seconds
BACKGROUND = None  # the client of background work

log = logging.getLogger(__name__)
Client = str | None


class Job:
    """A task with its price in seconds. Its result is a future, so threads and event loops can wait for it."""

    def __init__(self, key: Hashable, task: Callable[[], Any], seconds: float, client: Client) -> None:
        self.key, self.task, self.seconds, self.client = key, task, seconds, client
        self.result: Future[Any] = Future()
        self.waiters = 1
        self.promised_until = 0.0
        self.started: float | None = None
        self._abandoned = False

    @property
    def is_wanted(self) -> bool:
        """Whether someone waits for the job, or was told to ask again."""
        return self.waiters > 0 or monotonic() < self.promised_until

    def abandon(self) -> None:
        """Has the running job stopped, wanted or not."""
        self._abandoned = True

    def should_stop(self, restart_seconds: float) -> bool:
        """Whether to end the process of the running job: when that saves time, or the job is long overdue."""
        assert self.started is not None
        overdue = monotonic() - self.started > OVERDUE * self.seconds + OVERDUE_SECONDS
        return overdue or self._abandoned or (not self.is_wanted and self.seconds_left > restart_seconds)

    @property
    def seconds_left(self) -> float:
        """The price, less the time since the start. A job that exceeds its price is expected to end soon."""
        elapsed = 0.0 if self.started is None else monotonic() - self.started
        return max(self.seconds - elapsed, 0.1 * self.seconds)


class Lane:
    """A queue with one worker process. The process starts on first use and ends after IDLE_SECONDS without a job.

    After a job of the background it ends after DONE_SECONDS.

    A new process needs `restart_seconds` until it computes. A running job that nobody wants is stopped, by ending the
    process, if it has more seconds left than that.
    """

    def __init__(self, name: str, restart_seconds: float = 1.0) -> None:
        self.name = name
        self.restart_seconds = restart_seconds
        self.jobs: dict[Hashable, Job] = {}
        self.running: Job | None = None
        self._queues: OrderedDict[Client, deque[Job]] = OrderedDict()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._closed = False
        self._idle_seconds = IDLE_SECONDS

    def submit(self, key: Hashable, task: Callable[[], Any], seconds: float, client: Client) -> Job:
        """Queues a job, or joins the one with the same key. Who submits must call `wait` or `leave` once.

        Raises NotReady when the queue has no room for the job.
        """
        with self._changed:
            if key in self.jobs:
                return self._joined(self.jobs[key], client)
            self._check_room(client)
            job = self.jobs[key] = Job(key, task, seconds, client)
            self._queue(job, client)
            if self._thread is None:
                self._thread = Thread(target=self._run, name=f"lane {self.name}", daemon=True)
                self._thread.start()
            self._changed.notify()
            return job

    def wait(self, job: Job, timeout: float | None = None) -> Any:
        """The result of a job, in a thread, which then leaves it.

        Raises the exception of the task, Interrupted, or TimeoutError.
        """
        try:
            return job.result.result(timeout)
        finally:
            self.leave(job)

    def leave(self, job: Job) -> None:
        """Counts one less who waits for a job. Without any it is removed from the queue, or stopped."""
        with self._changed:
            job.waiters -= 1
            if not job.is_wanted and job is not self.running and self.jobs.get(job.key) is job:
                self._withdraw(job)
                del self.jobs[job.key]
                job.result.cancel()

    def expected(self, job: Job) -> float:
        """The seconds until a job is expected to be done, by the prices of the jobs before it."""
        with self._changed:
            if self.jobs.get(job.key) is not job or job.result.done():
                return 0.0
            if job is self.running:
                return job.seconds_left
            own = self._queues[job.client]
            turn = own.index(job) + 1
            ahead = [*own][:turn]
            for client, queue in self._queues.items():
                if client is not BACKGROUND and queue is not own:
                    ahead += [*queue][:turn]
            current = self.running.seconds_left if self.running else 0.0
            return current + sum(one.seconds for one in ahead)

    def promise(self, job: Job) -> int:
        """The whole seconds after which to ask again for a job. It is then done or still computed."""
        seconds = ceil(self.expected(job))
        with self._changed:
            job.promised_until = max(job.promised_until, monotonic() + seconds + GRACE_SECONDS)
        return max(seconds, 1)

    @property
    def waiting(self) -> int:
        """The number of jobs in the queue, background work included."""
        return len(self.jobs) - (self.running is not None)

    def check_room(self, client: Client) -> None:
        """Raises NotReady, with the seconds until a place is free, when no further job of a client is queued."""
        with self._changed:
            self._check_room(client)

    def _check_room(self, client: Client) -> None:
        if client is BACKGROUND:
            return
        waiting = [one for other, queue in self._queues.items() if other is not BACKGROUND for one in queue]
        own = self._queues.get(client, deque())
        current = self.running.seconds_left if self.running else 0.0
        if len(own) >= CLIENT_JOBS:
            raise NotReady(ceil(current + own[0].seconds), f"{CLIENT_JOBS} computations of this client are waiting")
        if sum(one.seconds for one in waiting) > QUEUE_SECONDS:
            raise NotReady(ceil(current + waiting[0].seconds), "the queue of computations is full")

    def close(self) -> None:
        """Ends the worker process. Whoever waits for a job gets Interrupted."""
        with self._changed:
            self._closed = True
            thread, waiting = self._thread, [job for job in self.jobs.values() if job is not self.running]
            if self.running is not None:
                self.running.abandon()
            for job in waiting:
                del self.jobs[job.key]
            self._queues.clear()
            self._changed.notify_all()
        for job in waiting:
            job.result.set_exception(Interrupted("the service is being stopped"))
        if thread is not None:
            thread.join()
        self._closed = False

    def _joined(self, job: Job, client: Client) -> Job:
        """The job, with one more who waits for it. Background work becomes work of the client."""
        job.waiters += 1
        if job.client is BACKGROUND and client is not BACKGROUND:
            if job is self.running:
                job.client = client
            else:
                self._withdraw(job)
                self._queue(job, client)
        return job

    def _queue(self, job: Job, client: Client) -> None:
        job.client = client
        self._queues.setdefault(client, deque()).append(job)

    def _withdraw(self, job: Job) -> None:
        queue = self._queues[job.client]
        queue.remove(job)
        if not queue:
            del self._queues[job.client]

    def _next(self) -> Job | None:
        """Waits for the next job: the first one of the client whose turn it is. None when the lane is idle or closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._queues or self._closed, self._idle_seconds)
            if self._closed or not self._queues:
                self._thread = None
                return None
            client = next((one for one in self._queues if one is not BACKGROUND), BACKGROUND)
            job = self._queues[client][0]
            self._withdraw(job)
            if client in self._queues:
                self._queues.move_to_end(client)
            self.running, job.started = job, monotonic()
            return job

    def _run(self) -> None:
        """The loop of the lane's thread. It owns the worker process."""
        process = Performer(self.name, self.restart_seconds)
        while (job := self._next()) is not None:
            result, error = process.outcome(job)
            if error is None:
                job.result.set_result(result)
            else:
                job.result.set_exception(error)
            with self._changed:  # after that, so that nobody finds neither the job nor its result
                self.running = None
                self._idle_seconds = DONE_SECONDS if job.client is BACKGROUND else IDLE_SECONDS
                del self.jobs[job.key]
        process.end()


class Performer:
    """Performs the jobs of a lane in a worker process, which it starts on first use and again after a failure."""

    def __init__(self, name: str, restart_seconds: float) -> None:
        self.name, self.restart_seconds = name, restart_seconds
        self.process: WorkerProcess | None = None

    def outcome(self, job: Job) -> tuple[Any, Exception | None]:
        """The result of a job and None, or None and its exception."""
        try:
            if self.process is None:
                self.process = WorkerProcess(f"samband-{self.name}")
                log.info("started process %s of the lane %s", self.process.process.pid, self.name)
            self.process.send(job.task)
            while not self.process.has_result(CHECK_SECONDS):
                if job.should_stop(self.restart_seconds):
                    self.end()
                    return None, Interrupted("the computation was stopped: nobody waits for it, or it took too long")
            return self.process.result(), None
        except (EOFError, OSError):
            self.end()
            return None, Interrupted("the process that computes ended before it returned a result; retry the request")
        except Exception as error:  # noqa: BLE001  # whoever waits for the job gets it
            return None, error

    def end(self) -> None:
        if self.process is not None:
            self.process.end()
            self.process = None
