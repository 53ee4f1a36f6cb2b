"""What networkx reckons of a graph of numbered nodes; of a large one in a process of its own, as answers go on meanwhile."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Hashable, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from data.domain.errors import Interrupted, SettingError
from data.networks.lazy_networkx import networkx
from data.snapshot.columns import Numbers

SEED = 2030
DAMPING = 0.85
LARGEST_BETWEENNESS = 5_000  # nodes; beyond that betweenness is estimated from as many sources
SAMPLE = 500
PATIENCE = 5  # seconds that a process may take to end

Graph = Any  # networkx.Graph[int]
log = logging.getLogger(__name__)


class Net(NamedTuple):
    """A simple undirected graph: nodes 0, 1, 2 …, and for each tie its ends, the smaller first, and its weight."""

    order: int
    a: Numbers
    b: Numbers
    weight: Numbers

    def graph(self) -> Graph:
        """For networkx, with the attribute `weight`."""
        graph: Graph = networkx.Graph()
        graph.add_nodes_from(range(self.order))
        graph.add_weighted_edges_from(zip(self.a.tolist(), self.b.tolist(), self.weight.tolist(), strict=True))
        return graph


def labels(graph: Graph, parts: Iterable[set[int]]) -> Numbers:
    """The number of each node's part, 0 for the largest, then by their first nodes."""
    found = np.zeros(len(graph), np.int32)
    for number, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
        found[list(part)] = number
    return found


def communities(graph: Graph) -> Numbers:
    """Louvain's method (Blondel et al. 2008), ties weighted, with a fixed seed; each node alone where there are no ties."""
    alone = ({node} for node in graph)
    found = networkx.community.louvain_communities(graph, weight="weight", seed=SEED) if graph.size() else alone
    return labels(graph, found)


def bridges(graph: Graph) -> Numbers:
    """The pairs of ends whose tie holds a component together (Tarjan), the smaller first."""
    return np.array(sorted(sorted(pair) for pair in networkx.bridges(graph)), np.int64).reshape(-1, 2)


def scores(found: dict[int, float]) -> Numbers:
    return np.array([found[node] for node in range(len(found))])


def betweenness(graph: Graph) -> Numbers:
    """Brandes 2001; above LARGEST_BETWEENNESS nodes estimated from SAMPLE sources (Brandes and Pich 2007)."""
    sample = SAMPLE if len(graph) > LARGEST_BETWEENNESS else None
    return scores(networkx.betweenness_centrality(graph, k=sample, seed=SEED))


MEASURES: dict[str, Callable[[Graph], Numbers]] = {
    "components": lambda graph: labels(graph, networkx.connected_components(graph)),
    "communities": communities,
    "bridges": bridges,
    "cores": lambda graph: scores(networkx.core_number(graph)),
    "betweenness": betweenness,
    "closeness": lambda graph: scores(networkx.closeness_centrality(graph, wf_improved=True)),
    "pagerank": lambda graph: scores(networkx.pagerank(graph, alpha=DAMPING, weight="weight")),
}


class Worker:
    """One process that reckons, started when it is first needed and again when it died; one question at a time."""

    def __init__(self) -> None:
        self.backend = "networkx"
        self.lock = Lock()
        self.process: BaseProcess | None = None
        self.pipe: Connection | None = None

    def ask(self, measure: str, key: Hashable, net: Net) -> Numbers:
        """A measure of a large network, whose graph is kept for the next question with the same key. Raises Interrupted."""
        with self.lock:
            try:
                pipe = self._connected()
                pipe.send((measure, key, net))
                answer = pipe.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise Interrupted("the process that measures large networks has ended; ask again") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _connected(self) -> Any:
        if self.pipe is None:
            context = get_context("spawn")
            self.pipe, theirs = context.Pipe()
            self.process = context.Process(target=work, args=(theirs, self.backend), name="measures", daemon=True)
            self.process.start()
            theirs.close()
            log.info("large networks are measured by process %s", self.process.pid)
        return self.pipe

    def _end(self) -> None:
        if self.process is not None and self.pipe is not None:
            self.pipe.close()
            self.process.terminate()
            self.process.join(PATIENCE)
        self.process = self.pipe = None

    def close(self) -> None:
        """End the process, whatever it reckons: who waits for it is told."""
        if self.process is not None:
            self.process.terminate()
        with self.lock:
            self._end()


WORKER = Worker()
YIELDING = 10  # how far its priority is below that of the processes that answer


def work(pipe: Connection, backend: str) -> None:
    """Answer questions until nobody can ask any more; the graph of the last one is kept."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(YIELDING)
    use_backend(backend)
    last: tuple[Hashable, Graph] = (None, None)
    while True:
        try:
            measure, key, net = pipe.recv()
        except EOFError:
            return
        try:
            if last[0] != key:
                last = key, net.graph()
            pipe.send(MEASURES[measure](last[1]))
        except Exception as error:  # noqa: BLE001 it is raised where it was asked for
            pipe.send(error)


def use_backend(name: str) -> None:
    """Let an installed networkx backend compute what it can; networkx itself does the rest. Raises SettingError."""
    if name == "networkx":
        return
    if name not in networkx.utils.backends.backends:
        known = ", ".join(sorted(networkx.utils.backends.backends)) or "none"
        raise SettingError(f"SAMBAND_NETWORKX_BACKEND={name!r} is no installed networkx backend; there are: {known}")
    try:
        networkx.pagerank(networkx.path_graph(2), backend=name)
    except NotImplementedError:
        pass  # it does other things, and networkx does this one
    except ImportError as error:
        raise SettingError(
            f"SAMBAND_NETWORKX_BACKEND={name!r} does not go with networkx {networkx.__version__}: {error}"
        ) from error
    networkx.config.backend_priority = [name]
    WORKER.backend = name
