"""Measures of a network, each computed once by networkx. Nodes are identified by their index in the node order."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from data.domain.enums import Centrality
from data.networks.algorithms import MEASURES, WORKER, NumberedGraph
from data.networks.layout import layout
from data.networks.lazy_networkx import networkx
from data.networks.network import Network, NetworkSpec, Ties, node_id
from data.snapshot.columns import Numbers, SliceView
from data.snapshot.entities.entity import Entity

LARGEST_DRAWING = 10_000  # nodes; larger drawings are unreadable and take minutes
LARGE = 20_000  # nodes and ties; larger networks are measured by the measuring process
LEAST = 20_000  # cache weight of an empty network, in nodes and ties
DIGITS = 12  # decimals to which scores are rounded before they are ranked

Graph = Any  # networkx.Graph[str]


class Measures:
    """The measures of one network, cached on first access. Thread-safe, but two threads may compute a measure twice."""

    def __init__(self, network: Network, large: int = LARGE) -> None:
        self.network = network
        self.large = large
        self.found: dict[str, Numbers] = {}

    @property
    def weight(self) -> int:
        """The cache weight, in nodes and ties: the tie table and the materialised entities of the slice.

        The tie table of a small network counts tenfold, because its networkx graph takes ten times the memory.
        """
        tie_table = vars(self.network).get("tie_table")
        size = tie_table.memory if tie_table else 0
        return LEAST + size * (1 if size > self.large else 10) + len(self.network.slice.materialised)

    @property
    def numbered_graph(self) -> NumberedGraph:
        """The network as arrays, the input of the algorithms."""
        table = self.network.tie_table
        return NumberedGraph(self.network.order, *table.ends, table.weight)

    @cached_property
    def graph_by_number(self) -> Graph:
        """The network as a simple undirected networkx.Graph with integer nodes from 0 and the edge attribute `weight`.

        With integer nodes, algorithms that iterate over sets give the same result in every process.
        """
        return self.numbered_graph.graph()

    def compute(self, name: str) -> Numbers:
        """A measure of MEASURES: one value per node, shape (nodes,); for `bridges` node indices, shape (bridges, 2).

        Raises Interrupted when the measuring process ends before it returns a result.
        """
        if name not in self.found:
            network = self.network
            if network.order + network.size > self.large and WORKER.enabled:
                key = (network.slice.snapshot.version, network.slice.day, network.spec)
                self.found[name] = WORKER.submit(name, key, self.numbered_graph)
            else:
                self.found[name] = MEASURES[name](self.graph_by_number)
        return self.found[name]

    def index_of(self, node: Entity) -> int:
        """The index of a node in the node order."""
        return int(np.searchsorted(self.network.tie_table.nodes, node.row))

    @cached_property
    def names(self) -> list[str]:
        """The ids of the nodes, in node order."""
        return [node_id(node) for node in self.network.nodes]

    @cached_property
    def number_of(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The nodes by id, in node order."""
        return dict(zip(self.names, self.network.nodes, strict=True))

    @cached_property
    def graph(self) -> Graph:
        """The network as a networkx.Graph whose nodes are ids."""
        return networkx.relabel_nodes(self.graph_by_number, dict(enumerate(self.names)))

    @property
    def density(self) -> float:
        """Ties divided by possible ties, n(n-1)/2; 0 for fewer than two nodes."""
        order = self.network.order
        return 2 * self.network.size / (order * (order - 1)) if order > 1 else 0.0

    @cached_property
    def degrees(self) -> Numbers:
        """The number of neighbours of each node, shape (nodes,)."""
        return np.bincount(np.concatenate(self.network.tie_table.ends), minlength=self.network.order)

    @cached_property
    def strengths(self) -> Numbers:
        """The sum of the weights of the ties of each node, shape (nodes,)."""
        ends, weight = np.concatenate(self.network.tie_table.ends), self.network.tie_table.weight
        return np.bincount(ends, np.tile(weight, 2), self.network.order).astype(np.int64)

    def parts(self, name: str, first: int | None = None) -> list[list[int]]:
        """Components or communities as lists of node indices, by descending size, then by their smallest index.

        `first` limits the number of parts; None is no limit.
        """
        labels = self.compute(name)
        order, sizes = np.argsort(labels, kind="stable"), np.bincount(labels)[:first]
        ends = np.cumsum(sizes)
        return [order[end - size : end].tolist() for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)]

    def count(self, name: str) -> int:
        """The number of components or communities."""
        return int(self.compute(name).max(initial=-1)) + 1

    @property
    def components(self) -> list[list[str]]:
        """The ids in each connected component."""
        return [[self.names[index] for index in part] for part in self.parts("components")]

    @property
    def communities(self) -> list[list[str]]:
        """The ids in each community by the Louvain method."""
        return [[self.names[index] for index in part] for part in self.parts("communities")]

    @property
    def bridges(self) -> Ties:
        """The bridges (Tarjan 1974): ties whose removal splits a component, in the order of the ties."""
        ends, bridges = np.stack(self.network.tie_table.ends, axis=1), self.compute("bridges")
        order = self.network.order
        found = np.isin(ends @ (order, 1), bridges @ (order, 1))
        heaviest = self.network.tie_table.heaviest
        return Ties(self.network, heaviest[found[heaviest]])

    @cached_property
    def positions(self) -> dict[str, tuple[float, float]]:
        """The position of each node by id, both coordinates from -1 to 1; empty above LARGEST_DRAWING nodes."""
        if self.network.order > LARGEST_DRAWING:
            return {}
        ends = np.stack(self.network.tie_table.ends, axis=1)
        points = layout(self.network.order, ends, self.compute("components"))
        return {
            name: (round(float(x), 6), round(float(y), 6)) for name, (x, y) in zip(self.entities, points, strict=True)
        }

    def score(self, by: Centrality) -> dict[str, float]:
        """The centrality of every node by id, normalised as in `centrality`."""
        return dict(zip(self.names, self.centrality(by).tolist(), strict=True))

    def centrality(self, by: Centrality) -> Numbers:
        """The centrality of every node, shape (nodes,).

        - DEGREE: degree / (n - 1); 0 for a single node.
        - BETWEENNESS: the summed shares of shortest paths through the node, ties unweighted, divided by (n-1)(n-2)/2;
          estimated in large networks.
        - CLOSENESS: (r-1)/(sum of distances) * (r-1)/(n-1), where r is the number of reachable nodes, including the
          node itself (Wasserman and Faust 1994).
        - PAGERANK: damping 0.85, ties weighted in both directions; the scores add up to 1 (Page et al. 1998).
        """
        if by is Centrality.DEGREE:
            return self.degrees / max(self.network.order - 1, 1)
        return self.compute(by.lower())

    def ranked(self, by: Centrality, first: int | None = None) -> list[tuple[int, int, float]]:
        """Rank, index and score of the first nodes by descending score; equal scores share a rank (1, 2, 2, 4)."""
        scores = self.centrality(by)
        rounded: Numbers = -np.round(scores, DIGITS)
        order = np.argsort(rounded, kind="stable")
        best = order[:first]
        ranks: Numbers = np.searchsorted(rounded[order], rounded[best]) + 1
        return list(zip(ranks.tolist(), best.tolist(), scores[best].tolist(), strict=True))

    def ranking(self, by: Centrality) -> list[tuple[int, str, float]]:
        """Rank, id and score of all nodes by descending score."""
        return [(rank, self.names[index], score) for rank, index, score in self.ranked(by)]

    @property
    def core_numbers(self) -> dict[str, int]:
        """The largest k for which each node, by id, is in the k-core (Batagelj and Zaversnik 2003)."""
        return dict(zip(self.names, self.compute("cores").tolist(), strict=True))


def measures_of(slice: SliceView, spec: NetworkSpec) -> Measures:
    """The measures of a network, cached in the snapshot by day and specification."""
    snapshot = slice.snapshot
    measures: Measures = snapshot.results.get_or_create((slice.day, spec), lambda: Measures(Network(slice, spec)))
    return measures
