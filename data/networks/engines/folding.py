"""Folds the trees of a graph into the nodes where they hang, so that shortest paths are searched in the rest alone."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from data.domain.arrays import Numbers
from data.networks.graphs import NumberedGraph, component_labels


class Folding:
    """A graph without its trees: nodes of degree 1 are removed until none is left.

    `parent` is the node to which a removed node was tied, or -1 in the core. `size` is the number of nodes of the
    subtree that hangs at a node, itself included. `rounds` holds the removed nodes in the order of their removal. All
    arrays have shape (nodes,). A component that is a tree keeps one node. `component` numbers the components.
    """

    def __init__(self, graph: NumberedGraph) -> None:
        self.graph = graph
        order = graph.order
        ends, others = graph.directed
        degree = np.bincount(ends, minlength=order)
        tied_to = np.zeros(order, np.int64)  # the sum of the neighbours; of a node of degree 1, its neighbour
        np.add.at(tied_to, ends, others)
        self.parent, self.size, self.rounds = np.full(order, -1), np.ones(order, np.int64), list[Numbers]()
        leaves = np.flatnonzero(degree == 1)
        while len(leaves):
            parents = tied_to[leaves]
            removed = (degree[parents] > 1) | (leaves > parents)  # of two nodes that are left, one stays
            leaves, parents = leaves[removed], parents[removed]
            self.parent[leaves] = parents
            self.rounds.append(leaves)
            degree[leaves] = 0
            np.subtract.at(degree, parents, 1)
            np.subtract.at(tied_to, parents, leaves)
            np.add.at(self.size, parents, self.size[leaves])
            leaves = np.unique(parents)
            leaves = leaves[degree[leaves] == 1]
        self.component = component_labels(graph)
        self.sizes = np.bincount(self.component)

    @cached_property
    def core(self) -> Numbers:
        """The nodes that are left, ascending, shape (core,)."""
        return np.flatnonzero(self.parent < 0)

    @cached_property
    def core_component(self) -> Numbers:
        """The component of each node of the core, shape (core,)."""
        return self.component[self.core]

    @cached_property
    def root(self) -> Numbers:
        """The index in `core` of the node at which each node hangs, or which it is. Shape (nodes,)."""
        found = np.zeros(self.graph.order, np.int64)
        found[self.core] = np.arange(len(self.core))
        for leaves in reversed(self.rounds):
            found[leaves] = found[self.parent[leaves]]
        return found

    @cached_property
    def core_graph(self) -> NumberedGraph:
        """The graph of the core. Its nodes are numbered as in `core`."""
        inside = (self.parent[self.graph.a] < 0) & (self.parent[self.graph.b] < 0)
        a, b, weight = (column[inside] for column in self.graph[1:])
        return NumberedGraph(len(self.core), self.root[a], self.root[b], weight)

    @cached_property
    def order_of_component(self) -> Numbers:
        """The number of nodes of the component of each node, shape (nodes,)."""
        return self.sizes[self.component]

    def children_sum(self, values: Numbers) -> Numbers:
        """The sum of the values of the nodes that hang directly at each node, shape (nodes,)."""
        found = np.zeros(self.graph.order, np.int64)
        removed = np.flatnonzero(self.parent >= 0)
        np.add.at(found, self.parent[removed], values[removed])
        return found


class Sources(NamedTuple):
    """A random sample of nodes as sources, drawn per component without replacement, as core nodes.

    `nodes` are indices in the core, shape (sources,). `rank` counts the sources of each component from 0. `times` is
    the number of sampled nodes that hang at a source. `drawn` is the number of sampled nodes of each component.
    A longer sample begins with the shorter one.
    """

    nodes: Numbers
    rank: Numbers
    times: Numbers
    drawn: Numbers

    @property
    def most(self) -> int:
        """The greatest number of sources of one component."""
        return int(self.rank.max(initial=-1)) + 1


def sources(folding: Folding, most: int, seed: int) -> Sources:
    """At most `most` sources of each component. Nodes that hang at a source already drawn are drawn with it."""
    drawn = np.random.default_rng(seed).permutation(folding.graph.order)
    drawn = drawn[np.argsort(folding.component[drawn], kind="stable")]
    root, component = folding.root[drawn], folding.component[drawn]
    _, first_of_root = np.unique(root, return_index=True)
    new = np.zeros(len(drawn), bool)
    new[first_of_root] = True
    begin = np.cumsum(folding.sizes) - folding.sizes
    seen = np.cumsum(new)
    rank = seen - (seen[begin] - 1)[component] - 1  # of the newest source when a node is drawn
    chosen = rank < most
    nodes = root[new & chosen]
    times = np.bincount(root[chosen], minlength=len(folding.core))[nodes]
    return Sources(nodes, rank[new & chosen], times, np.bincount(component[chosen], minlength=len(folding.sizes)))
