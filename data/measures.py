"""Measures of a network, computed by networkx, once each. Every node is named by `ident`."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import networkx as nx

from data.errors import SettingError
from data.kinds import Centrality
from data.networks import Network, Tie, ident
from data.things import Thing

SEED = 2030
DAMPING = 0.85
LARGEST_DRAWING = 10_000  # nodes; beyond that a drawing tells nothing and takes minutes
LARGEST_BETWEENNESS = 5_000  # nodes; beyond that betweenness is estimated from as many sources
SAMPLE = 500

Graph = Any  # nx.Graph[str]
networkx: Any = nx  # backends are chosen at run time, so its functions are not typed here


class Measures:
    """What can be computed on one network. Not thread-safe in the sense that two threads may do the same work twice."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.rankings: dict[Centrality, list[tuple[int, str, float]]] = {}

    @cached_property
    def things(self) -> dict[str, Thing]:
        """The nodes by name, in order."""
        return {ident(node): node for node in self.network.nodes}

    @cached_property
    def graph(self) -> Graph:
        """The network as a simple undirected graph with the attribute `weight`."""
        graph: Graph = nx.Graph()
        graph.add_nodes_from(self.things)
        names = list(self.things)
        a, b = (ends.tolist() for ends in self.network.lines.ends)
        weights = self.network.lines.weight.tolist()
        graph.add_weighted_edges_from((names[x], names[y], weight) for x, y, weight in zip(a, b, weights, strict=True))
        return graph

    @cached_property
    def numbered(self) -> Graph:
        """The graph with its nodes as 0, 1, 2 …: what depends on the order of sets comes out the same in every process."""
        return networkx.convert_node_labels_to_integers(self.graph)

    @cached_property
    def number_of(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.things)}

    @property
    def density(self) -> float:
        """Ties divided by possible ties, n(n-1)/2; 0 for fewer than two nodes."""
        return float(networkx.density(self.graph))

    @cached_property
    def components(self) -> list[list[str]]:
        """The maximal connected parts, the largest first, then by name; each sorted."""
        return _sorted(networkx.connected_components(self.graph))

    @cached_property
    def component_of(self) -> dict[str, int]:
        """The number of each node's component, 0 for the largest."""
        return {name: number for number, part in enumerate(self.components) for name in part}

    @cached_property
    def communities(self) -> list[list[str]]:
        """Communities by the Louvain method (Blondel et al. 2008), ties weighted, with a fixed seed; the largest first."""
        if not self.graph.size():
            return _sorted({name} for name in self.things)
        names = list(self.things)
        found = networkx.community.louvain_communities(self.numbered, weight="weight", seed=SEED)
        return _sorted({names[number] for number in part} for part in found)

    @cached_property
    def bridges(self) -> list[Tie]:
        """The ties whose removal would split a component (Tarjan's bridges), in the order of the ties."""
        found = {frozenset(pair) for pair in networkx.bridges(self.graph)}
        return [tie for tie in self.network.ties if frozenset((ident(tie.a), ident(tie.b))) in found]

    @cached_property
    def core_numbers(self) -> dict[str, int]:
        """The largest k of which the node is in the k-core (Batagelj and Zaversnik 2003)."""
        found: dict[str, int] = networkx.core_number(self.graph)
        return found

    @cached_property
    def positions(self) -> dict[str, tuple[float, float]]:
        """Where to draw each node, within -1 and 1: Fruchterman and Reingold's layout with a fixed seed.

        Each component is laid out by itself and the components are packed row by row, the largest first, in squares
        as large as their number of nodes asks for. Empty above LARGEST_DRAWING nodes.
        """
        if self.network.order > LARGEST_DRAWING:
            return {}
        return _packed([self._layout(part) for part in self.components])

    def _layout(self, part: list[str]) -> dict[str, tuple[float, float]]:
        if len(part) == 1:
            return {part[0]: (0.0, 0.0)}
        number_of = self.number_of
        numbers = sorted(number_of[name] for name in part)
        alone = networkx.Graph()
        alone.add_nodes_from(numbers)
        alone.add_edges_from(self.numbered.edges(numbers))
        laid = networkx.spring_layout(alone, seed=SEED, weight=None, method="force")
        return {name: (float(laid[number_of[name]][0]), float(laid[number_of[name]][1])) for name in part}

    def score(self, by: Centrality) -> dict[str, float]:
        """The centrality of every node; the normalisation is in the enum and below."""
        found: dict[str, float] = getattr(self, by.lower())
        return found

    @cached_property
    def degree(self) -> dict[str, float]:
        """Degree / (n - 1); 0 for a single node."""
        most = max(self.network.order - 1, 1)
        return {name: degree / most for name, degree in self.graph.degree()}

    @cached_property
    def betweenness(self) -> dict[str, float]:
        """Shares of shortest paths, ties unweighted, divided by (n-1)(n-2)/2 (Brandes 2001).

        Above LARGEST_BETWEENNESS nodes estimated from SAMPLE sources with a fixed seed (Brandes and Pich 2007).
        """
        sample = SAMPLE if self.network.order > LARGEST_BETWEENNESS else None
        found: dict[str, float] = networkx.betweenness_centrality(self.graph, k=sample, seed=SEED)
        return found

    @cached_property
    def closeness(self) -> dict[str, float]:
        """(r-1)/sum of distances * (r-1)/(n-1), where r nodes are reachable, the node itself included (Wasserman and Faust 1994)."""
        found: dict[str, float] = networkx.closeness_centrality(self.graph, wf_improved=True)
        return found

    @cached_property
    def pagerank(self) -> dict[str, float]:
        """PageRank with damping 0.85, ties weighted both ways; the scores add up to 1 (Page et al. 1998)."""
        found: dict[str, float] = networkx.pagerank(self.graph, alpha=DAMPING, weight="weight")
        return found

    def ranking(self, by: Centrality) -> list[tuple[int, str, float]]:
        """Rank, name and score of every node, the highest first; equal scores share a rank, as in sport."""
        if by not in self.rankings:
            self.rankings[by] = self._ranked(by)
        return self.rankings[by]

    def _ranked(self, by: Centrality) -> list[tuple[int, str, float]]:
        scores = self.score(by)
        names = sorted(scores, key=lambda name: (-round(scores[name], 12), name))
        ranked: list[tuple[int, str, float]] = []
        for number, name in enumerate(names, start=1):
            same = ranked and round(ranked[-1][2], 12) == round(scores[name], 12)
            ranked.append((ranked[-1][0] if same else number, name, scores[name]))
        return ranked


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
            f"SAMBAND_NETWORKX_BACKEND={name!r} does not go with networkx {nx.__version__}: {error}"
        ) from error
    networkx.config.backend_priority = [name]


def _sorted(parts: Any) -> list[list[str]]:
    return sorted((sorted(part) for part in parts), key=lambda part: (-len(part), part[0]))


def _packed(parts: list[dict[str, tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """Squares side by side in rows, the largest first, scaled into -1 … 1."""
    sides = [len(part) ** 0.5 for part in parts]
    width = max(sum(side * side for side in sides) ** 0.5 * 1.2, *sides, 1.0) if sides else 1.0
    placed, x, y, row = {}, 0.0, 0.0, 0.0
    for part, side in zip(parts, sides, strict=True):
        if x + side > width:
            x, y, row = 0.0, y + row, 0.0
        for name, (left, top) in part.items():
            placed[name] = x + side * (0.5 + 0.45 * left), y + side * (0.5 + 0.45 * top)
        x, row = x + side, max(row, side)
    scale = max(width, y + row) / 2
    return {name: (round(left / scale - 1, 6), round(top / scale - 1, 6)) for name, (left, top) in placed.items()}
