"""What is measured in a process of its own: the same numbers, and a clear error when that process has ended."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from data.domain.enums import Centrality, Projection
from data.domain.errors import Interrupted
from data.networks.algorithms import MEASURES, WORKER, NumberedGraph, Worker
from data.networks.measures import Measures
from data.networks.network import Network, NetworkSpec
from data.snapshot.snapshot import Snapshot


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """The process that measures large networks; it ends with these tests."""
    yield WORKER
    WORKER.close()


@pytest.mark.parametrize("projection", [Projection.MUNICIPALITIES, Projection.AFFILIATION])
def test_another_process_measures_the_same(whole: Snapshot, worker: Worker, projection: Projection) -> None:
    """Every measure is, to the last digit, what a thread of this process finds."""
    network = Network(whole.all_time, NetworkSpec(None, projection))
    here, there = Measures(network), Measures(network, large=0)

    assert all(np.array_equal(here.compute(name), there.compute(name)) for name in MEASURES)
    assert [here.ranked(by, 5) for by in Centrality] == [there.ranked(by, 5) for by in Centrality]
    assert worker.process is not None
    assert "numbered" not in vars(there)


def test_who_waits_for_a_process_that_ends_is_told(whole: Snapshot, worker: Worker) -> None:
    """The request gets an error that says what to do, and the next one a new process."""
    network = Network(whole.all_time, NetworkSpec(None, Projection.COUNTRIES))
    assert Measures(network, large=0).count("components") > 0
    assert worker.process is not None
    worker.process.terminate()
    worker.process.join()

    with pytest.raises(Interrupted, match="retry the request"):
        Measures(network, large=0).count("components")
    assert Measures(network, large=0).count("components") == Measures(network).count("components")


def test_what_goes_wrong_there_is_raised_here(worker: Worker) -> None:
    """An error of a measure comes back as itself, and the process goes on."""
    empty = NumberedGraph(0, *np.zeros((3, 0), np.int64))

    with pytest.raises(KeyError):
        worker.submit("no such measure", "empty", empty)
    assert len(worker.submit("components", "empty", empty)) == 0


def test_a_closed_worker_holds_no_process(worker: Worker) -> None:
    """After the end there is no process left, and closing twice does no harm."""
    worker.submit("components", "two", NumberedGraph(2, *np.array([[0], [1], [1]])))
    process = worker.process
    worker.close()
    worker.close()

    assert process is not None
    assert not process.is_alive()
    assert worker.process is None
