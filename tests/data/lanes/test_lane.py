"""Lanes: jobs are shared, take turns, stop when nobody waits, and never take the service down with them."""

from __future__ import annotations

import operator
import os
import time
from collections.abc import Iterator
from functools import partial
from pickle import PicklingError
from typing import Any

import pytest

from data.domain.errors import Interrupted, NotReady
from data.lanes import lane as lanes_module
from data.lanes.lane import BACKGROUND, CLIENT_JOBS, Job, Lane
from data.lanes.lanes import Caller, Lanes

HERRLJUNGA, MARIESTAD = "192.0.2.1", "192.0.2.2"  # addresses of two clients


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane("test")
    yield made
    made.close()


def sleep(lane: Lane, name: object, client: str | None = HERRLJUNGA, seconds: float = 0.1) -> Job:
    """A job that takes some seconds and is priced so."""
    return lane.submit(name, partial(time.sleep, seconds), seconds, client)


def test_a_task_is_performed_in_another_process(lane: Lane) -> None:
    assert lane.wait(lane.submit("pid", os.getpid, 0.1, HERRLJUNGA)) != os.getpid()


def test_equal_questions_share_one_job(lane: Lane) -> None:
    first, second = sleep(lane, "same"), sleep(lane, "same", MARIESTAD)
    assert first is second
    assert lane.wait(first) is lane.wait(second) is None
    assert not lane.jobs


def test_an_error_of_the_task_is_raised_where_it_is_waited_for(lane: Lane) -> None:
    with pytest.raises(ZeroDivisionError):
        lane.wait(lane.submit("error", partial(operator.truediv, 1, 0), 0.1, HERRLJUNGA))
    assert lane.wait(lane.submit("sum", partial(operator.add, 1, 2), 0.1, HERRLJUNGA)) == 3


def test_a_process_that_ends_interrupts_its_job_and_no_other(lane: Lane) -> None:
    with pytest.raises(Interrupted, match="retry the request"):
        lane.wait(lane.submit("end", partial(os._exit, 1), 0.1, HERRLJUNGA))
    assert lane.wait(lane.submit("sum", partial(operator.add, 1, 2), 0.1, HERRLJUNGA)) == 3


def test_what_cannot_be_sent_is_an_error_of_its_job(lane: Lane) -> None:
    with pytest.raises((AttributeError, PicklingError)):
        lane.wait(lane.submit("lambda", lambda: 1, 0.1, HERRLJUNGA))
    with pytest.raises(Interrupted, match="cannot be sent"):
        lane.wait(lane.submit("file", partial(open, os.devnull), 0.1, HERRLJUNGA))
    assert lane.wait(lane.submit("sum", partial(operator.add, 1, 2), 0.1, HERRLJUNGA)) == 3


def test_a_job_that_nobody_waits_for_is_stopped(lane: Lane) -> None:
    abandoned = sleep(lane, "long", seconds=60)
    while lane.running is None:
        time.sleep(0.01)
    lane.leave(abandoned)
    assert lane.wait(lane.submit("sum", partial(operator.add, 1, 2), 0.1, HERRLJUNGA), timeout=20) == 3


def test_a_waiting_job_that_nobody_waits_for_leaves_the_queue(lane: Lane) -> None:
    running, waiting = sleep(lane, "running", seconds=0.5), sleep(lane, "waiting")
    lane.leave(waiting)
    assert waiting.result.cancelled()
    lane.wait(running)
    assert not lane.jobs


def test_a_job_that_was_promised_is_done_although_nobody_waits(lane: Lane) -> None:
    job = lane.submit("sum", partial(operator.add, 1, 2), 0.1, HERRLJUNGA)
    assert lane.promise(job) >= 1
    lane.leave(job)
    assert job.result.result(20) == 3


def test_clients_take_turns(lane: Lane) -> None:
    """One client's many jobs do not hold up the single job of another."""
    done = list[object]()
    blocking = sleep(lane, "first")
    jobs = [sleep(lane, number) for number in range(3)] + [sleep(lane, "other", MARIESTAD)]
    for job in jobs:
        job.result.add_done_callback(lambda _, key=job.key: done.append(key))
    for job in (blocking, *jobs):
        lane.wait(job)
    assert done.index("other") <= 1


def test_background_work_lets_everyone_pass_and_becomes_work_of_who_asks_for_it(lane: Lane) -> None:
    done = list[object]()
    blocking = sleep(lane, "first")
    background = [sleep(lane, number, BACKGROUND) for number in range(3)]
    asked, joined = sleep(lane, "asked"), sleep(lane, 2, MARIESTAD)
    assert joined is background[2]
    for job in (*background, asked):
        job.result.add_done_callback(lambda _, key=job.key: done.append(key))
    for job in (blocking, *background, asked, joined):
        lane.wait(job)
    assert set(done[:2]) == {"asked", 2}


def test_a_client_has_a_few_waiting_jobs_at_most(lane: Lane) -> None:
    """The next one is refused with the seconds until there is room; another client is not."""
    running = sleep(lane, "running", seconds=1)
    while lane.running is None:
        time.sleep(0.01)
    jobs = [sleep(lane, number, seconds=0.01) for number in range(CLIENT_JOBS)]
    with pytest.raises(NotReady, match="retry after") as refused:
        sleep(lane, "one too many")
    assert refused.value.retry_after >= 1
    jobs.append(sleep(lane, "other", MARIESTAD, 0.01))
    for job in (running, *jobs):
        lane.wait(job)
    lane.wait(sleep(lane, "one too many", seconds=0.01))


def test_a_full_queue_refuses_everyone(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "QUEUE_SECONDS", 10)
    running = sleep(lane, "running", seconds=0.5)
    long = lane.submit("long", partial(time.sleep, 0), 11, HERRLJUNGA)
    with pytest.raises(NotReady, match="queue"):
        lane.submit("next", partial(time.sleep, 0), 1, MARIESTAD)
    for job in (running, long):
        lane.wait(job)


def test_the_expected_time_counts_the_jobs_before(lane: Lane) -> None:
    running = sleep(lane, "running", seconds=0.6)
    while lane.running is None:
        time.sleep(0.01)
    jobs = [lane.submit(number, partial(time.sleep, 0), 3, HERRLJUNGA) for number in range(2)]
    other = lane.submit("other", partial(time.sleep, 0), 5, MARIESTAD)
    assert 3 < lane.expected(jobs[0]) <= 8.6  # the other client's job may come first
    assert 6 < lane.expected(jobs[1]) <= 11.6
    assert 5 < lane.expected(other) <= 8.6
    for job in (running, *jobs, other):
        lane.wait(job)
        assert lane.expected(job) == 0


def test_an_idle_process_ends_and_another_starts_when_needed(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "IDLE_SECONDS", 0.05)
    first = lane.wait(lane.submit("pid", os.getpid, 0.1, HERRLJUNGA))
    until = time.monotonic() + 20
    while exists(first) and time.monotonic() < until:
        time.sleep(0.02)
    assert not exists(first)
    assert lane.wait(lane.submit("pid", os.getpid, 0.1, HERRLJUNGA)) != first


def test_a_process_ends_soon_after_background_work(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    """It then takes no memory. One that has worked for a client waits for further jobs."""
    monkeypatch.setattr(lanes_module, "DONE_SECONDS", 0.05)

    pids = []
    for client in (HERRLJUNGA, BACKGROUND, HERRLJUNGA):
        pids.append(lane.wait(lane.submit("pid", os.getpid, 0.1, client)))
        time.sleep(0.3)

    assert pids[0] == pids[1] != pids[2]


def exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_closing_interrupts_all_jobs_and_leaves_no_process(lane: Lane) -> None:
    pid = lane.wait(lane.submit("pid", os.getpid, 0.1, HERRLJUNGA))
    jobs = [lane.submit(number, partial(time.sleep, 60), 1, HERRLJUNGA) for number in range(3)]
    lane.close()
    lane.close()
    for job in jobs:
        with pytest.raises(Interrupted):
            lane.wait(job, timeout=1)
    assert not exists(pid)


def test_a_caller_that_waits_outside_gets_the_job_instead_of_the_result() -> None:
    """The result is handed over when it is there, and no thread waits for it."""
    lanes, caller, kept = Lanes(), Caller(HERRLJUNGA), list[Any]()
    task = partial(operator.add, 1, 2)
    try:
        with caller, pytest.raises(NotReady):
            lanes.compute("sum", task, 0.1, kept.append)
        ((lane, job),) = caller.jobs
        assert lane is lanes.quick
        assert job.result.result(20) == 3
        caller.leave()
        assert kept == [3]
        assert lanes.compute("sum", task, 100.0, kept.append) == 3
        assert lanes.slow.jobs == {}
    finally:
        lanes.close()


def test_without_lanes_tasks_are_performed_at_once() -> None:
    lanes = Lanes()
    lanes.enabled = False
    with Caller(HERRLJUNGA):
        assert lanes.compute("pid", os.getpid, 100.0, print) == os.getpid()
