"""The algorithms of networkx on graphs of numbered nodes; those on large graphs run in a measuring process."""

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
LARGEST_BETWEENNESS = 5_000  # nodes; above that betweenness is estimated
SAMPLE = 500  # sources of that estimate
END_SECONDS = 5  # time for the process to end

Graph = Any  # networkx.Graph[int]
log = logging.getLogger(__name__)


class NumberedGraph(NamedTuple):
    """A simple undirected graph: nodes 0, 1, 2 …; the ends of its ties, the smaller first, and their weights."""

    order: int
    a: Numbers
    b: Numbers
    weight: Numbers

    def graph(self) -> Graph:
        """The networkx graph, with the attribute `weight`."""
        graph: Graph = networkx.Graph()
        graph.add_nodes_from(range(self.order))
        graph.add_weighted_edges_from(zip(self.a.tolist(), self.b.tolist(), self.weight.tolist(), strict=True))
        return graph


def labels(graph: Graph, parts: Iterable[set[int]]) -> Numbers:
    """The number of the part of each node; parts are numbered by descending size, then by their first node."""
    found = np.zeros(len(graph), np.int32)
    for number, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
        found[list(part)] = number
    return found


def communities(graph: Graph) -> Numbers:
    """Communities by the Louvain method (Blondel et al. 2008), ties weighted, fixed seed. Without ties each node is alone."""
    alone = ({node} for node in graph)
    found = networkx.community.louvain_communities(graph, weight="weight", seed=SEED) if graph.size() else alone
    return labels(graph, found)


def bridges(graph: Graph) -> Numbers:
    """The ends of the bridges (Tarjan 1974), the smaller first, shape (bridges, 2)."""
    return np.array(sorted(sorted(pair) for pair in networkx.bridges(graph)), np.int64).reshape(-1, 2)


def scores(found: dict[int, float]) -> Numbers:
    """The values of nodes 0, 1, 2 …, shape (nodes,)."""
    return np.array([found[node] for node in range(len(found))])


def betweenness(graph: Graph) -> Numbers:
    """Betweenness (Brandes 2001); above LARGEST_BETWEENNESS nodes estimated from SAMPLE sources (Brandes and Pich 2007)."""
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
    """One measuring process, started on first use and again after it died. It serves one request at a time.

    `enabled` is False when the setting SAMBAND_MEASURING_PROCESS is no; then large graphs are measured in this process.
    """

    def __init__(self) -> None:
        self.enabled = True
        self.backend = "networkx"
        self.lock = Lock()
        self.process: BaseProcess | None = None
        self.pipe: Connection | None = None

    def submit(self, measure: str, key: Hashable, graph_data: NumberedGraph) -> Numbers:
        """A measure of a large graph. The process keeps the graph for the next request with the same key.

        Raises Interrupted when the process ends meanwhile.
        """
        with self.lock:
            try:
                pipe = self._connected()
                pipe.send((measure, key, graph_data))
                result = pipe.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise Interrupted("the process that measures large networks has ended; ask again") from error
        if isinstance(result, Exception):
            raise result
        return result

    def _connected(self) -> Any:
        if self.pipe is None:
            context = get_context("spawn")
            self.pipe, theirs = context.Pipe()
            self.process = context.Process(
                target=serve_requests, args=(theirs, self.backend), name="measures", daemon=True
            )
            self.process.start()
            theirs.close()
            log.info("large networks are measured by process %s", self.process.pid)
        return self.pipe

    def _end(self) -> None:
        if self.process is not None and self.pipe is not None:
            self.pipe.close()
            self.process.terminate()
            self.process.join(END_SECONDS)
        self.process = self.pipe = None

    def close(self) -> None:
        """Ends the process; a waiting `submit` raises Interrupted."""
        if self.process is not None:
            self.process.terminate()
        with self.lock:
            self._end()


WORKER = Worker()
NICENESS = 10  # added to the niceness of the measuring process


def serve_requests(pipe: Connection, backend: str) -> None:
    """Serves requests until the pipe is closed; keeps the graph of the last request."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    use_backend(backend)
    last: tuple[Hashable, Graph] = (None, None)
    while True:
        try:
            measure, key, graph_data = pipe.recv()
        except EOFError:
            return
        try:
            if last[0] != key:
                last = key, graph_data.graph()
            pipe.send(MEASURES[measure](last[1]))
        except Exception as error:  # noqa: BLE001 it is raised where it was asked for
            pipe.send(error)


def use_backend(name: str) -> None:
    """Lets an installed networkx backend run the algorithms that it has; networkx runs the rest. Raises SettingError."""
    if name == "networkx":
        return
    if name not in networkx.utils.backends.backends:
        known = ", ".join(sorted(networkx.utils.backends.backends)) or "none"
        raise SettingError(
            f"SAMBAND_NETWORKX_BACKEND={name!r} is not an installed networkx backend; installed are: {known}"
        )
    try:
        networkx.pagerank(networkx.path_graph(2), backend=name)
    except NotImplementedError:
        pass  # the backend has other algorithms; networkx runs this one
    except ImportError as error:
        raise SettingError(
            f"SAMBAND_NETWORKX_BACKEND={name!r} does not go with networkx {networkx.__version__}: {error}"
        ) from error
    networkx.config.backend_priority = [name]
    WORKER.backend = name
