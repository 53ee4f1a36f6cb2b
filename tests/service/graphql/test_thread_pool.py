"""Threads for expensive operations: clients take turns, whatever the outcome of the work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from service.graphql.thread_pool import ThreadPool


async def never() -> Any:
    """A client that does not disconnect."""
    await asyncio.Event().wait()


def fail() -> None:
    raise ValueError("wrong")


def test_clients_take_turns() -> None:
    """Who asks once need not wait for all that another one asked before."""
    order: list[str] = []

    async def asked() -> None:
        pool, gate = ThreadPool(1), Event()
        noted: Callable[[str], Callable[[], None]] = lambda name: lambda: order.append(name)  # noqa: E731
        waiting = [pool.run(gate.wait, never, 10, "one")]
        waiting += [pool.run(noted(f"one {number}"), never, 10, "one") for number in range(3)]
        waiting += [pool.run(noted("another"), never, 10, "another")]
        running = asyncio.gather(*waiting)
        await asyncio.sleep(0)
        gate.set()
        await running
        pool.close()

    asyncio.run(asked())

    assert order == ["one 0", "another", "one 1", "one 2"]


def test_work_that_fails_or_that_nobody_waits_for_frees_its_thread() -> None:
    """Its error goes to who asked; what waits in vain is never started."""
    started: list[str] = []

    async def asked() -> str:
        pool, gate = ThreadPool(1), Event()
        with pytest.raises(ValueError, match="wrong"):
            await pool.run(fail, never, 10)
        with pytest.raises(TimeoutError):
            await pool.run(gate.wait, never, 0.01)
        with pytest.raises(TimeoutError):
            await pool.run(lambda: started.append("late"), never, 0.01)
        gate.set()
        answer = await pool.run(lambda: "answer", never, 10)
        pool.close()
        return answer

    assert asyncio.run(asked()) == "answer"
    assert started == []
