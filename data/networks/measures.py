"""Measures of a network, computed by networkx, once each. Nodes are known by their place in the order of the nodes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from data.domain.enums import Centrality
from data.networks.algorithms import MEASURES, WORKER, Net
from data.networks.layout import drawn
from data.networks.lazy_networkx import networkx
from data.networks.network import Network, Ties, ident
from data.snapshot.columns import Numbers
from data.snapshot.entities import Thing

LARGEST_DRAWING = 10_000  # nodes; beyond that a drawing tells nothing and takes minutes
LARGE = 20_000  # nodes and ties; what is larger is measured in a process of its own
LEAST = 20_000  # nodes and ties that even an empty network counts for
DIGITS = 12  # to which scores are compared

Graph = Any  # networkx.Graph[str]


class Measures:
    """What can be computed on one network. Not thread-safe in the sense that two threads may do the same work twice."""

    def __init__(self, network: Network, large: int = LARGE) -> None:
        self.network = network
        self.large = large
        self.found: dict[str, Numbers] = {}

    @property
    def weight(self) -> int:
        """How much memory it and its slice take, in nodes and ties; a graph of networkx takes ten times the room of lines."""
        lines = vars(self.network).get("lines")
        size = lines.weighs if lines else 0
        return LEAST + size * (1 if size > self.large else 10) + len(self.network.slice.made)

    @property
    def net(self) -> Net:
        lines = self.network.lines
        return Net(self.network.order, *lines.ends, lines.weight)

    @cached_property
    def numbered(self) -> Graph:
        """The network as a simple undirected graph with the attribute `weight`, its nodes 0, 1, 2 …

        What depends on the order of sets comes out the same in every process.
        """
        return self.net.graph()

    def measured(self, name: str) -> Numbers:
        """A measure of every node, or the ends of the ties that it finds. Raises Interrupted."""
        if name not in self.found:
            network = self.network
            if network.order + network.size > self.large:
                key = (network.slice.snapshot.version, network.slice.day, network.frame)
                self.found[name] = WORKER.ask(name, key, self.net)
            else:
                self.found[name] = MEASURES[name](self.numbered)
        return self.found[name]

    def place(self, node: Thing) -> int:
        """The place of a node in their order."""
        return int(np.searchsorted(self.network.lines.nodes, node.row))

    @cached_property
    def names(self) -> list[str]:
        """The names of the nodes, in order."""
        return [ident(node) for node in self.network.nodes]

    @cached_property
    def number_of(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def things(self) -> dict[str, Thing]:
        """The nodes by name, in order."""
        return dict(zip(self.names, self.network.nodes, strict=True))

    @cached_property
    def graph(self) -> Graph:
        """The network as networkx has it, its nodes named."""
        return networkx.relabel_nodes(self.numbered, dict(enumerate(self.names)))

    @property
    def density(self) -> float:
        """Ties divided by possible ties, n(n-1)/2; 0 for fewer than two nodes."""
        order = self.network.order
        return 2 * self.network.size / (order * (order - 1)) if order > 1 else 0.0

    @cached_property
    def degrees(self) -> Numbers:
        """To how many nodes each is tied."""
        return np.bincount(np.concatenate(self.network.lines.ends), minlength=self.network.order)

    @cached_property
    def strengths(self) -> Numbers:
        """The weights of each node's ties, added up."""
        ends, weight = np.concatenate(self.network.lines.ends), self.network.lines.weight
        return np.bincount(ends, np.tile(weight, 2), self.network.order).astype(np.int64)

    def parts(self, name: str, first: int | None = None) -> list[list[int]]:
        """Components or communities, the largest first, then by their first nodes: the places of their nodes, in order."""
        labels = self.measured(name)
        order, sizes = np.argsort(labels, kind="stable"), np.bincount(labels)[:first]
        ends = np.cumsum(sizes)
        return [order[end - size : end].tolist() for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)]

    def count(self, name: str) -> int:
        """The number of parts."""
        return int(self.measured(name).max(initial=-1)) + 1

    @property
    def components(self) -> list[list[str]]:
        """The names in each maximal connected part."""
        return [[self.names[place] for place in part] for part in self.parts("components")]

    @property
    def communities(self) -> list[list[str]]:
        """The names in each community, by the Louvain method."""
        return [[self.names[place] for place in part] for part in self.parts("communities")]

    @property
    def bridges(self) -> Ties:
        """The ties whose removal would split a component (Tarjan's bridges), in the order of the ties."""
        ends, bridges = np.stack(self.network.lines.ends, axis=1), self.measured("bridges")
        order = self.network.order
        found = np.isin(ends @ (order, 1), bridges @ (order, 1))
        heaviest = self.network.lines.heaviest
        return Ties(self.network, heaviest[found[heaviest]])

    @cached_property
    def positions(self) -> dict[str, tuple[float, float]]:
        """Where to draw each node, within -1 and 1; empty above LARGEST_DRAWING nodes. See `data.networks.layout`."""
        if self.network.order > LARGEST_DRAWING:
            return {}
        parts = [[self.number_of[name] for name in part] for part in self.components]
        points = drawn(self.network.order, list(self.numbered.edges), parts)
        return {
            name: (round(float(x), 6), round(float(y), 6)) for name, (x, y) in zip(self.things, points, strict=True)
        }

    def score(self, by: Centrality) -> dict[str, float]:
        """The centrality of every node; the normalisation is in the enum and below."""
        return dict(zip(self.names, self.centrality(by).tolist(), strict=True))

    def centrality(self, by: Centrality) -> Numbers:
        """The centrality of every node.

        - DEGREE: degree / (n - 1); 0 for a single node.
        - BETWEENNESS: shares of shortest paths, ties unweighted, divided by (n-1)(n-2)/2; estimated in large networks.
        - CLOSENESS: (r-1)/sum of distances * (r-1)/(n-1), where r nodes are reachable, the node itself included
          (Wasserman and Faust 1994).
        - PAGERANK: damping 0.85, ties weighted both ways; the scores add up to 1 (Page et al. 1998).
        """
        if by is Centrality.DEGREE:
            return self.degrees / max(self.network.order - 1, 1)
        return self.measured(by.lower())

    def ranked(self, by: Centrality, first: int | None = None) -> list[tuple[int, int, float]]:
        """Rank, place and score of the first nodes, the highest first; equal scores share a rank, as in sport."""
        scores = self.centrality(by)
        rounded: Numbers = -np.round(scores, DIGITS)
        order = np.argsort(rounded, kind="stable")
        best = order[:first]
        ranks: Numbers = np.searchsorted(rounded[order], rounded[best]) + 1
        return list(zip(ranks.tolist(), best.tolist(), scores[best].tolist(), strict=True))

    def ranking(self, by: Centrality) -> list[tuple[int, str, float]]:
        """The same of all nodes by their names."""
        return [(rank, self.names[place], score) for rank, place, score in self.ranked(by)]

    @property
    def core_numbers(self) -> dict[str, int]:
        """The largest k of which the node is in the k-core (Batagelj and Zaversnik 2003)."""
        return dict(zip(self.names, self.measured("cores").tolist(), strict=True))
