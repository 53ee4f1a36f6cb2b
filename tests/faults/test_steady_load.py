"""A steady load of mixed queries while all that can fail around the service fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.conftest import Postgres, Service

Editions = Callable[[int], Path]


def test_a_service_outlives_what_happens_around_it(
    primary: Postgres,
    serve: Callable[..., Service],
    edition: Editions,
    version_of: Callable[[Path], str],
    steady: Callable[..., Any],
    tools: SimpleNamespace,
    long: bool,
) -> None:
    """Loads, PostgreSQL down, a worker killed, a standby promoted: no answer fails or mixes versions."""
    loads = 10 if long else 2
    versions = [version_of(edition(number)) for number in range(loads + 3)]
    standby = primary.standby(primary.directory.with_name("standby"))
    writer = tools.address("samband_load", primary, standby, target_session_attrs="read-write")
    reader = tools.address("samband_read", standby, primary)

    def load(number: int) -> None:
        done = tools.samband("load", edition(number), DATABASE_URL=writer)
        assert done.returncode == 0, done.stderr
        tools.wait(lambda: service.serves(versions[number]))

    assert tools.samband("load", edition(0), DATABASE_URL=writer).returncode == 0
    service = serve(DATABASE_URL=writer, SAMBAND_READ_URL=reader, SAMBAND_WORKERS="2")
    tools.wait(lambda: service.serves(versions[0]))
    marks = {version: f"Springfield {number}" for number, version in enumerate(versions)}
    with steady(service.url, marks) as under_load:
        under_load.phase = f"{loads} loads"
        for number in range(1, loads + 1):
            load(number)
        under_load.phase = "PostgreSQL down"
        primary.stop()
        standby.stop()
        time.sleep(30 if long else 2)
        down = service.state()
        primary.start()
        standby.start()
        tools.wait(lambda: all(service.state()["problem"] is None for _ in range(12)))
        load(loads + 1)
        under_load.phase = "a worker killed"
        victim = service.workers()[0]
        victim.kill()
        tools.wait(lambda: len(service.workers()) == 2 and victim.pid not in {one.pid for one in service.workers()})
        tools.wait(lambda: service.serves(versions[loads + 1]))
        under_load.phase = "a standby promoted"
        primary.stop("immediate")
        standby.promote()
        load(loads + 2)

    assert (down["status"], down["version"], down["problem"]) == (200, versions[loads], "the store cannot be read")
    assert down["problemSince"] > down["since"]
    assert under_load.strange == []
    broken = {phase: count for (phase, outcome), count in under_load.counts.items() if outcome != "right"}
    assert set(broken) <= {"a worker killed"}
    assert sum(broken.values()) <= 4
    assert {phase for phase, _ in under_load.counts} >= {f"{loads} loads", "PostgreSQL down", "a standby promoted"}
