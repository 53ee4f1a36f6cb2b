"""Measures of a network: that they mean what they say, on any day and for any kinds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.enums import Centrality, PartnershipKind, Projection
from data.networks.measures import Measures, measures_of
from data.networks.network import NetworkSpec, node_id
from data.snapshot.snapshot import Snapshot

days = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2027, 12, 31)))
kinds = st.one_of(st.none(), st.frozensets(st.sampled_from(list(PartnershipKind))))
Kinds = frozenset[PartnershipKind] | None


@settings(max_examples=50)
@given(days, kinds, st.sampled_from([Projection.MUNICIPALITIES, Projection.AFFILIATION, Projection.COUNTRIES]))
def test_measures_keep_their_meaning(
    snapshot: Snapshot, day: date | None, kinds: Kinds, projection: Projection
) -> None:
    """Parts cover every node once, cutting a bridge splits a part, ranks follow the scores."""
    measures = measures_of(snapshot.slice(day), NetworkSpec(kinds, projection))
    graph = measures.graph

    assert Counter(name for part in measures.components for name in part) == Counter(graph)
    assert Counter(name for part in measures.communities for name in part) == Counter(graph)
    assert {frozenset((node_id(t.a), node_id(t.b))) for t in measures.bridges} == {
        frozenset(e) for e in graph.edges if _splits(graph, e)
    }
    for by in Centrality:
        ranks, names, scores = zip(*measures.ranking(by), strict=True) if graph else ((), (), ())
        assert sorted(names) == sorted(graph)
        assert all(ranks[i] == 1 + sum(score > scores[i] + 1e-9 for score in scores) for i in range(len(ranks)))


def _splits(graph: Any, edge: tuple[str, str]) -> bool:
    rest = graph.copy()
    rest.remove_edge(*edge)
    return bool(nx.number_connected_components(rest) > nx.number_connected_components(graph))


@settings(max_examples=10)
@given(days)
def test_drawings_lie_within_the_frame(snapshot: Snapshot, day: date | None) -> None:
    """Every node has a place between -1 and 1, the same in every run, and none lies on another."""
    network = measures_of(snapshot.slice(day), NetworkSpec(None, Projection.AFFILIATION)).network
    first, second = (Measures(network).positions for _ in range(2))

    assert first == second
    assert set(first) == {node_id(node) for node in network.nodes}
    assert all(-1 <= number <= 1 for point in first.values() for number in point)
    assert len(set(first.values())) == len(first)
