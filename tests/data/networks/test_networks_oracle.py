"""Every number of a network against networkx on graphs made from the CSV files alone, of the real catalogue."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pytest

from data.catalogue.reader import RECORDS_DIR
from data.domain.enums import Centrality, PartnershipKind, Projection
from data.networks.measures import measures_of
from data.networks.network import Network, NetworkSpec, node_id
from data.snapshot.entities import Municipality
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot

DAYS = [None, *map(date.fromisoformat, ["1995-01-01", "2010-06-15", "2016-01-01", "2019-01-01"])]
DAYS += map(date.fromisoformat, ["2021-06-01", "2026-11-22"])
KINDS = [None, ["MUNICIPAL_PARTNERSHIP"], ["TWIN_TOWN"], []]
POINT = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?~?")
NO, POSSIBLE, CERTAIN = range(3)
ONE_DAY = timedelta(days=1)
SHARED = "mariestad-ukmerge-kamianets-podilskyi"

Row = dict[str, str]
Names = Collection[str] | None
RequestInfo = dict[frozenset[str], tuple[int, tuple[str, ...], str]]


def first(text: str) -> date:
    """The first day of a year, month, season or day."""
    year, month, day = POINT.fullmatch(text).groups()  # type: ignore[union-attr]
    number = int(month or 1)
    return date(int(year), (number - 20) * 3 if number > 20 else number, int(day or 1))


def last(text: str) -> date:
    """The last day of a year, month, season or day."""
    _, month, day = POINT.fullmatch(text).groups()  # type: ignore[union-attr]
    months = 12 if month is None else 3 if int(month) > 20 else 1
    begin = first(text)
    if day:
        return begin
    ahead = begin.year * 12 + begin.month - 1 + months
    return date(ahead // 12, ahead % 12 + 1, 1) - ONE_DAY


def bounds(text: str) -> tuple[date, date]:
    """What a start or an end may mean; a bound that is not given is the edge of the calendar."""
    if text == "..":
        return date.max, date.max
    begin, _, end = text[1:-1].partition("..") if text.startswith("[") else (text, "", text)
    return first(begin) if begin else date.min, last(end) if end else date.max


class Lasts(NamedTuple):
    """From when on a row may hold and does hold, until when it does and may."""

    may: date
    does: date
    still: date
    until: date

    def there(self, day: date | None) -> int:
        if day is None or self.does <= day <= self.still:
            return CERTAIN
        return POSSIBLE if self.may <= day <= self.until else NO


def lasts(row: Row, whole: Row | None = None) -> Lasts:
    """A row in its own dates; what it leaves out is as in the whole."""
    start, end = (row[name] or (whole[name] if whole else "") for name in ("start", "end"))
    return Lasts(*bounds(start), *bounds(end))


class Oracle:
    """Reads the files and makes graphs: an edge has a dictionary `by` of partnerships, and how surely each ties."""

    def __init__(self, directory: Path) -> None:
        self.rows = {
            name: list(csv.DictReader((directory / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
            for name in ("partnerships", "memberships", "projects", "project_goals", "municipalities")
        }
        self.country = {row["slug"]: row["country"] for row in self.rows["municipalities"]}

    def graph(self, projection: str, kinds: Names, day: date | None) -> Any:
        graph: Any = nx.Graph()
        for row in self.rows["partnerships"]:
            whole = lasts(row).there(day)
            if whole and (kinds is None or row["kind"] in kinds):
                if projection == "GOALS":
                    self.goals(graph, row, whole, day)
                else:
                    self.members(graph, row, whole, day, projection)
        return graph

    def members(self, graph: Any, row: Row, whole: int, day: date | None, projection: str) -> None:
        """Each two there whose seats and places differ and whose times may meet; or each with the partnership."""
        held = [(m, lasts(m, row)) for m in self.rows["memberships"] if m["partnership"] == row["slug"]]
        there = [(m, span, sure) for m, span in held if (sure := min(whole, span.there(day)))]
        name = self.country.__getitem__ if projection == "COUNTRIES" else str
        graph.add_nodes_from(name(m["municipality"]) for m, _, _ in there)
        if projection == "AFFILIATION":
            for m, _, sure in there:
                tie(graph, m["municipality"], f"partnership:{row['slug']}", row, sure)
            return
        for (m, span, sure), (n, other, also) in combinations(there, 2):
            if m["seat"] != n["seat"] and max(span.may, other.may) <= min(span.until, other.until):
                tie(graph, name(m["municipality"]), name(n["municipality"]), row, min(sure, also))

    def goals(self, graph: Any, row: Row, whole: int, day: date | None) -> None:
        for project in self.rows["projects"]:
            sure = min(whole, lasts(project).there(day))
            if project["partnership"] == row["slug"] and sure:
                named = [p["goal"] for p in self.rows["project_goals"] if p["project"] == project["slug"]]
                graph.add_nodes_from(named)
                for a, b in combinations(named, 2):
                    tie(graph, a, b, row, sure)


def tie(graph: Any, a: str, b: str, row: Row, sure: int) -> None:
    if a != b:
        graph.add_edge(a, b)
        made_by = graph[a][b].setdefault("by", {})
        made_by[row["slug"]] = max(sure, made_by.get(row["slug"], NO))
        graph[a][b]["weight"] = len(made_by)


def wanted(graph: Any) -> RequestInfo:
    """The ties of a graph: weight, partnerships, certainty."""
    return {
        frozenset((a, b)): (by["weight"], tuple(sorted(by["by"])), ["", "POSSIBLE", "CERTAIN"][max(by["by"].values())])
        for a, b, by in graph.edges(data=True)
    }


def told(network: Network) -> RequestInfo:
    """The ties of a network, in the same words."""
    return {
        frozenset((node_id(t.a), node_id(t.b))): (t.weight, tuple(p.slug for p in t.partnerships), str(t.certainty))
        for t in network.ties
    }


def spec(kinds: Names, projection: str = "MUNICIPALITIES", around: str | None = None, radius: int = 1) -> NetworkSpec:
    chosen = None if kinds is None else frozenset(map(PartnershipKind, kinds))
    return NetworkSpec(chosen, Projection(projection), around, radius)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(RECORDS_DIR)


every_slice = pytest.mark.parametrize(
    ("day", "kinds"),
    list(product(DAYS, KINDS)),
    ids=lambda value: str(value) if isinstance(value, date) else repr(value),
)
every_projection = pytest.mark.parametrize("projection", list(map(str, Projection)))


@every_slice
@every_projection
def test_ties_are_those_of_the_files(
    whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names, projection: str
) -> None:
    """Nodes, and every tie with weight, partnerships and certainty, are those of the rows."""
    network = measures_of(whole.slice(day), spec(kinds, projection)).network
    graph = oracle.graph(projection, kinds, day)

    assert {node_id(node) for node in network.nodes} == set(graph)
    assert told(network) == wanted(graph)
    assert (network.order, network.size) == (graph.order(), graph.size())


@every_slice
@every_projection
def test_measures_are_those_of_networkx(
    whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names, projection: str
) -> None:
    """Density, components, bridges, cores and the four centralities, computed on the graph of the rows."""
    measures = measures_of(whole.slice(day), spec(kinds, projection))
    graph = oracle.graph(projection, kinds, day)
    expected = {
        Centrality.DEGREE: nx.degree_centrality(graph),
        Centrality.BETWEENNESS: nx.betweenness_centrality(graph),
        Centrality.CLOSENESS: nx.closeness_centrality(graph),
        Centrality.PAGERANK: nx.pagerank(graph),
    }

    assert measures.density == pytest.approx(nx.density(graph))
    assert set(map(frozenset, measures.components)) == set(map(frozenset, nx.connected_components(graph)))
    assert measures.core_numbers == nx.core_number(graph)
    assert {frozenset((node_id(t.a), node_id(t.b))) for t in measures.bridges} == set(map(frozenset, nx.bridges(graph)))
    for by, scores in expected.items():
        assert measures.score(by) == pytest.approx(scores, abs=1e-9)
    assert all(measures.graph.degree(name, "weight") == graph.degree(name, "weight") for name in graph)


@every_slice
def test_ego_networks_are_those_of_networkx(whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names) -> None:
    """Of every municipality, from radius 0 to 4: who is within it, how far, and the ties among them."""
    graph, slice = oracle.graph("MUNICIPALITIES", kinds, day), whole.slice(day)
    graph.add_nodes_from(oracle.country)
    for centre, radius in product(sorted(oracle.country), range(5)):
        network = Network(slice, spec(kinds, around=centre, radius=radius))
        near = nx.single_source_shortest_path_length(graph, centre, radius)

        assert {place.slug: far for place, far in (network.ego_distances or {}).items()} == dict(near), (centre, radius)
        assert {node_id(node) for node in network.nodes} == set(near), (centre, radius)
        assert told(network) == wanted(graph.subgraph(near)), (centre, radius)


def unit(slice: Slice, slug: str) -> Municipality:
    found = slice.get("municipalities", slug)
    assert isinstance(found, Municipality)
    return found


@every_slice
def test_paths_are_as_short_as_those_of_networkx(
    whole: Snapshot, oracle: Oracle, day: date | None, kinds: Names
) -> None:
    """Between all pairs of a sample: as long, null where there is none, each hop a tie with all its partnerships."""
    graph, slice = oracle.graph("MUNICIPALITIES", kinds, day), whole.slice(day)
    graph.add_nodes_from(("kalix", "mariestad", "karlskoga"))
    facts, network = wanted(graph), measures_of(whole.slice(day), spec(kinds)).network
    sample = [*sorted(graph, key=lambda name: (-graph.degree(name), name))[:20], *sorted(graph)[::8]]
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    for start, end in product(sample, sample):
        path = network.path(unit(slice, start), unit(slice, end))

        assert (None if path is None else len(path)) == lengths[start].get(end)
        stops = [start, *(hop.end.slug for hop in path or ())]
        assert [hop.start.slug for hop in path or ()] == stops[:-1]
        assert path is None or stops[-1] == end
        for hop in path or ():
            _, slugs, _ = facts[frozenset((hop.start.slug, hop.end.slug))]
            assert tuple(sorted(p.slug for p in hop.partnerships)) == slugs


@pytest.mark.parametrize("kinds", KINDS, ids=repr)
@every_projection
def test_two_days_differ_in_what_changed(whole: Snapshot, oracle: Oracle, kinds: Names, projection: str) -> None:
    """Between 2016 and 2021 the network gained and lost the facts that the rows gained and lost, no others."""
    days = date(2016, 1, 1), date(2021, 6, 1)
    before, after = (set(told(measures_of(whole.slice(day), spec(kinds, projection)).network).items()) for day in days)
    then, now = (set(wanted(oracle.graph(projection, kinds, day)).items()) for day in days)

    assert (before - after, after - before) == (then - now, now - then)


@pytest.mark.parametrize("world_of", ["snapshot", "whole"])
def test_the_seat_of_herrljunga_is_what_changed(request: pytest.FixtureRequest, world_of: str) -> None:
    """From 2016 to 2021 Herrljunga leaves the partnership of three and keeps its twin towns; Mariestad comes."""
    world: Snapshot = request.getfixturevalue(world_of)
    before, after = (
        told(measures_of(world.slice(day), spec(None)).network) for day in (date(2016, 1, 1), date(2021, 6, 1))
    )
    about = [pair for pair in before.keys() | after.keys() if pair & {"herrljunga", "mariestad"}]
    twin = {town: f"twin-herrljunga-{town}" for town in ("kamianets-podilskyi", "ukmerge")}

    assert {pair: (before.get(pair), after.get(pair)) for pair in about} == {
        **{
            frozenset(("herrljunga", town)): ((2, (SHARED, slug), "CERTAIN"), (1, (slug,), "CERTAIN"))
            for town, slug in twin.items()
        },
        **{frozenset(("mariestad", town)): (None, (1, (SHARED,), "CERTAIN")) for town in twin},
    }


@pytest.mark.parametrize(("day", "partner", "twin"), [(None, 2, 2), ("2016-01-01", 2, 2), ("2021-06-01", None, 2)])
def test_kinds_differ_in_the_degree_of_herrljunga(
    whole: Snapshot, oracle: Oracle, day: str | None, partner: int | None, twin: int
) -> None:
    """As partner it left with its seat; as twin town it stays."""
    when = date.fromisoformat(day) if day else None
    for kind, degree in (("MUNICIPAL_PARTNERSHIP", partner), ("TWIN_TOWN", twin)):
        graphs = measures_of(whole.slice(when), spec([kind])).graph, oracle.graph("MUNICIPALITIES", [kind], when)
        assert [graph.degree["herrljunga"] if "herrljunga" in graph else None for graph in graphs] == [degree] * 2
