"""Networks: who is tied to whom, held against networkx on graphs made from the rows themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import PartnershipKind, Projection
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec, goal_counts, partners
from data.networks.traversal import Traversal
from data.snapshot.entities import Membership, Municipality, Partnership
from data.snapshot.queries import municipality_by_key
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot

SHARED = "mariestad-ukmerge-kamianets-podilskyi"
days = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2027, 12, 31)))
kinds = st.one_of(st.none(), st.frozensets(st.sampled_from(list(PartnershipKind))))
Kinds = frozenset[PartnershipKind] | None


def unit(slice: Slice, slug: str) -> Municipality:
    found = municipality_by_key(slice, slug=slug)
    assert found is not None
    return found


def oracle(snapshot: Snapshot, day: date | None, kinds: Kinds) -> Any:
    """The one-mode projection as one would build it by hand: each pair of seats of each partnership of the day.

    A pair that several parts of one cooperation tie counts once.
    """
    graph, cooperations = nx.Graph(), defaultdict[frozenset[str], set[str]](set)
    for partnership in snapshot.rows["partnerships"]:
        assert isinstance(partnership, Partnership)
        if (kinds is None or partnership.kind in kinds) and (day is None or partnership.certainty_on(day)):
            there = [m for m in partnership.members if day is None or m.certainty_on(day)]
            graph.add_nodes_from(member.municipality.slug for member in there)
            for pair in {frozenset(tied) for tied in map(_tied, combinations(there, 2)) if tied}:
                cooperations[pair].add(partnership.cooperation.slug)
                graph.add_edge(*pair, weight=len(cooperations[pair]))
    return graph


def _tied(pair: tuple[Membership, Membership]) -> tuple[str, str] | None:
    a, b = pair
    apart = a.seat.number != b.seat.number and a.municipality is not b.municipality
    return (a.municipality.slug, b.municipality.slug) if apart and a.span.overlaps(b.span) else None


def graph_of(snapshot: Snapshot, day: date | None, spec: NetworkSpec) -> Any:
    return measures_of(snapshot.slice(day), spec).graph


def edges(graph: Any) -> dict[frozenset[str], int]:
    return {frozenset((a, b)): weight for a, b, weight in graph.edges(data="weight")}


@given(days, kinds)
def test_the_projection_is_that_of_the_rows(whole: Snapshot, day: date | None, kinds: Kinds) -> None:
    """On any day and for any kinds, nodes, ties and weights are those of a graph made by hand."""
    made, wanted = graph_of(whole, day, NetworkSpec(kinds, Projection.MUNICIPALITIES)), oracle(whole, day, kinds)

    assert set(made) == set(wanted)
    assert edges(made) == edges(wanted)


@given(days, kinds)
def test_the_affiliation_network_has_two_modes(whole: Snapshot, day: date | None, kinds: Kinds) -> None:
    """Ties lead only from municipalities to partnerships, one for each membership of the day."""
    graph = graph_of(whole, day, NetworkSpec(kinds, Projection.AFFILIATION))
    places = {node for node in graph if not node.startswith("partnership:")}

    assert nx.is_bipartite(graph)
    assert all((a in places) != (b in places) for a, b in graph.edges)
    assert places == set(oracle(whole, day, kinds))


def test_three_parties_are_a_triangle_only_in_the_projection(snapshot: Snapshot) -> None:
    """A partnership of three is one node with three ties; projected it ties each two of them once."""
    spec = NetworkSpec(frozenset({PartnershipKind.MUNICIPAL_PARTNERSHIP}), Projection.AFFILIATION)
    affiliation = graph_of(snapshot, None, spec)
    projected = graph_of(snapshot, None, spec._replace(projection=Projection.MUNICIPALITIES))
    trio = ("haabo", "livingstone", "victoria-falls")

    assert set(affiliation["partnership:haabo-livingstone-victoria-falls"]) == set(trio)
    assert [projected[a][b]["weight"] for a, b in combinations(trio, 2)] == [1, 1, 1]
    assert sum(nx.triangles(projected, trio).values()) == 3


def test_who_handed_a_seat_over_is_no_neighbour_of_who_took_it(snapshot: Snapshot) -> None:
    """Herrljunga and Mariestad were never in the partnership together."""
    graph = graph_of(snapshot, None, NetworkSpec(None, Projection.MUNICIPALITIES))

    assert not graph.has_edge("herrljunga", "mariestad")
    assert graph["herrljunga"]["ukmerge"]["weight"] == 2
    assert graph["mariestad"]["ukmerge"]["weight"] == 1


@pytest.mark.parametrize(
    ("year", "found"),
    [
        (2005, {}),
        (2010, {"herrljunga": 1}),
        (2015, {"herrljunga": 2, "kamianets-podilskyi": 1}),
        (2019, {"herrljunga": 2, "kamianets-podilskyi": 1, "mariestad": 1}),
        (2021, {"herrljunga": 1, "kamianets-podilskyi": 1, "mariestad": 1}),
    ],
)
def test_partners_are_those_of_the_day(snapshot: Snapshot, year: int, found: dict[str, int]) -> None:
    """Ukmergė has Herrljunga as twin town all along, as partner until Mariestad comes; all belong to the slice."""
    slice = snapshot.slice(date(year, 6, 1))
    ties = partners(unit(slice, "ukmerge"))

    assert {tie.municipality.slug: tie.weight for tie in ties} == found
    assert all(tie.municipality.slice is slice for tie in ties)
    assert all(partnership.slice is slice for tie in ties for partnership in tie.partnerships)


def test_a_partner_is_as_certain_as_its_surest_tie(snapshot: Snapshot) -> None:
    """In 2019 either holder of the seat is only possible; nothing attests the twin towns of Herrljunga in that year."""
    slice = snapshot.slice(date(2019, 6, 1))
    ukmerge = unit(slice, "ukmerge")
    everywhere = {tie.municipality.slug: str(tie.certainty) for tie in partners(ukmerge)}
    as_partner = {
        tie.municipality.slug: str(tie.certainty) for tie in partners(ukmerge, [PartnershipKind.MUNICIPAL_PARTNERSHIP])
    }

    assert everywhere == {"herrljunga": "POSSIBLE", "mariestad": "POSSIBLE", "kamianets-podilskyi": "CERTAIN"}
    assert as_partner == {"herrljunga": "POSSIBLE", "mariestad": "POSSIBLE", "kamianets-podilskyi": "CERTAIN"}


def test_the_most_tied_partners_come_first(whole: Snapshot) -> None:
    """Partners are sorted by weight; what ties them are partnerships with both."""
    for municipality in whole.all_time.municipalities:
        ties = partners(municipality)
        assert [tie.weight for tie in ties] == sorted((tie.weight for tie in ties), reverse=True)
        assert all({municipality, tie.municipality} <= _members(p) for tie in ties for p in tie.partnerships)


def _members(partnership: Partnership) -> set[Municipality]:
    return {member.municipality for one in (partnership, *partnership.parts) for member in one.members}


@given(days, kinds, st.integers(0, 10_000), st.integers(0, 4))
def test_an_ego_network_is_that_of_networkx(
    whole: Snapshot, day: date | None, kinds: Kinds, start: int, radius: int
) -> None:
    """The places within a radius, their distances and the ties among them are those of `ego_graph`."""
    graph = oracle(whole, day, kinds)
    centres = whole.rows["municipalities"]
    centre = centres[start % len(centres)]
    assert isinstance(centre, Municipality)
    graph.add_node(centre.key)
    found = Traversal(whole.slice(day), kinds).ego(centre.row, radius)
    network = graph_of(whole, day, NetworkSpec(kinds, Projection.MUNICIPALITIES, centre.key, radius))

    distances = nx.single_source_shortest_path_length(graph, centre.key, cutoff=radius)
    assert {whole.all_time.entity_at(row).slug: distance for row, distance in found.items()} == dict(distances)
    assert edges(network) == edges(nx.ego_graph(graph, centre.key, radius))
    assert set(network) == set(distances)


@given(days, kinds, st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_path_is_as_short_as_that_of_networkx(
    whole: Snapshot, day: date | None, kinds: Kinds, one: int, other: int
) -> None:
    """Between any two places there is a path exactly when networkx finds one, and it is as short."""
    graph = oracle(whole, day, kinds)
    places = sorted(graph) or ["lund"]
    start, end = places[one % len(places)], places[other % len(places)]
    graph.add_nodes_from((start, end))
    slice = whole.slice(day)
    path = measures_of(whole.slice(day), NetworkSpec(kinds, Projection.MUNICIPALITIES)).network.path(
        unit(slice, start), unit(slice, end)
    )

    assert (path is not None) == nx.has_path(graph, start, end)
    if path is not None:
        assert len(path) == nx.shortest_path_length(graph, start, end)
        assert all(graph[hop.start.slug][hop.end.slug]["weight"] == len(hop.partnerships) for hop in path)
        assert all(before.end is after.start for before, after in pairwise(path))


def test_a_path_stays_within_the_ego_network(snapshot: Snapshot) -> None:
    """From Mariestad to Herrljunga it is two ties by way of Ukmergė or Kamianets-Podilskyi; with radius 1 none."""
    ends = unit(snapshot.all_time, "mariestad"), unit(snapshot.all_time, "herrljunga")
    spec = NetworkSpec(None, Projection.MUNICIPALITIES, "mariestad", 2)
    wide, narrow = (
        measures_of(snapshot.slice(None), spec._replace(radius=radius)).network.path(*ends) for radius in (2, 1)
    )

    assert wide is not None
    assert wide[0].start.slug == "mariestad"
    assert wide[0].end.slug in ("ukmerge", "kamianets-podilskyi")
    assert narrow is None


def test_countries_are_tied_by_their_municipalities(snapshot: Snapshot) -> None:
    """Sweden and Ukraine share four partnerships of the small world; no country is tied to itself."""
    graph = graph_of(snapshot, None, NetworkSpec(None, Projection.COUNTRIES))

    assert graph["SE"]["UA"]["weight"] == 4
    assert graph["LT"]["UA"]["weight"] == 1
    assert nx.number_of_selfloops(graph) == 0


def test_goals_are_tied_when_one_project_names_both(snapshot: Snapshot) -> None:
    """Goals 4, 5 and 17 stand in one project, 7 and 8 alone."""
    graph = graph_of(snapshot, None, NetworkSpec(None, Projection.GOALS))

    assert set(graph) == {"4", "5", "7", "8", "9", "11", "17"}
    assert set(map(frozenset, graph.edges)) == {
        frozenset(pair) for pair in (("4", "5"), ("4", "17"), ("5", "17"), ("4", "11"), ("9", "11"))
    }


def test_goal_counts_are_of_partnerships(snapshot: Snapshot) -> None:
    """Each partnership counts a goal once, however many of its projects name it; on a day only those of the day."""
    counts = {day: goal_counts(unit(snapshot.slice(day), "ukmerge")) for day in (None, date(2015, 1, 1))}

    assert [(count.goal.number, count.partnerships) for count in counts[None]] == [(9, 1), (11, 1)]
    assert counts[date(2015, 1, 1)] == []
