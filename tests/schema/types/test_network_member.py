"""The nodes of ego networks by their distance, and the pages of both orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import networkx as nx
import pytest

from data.domain.enums import Projection
from data.networks.measures import measures_of
from data.networks.network import MAX_RADIUS, NetworkSpec
from data.snapshot.snapshot import Snapshot
from schema.types.network_member import NetworkMemberOrder

Ask = Callable[..., Any]
EGOS = ("mariestad", "herrljunga", "ukmerge", "kamianets-podilskyi", "karlskoga")
EGO = """query($ego: String!, $radius: Int!, $order: NetworkMemberOrder, $first: Int, $after: String, $day: Date) {
  municipality(by: {slug: $ego}, asOf: $day) { network(radius: $radius) {
    members(orderBy: $order, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage } edges { cursor node { distance degree municipality { slug } } }
} } } }"""


@pytest.fixture(scope="module")
def ask(ask_of: Ask, whole: Snapshot) -> Ask:
    """The data that a document gives from the whole catalogue."""
    return partial(ask_of, whole)


def members(ask: Ask, ego: str, radius: int, first: int = 500, **variables: Any) -> Iterator[dict[str, Any]]:
    """All edges of the members of an ego network, page by page."""
    after, more = None, True
    while more:
        asked = ask(EGO, ego=ego, radius=radius, first=first, after=after, **variables)
        page = asked["municipality"]["network"]["members"]
        yield from page["edges"]
        after = page["edges"][-1]["cursor"] if page["edges"] else None
        more = page["pageInfo"]["hasNextPage"]


def told(edges: Iterator[dict[str, Any]]) -> list[tuple[int, int, str]]:
    """Distance, degree and slug of the members, in the order in which they are told."""
    nodes = (edge["node"] for edge in edges)
    return [(node["distance"], node["degree"], node["municipality"]["slug"]) for node in nodes]


def graph_of(whole: Snapshot, day: str | None = None) -> Any:
    """The network of all municipalities as a graph of networkx."""
    slice = whole.all_time if day is None else whole.slice(date.fromisoformat(day))
    return measures_of(slice, NetworkSpec(None, Projection.MUNICIPALITIES)).graph


@pytest.mark.parametrize("ego", EGOS)
@pytest.mark.parametrize("radius", range(MAX_RADIUS + 1))
def test_the_distance_is_that_of_the_shortest_path(ask: Ask, whole: Snapshot, ego: str, radius: int) -> None:
    """As networkx counts it; the nearest come first, of these the best tied, then by slug."""
    graph = graph_of(whole)
    near = nx.ego_graph(graph, ego, radius)
    steps = nx.single_source_shortest_path_length(graph, ego, cutoff=radius)
    expected = sorted((steps[slug], -near.degree(slug), slug) for slug in near)

    assert told(members(ask, ego, radius, order="DISTANCE")) == [
        (step, -degree, slug) for step, degree, slug in expected
    ]


@pytest.mark.parametrize("order", ["DISTANCE", "DEGREE", None])
def test_the_pages_of_an_order_are_the_whole(ask: Ask, order: str | None) -> None:
    """Pages of one, three and seven, each after the cursor of the last, tell every member once and in the same order."""
    whole = told(members(ask, "karlskoga", 2, order=order))

    assert len(set(whole)) == len(whole) > 7
    for first in (1, 3, 7):
        assert told(members(ask, "karlskoga", 2, first, order=order)) == whole


def test_the_default_is_by_degree(ask: Ask) -> None:
    """As before there was an order; the distance is told in it too."""
    found = told(members(ask, "mariestad", 2))

    assert found == told(members(ask, "mariestad", 2, order="DEGREE"))
    assert found == sorted(found, key=lambda one: (-one[1], one[2]))
    assert min(distance for distance, _, _ in found) == 0


def test_on_a_day_the_distance_is_that_of_the_day(ask: Ask, whole: Snapshot) -> None:
    """Before Mariestad took over the seat, it was tied to fewer."""
    day = "2016-01-01"
    steps = nx.single_source_shortest_path_length(graph_of(whole, day), "herrljunga", cutoff=2)
    found = told(members(ask, "herrljunga", 2, order="DISTANCE", day=day))

    assert {slug: distance for distance, _, slug in found} == steps


@pytest.mark.parametrize("projection", list(Projection))
def test_without_an_ego_there_is_no_distance(ask: Ask, projection: Projection) -> None:
    """Null, whatever the nodes are."""
    answer = ask(f"{{ network(projection: {projection}) {{ members(first: 500) {{ nodes {{ distance }} }} }} }}")

    assert {node["distance"] for node in answer["network"]["members"]["nodes"]} == {None}


@pytest.mark.parametrize("projection", list(Projection))
def test_without_an_ego_the_order_is_refused(refuse: Ask, projection: Projection) -> None:
    """Not sorted as if all were equally far: the message says what to ask instead."""
    message = refuse(f"{{ network(projection: {projection}) {{ members(orderBy: DISTANCE) {{ totalCount }} }} }}")

    assert "municipality { network { members } }" in message
    assert "DEGREE" in message


@pytest.mark.parametrize(("given", "asked"), [("DEGREE", "DISTANCE"), ("DISTANCE", "DEGREE"), ("DISTANCE", None)])
def test_a_cursor_of_one_order_is_none_of_the_other(ask: Ask, refuse: Ask, given: str, asked: str | None) -> None:
    """The page would begin anywhere."""
    [first] = list(members(ask, "mariestad", 1, order=given))[:1]

    assert "order" in refuse(EGO, ego="mariestad", radius=1, order=asked, after=first["cursor"])


def test_both_orders_are_described_in_both_languages(ask: Ask) -> None:
    """As every enumeration is."""
    [found] = ask('{ enumerations(names: ["NetworkMemberOrder"]) { values { value meaning(language: SV) } } }')[
        "enumerations"
    ]

    assert [one["value"] for one in found["values"]] == [order.value for order in NetworkMemberOrder]
