"""Measures of a network, each computed once. Nodes are identified by their index in the node order."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import numpy as np

from data.domain.arrays import Numbers
from data.domain.enums import Centrality
from data.lanes.lanes import LANES
from data.networks.algorithms import is_small, measure_large, measure_small, price
from data.networks.graphs import NumberedGraph, Result
from data.networks.lazy_modules import networkx
from data.networks.network import Network, NetworkSpec, Ties, node_id
from data.snapshot.columns import SliceView
from data.snapshot.entities.entity import Entity

LEAST = 20_000  # cache weight of an empty network, in nodes and ties
DIGITS = 12  # decimals to which scores are rounded before they are ranked

Graph = Any  # networkx.Graph[str]


class Measures:
    """The measures of one network, cached on first access. Thread-safe, but two threads may compute a measure twice.

    `budget` is the time in seconds after which centralities are estimated instead of computed exactly.
    """

    budget = 2.0

    def __init__(self, network: Network) -> None:
        self.network = network
        self.found: dict[str, Result] = {}

    @property
    def weight(self) -> int:
        """The cache weight, in nodes and ties: the tie table, the measures and the materialised entities of the slice.

        A networkx graph takes about nine times the memory of the tie table.
        """
        tie_table = vars(self.network).get("tie_table")
        size = tie_table.memory if tie_table else 0
        measured = sum(len(result.values) for result in list(self.found.values()))
        graph = 9 * size if "graph" in vars(self) else 0
        return LEAST + size + graph + measured + len(self.network.slice.materialised)

    @cached_property
    def numbered_graph(self) -> NumberedGraph:
        """The network as arrays, the input of the algorithms. With integer nodes, these give the same result in every process."""
        table = self.network.tie_table
        return NumberedGraph(self.network.order, *table.ends, table.weight)

    def result(self, name: str) -> Result:
        """A measure of MEASURES. Those of large networks are computed in a lane.

        Raises NotReady or Interrupted when the lane has no result.
        """
        if name not in self.found:
            self._check_room(name)
            graph, network = self.numbered_graph, self.network
            if is_small(network.order, network.size):
                self.found[name] = measure_small(name, graph)
            else:
                task = partial(measure_large, name, graph, self.budget)
                key = (network.slice.snapshot, network.slice.day, network.spec, name)
                seconds = price(name, network.order, network.size, self.budget)
                self.found[name] = LANES.compute(key, task, seconds, partial(self.found.__setitem__, name))
        return self.found[name]

    def _check_room(self, name: str) -> None:
        """Raises NotReady when the measure would not be computed now, before the ties are found in vain.

        The measure is priced as that of the network of all time. An ego network is not checked, as it may be small.
        """
        network = self.network
        if "tie_table" in vars(network) or network.spec.around is not None:
            return
        order = network.slice.tables["municipalities"].size
        ties = len(network.slice.snapshot.co_memberships.others) // 2
        if not is_small(order, ties):
            LANES.check_room(price(name, order, ties, self.budget))

    def compute(self, name: str) -> Numbers:
        """The values of a measure of MEASURES: one per node, shape (nodes,); for `bridges` node indices, shape (bridges, 2)."""
        return self.result(name).values

    def index_of(self, node: Entity) -> int:
        """The index of a node in the node order."""
        return int(np.searchsorted(self.network.tie_table.nodes, node.row))

    @cached_property
    def names(self) -> list[str]:
        """The ids of the nodes, in node order."""
        return [node_id(node) for node in self.network.nodes]

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The nodes by id, in node order."""
        return dict(zip(self.names, self.network.nodes, strict=True))

    @cached_property
    def graph(self) -> Graph:
        """The network as a networkx.Graph whose nodes are ids."""
        return networkx.relabel_nodes(self.numbered_graph.graph(), dict(enumerate(self.names)))

    @property
    def density(self) -> float:
        """Ties divided by possible ties, n(n-1)/2; 0 for fewer than two nodes."""
        order = self.network.order
        return 2 * self.network.size / (order * (order - 1)) if order > 1 else 0.0

    @property
    def degrees(self) -> Numbers:
        """The number of neighbours of each node, shape (nodes,)."""
        return self.network.tie_table.degrees

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
    def points(self) -> list[tuple[float, float]]:
        """The position of each node, in node order, both coordinates from -1 to 1."""
        rounded: Numbers = np.round(self.compute("positions"), 6)
        return [(x, y) for x, y in rounded.tolist()]

    @property
    def positions(self) -> dict[str, tuple[float, float]]:
        """The position of each node by id."""
        return dict(zip(self.names, self.points, strict=True))

    def score(self, by: Centrality) -> dict[str, float]:
        """The centrality of every node by id, normalised as in `centrality`."""
        return dict(zip(self.names, self.centrality(by).tolist(), strict=True))

    def centrality(self, by: Centrality) -> Numbers:
        """The centrality of every node, shape (nodes,).

        - DEGREE: degree / (n - 1); 0 for a single node.
        - BETWEENNESS: the summed shares of shortest paths through the node, ties unweighted, divided by (n-1)(n-2)/2;
          estimated in large networks, as `result` tells.
        - CLOSENESS: (r-1)/(sum of distances) * (r-1)/(n-1), where r is the number of reachable nodes, including the
          node itself (Wasserman and Faust 1994).
        - PAGERANK: damping 0.85, ties weighted in both directions; the scores add up to 1 (Page et al. 1998).
        """
        return self.centrality_result(by).values

    def centrality_result(self, by: Centrality) -> Result:
        """A centrality with how it was computed."""
        if by is Centrality.DEGREE:
            return Result(self.degrees / max(self.network.order - 1, 1))
        return self.result(by.lower())

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
