"""What does this source say? Root fields of all that sources tell, and the search for it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.reader import RECORDS_DIR
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS

Ask = Callable[..., Any]
RECORDS_OF = """query($slug: String!, $first: Int, $after: String, $last: Int, $before: String) {
  source(by: {slug: $slug}) { records(first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage endCursor } nodes { record key node { __typename id } } } } }"""
LINKS = ("source", "outcome_source", "population_source")


def citing(directory: Path, source: str) -> list[tuple[str, str]]:
    """File and key of each row that cites a source, from the CSV files alone."""
    found = []
    for record in RECORDS:
        if record.name == "sources":
            continue
        with (directory / f"{record.name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cited = [*row.get("sources", "").split(";"), *(row.get(link) for link in LINKS)]
                if source in cited:
                    found.append((record.name, " ".join(row[name] for name in record.key)))
    return found


def pages(ask: Ask, slug: str, size: int) -> list[tuple[str, str]]:
    """All records of a source, a page at a time."""
    found, after = [], None
    while True:
        page = ask(RECORDS_OF, slug=slug, first=size, after=after)["source"]["records"]
        found += [(node["record"], node["key"]) for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


@given(data=st.data())
def test_a_source_says_what_cites_it(ask: Ask, snapshot: Snapshot, world: Path, data: st.DataObject) -> None:
    """Every record of every file once, in pages of any size, as the CSV files have it."""
    source = data.draw(st.sampled_from(snapshot.rows["sources"]))
    size = data.draw(st.integers(1, 100))
    slug: str = source.slug  # type: ignore[attr-defined]
    if len(citing(world, slug)) > 30 * size:
        size = 100

    found = pages(ask, slug, size)

    assert sorted(found) == sorted(citing(world, slug))


def test_the_fourth_document_says_so_much(ask_of: Ask, whole: Snapshot) -> None:
    """Organisations, the initiative, findings, a channel, a claim; what has a page of its own has an id."""
    page = ask_of(whole, RECORDS_OF, slug="skr-from-words-to-action", first=100)["source"]["records"]
    nodes = {(node["record"], node["key"]): node["node"] for node in page["nodes"]}

    assert sorted(nodes) == sorted(citing(RECORDS_DIR, "skr-from-words-to-action"))
    assert nodes["initiatives", "glokala-sverige"]["__typename"] == "Initiative"
    assert nodes["participations", "glokala-sverige-document-003"] is None


def test_pages_of_records_go_both_ways(ask: Ask) -> None:
    """The last three are those before the end, and a cursor of another list is refused by name."""
    slug = "mariestad-2018-05-30-cooperation-begins"
    everything = ask(RECORDS_OF, slug=slug, first=100)["source"]["records"]
    last = ask(RECORDS_OF, slug=slug, last=3)["source"]["records"]

    assert last["nodes"] == everything["nodes"][-3:]
    assert last["totalCount"] == len(everything["nodes"])


def test_a_cursor_of_another_list_is_refused(ask: Ask, refuse: Callable[..., str]) -> None:
    """As everywhere."""
    cursor = ask("{ themes(first: 1) { pageInfo { endCursor } } }")["themes"]["pageInfo"]["endCursor"]

    assert "another connection" in refuse(RECORDS_OF, slug="geonames", after=cursor)


@pytest.mark.parametrize(
    ("field", "slug"),
    [
        ("source", "herrljunga-vanorter"),
        ("initiative", "glokala-sverige"),
        ("finding", "coordinator-sweden-must-go-faster"),
        ("programme", "icld-municipal-partnership"),
        ("policy", "policy-for-global-development"),
        ("area", "vanerskargarden-med-kinnekulle"),
        ("project", "sustainable-municipalities"),
        ("event", "herrljunga-to-mariestad-visit"),
        ("theme", "waste"),
    ],
)
def test_each_is_asked_for_by_slug_and_by_id(ask_of: Ask, whole: Snapshot, field: str, slug: str) -> None:
    """The same object, also by `node`; of another type, or unknown, it is null."""
    document = f"query($slug: String!) {{ found: {field}(by: {{slug: $slug}}) {{ id slug }} }}"
    found = ask_of(whole, document, slug=slug)["found"]
    other = ask_of(whole, "{ goal(number: 9) { id } }")["goal"]["id"]
    by_id = f"query($id: ID!) {{ found: {field}(by: {{id: $id}}) {{ slug }} node(id: $id) {{ id }} }}"

    assert found["slug"] == slug
    assert ask_of(whole, by_id, id=found["id"]) == {"found": {"slug": slug}, "node": {"id": found["id"]}}
    assert ask_of(whole, by_id, id=other)["found"] is None
    assert ask_of(whole, document, slug="atlantis")["found"] is None


@pytest.mark.parametrize(
    ("field", "records"),
    [
        ("sources", "sources"),
        ("initiatives", "initiatives"),
        ("findings", "findings"),
        ("policies", "policies"),
        ("areas", "areas"),
        ("projects", "projects"),
        ("events", "events"),
        ("themes", "themes"),
        ("targets", "targets"),
    ],
)
def test_each_list_holds_all(ask_of: Ask, whole: Snapshot, field: str, records: str) -> None:
    """Page by page each object once, as many as the records have."""
    document = f"query($after: String) {{ {field}(first: 40, after: $after) {{ totalCount nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}"
    ids: list[str] = []
    after = None
    while True:
        page = ask_of(whole, document, after=after)[field]
        ids += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert len(set(ids)) == len(ids) == page["totalCount"] == len(whole.rows[records])


def test_events_come_oldest_first(ask_of: Ask, whole: Snapshot) -> None:
    """By the last possible day; undated events come last; on a day without those that surely came later."""
    document = "query($day: Date) { events(first: 100, asOf: $day) { totalCount nodes { date { latest earliest } } } }"
    nodes = ask_of(whole, document)["events"]["nodes"]
    days = [node["date"] and (node["date"]["latest"] or node["date"]["earliest"]) for node in nodes]
    dated = [day for day in days if day]
    early = ask_of(whole, document, day="2013-12-31")["events"]

    assert days == sorted(dated) + [None] * (len(days) - len(dated))
    assert all(node["date"] is None or (node["date"]["earliest"] or "") <= "2013-12-31" for node in early["nodes"])


@pytest.mark.parametrize(
    ("text", "field", "slug"),
    [
        ("Sida", "organisation", "sida"),
        ("ICLD", "organisation", "icld"),
        ("Statskontoret", "organisation", "statskontoret"),
        ("Sveriges kommuner och landsting", "organisation", "skr"),
        ("Svenska FN-förbundet", "organisation", "un-association-sweden"),
        ("Glokala", "initiative", "glokala-sverige"),
        ("PGU", "policy", "policy-for-global-development"),
        ("Vänerskärgården", "area", "vanerskargarden-med-kinnekulle"),
        ("Kommunala partnerskap", "programme", "icld-municipal-partnership"),
        ("Sustainable Municipalaties", "project", "sustainable-municipalities"),
        ("sustainable municipalities", "project", "sustainable-municipalities"),
        ("Avfallshantering", "theme", "waste"),
        ("Från ord till handling", "source", "skr-from-words-to-action"),
    ],
)
def test_the_search_finds_what_is_no_place(ask_of: Ask, whole: Snapshot, text: str, field: str, slug: str) -> None:
    """Organisations under any name, initiatives, policies, areas, programmes, projects, themes and sources."""
    document = f"query($text: String!) {{ search(text: $text) {{ score {field} {{ slug }} }} }}"
    found = [hit[field] for hit in ask_of(whole, document, text=text)["search"]]

    assert {"slug": slug} in found


def test_the_search_can_be_of_some_kinds(ask_of: Ask, whole: Snapshot) -> None:
    """The limit counts hits of these kinds only; no kind, no hit."""
    document = """query($kinds: [SearchKind!]) { search(text: "age", kinds: $kinds, first: 3) {
      municipality { slug } project { slug } source { slug } } }"""
    places = ask_of(whole, document, kinds=["MUNICIPALITY"])["search"]

    assert len(places) == 3
    assert all(hit["municipality"] for hit in places)
    assert all(hit["source"] for hit in ask_of(whole, document, kinds=["SOURCE"])["search"])
    assert ask_of(whole, document, kinds=[])["search"] == []


def test_the_best_of_both_indexes_come_first(ask_of: Ask, whole: Snapshot) -> None:
    """A limit keeps the first hits of the longer list, whatever their kind."""
    document = 'query($first: Int!) { search(text: "sveriges", first: $first) { score matched } }'
    every = ask_of(whole, document, first=100)["search"]

    assert ask_of(whole, document, first=2)["search"] == every[:2]
    assert [hit["score"] for hit in every] == sorted((hit["score"] for hit in every), reverse=True)


def test_a_place_comes_before_what_has_the_same_name(ask_of: Ask, whole: Snapshot) -> None:
    """Whoever looks for Mariestad finds the municipality first, though sources bear its name."""
    hits = ask_of(whole, '{ search(text: "Mariestad") { municipality { slug } } }')["search"]

    assert hits[0] == {"municipality": {"slug": "mariestad"}}
