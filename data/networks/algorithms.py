"""The measures of graphs: networkx defines them and measures small graphs, array engines measure large ones.

Engines of large graphs: networkit (MIT) for communities, bridges and cores; scipy for components and PageRank; our own
array searches for betweenness and closeness (`centrality.py`). Decision 0014 has the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.networks.drawing.layout import layout
from data.networks.engines import centrality
from data.networks.graphs import NumberedGraph, Result, by_size, component_labels
from data.networks.lazy_modules import networkit, networkx

SEED = 2030
DAMPING = 0.85
TOLERANCE = 1e-10  # of PageRank: the mean change of a score in the last step
STEPS = 1_000  # of PageRank, at most
SMALL = 600  # nodes and ties; networkx measures smaller graphs

Graph = Any  # networkx.Graph[int]


def labels(graph: Graph, parts: Iterable[set[int]]) -> Numbers:
    """The label of the part of each node, shape (nodes,). Parts are numbered by descending size, then smallest node."""
    found = np.zeros(len(graph), np.int32)
    for number, part in enumerate(parts):
        found[list(part)] = number
    return by_size(found)


def communities(graph: Graph) -> Numbers:
    """Communities by the Louvain method (Blondel et al. 2008), with weighted ties and a fixed seed.

    Returns a label for each node, shape (nodes,). In a graph without ties each node is a community of its own.
    """
    alone = ({node} for node in graph)
    found = networkx.community.louvain_communities(graph, weight="weight", seed=SEED) if graph.size() else alone
    return labels(graph, found)


def pairs_of(found: Iterable[Iterable[int]]) -> Numbers:
    """Pairs of nodes, the smaller node first, sorted. Shape (pairs, 2)."""
    return np.array(sorted(sorted(pair) for pair in found), np.int64).reshape(-1, 2)


def scores(found: dict[int, float]) -> Numbers:
    """The scores as an array in node order, shape (nodes,)."""
    return np.array([found[node] for node in range(len(found))])


def pagerank(graph: Graph) -> Numbers:
    """PageRank (Page et al. 1998), ties weighted in both directions. Shape (nodes,)."""
    return scores(networkx.pagerank(graph, alpha=DAMPING, weight="weight", tol=TOLERANCE, max_iter=STEPS))


BY_NETWORKX: dict[str, Callable[[Graph], Numbers]] = {
    "components": lambda graph: labels(graph, networkx.connected_components(graph)),
    "communities": communities,
    "bridges": lambda graph: pairs_of(networkx.bridges(graph)),
    "cores": lambda graph: scores(networkx.core_number(graph)),
    "betweenness": lambda graph: scores(networkx.betweenness_centrality(graph)),
    "closeness": lambda graph: scores(networkx.closeness_centrality(graph, wf_improved=True)),
    "pagerank": pagerank,
}


def large_communities(graph: NumberedGraph) -> Numbers:
    """Communities by the parallel Louvain method with refinement (Staudt and Meyerhenke 2016), on one thread."""
    if not len(graph.a):
        return np.arange(graph.order, dtype=np.int32)
    networkit.setNumberOfThreads(1)  # more threads would give other communities in each run
    networkit.setSeed(SEED, useThreadId=False)
    subject = networkit_graph(graph)
    found = networkit.community.PLM(subject, refine=True).run().getPartition()
    return by_size(np.array(found.getVector()))


def large_bridges(graph: NumberedGraph) -> Numbers:
    """The bridges: biconnected components of two nodes (Hopcroft and Tarjan 1973). Shape (bridges, 2)."""
    subject = networkit_graph(graph)
    found = networkit.components.BiconnectedComponents(subject).run()
    return pairs_of(part for part in found.getComponents() if len(part) == 2)


def large_cores(graph: NumberedGraph) -> Numbers:
    """The core number of each node (Batagelj and Zaversnik 2003), shape (nodes,)."""
    subject = networkit_graph(graph)
    return np.array(networkit.centrality.CoreDecomposition(subject).run().scores()).astype(np.int64)


def networkit_graph(graph: NumberedGraph) -> Any:
    """The graph for networkit. The caller must hold it while an algorithm runs: algorithms do not keep it alive."""
    ends = (graph.a.astype(np.uint64), graph.b.astype(np.uint64))
    return networkit.GraphFromCoo((graph.weight.astype(float), ends), n=graph.order, weighted=True)


def large_pagerank(graph: NumberedGraph) -> Numbers:
    """PageRank by power iteration, as `networkx.pagerank`. Shape (nodes,)."""
    from scipy.sparse import coo_array  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to load

    order = graph.order
    ties = coo_array((np.tile(graph.weight.astype(float), 2), graph.directed), shape=(order, order)).tocsr()
    strength = ties.sum(axis=1)
    shares = np.divide(DAMPING, strength, out=np.zeros(order), where=strength > 0)
    found = np.full(order, 1 / max(order, 1))
    for _ in range(STEPS):
        before = found
        untied = DAMPING * before[strength == 0].sum()
        found = ties @ (before * shares) + (untied + 1 - DAMPING) / max(order, 1)
        if np.abs(found - before).sum() < order * TOLERANCE:
            break
    return found


def positions(graph: NumberedGraph, components: Numbers) -> Numbers:
    """Positions in a drawing, shape (nodes, 2), both coordinates from -1 to 1."""
    return layout(graph.order, np.stack([graph.a, graph.b], axis=1), components)


LINEAR: dict[str, tuple[Callable[[NumberedGraph], Numbers], float]] = {  # with seconds per node and end of a tie
    "components": (component_labels, 1e-7),
    "positions": (lambda graph: positions(graph, component_labels(graph)), 2.5e-5),
    "pagerank": (large_pagerank, 3e-7),
    "communities": (large_communities, 1.5e-6),  # the first of networkit, which takes seconds to import
    "bridges": (large_bridges, 7e-7),
    "cores": (large_cores, 4e-7),
}
SAMPLED: dict[str, tuple[Callable[[NumberedGraph, int, int], Result], float]] = {  # with seconds per visit
    "betweenness": (centrality.betweenness, 3e-8),
    "closeness": (centrality.closeness, 2.2e-9),
}
MEASURES = (*LINEAR, *SAMPLED)


def is_small(order: int, ties: int) -> bool:
    """Whether networkx measures a graph of this size."""
    return order + ties <= SMALL


def measure_small(name: str, graph: NumberedGraph) -> Result:
    """A measure of MEASURES by networkx, or positions."""
    if name == "positions":
        return Result(positions(graph, BY_NETWORKX["components"](graph.graph())))
    return Result(BY_NETWORKX[name](graph.graph()))


def measure_large(name: str, graph: NumberedGraph, budget: float) -> Result:
    """A measure of MEASURES by the engine of large graphs.

    Betweenness and closeness are estimated when the exact ones take more seconds than the budget. The number of
    searches follows from the size of the graph, so equal graphs have equal results on every machine.
    """
    if name in LINEAR:
        return Result(LINEAR[name][0](graph))
    search, seconds = SAMPLED[name]
    return search(graph, int(budget / seconds), SEED)


def price(name: str, order: int, ties: int, budget: float) -> float:
    """The expected seconds of a measure of a large graph."""
    entries = order + 2 * ties
    if name in LINEAR:
        return LINEAR[name][1] * entries
    return min(SAMPLED[name][1] * entries * order, budget)
