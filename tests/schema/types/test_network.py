"""Networks over GraphQL: the questions one asks of them, their pages, their errors, and what follows a reform."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from data.catalogue.reader import RECORDS_DIR
from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]
Fact = tuple[int, str, frozenset[str]]
KALIX = 'municipality(by: {slug: "kalix"})'
LIST_CHECKS = ("members(", "ties(", "components(", "communities(", "ranking(by: DEGREE, ")
OTHERS = ("COUNTRIES", "GOALS", "AFFILIATION")
TIE = "weight certainty partnerships { slug } ends { slug }"


@pytest.fixture(scope="module")
def ask(ask_of: Ask, whole: Snapshot) -> Ask:
    """The data that a document gives from the whole catalogue."""
    return partial(ask_of, whole)


def pages(ask: Ask, field: str, asked: str, first: int = 100, arguments: str = "") -> Iterator[Any]:
    """All edges of a connection of the network, page by page; the pages say how many there are and whether more come."""
    after, seen = None, 0
    document = f"""query($after: String) {{ network{arguments} {{ {field}(first: {first}, after: $after) {{
        totalCount pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ {asked} }} }} }} }} }}"""
    while True:
        page = ask(document, after=after)["network"][field]
        yield from page["edges"]
        after, seen = page["pageInfo"]["endCursor"], seen + len(page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            assert seen == page["totalCount"]
            return


def nodes(ask: Ask, field: str, asked: str, arguments: str = "") -> list[Any]:
    return [edge["node"] for edge in pages(ask, field, asked, arguments=arguments)]


def slugs(found: list[dict[str, str]]) -> set[str]:
    return {one["slug"] for one in found}


def ties_of(ask: Ask, arguments: str = "") -> dict[frozenset[str], Fact]:
    """The ties of a network by their ends."""
    return {
        frozenset(slugs(tie["ends"])): (tie["weight"], tie["certainty"], frozenset(slugs(tie["partnerships"])))
        for tie in nodes(ask, "ties", TIE, arguments)
    }


@pytest.fixture(scope="module")
def graph(ask: Ask) -> Any:
    """The network of all time, made of its members and ties as they are told."""
    graph: Any = nx.Graph()
    graph.add_nodes_from(member["node"]["slug"] for member in nodes(ask, "members", "node { slug }"))
    for pair, (weight, _, partnerships) in ties_of(ask).items():
        graph.add_edge(*pair, weight=weight, partnerships=partnerships)
    return graph


QUESTIONS = """{
  network {
    order size density componentCount ranking(by: DEGREE, first: 1) { rank score municipality { slug name } }
    between: ranking(by: BETWEENNESS, first: 5) { rank score municipality { slug } }
    components(first: 3) { size municipalities(first: 100) { slug } }
    none: path(from: {slug: "kalix"}, to: {slug: "mariestad"}) { length }
    some: path(from: {slug: "herrljunga"}, to: {name: "Mariestad"}) {
      length hops { from { slug } to { slug } partnerships { slug kind } }
    }
    same: path(from: {slug: "kalix"}, to: {slug: "kalix"}) { length hops { from { slug } } }
    unknown: path(from: {slug: "kalix"}, to: {slug: "atlantis"}) { length } }
  countries: network(projection: COUNTRIES) { ties(first: 1) { nodes { weight ends { slug name } partnerships { slug } } } }
}"""


def test_one_query_answers_the_questions(ask: Ask, graph: Any) -> None:
    """Who is tied to most, what hangs together, who stands between, which way leads where: as networkx finds it."""
    answer = ask(QUESTIONS)
    network = answer["network"]
    parts = sorted(map(len, nx.connected_components(graph)), reverse=True)
    scores = nx.betweenness_centrality(graph)

    assert (network["order"], network["size"]) == (graph.order(), graph.size())
    assert network["density"] == pytest.approx(nx.density(graph))
    assert network["componentCount"] == len(parts) > 1
    assert [(part["size"], len(part["municipalities"])) for part in network["components"]] == [
        (n, n) for n in parts[:3]
    ]
    [best] = network["ranking"]
    assert graph.degree(best["municipality"]["slug"]) == max(degree for _, degree in graph.degree())
    assert best["municipality"]["name"] == "Karlskoga"
    assert [(r["score"], r["municipality"]["slug"]) for r in network["between"]] == [
        (pytest.approx(scores[name]), name) for name in sorted(scores, key=lambda name: (-scores[name], name))[:5]
    ]
    assert network["none"] is None
    assert not nx.has_path(graph, "kalix", "mariestad")
    assert (network["same"], network["unknown"]) == ({"length": 0, "hops": []}, None)


def test_a_path_tells_the_partnerships_of_each_hop(ask: Ask, graph: Any) -> None:
    """From Herrljunga to Mariestad by way of a partner of both: twin town and partnership first, partnership then."""
    path = ask(QUESTIONS)["network"]["some"]
    first, second = path["hops"]

    assert path["length"] == nx.shortest_path_length(graph, "herrljunga", "mariestad") == 2
    assert (first["from"], second["to"]) == ({"slug": "herrljunga"}, {"slug": "mariestad"})
    assert first["to"] == second["from"]
    assert {p["kind"] for p in first["partnerships"]} == {"MUNICIPAL_PARTNERSHIP", "TWIN_TOWN"}
    assert {p["kind"] for p in second["partnerships"]} == {"MUNICIPAL_PARTNERSHIP"}
    for hop in path["hops"]:
        made_by = graph[hop["from"]["slug"]][hop["to"]["slug"]]["partnerships"]
        assert slugs(hop["partnerships"]) == made_by


def test_two_countries_share_most(ask: Ask) -> None:
    """The first tie of the countries is the heaviest: its weight is the number of partnerships with members in both."""
    [tie] = ask(QUESTIONS)["countries"]["ties"]["nodes"]
    everything = nodes(ask, "ties", TIE, "(projection: COUNTRIES)")
    [other] = slugs(tie["ends"]) - {"SE"}
    asked = "{ nodes { slug members { municipality { country { code } } } } }"
    found = ask(f'{{ partnerships(first: 100, filter: {{countries: ["{other}"]}}) {asked} }}')["partnerships"]["nodes"]
    both = [p for p in found if {"code": "SE"} in [m["municipality"]["country"] for m in p["members"]]]

    assert tie["weight"] == len(tie["partnerships"]) == max(one["weight"] for one in everything)
    assert slugs(tie["partnerships"]) == slugs(both)


@pytest.mark.parametrize("first", [7, 100])
@pytest.mark.parametrize(
    ("field", "asked", "count"), [("members", "node { slug }", "order"), ("ties", "ends { slug }", "size")]
)
@pytest.mark.parametrize("projection", ["MUNICIPALITIES", "AFFILIATION"])
def test_pages_lose_nothing(ask: Ask, projection: str, field: str, asked: str, count: str, first: int) -> None:
    """However large the pages, together they hold every member and every tie once, under cursors of their own."""
    edges = list(pages(ask, field, asked, first, f"(projection: {projection})"))
    wanted = ask(f"{{ network(projection: {projection}) {{ {count} }} }}")["network"][count]
    found = {str(edge["node"]) for edge in edges}

    assert len(edges) == len(found) == len({edge["cursor"] for edge in edges}) == wanted


def test_members_come_with_most_ties_first(ask: Ask, graph: Any) -> None:
    """Each with degree, strength, component and core as its ties give them."""
    members = nodes(ask, "members", "node { slug } municipality { slug } degree strength component core")
    cores = nx.core_number(graph)
    components = {member["node"]["slug"]: member["component"] for member in members}

    assert [m["degree"] for m in members] == sorted((m["degree"] for m in members), reverse=True)
    assert all(m["municipality"] == m["node"] for m in members)
    for m in members:
        name = m["node"]["slug"]
        assert m["core"] == cores[name]
        assert (m["degree"], m["strength"]) == (graph.degree(name), graph.degree(name, "weight"))
    for part in nx.connected_components(graph):
        assert len({components[name] for name in part}) == 1
    assert len(set(components.values())) == nx.number_connected_components(graph)


def test_places_on_the_drawing_stay(ask: Ask, ask_of: Ask, read: Callable[[Path], Snapshot]) -> None:
    """Two snapshots, loaded apart, draw every member at the same point, and no two at one."""
    drawn = [nodes(one, "members", "node { slug } x y component") for one in (ask, partial(ask_of, read(RECORDS_DIR)))]

    assert drawn[0] == drawn[1]
    assert all(-1 <= member[axis] <= 1 for member in drawn[0] for axis in "xy")
    assert len({(member["x"], member["y"]) for member in drawn[0]}) == len(drawn[0])


@pytest.mark.parametrize("day", [None, "2010-06-15", "2019-06-01", "2026-11-22"])
@pytest.mark.parametrize("kinds", [None, "[MUNICIPAL_PARTNERSHIP]", "[TWIN_TOWN]", "[]"])
def test_partners_are_the_ties_of_the_network(ask: Ask, day: str | None, kinds: str | None) -> None:
    """Of every municipality: the same neighbours, weights, certainty and partnerships, asked either way."""
    as_of, of_kinds = (f'asOf: "{day}"' if day else "asOf: null"), (f"kinds: {kinds}" if kinds else "kinds: null")
    ties = ties_of(ask, f"({as_of}, {of_kinds})")
    document = f"""query($after: String) {{ municipalities({as_of}, first: 100, after: $after) {{
        pageInfo {{ hasNextPage endCursor }}
        nodes {{ slug partners({of_kinds}, first: 100) {{ totalCount edges {{
            weight certainty node {{ slug }} partnerships {{ slug }} }} }} }} }} }}"""
    found, after, more = {}, None, True
    while more:
        page = ask(document, after=after)["municipalities"]
        for place in page["nodes"]:
            assert place["partners"]["totalCount"] == len(place["partners"]["edges"])
            for edge in place["partners"]["edges"]:
                made_by = frozenset(slugs(edge["partnerships"]))
                found[place["slug"], edge["node"]["slug"]] = edge["weight"], edge["certainty"], made_by
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert found == {(a, b): fact for pair, fact in ties.items() for a, b in (sorted(pair), sorted(pair, reverse=True))}


def test_an_ego_network_grows_with_its_radius(ask: Ask, graph: Any) -> None:
    """Mariestad alone, its partners, Herrljunga behind them: two ties away, and nothing beyond."""
    path = 'path(from: {slug: "mariestad"}, to: {slug: "herrljunga"}) { length }'
    fields = f"order size members {{ nodes {{ node {{ slug }} degree }} }} {path}"
    parts = "".join(f"r{radius}: network(radius: {radius}) {{ {fields} }} " for radius in range(5))
    mariestad = KALIX.replace("kalix", "mariestad")
    answer = ask(f"{{ {mariestad} {{ {parts} preset: network {{ order }} }} }}")["municipality"]

    for radius in range(5):
        ego = nx.ego_graph(graph, "mariestad", radius)
        made = answer[f"r{radius}"]
        assert (made["order"], made["size"]) == (ego.order(), ego.size())
        assert {m["node"]["slug"]: m["degree"] for m in made["members"]["nodes"]} == dict(ego.degree())
        assert made["path"] == ({"length": 2} if radius > 1 else None)
    assert answer["preset"]["order"] == answer["r1"]["order"] == 3


@pytest.mark.parametrize(
    ("projection", "asked"),
    [
        *((other, f"ties {{ nodes {{ {end} {{ slug }} }} }}") for other in ("COUNTRIES", "GOALS") for end in "ab"),
        *((other, "ranking(by: DEGREE, first: 100) { municipality { slug } }") for other in OTHERS),
        ("AFFILIATION", "ties { nodes { a { slug } b { slug } } }"),
    ],
)
def test_what_is_no_municipality_is_not_told_as_one(schema: Any, whole: Snapshot, projection: str, asked: str) -> None:
    """The error says what to ask for instead, and is the client's."""
    errors = schema.execute_sync(f"{{ network(projection: {projection}) {{ {asked} }} }}", root_value=whole).errors

    assert {(type(error.original_error).__name__, error.message) for error in errors} == {
        ("InputError", "the nodes of this projection are not municipalities; select `node`, `nodes` or `ends` instead")
    }


@pytest.mark.parametrize(
    ("projection", "kinds"),
    [("COUNTRIES", {"Country"}), ("GOALS", {"Goal"}), ("AFFILIATION", {"Municipality", "Partnership"})],
)
def test_nodes_of_any_projection_can_be_asked_for(ask: Ask, projection: str, kinds: set[str]) -> None:
    """`ends`, `node` and `nodes` work where `a`, `b` and `municipality` do not; members that are none have null."""
    document = f"""{{ network(projection: {projection}) {{
        ties {{ nodes {{ ends {{ __typename id slug name }} }} }}
        bridges {{ ends {{ __typename }} }}
        ranking(by: PAGERANK, first: 100) {{ node {{ __typename }} }}
        components {{ nodes {{ __typename }} }}
        communities {{ nodes {{ __typename }} }}
        members(first: 100) {{ nodes {{ node {{ __typename slug }} municipality {{ slug }} }} }} }} }}"""
    network = ask(document)["network"]
    members = network["members"]["nodes"]
    named = [end for tie in [*network["ties"]["nodes"], *network["bridges"]] for end in tie["ends"]]
    named += [node for part in [*network["components"], *network["communities"]] for node in part["nodes"]]
    named += [one["node"] for one in [*members, *network["ranking"]]]

    assert {node["__typename"] for node in named} == kinds
    for member in members:
        of_place = member["node"]["__typename"] == "Municipality"
        assert member["municipality"] == ({"slug": member["node"]["slug"]} if of_place else None)


@pytest.mark.parametrize(
    ("asked", "argument"),
    [
        *((f"{KALIX} {{ network(radius: {radius}) {{ order }} }}", "radius") for radius in (-1, 5)),
        *(
            (f"network {{ {field}first: {size}) {{ __typename }} }}", "first")
            for field in LIST_CHECKS
            for size in (-1, 501)
        ),
        ("network { components { nodes(first: 101) { slug } } }", "first"),
        ("network { communities { municipalities(first: -1) { slug } } }", "first"),
        (KALIX + ' { suggestedPartners(call: "icld-2020", first: 101) { score } }', "first"),
        (KALIX + ' { suggestedPartners(call: "icld-1999") { score } }', "call"),
    ],
)
def test_what_is_too_much_is_an_error_of_the_client(schema: Any, snapshot: Snapshot, asked: str, argument: str) -> None:
    """The message names the argument."""
    errors = schema.execute_sync(f"{{ {asked} }}", root_value=snapshot).errors

    assert errors
    assert all(argument in error.message and type(error.original_error).__name__ == "InputError" for error in errors)


def test_every_branch_of_a_split_is_told(
    ask_of: Ask, world: Path, tmp_path: Path, read: Callable[[Path], Snapshot]
) -> None:
    """Kalix splits into Arvika and Lund, then Lund into Habo and Håbo: all four came of it, near ones first."""
    records = Path(shutil.copytree(world, tmp_path / "records"))
    with (records / "territorial_changes.csv").open("a", encoding="utf-8") as file:
        for before, year, parts in (("kalix", 2001, ("arvika", "lund")), ("lund", 2011, ("habo", "haabo"))):
            file.writelines(f"{before}-{part},SPLIT,{before},{part},{year},,,,,,geonames\n" for part in parts)
    document = """query($day: Date) {
      kalix: municipality(by: {slug: "kalix"}, asOf: $day) {
        descendants { slug } ancestors { slug } successors { kind successor { slug } } }
      habo: municipality(by: {slug: "habo"}, asOf: $day) { ancestors { slug } predecessors { predecessor { slug } } } }"""
    split = read(records)
    always, early, before = (ask_of(split, document, day=day) for day in (None, "2005-01-01", "1999-01-01"))

    assert slugs(always["kalix"]["descendants"][:2]) == {"arvika", "lund"}
    assert slugs(always["kalix"]["descendants"]) == {"arvika", "lund", "habo", "haabo"}
    assert {change["successor"]["slug"] for change in always["kalix"]["successors"]} == {"arvika", "lund"}
    assert always["habo"]["ancestors"] == [{"slug": "kalix"}, {"slug": "lund"}]
    assert always["kalix"]["ancestors"] == []
    assert slugs(early["kalix"]["descendants"]) == {"arvika", "lund"}
    assert early["habo"]["ancestors"] == before["kalix"]["descendants"] == []
