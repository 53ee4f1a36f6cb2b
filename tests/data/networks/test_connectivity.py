"""Components of graphs whose ties come and go, against networkx on each day."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.networks.engines import connectivity
from data.networks.engines.connectivity import component_counts

ties = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda tie: tie[0] != tie[1]), max_size=30)


@pytest.mark.parametrize("at_once", [0, 48, connectivity.AT_ONCE])
@given(ties=ties, days=st.integers(1, 9), data=st.data())
def test_each_day_has_the_components_of_its_ties(
    at_once: int, ties: list[tuple[int, int]], days: int, data: st.DataObject
) -> None:
    """Whatever comes, goes and comes again, with a graph for each day, for some or for all of them at once.

    Nodes without ties are components of their own.
    """
    masks = [data.draw(st.lists(st.booleans(), min_size=len(ties), max_size=len(ties))) for _ in range(days)]
    a, b = np.array(ties, np.int64).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(connectivity, "AT_ONCE", at_once)
        found = component_counts(12, a, b, np.array(masks, bool).reshape(days, len(ties)))

    for mask, components in zip(masks, found, strict=True):
        graph: nx.Graph[int] = nx.empty_graph(12)
        graph.add_edges_from(tie for tie, present in zip(ties, mask, strict=True) if present)
        assert components == nx.number_connected_components(graph)


def test_a_graph_may_have_no_nodes() -> None:
    """On none of its days."""
    none = np.empty(0, np.int64)

    assert component_counts(0, none, none, np.empty((3, 0), bool)).tolist() == [0, 0, 0]
