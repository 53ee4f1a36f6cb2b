"""Graph algorithms of networkx on numbered graphs. Large graphs are measured in a separate process."""

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
LARGEST_BETWEENNESS = 5_000  # nodes; betweenness of larger graphs is estimated
SAMPLE = 500  # source nodes of the estimate
END_SECONDS = 5  # how long to wait for a terminated process

Graph = Any  # networkx.Graph[int]
log = logging.getLogger(__name__)


class NumberedGraph(NamedTuple):
    """A simple undirected graph as arrays: node i is an integer from 0 to `order` - 1.

    Tie k joins `a[k]` and `b[k]`, with `a[k] < b[k]`, and has `weight[k]`. The three arrays have shape (ties,).
    """

    order: int
    a: Numbers
    b: Numbers
    weight: Numbers

    def graph(self) -> Graph:
        """The graph as a networkx.Graph with the edge attribute `weight`."""
        graph: Graph = networkx.Graph()
        graph.add_nodes_from(range(self.order))
        graph.add_weighted_edges_from(zip(self.a.tolist(), self.b.tolist(), self.weight.tolist(), strict=True))
        return graph


def labels(graph: Graph, parts: Iterable[set[int]]) -> Numbers:
    """The label of the part of each node, shape (nodes,). Parts are numbered by descending size, then smallest node."""
    found = np.zeros(len(graph), np.int32)
    for number, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
        found[list(part)] = number
    return found


def communities(graph: Graph) -> Numbers:
    """Communities by the Louvain method (Blondel et al. 2008), with weighted ties and a fixed seed.

    Returns a label for each node, shape (nodes,). In a graph without ties each node is a community of its own.
    """
    alone = ({node} for node in graph)
    found = networkx.community.louvain_communities(graph, weight="weight", seed=SEED) if graph.size() else alone
    return labels(graph, found)


def bridges(graph: Graph) -> Numbers:
    """The ends of the bridges (Tarjan 1974), the smaller node first, sorted. Shape (bridges, 2)."""
    return np.array(sorted(sorted(pair) for pair in networkx.bridges(graph)), np.int64).reshape(-1, 2)


def scores(found: dict[int, float]) -> Numbers:
    """The scores as an array in node order, shape (nodes,)."""
    return np.array([found[node] for node in range(len(found))])


def betweenness(graph: Graph) -> Numbers:
    """Betweenness centrality (Brandes 2001), ties unweighted, divided by (n-1)(n-2)/2. Shape (nodes,).

    Above LARGEST_BETWEENNESS nodes it is estimated from SAMPLE source nodes (Brandes and Pich 2007).
    Cost: proportional to nodes times ties; for the estimate, to SAMPLE times ties.
    """
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
    """A measuring process. It starts on first use, restarts after a failure and serves one request at a time.

    `enabled` is False when the setting SAMBAND_MEASURING_PROCESS is `no`. Large graphs are then measured in the
    calling process.
    """

    def __init__(self) -> None:
        self.enabled = True
        self.backend = "networkx"
        self.lock = Lock()
        self.process: BaseProcess | None = None
        self.pipe: Connection | None = None

    def submit(self, measure: str, key: Hashable, graph_data: NumberedGraph) -> Numbers:
        """Computes a measure of a large graph in the measuring process. The process caches the last graph by its key.

        Raises Interrupted when the process ends before it returns a result. Raises the exceptions of the algorithm.
        """
        with self.lock:
            try:
                pipe = self._connected()
                pipe.send((measure, key, graph_data))
                result = pipe.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise Interrupted(
                    "the measuring process for large networks ended before it returned a result; retry the request"
                ) from error
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
            log.info("started process %s, which measures large networks", self.process.pid)
        return self.pipe

    def _end(self) -> None:
        if self.process is not None and self.pipe is not None:
            self.pipe.close()
            self.process.terminate()
            self.process.join(END_SECONDS)
        self.process = self.pipe = None

    def close(self) -> None:
        """Terminates the process. A pending `submit` raises Interrupted."""
        if self.process is not None:
            self.process.terminate()
        with self.lock:
            self._end()


WORKER = Worker()
NICENESS = 10  # increment of the niceness of the measuring process


def serve_requests(pipe: Connection, backend: str) -> None:
    """The main loop of the measuring process: answers requests until the pipe is closed. Caches the last graph."""
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
        except Exception as error:  # noqa: BLE001  # Worker.submit raises it
            pipe.send(error)


def use_backend(name: str) -> None:
    """Selects a networkx backend. networkx itself runs the algorithms that the backend lacks.

    Raises SettingError when the backend is not installed or is incompatible with networkx.
    """
    if name == "networkx":
        return
    if name not in networkx.utils.backends.backends:
        known = ", ".join(sorted({"networkx", *networkx.utils.backends.backends}))
        raise SettingError(
            f"SAMBAND_NETWORKX_BACKEND={name!r} is not an installed networkx backend; "
            f"install it or choose from: {known}"
        )
    try:
        networkx.pagerank(networkx.path_graph(2), backend=name)
    except NotImplementedError:
        pass  # the backend lacks this algorithm; networkx runs it
    except ImportError as error:
        raise SettingError(
            f"SAMBAND_NETWORKX_BACKEND={name!r} is incompatible with networkx {networkx.__version__}: {error}; "
            "install a compatible version or set networkx"
        ) from error
    networkx.config.backend_priority = [name]
    WORKER.backend = name
