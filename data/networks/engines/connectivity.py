"""The numbers of components of a graph whose ties come and go: offline dynamic connectivity by contraction.

Ties that are present on all of several days are contracted once for all of them, and ties that are present on none are
dropped. Then the days are halved. So a tie is looked at a few times, however many days there are.
"""

from __future__ import annotations

import numpy as np

from data.domain.arrays import Numbers, distinct

AT_ONCE = 200_000  # nodes of all days together; up to this number the days are one graph


def component_counts(order: int, a: Numbers, b: Numbers, present: Numbers) -> Numbers:
    """The number of connected components on each of at least one day, shape (days,).

    The graph has `order` nodes. Tie k joins `a[k]` and `b[k]`. `present`, shape (days, ties), says on which days.
    """
    if order * len(present) <= AT_ONCE:
        return blockwise_counts(order, a, b, present)
    always = present.all(axis=0)
    order, labels = labelled(order, a[always], b[always])
    if len(present) == 1:
        return np.array([order])
    a, b = labels[a], labels[b]
    varying = np.flatnonzero(present.any(axis=0) & (a != b))
    tied, (a, b) = renumbered(a[varying], b[varying])
    half = len(present) // 2
    halves = [component_counts(tied, a, b, days[:, varying]) for days in (present[:half], present[half:])]
    return np.concatenate(halves) + order - tied


def blockwise_counts(order: int, a: Numbers, b: Numbers, present: Numbers) -> Numbers:
    """The same, computed as one graph that holds the graph of each day."""
    days, ties = np.nonzero(present)
    _, labels = labelled(order * len(present), a[ties] + days * order, b[ties] + days * order)
    _, first = np.unique(labels, return_index=True)
    return np.bincount(first // max(order, 1), minlength=len(present))


def labelled(order: int, a: Numbers, b: Numbers) -> tuple[int, Numbers]:
    """The number of connected components, and the component of each node, shape (order,)."""
    from scipy.sparse import coo_array  # type: ignore[import-untyped]  # noqa: PLC0415  # slow to load
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]  # noqa: PLC0415

    ties = coo_array((np.ones(len(a), bool), (a, b)), shape=(order, order)).tocsr()
    count, labels = connected_components(ties, directed=False)
    return int(count), labels


def renumbered(a: Numbers, b: Numbers) -> tuple[int, tuple[Numbers, Numbers]]:
    """The number of nodes that have ties, and the ends of the ties with these nodes numbered from 0."""
    nodes = distinct(np.concatenate([a, b]))
    index = np.empty(nodes[-1] + 1 if len(nodes) else 0, np.int32)
    index[nodes] = np.arange(len(nodes))
    return len(nodes), (index[a], index[b])
