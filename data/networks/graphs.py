"""Graphs as arrays, and what is measured of them: the interface between networks and the engines that measure them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from data.domain.arrays import Numbers
from data.networks.lazy_modules import networkx


class NumberedGraph(NamedTuple):
    """A simple undirected graph as arrays: node i is an integer from 0 to `order` - 1.

    Tie k joins `a[k]` and `b[k]`, with `a[k] < b[k]`, and has `weight[k]`. The three arrays have shape (ties,).
    """

    order: int
    a: Numbers
    b: Numbers
    weight: Numbers

    @property
    def entries(self) -> int:
        """The number of nodes and of ends of ties, which the cost of algorithms follows."""
        return self.order + 2 * len(self.a)

    def graph(self) -> Any:
        """The graph as a networkx.Graph with the edge attribute `weight`."""
        graph = networkx.Graph()
        graph.add_nodes_from(range(self.order))
        graph.add_weighted_edges_from(zip(self.a.tolist(), self.b.tolist(), self.weight.tolist(), strict=True))
        return graph

    @property
    def directed(self) -> tuple[Numbers, Numbers]:
        """Each tie in both directions: the nodes that it leaves and those that it reaches, shape (2 * ties,) each."""
        return np.concatenate([self.a, self.b]), np.concatenate([self.b, self.a])

    def adjacency(self) -> tuple[Numbers, Numbers]:
        """Offsets, shape (nodes + 1,), and neighbours, shape (2 * ties,), of the compressed sparse row format."""
        ends, others = self.directed
        offsets = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=self.order))])
        return offsets, others[np.argsort(ends, kind="stable")]


def component_labels(graph: NumberedGraph) -> Numbers:
    """The connected component of each node, shape (nodes,): numbered by descending size, then smallest node."""
    from scipy.sparse import coo_array  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to load
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]  # noqa: PLC0415

    ties = coo_array((np.ones(len(graph.a), bool), (graph.a, graph.b)), shape=(graph.order, graph.order))
    return by_size(connected_components(ties.tocsr(), directed=False)[1])


def by_size(labels: Numbers) -> Numbers:
    """The labels of the parts of each node, renumbered by descending size, then by smallest node. Shape (nodes,)."""
    _, first, part, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), np.int32)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[part]


class Result(NamedTuple):
    """A measure of a graph, and how it was computed.

    `values` holds one value per node, shape (nodes,); for bridges pairs of nodes, shape (bridges, 2); for positions
    points, shape (nodes, 2). Unless `exact`, `samples` is the greatest number of nodes drawn as sources in one
    component, and `error` is four standard errors of the node with the largest one. Else they are 0.
    """

    values: Numbers
    exact: bool = True
    samples: int = 0
    error: float = 0.0
