"""The five queries, and variables in plenty, so that no two cold requests are the same."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, product
from pathlib import Path
from typing import Any, NamedTuple

import orjson

SEED = 2030
PLENTY = 4_000  # variables of a query, at most
SOME = range(2, 13)  # partnerships of a municipality in whose surroundings we look: comparable in S and in L
KINDS = (["MUNICIPAL_PARTNERSHIP"], ["TWIN_TOWN"], ["MUNICIPAL_PARTNERSHIP", "TWIN_TOWN"])
Variables = Mapping[str, Any]

# `NAME` is the name of the operation: a text that is seen for the first time has a new one.
OURS = {
    "one": """query NAME($slug: String!) { municipality(by: {slug: $slug}) { slug name country { code name } } }""",
    "fifty": """query NAME($after: String) { partnerships(first: 50, after: $after) {
  nodes { slug title kind start { edtf } end { edtf }
    members { municipality { slug name kind country { code name } } }
    goals { goal { number title color } } }
  pageInfo { hasNextPage endCursor } } }""",
    "four": """query NAME($slug: String!) { municipality(by: {slug: $slug}) { name partnerships(first: 50) { nodes { title
  members { municipality { name country { code } partnerships(first: 10) { nodes { title kind } } } } } } } }""",
    "page": """query NAME($kinds: [PartnershipKind!], $countries: [String!], $after: String) {
  partnerships(filter: {kinds: $kinds, countries: $countries}, orderBy: {field: START, direction: DESC},
    first: 20, after: $after) {
    edges { cursor node { slug title kind start { edtf } } }
    pageInfo { hasNextPage endCursor } } }""",
    "ego": """query NAME($from: String!, $to: String!) { municipality(by: {slug: $from}) { name network(radius: 2) {
  order size members(first: 20) { nodes { degree municipality { slug name } } }
  path(from: {slug: $from}, to: {slug: $to}) { length hops { from { slug } to { slug } } } } } }""",
}
ABOUT = {
    "one": "one municipality with its country",
    "fifty": "50 partnerships, three levels deep",
    "four": "a municipality, its partnerships, their members, their partnerships",
    "page": "a filtered and ordered page of 20 with cursors",
    "ego": "an ego network of radius 2 with a path",
}
# A page of cursors of partnerships, by title and by start: what `after` of `fifty` and of `page` is chosen from.
CURSORS = {
    "fifty": "query NAME($after: String) { partnerships(first: 100, after: $after) { edges { cursor } } }",
    "page": """query NAME($after: String) { partnerships(orderBy: {field: START, direction: DESC},
  first: 100, after: $after) { edges { cursor } } }""",
}

# The same facts under the names that PostGraphile gives to the tables, whose keys begin with the catalogue version.
POSTGRAPHILE = {
    "one": """query NAME($slug: String!) { municipalityByVersionAndSlug(version: 1, slug: $slug) {
  slug name countryByVersionAndCountry { code nameEn } } }""",
    "fifty": """query NAME($after: Cursor) { allPartnerships(first: 50, after: $after, orderBy: [TITLE_EN_ASC, SLUG_ASC]) {
  nodes { slug titleEn kind start end
    membershipsByVersionAndPartnership { nodes { municipalityByVersionAndMunicipality { slug name kind
      countryByVersionAndCountry { code nameEn } } } }
    projectsByVersionAndPartnership { nodes { projectGoalsByVersionAndProject { nodes {
      goalByVersionAndGoal { number titleEn color } } } } } }
  pageInfo { hasNextPage endCursor } } }""",
    "four": """query NAME($slug: String!) { municipalityByVersionAndSlug(version: 1, slug: $slug) { name
  membershipsByVersionAndMunicipality(first: 50) { nodes { partnershipByVersionAndPartnership { titleEn
    membershipsByVersionAndPartnership { nodes { municipalityByVersionAndMunicipality { name
      countryByVersionAndCountry { code }
      membershipsByVersionAndMunicipality(first: 10) { nodes {
        partnershipByVersionAndPartnership { titleEn kind } } } } } } } } } } }""",
    "page": """query NAME($kinds: [String!], $countries: [String!], $after: Cursor) { allPartnerships(
    filter: {kind: {in: $kinds}, membershipsByVersionAndPartnership: {some: {
      municipalityByVersionAndMunicipality: {country: {in: $countries}}}}},
    orderBy: [START_EARLIEST_DESC, SLUG_DESC], first: 20, after: $after) {
    edges { cursor node { slug titleEn kind start } }
    pageInfo { hasNextPage endCursor } } }""",
}
POSTGRAPHILE_CURSORS = {
    "fifty": """query NAME($after: Cursor) { allPartnerships(orderBy: [TITLE_EN_ASC, SLUG_ASC],
  first: 100, after: $after) { edges { cursor } } }""",
    "page": """query NAME($after: Cursor) { allPartnerships(orderBy: [START_EARLIEST_DESC, SLUG_DESC],
  first: 100, after: $after) { edges { cursor } } }""",
}


class Choices(NamedTuple):
    """What variables are made of: slugs of municipalities, of those with some partnerships, ends of paths, countries."""

    places: list[str]
    active: list[str]
    pairs: list[tuple[str, str]]
    countries: list[str]


def read_choices(store: Path) -> Choices:
    """A seeded choice from a filled SQLite store."""
    chance = random.Random(SEED)
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
        slugs = [row[0] for row in connection.execute("SELECT slug FROM municipalities ORDER BY slug")]
        countries = [row[0] for row in connection.execute("SELECT DISTINCT country FROM municipalities ORDER BY 1")]
        held = connection.execute("SELECT partnership, municipality FROM memberships ORDER BY 1, 2").fetchall()
    connection.close()
    of_partnership, of_place = defaultdict(list), defaultdict(list)
    for partnership, place in held:
        of_partnership[partnership].append(place)
        of_place[place].append(partnership)
    some = sorted(place for place, held_by in of_place.items() if len(held_by) in SOME)
    active = chance.sample(some, min(PLENTY, len(some)))

    def neighbour(place: str) -> str:
        return str(chance.choice(of_partnership[chance.choice(of_place[place])]))

    pairs = {(place, neighbour(neighbour(place))) for place in active * 4}
    apart = sorted((start, end) for start, end in pairs if start != end)[:PLENTY]
    return Choices(chance.sample(slugs, min(PLENTY, len(slugs))), active, apart, countries)


def variables(query: str, choices: Choices, cursors: Sequence[str]) -> list[Variables]:
    """All variables of a query, in a seeded order. `cursors` are those that the target itself gave."""
    chance = random.Random(SEED)
    found: list[Variables] = {
        "one": lambda: [{"slug": slug} for slug in choices.places],
        "four": lambda: [{"slug": slug} for slug in choices.active],
        "fifty": lambda: [{"after": cursor} for cursor in cursors[:-50]],
        "page": lambda: list(_pages(chance, choices, cursors)),
        "ego": lambda: [{"from": start, "to": end} for start, end in choices.pairs],
    }[query]()
    chance.shuffle(found)
    return found


def probes(choices: Choices) -> dict[str, Variables]:
    """For each query variables that every server understands: no cursors."""
    start, end = choices.pairs[0]
    page = {"kinds": ["TWIN_TOWN"], "countries": ["SE", choices.countries[0]]}
    return {
        "one": {"slug": start},
        "fifty": {},
        "four": {"slug": start},
        "page": page,
        "ego": {"from": start, "to": end},
    }


def _pages(chance: random.Random, choices: Choices, cursors: Sequence[str]) -> Iterator[Variables]:
    for kinds, cursor in list(product(KINDS, cursors[: len(cursors) // 2]))[:PLENTY]:
        yield {"kinds": kinds, "countries": ["SE", *chance.sample(choices.countries, 2)], "after": cursor}


def body(document: str, name: str, given: Variables) -> bytes:
    return orjson.dumps({"query": document.replace("NAME", name, 1), "variables": given})


def cold(
    query: str, document: str, given: Sequence[Variables], documents: int, times: int = 1
) -> tuple[list[bytes], ...]:
    """Bodies of which no two are the same: all variables with each of a few documents. Equal variables are far apart.

    When variables come again, a number that the document does not declare makes the request another one; servers ignore it.
    Returns the bodies that make the documents known, and the others.
    """
    first, *others = given
    names = [f"{query}{number}" for number in range(documents)]
    marks = [{}, *({"time": time} for time in range(1, times))]
    return [body(document, name, first) for name in names], [
        body(document, name, {**each, **mark}) for mark in marks for name in names for each in others
    ]


def first(query: str, document: str, given: Sequence[Variables]) -> Iterator[bytes]:
    """Bodies each with a document that was never seen; no end."""
    for number in count():
        yield body(document, f"{query}New{number}", given[number % len(given)])


def facts(answer: Any, key: str = "") -> list[str]:
    """The values of an answer whatever its shape; cursors are each server's own, and so is the choice among paths."""
    if key in ("cursor", "endCursor", "hops"):
        return []
    if isinstance(answer, dict):
        return sorted(fact for name, value in answer.items() for fact in facts(value, name))
    if isinstance(answer, list):
        return sorted(fact for value in answer for fact in facts(value))
    return [] if answer is None else [str(answer)]
