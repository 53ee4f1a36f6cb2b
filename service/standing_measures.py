"""Measures that stand ready: those of the networks of all time and of today, computed in the background."""

from __future__ import annotations

from concurrent.futures import wait
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import NamedTuple

from data.domain.enums import Projection
from data.domain.errors import NotReady
from data.lanes.lanes import LANES, Caller, calling
from data.networks.algorithms import MEASURES
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec
from data.snapshot.snapshot import Snapshot

SPEC = NetworkSpec(None, Projection.MUNICIPALITIES)
WAIT_SECONDS = 60.0  # how long an old snapshot is served at most, until the measures of the new one are there


class Progress(NamedTuple):
    """How many measures are there, of how many."""

    done: int
    total: int


class StandingMeasures:
    """The measures of all time and of `day`, the current day in UTC. Small networks are measured at once."""

    def __init__(self) -> None:
        self.day: date | None = None
        self.caller = Caller(None)

    def begin(self, snapshot: Snapshot) -> None:
        """Queues the measures of a snapshot as background work, instead of those of an earlier one."""
        self.caller.leave()
        self.caller, self.day = Caller(None), today()
        if not LANES.enabled:
            return
        with calling(self.caller):
            for day in (None, self.day):
                measures = measures_of(snapshot.slice(day), SPEC)
                for name in MEASURES:
                    with suppress(NotReady):
                        measures.compute(name)

    def wait(self) -> None:
        """Waits until the measures are there, at most WAIT_SECONDS."""
        wait([job.result for _, job in self.caller.jobs], WAIT_SECONDS)

    @property
    def progress(self) -> Progress:
        """The measures that lanes have computed, of those that they were asked for."""
        jobs = self.caller.jobs
        return Progress(sum(job.result.done() for _, job in jobs), len(jobs))


def today() -> date:
    return datetime.now(UTC).date()
