"""Prepares a snapshot before it is served, and the measures of the networks of all time and of today in the background."""

from __future__ import annotations

import asyncio
from concurrent.futures import wait
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import NamedTuple

from data.domain.enums import Projection
from data.domain.errors import NotReady
from data.lanes.lanes import LANES, Caller
from data.networks.algorithms import MEASURES, is_small
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec
from data.search.hits import prepare_names
from data.snapshot.snapshot import Snapshot
from data.snapshot.watcher import SnapshotWatcher

SPEC = NetworkSpec(None, Projection.MUNICIPALITIES)
WAIT_SECONDS = 60.0  # how long an old snapshot is served at most, until the measures of the new one are there
RENEW_SECONDS = 60.0  # between two looks whether another day has begun


class Progress(NamedTuple):
    """How many measures are there, of those that are computed in the background."""

    done: int
    total: int


class Preparation:
    """Prepares each new snapshot: the indexes of names, and the measures.

    `day` is the current day in UTC. While an old snapshot is served, the new one waits for its measures.
    """

    def __init__(self, watcher: SnapshotWatcher) -> None:
        self.watcher = watcher
        self.day: date | None = None
        self.caller = Caller(None)

    def __call__(self, snapshot: Snapshot) -> None:
        prepare_names(snapshot)
        if LANES.enabled:
            self.begin_measures(snapshot)
            if self.watcher.snapshot is not None:
                wait([job.result for _, job in self.caller.jobs], WAIT_SECONDS)

    def begin_measures(self, snapshot: Snapshot) -> None:
        """Queues the measures of a snapshot as background work, instead of those of an earlier one.

        Small networks are measured when they are asked for.
        """
        self.caller.leave()
        self.caller, self.day = Caller(None), today()
        with self.caller:
            for day in (None, self.day):
                measures = measures_of(snapshot.slice(day), SPEC)
                if is_small(measures.network.order, measures.network.size):
                    continue
                for name in MEASURES:
                    with suppress(NotReady):
                        measures.compute(name)

    async def renew_daily(self) -> None:
        """Measures the network of each new day."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            snapshot = self.watcher.snapshot
            if LANES.enabled and snapshot is not None and self.day != today():
                await asyncio.to_thread(self.begin_measures, snapshot)

    @property
    def progress(self) -> Progress:
        jobs = self.caller.jobs
        return Progress(sum(job.result.done() for _, job in jobs), len(jobs))


def today() -> date:
    return datetime.now(UTC).date()
