"""Betweenness and closeness of large graphs: breadth-first searches from many sources at once, as numpy arrays.

From all nodes the scores are exact. From a random sample of sources they are estimates with a stated error (Brandes and
Pich 2007; Eppstein and Wang 2004). Trees are folded first; what hangs on them is computed exactly in linear time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.domain.arrays import Numbers, ranges
from data.networks.engines.folding import Folding, Sources, sources
from data.networks.graphs import NumberedGraph, Result

STATES = 1 << 18  # pairs of node and source that one batch of betweenness searches; bounds its memory
WORD = 64  # sources in one machine word
WORDS = 8  # machine words of one batch of closeness
FEWEST = 16  # searches
STANDARD_ERRORS = 4  # the stated error, in standard errors of the node that has the largest one


def betweenness(graph: NumberedGraph, visits: int, seed: int) -> Result:
    """Betweenness centrality by at most `visits` visits of nodes and ends of ties, divided by (n-1)(n-2)/2.

    Brandes 2001, with nodes of the core weighted by the trees that hang on them. Cost: searches times ties.
    """
    folding = Folding(graph)
    chosen = sources(folding, searches(folding, visits), seed)
    size, total = folding.size, folding.order_of_component
    inside = (total - 1) ** 2 - folding.children_sum(size**2) - (total - size) ** 2  # paths that use a folded tie
    sums, squares = _dependencies(folding, chosen)
    estimated, errors = _scaled(folding, chosen, sums, squares)
    paths = inside.astype(float)
    paths[folding.core] += estimated
    pairs = max((graph.order - 1) * (graph.order - 2), 1)
    return _result(folding, chosen, paths / pairs, errors / pairs)


def closeness(graph: NumberedGraph, visits: int, seed: int) -> Result:
    """Closeness centrality by at most `visits` visits: (r-1)/(sum of distances) * (r-1)/(n-1).

    `r` is the number of nodes of the component (Wasserman and Faust 1994). Cost: searches times ties / 64.
    """
    folding = Folding(graph)
    chosen = sources(folding, searches(folding, visits), seed)
    component, size, total = folding.component, folding.size, folding.order_of_component
    removed = folding.parent >= 0
    depths = np.bincount(component[removed], size[removed], len(folding.sizes))  # summed over the nodes of a component
    sums, squares = _distances(folding, chosen)
    distances, errors = np.zeros(graph.order), np.zeros(graph.order)
    estimated, errors[folding.core] = _scaled(folding, chosen, sums, squares)
    distances[folding.core] = estimated + depths[folding.core_component]
    for leaves in reversed(folding.rounds):
        parents = folding.parent[leaves]
        distances[leaves] = distances[parents] + total[leaves] - 2 * size[leaves]
        errors[leaves] = errors[parents]
    scores = np.divide(
        (total - 1) ** 2, distances * max(graph.order - 1, 1), out=np.zeros(graph.order), where=total > 1
    )
    relative = np.divide(errors, distances, out=np.zeros(graph.order), where=total > 1)
    return _result(folding, chosen, scores, scores * relative)


def searches(folding: Folding, visits: int) -> int:
    """The number of searches per component that visits allow, but no fewer than the error can be judged from."""
    return max(visits // max(folding.core_graph.entries, 1), FEWEST)


def _scaled(folding: Folding, chosen: Sources, sums: Numbers, squares: Numbers) -> tuple[Numbers, Numbers]:
    """Sums over all nodes of the component, estimated from sums over the drawn ones, and their standard errors.

    Both have shape (core,). The variance has the correction for a sample of a finite population.
    """
    component = folding.core_component
    drawn, total = chosen.drawn[component], folding.sizes[component]
    mean = sums / drawn
    variance = np.maximum(squares / drawn - mean**2, 0) * drawn / np.maximum(drawn - 1, 1)
    return mean * total, total * np.sqrt(variance / drawn * (1 - drawn / total))


def _result(folding: Folding, chosen: Sources, scores: Numbers, errors: Numbers) -> Result:
    if len(chosen.nodes) == len(folding.core):
        return Result(scores)
    return Result(scores, False, int(chosen.drawn.max(initial=0)), STANDARD_ERRORS * float(errors.max()))


def _dependencies(folding: Folding, chosen: Sources) -> tuple[Numbers, Numbers]:
    """The dependencies of the drawn nodes on each node of the core, summed, and their squares summed. Shape (core,)."""
    graph, weights = folding.core_graph, folding.size[folding.core]
    adjacency = graph.adjacency()
    sums, squares = np.zeros(graph.order), np.zeros(graph.order)
    step = max(STATES // max(graph.order, 1), 1)
    for batch, width in _batches(chosen, step):
        columns = chosen.rank[batch] % step
        found = _brandes(*adjacency, chosen.nodes[batch] * width + columns, width, weights)
        weighted = found * _times(folding, chosen, batch, columns, width)
        sums += weighted.sum(1)
        squares += (weighted * found).sum(1)
    return sums, squares


def _batches(chosen: Sources, width: int) -> Iterator[tuple[Numbers, int]]:
    """Yields the indices of the sources of each batch and its number of columns: one source per component each."""
    for begin in range(0, chosen.most, width):
        yield (
            np.flatnonzero((chosen.rank >= begin) & (chosen.rank < begin + width)),
            min(width, chosen.most - begin),
        )


def _times(folding: Folding, chosen: Sources, batch: Numbers, columns: Numbers, width: int) -> Numbers:
    """How often the source of each column and component was drawn, for each node of the core. Shape (core, width)."""
    times = np.zeros((len(folding.sizes), width))
    times[folding.core_component[chosen.nodes[batch]], columns] = chosen.times[batch]
    return times[folding.core_component]


def _brandes(offsets: Numbers, neighbours: Numbers, starts: Numbers, width: int, weights: Numbers) -> Numbers:
    """The dependencies of the sources of each column on each node, shape (nodes, width); 0 for the sources.

    A state is a node times `width` plus a column. All searches advance together, one distance after the other.
    """
    count = (len(offsets) - 1) * width
    paths, distance = np.zeros(count), np.full(count, -1, np.int32)
    paths[starts], distance[starts] = 1, 0
    frontier, steps = starts, list[tuple[Numbers, Numbers]]()
    while len(frontier):
        nodes = frontier // width
        entries, counts = ranges(offsets, nodes)
        to = neighbours[entries] * width + np.repeat(frontier - nodes * width, counts)
        new = np.flatnonzero(distance[to] < 0)
        to, origin = to[new], np.repeat(frontier, counts)[new]
        distance[to] = len(steps) + 1
        _add(paths, to, paths[origin])
        steps.append((to, origin))
        frontier = np.flatnonzero(distance == len(steps)) if len(to) > count // DENSE else np.unique(to)
    shares = np.repeat(weights.astype(float), width)
    dependencies = np.zeros(count)
    for to, origin in reversed(steps):
        _add(dependencies, origin, paths[origin] / paths[to] * (shares[to] + dependencies[to]))
    dependencies[starts] = 0
    return dependencies.reshape(-1, width)


DENSE = 16  # a step to more than a sixteenth of all states is computed over all of them


def _add(sums: Numbers, places: Numbers, values: Numbers) -> None:
    """Adds values at places that may repeat."""
    if len(places) > len(sums) // DENSE:
        sums += np.bincount(places, values, len(sums))
    else:
        np.add.at(sums, places, values)


def _distances(folding: Folding, chosen: Sources) -> tuple[Numbers, Numbers]:
    """The distances of the drawn nodes' sources to each core node, summed, and their squares summed. Shape (core,).

    Bit-parallel breadth-first search (Then et al. 2014): one bit per source. The sources of one word were drawn equally
    often in their component, so that the bits that are new in a step need only be counted.
    """
    graph, component = folding.core_graph, folding.core_component
    offsets, neighbours = graph.adjacency()
    tied = np.flatnonzero(np.diff(offsets))
    begins = offsets[tied]
    word, bit, times = _words(folding, chosen)
    sums, squares = np.zeros(graph.order), np.zeros(graph.order)
    for first in range(0, times.shape[1] if len(tied) else 0, WORDS):
        mine = (word >= first) & (word < first + WORDS)
        weights = times[:, first : first + WORDS][component]
        seen = np.zeros((graph.order, weights.shape[1]), np.uint64)
        np.bitwise_or.at(seen, (chosen.nodes[mine], word[mine] - first), np.uint64(1) << bit[mine].astype(np.uint64))
        frontier, distance = seen.copy(), 0
        while frontier.any():
            distance += 1
            reached = np.zeros_like(frontier)
            reached[tied] = np.bitwise_or.reduceat(frontier[neighbours], begins, axis=0)
            frontier = reached & ~seen
            seen |= frontier
            counts = (np.bitwise_count(frontier) * weights).sum(1)
            sums += distance * counts
            squares += distance**2 * counts
    return sums, squares


def _words(folding: Folding, chosen: Sources) -> tuple[Numbers, Numbers, Numbers]:
    """The word and bit of each source, and how often the sources of each word were drawn, shape (components, words).

    Words are filled component by component; sources that were drawn equally often stand together.
    """
    component = folding.core_component[chosen.nodes]
    order = np.lexsort((chosen.times, component))
    component, times = component[order], chosen.times[order]
    begins = np.flatnonzero(np.diff(component, prepend=-1) | np.diff(times, prepend=-1))  # of equal sources
    counts = np.diff(begins, append=len(order))
    group = np.repeat(np.arange(len(begins)), counts)
    within = np.arange(len(order)) - begins[group]
    words = -(-counts // WORD)
    before = np.cumsum(words) - words
    _, first_group, of_component = np.unique(component[begins], return_index=True, return_inverse=True)
    found = (before - before[first_group][of_component])[group] + within // WORD
    word, bit = np.empty_like(found), np.empty_like(found)
    word[order], bit[order] = found, within % WORD
    table = np.zeros((len(folding.sizes), int(found.max(initial=-1)) + 1))
    table[component, found] = times
    return word, bit, table
