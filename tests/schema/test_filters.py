"""Filters: fields combine with AND, the values of a list with OR."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.text import fold

Ask = Callable[..., Any]
Rows = list[dict[str, str]]


class Files:
    """The records of the small world as plain rows, to answer from by brute force."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.places = {row["slug"]: row for row in self.rows("municipalities")}
        self.partnerships = {row["slug"]: row for row in self.rows("partnerships")}
        self.members = self.of("memberships", "partnership")
        self.projects = self.of("projects", "partnership")
        self.statuses = self.of([row for row in self.rows("statuses") if not row["project"]], "partnership")
        self.goals, self.themes = self.of("project_goals", "project"), self.of("project_themes", "project")
        self.theme = {row["slug"]: row for row in self.rows("themes")}
        self.rules = self.rows("theme_goals")
        self.names = self.of("names", "municipality")
        self.periods = self.of("programme_periods", "partnership")

    def rows(self, name: str) -> Rows:
        with (self.directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def of(self, rows: str | Rows, column: str) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        for row in self.rows(rows) if isinstance(rows, str) else rows:
            found.setdefault(row[column], []).append(row)
        return found

    def of_partnership(self, slug: str) -> dict[str, set[Any]]:
        """What a filter may compare, by the name of its field."""
        members = {row["municipality"] for row in self.members[slug]}
        projects = self.projects.get(slug, [])
        own = self.partnerships[slug]
        programmes = {row["programme"] for row in self.periods.get(slug, [])}
        themes = [self.theme[row["theme"]] for project in projects for row in self.themes.get(project["slug"], [])]
        stated = {int(row["goal"]) for project in projects for row in self.goals.get(project["slug"], [])}
        return {
            "kinds": {own["kind"]},
            "states": {row["state"] for row in self.statuses.get(slug, [])} or {"UNKNOWN"},
            "goals": stated,
            "inferred": {
                int(rule["goal"])
                for theme in themes
                for rule in self.rules
                if rule["goal"] and (rule["theme"] == theme["slug"] or rule["core_area"] == (theme["core_area"] or "-"))
            }
            - stated,
            "countries": {self.places[member]["country"] for member in members},
            "members": members,
            "programme": programmes,
            "coreAreas": {theme["core_area"] for theme in themes},
            "text": {own["title_en"], own["title_sv"]}
            | {project[column] for project in projects for column in ("title_en", "title_sv")}
            | {theme[column] for theme in themes for column in ("label_en", "label_sv")}
            | {name for member in members for name in self.names_of(member)},
        }

    def names_of(self, place: str) -> set[str]:
        return {self.places[place]["name"], *(row["name"] for row in self.names.get(place, []))}

    def of_municipality(self, slug: str, kinds: list[str] | None) -> dict[str, set[Any]]:
        place = self.places[slug]
        there = [row["partnership"] for rows in self.members.values() for row in rows if row["municipality"] == slug]
        counted = [p for p in there if kinds is None or self.partnerships[p]["kind"] in kinds]
        return {
            "kinds": {place["kind"]} | ({"REGION"} if place["county_code"] else set()),
            "countries": {place["country"]},
            "goals": {goal for partnership in counted for goal in self.of_partnership(partnership)["goals"]},
            "inferred": {goal for partnership in counted for goal in self.of_partnership(partnership)["inferred"]},
            "hasPartnerships": {bool(counted)},
            "partnershipKinds": {self.partnerships[partnership]["kind"] for partnership in counted},
            "text": self.names_of(slug),
        }


def meet(facts: dict[str, set[Any]], conditions: dict[str, Any]) -> bool:
    basis = conditions.pop("goalBasis", None)
    linked = {"STATED": facts["goals"], "INFERRED": facts["inferred"]}
    facts = facts | {"goals": set().union(*(linked[one] for one in (["STATED"] if basis is None else basis)))}
    return all(_holds(facts[name], wanted, name) for name, wanted in conditions.items() if wanted is not None)


def _holds(held: set[Any], wanted: Any, name: str) -> bool:
    if name == "text":
        return any(fold(wanted) in fold(word) for word in held)
    return bool(held & (set(wanted) if isinstance(wanted, list) else {wanted}))


@pytest.fixture(scope="session")
def files(world: Path) -> Files:
    return Files(world)


def some(values: list[Any]) -> st.SearchStrategy[list[Any] | None]:
    return st.none() | st.lists(st.sampled_from(values), max_size=3)


GOALS = some([1, 4, 5, 7, 8, 9, 11, 16, 17])
BASES = some(["STATED", "INFERRED"])
COUNTRIES = some(["SE", "LT", "UA", "BW", "UG", "ZA", "ZM", "ZW", "XK", "QQ"])
TEXTS = st.none() | st.sampled_from(
    ["", "habo", "Håbo", "gotland", "ukmerge", "UNGA", "familj", "–", "jb marks", "nowhere"]
)
PARTNERSHIP_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kinds": some([kind.value for kind in PartnershipKind]),
        "states": some([state.value for state in PartnershipState]),
        "goals": GOALS,
        "goalBasis": BASES,
        "countries": COUNTRIES,
        "members": some(["herrljunga", "ukmerge", "gotland", "habo", "haabo", "atlantis"]),
        "programme": st.none() | st.sampled_from(["icld-municipal-partnership", "atlantis"]),
        "coreAreas": some([area.value for area in CoreArea]),
        "text": TEXTS,
    },
)
MUNICIPALITY_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kinds": some([kind.value for kind in MunicipalityKind]),
        "countries": COUNTRIES,
        "goals": GOALS,
        "goalBasis": BASES,
        "partnershipKinds": some([kind.value for kind in PartnershipKind]),
        "hasPartnerships": st.none() | st.booleans(),
        "text": TEXTS,
    },
)


@given(conditions=PARTNERSHIP_FILTERS)
def test_partnerships_meet_all_conditions(ask: Ask, files: Files, conditions: dict[str, Any]) -> None:
    """Any combination of conditions gives what going through the files by hand gives."""
    document = "query($f: PartnershipFilter) { partnerships(filter: $f, first: 100) { totalCount nodes { slug } } }"
    found = ask(document, f=conditions)["partnerships"]

    assert {node["slug"] for node in found["nodes"]} == {
        slug for slug in files.partnerships if meet(files.of_partnership(slug), dict(conditions))
    }
    assert found["totalCount"] == len(found["nodes"])


@given(conditions=MUNICIPALITY_FILTERS)
def test_municipalities_meet_all_conditions(ask: Ask, files: Files, conditions: dict[str, Any]) -> None:
    """Goals and partnerships count those of the kinds asked for; a municipality with regional tasks is a region too."""
    document = "query($f: MunicipalityFilter) { municipalities(filter: $f, first: 100) { totalCount nodes { slug } } }"
    found = ask(document, f=conditions)["municipalities"]
    kinds = conditions.get("partnershipKinds")
    plain = dict(conditions)
    if conditions.get("hasPartnerships") is not None:
        plain.pop("partnershipKinds", None)

    assert {node["slug"] for node in found["nodes"]} == {
        slug for slug in files.places if meet(files.of_municipality(slug, kinds), dict(plain))
    }
    assert found["totalCount"] == len(found["nodes"])


def test_values_of_a_list_combine_with_or(ask: Ask) -> None:
    """Two countries are either of the two."""
    answer = ask("""{
      both: partnerships(filter: {countries: ["LT", "BW"]}) { nodes { slug } }
      none: partnerships(filter: {countries: ["LT"], goals: [17]}) { totalCount }
      nothing: partnerships(filter: {kinds: []}) { totalCount }
      all: partnerships(filter: {}) { totalCount }
    }""")

    assert [node["slug"] for node in answer["both"]["nodes"]] == [
        "bollnas-lobatse",
        "twin-herrljunga-ukmerge",
        "mariestad-ukmerge-kamianets-podilskyi",
    ]
    assert (answer["none"]["totalCount"], answer["nothing"]["totalCount"], answer["all"]["totalCount"]) == (0, 0, 11)


def test_a_filter_asks_within_the_slice(ask: Ask) -> None:
    """As of 2016, Mariestad is a member of nothing, and Herrljunga has no Goals yet."""
    answer = ask("""{
      mariestad: partnerships(filter: {members: ["mariestad"]}, asOf: "2016-01-01") { totalCount }
      later: partnerships(filter: {members: ["mariestad"], goals: [9]}, asOf: "2021-01-01") { totalCount }
      goals: municipalities(filter: {goals: [9, 11]}, asOf: "2016-01-01") { totalCount }
      without: municipalities(filter: {hasPartnerships: false, countries: ["SE"], text: "mariestad"}, asOf: "2016-01-01") { totalCount }
    }""")

    assert [part["totalCount"] for part in answer.values()] == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("field", "condition", "message"),
    [
        ("partnerships", {"goals": [18]}, "there is no Goal 18; Goals are numbered 1 to 17"),
        ("municipalities", {"goals": [11, 0]}, "there is no Goal 0; Goals are numbered 1 to 17"),
        ("partnerships", {"countries": ["se"]}, "two-letter code in capitals"),
        ("partnerships", {"countries": ["SE", "Ukraine"]}, "two-letter code in capitals"),
        ("municipalities", {"countries": [""]}, "two-letter code in capitals"),
        ("partnerships", {"kinds": ["MARRIAGE"]}, "MARRIAGE"),
        ("partnerships", {"kinds": [None]}, "null"),
        ("partnerships", {"colour": "red"}, "colour"),
        ("municipalities", {"hasPartnerships": "yes"}, "Boolean"),
    ],
)
def test_a_condition_that_cannot_be_met_is_named(
    refuse: Ask, field: str, condition: dict[str, Any], message: str
) -> None:
    """An unknown Goal, a malformed country code, a kind that is none: the client is told."""
    type_ = {"partnerships": "PartnershipFilter", "municipalities": "MunicipalityFilter"}[field]
    told = refuse(f"query($f: {type_}) {{ {field}(filter: $f) {{ totalCount }} }}", f=condition)

    assert message in told or (message == "null" and "None" in told)


ORDERS = ("NAME", "COUNTRY", "DEGREE", "POPULATION")


@pytest.mark.parametrize("field", ORDERS)
def test_descending_is_ascending_the_other_way_round(ask: Ask, field: str) -> None:
    """Both directions have the same items."""
    document = """query($field: MunicipalityOrderField!, $way: Direction!) {
      municipalities(orderBy: {field: $field, direction: $way}, first: 100) { nodes { slug } }
    }"""
    up, down = (ask(document, field=field, way=way)["municipalities"]["nodes"] for way in ("ASC", "DESC"))

    assert up == down[::-1]


def test_an_unknown_population_counts_as_less_than_any(ask: Ask) -> None:
    """The largest come first when descending; municipalities of unknown population come last, or first when ascending."""
    answer = ask("""{
      down: municipalities(orderBy: {field: POPULATION, direction: DESC}, first: 100) { nodes { population { value } } }
      up: municipalities(orderBy: {field: POPULATION}, first: 100) { nodes { population { value } } }
    }""")
    down, up = (
        [(node["population"] or {"value": 0})["value"] for node in answer[way]["nodes"]] for way in ("down", "up")
    )

    assert down[0] > down[1] > 0 == down[-1]
    assert down == sorted(down, reverse=True)
    assert up == sorted(down)


def test_orders_mean_what_they_say(ask: Ask) -> None:
    """Names by the Swedish alphabet, degrees by the number of partners, starts by their first possible day."""
    answer = ask("""{
      names: municipalities(filter: {countries: ["SE"]}) { nodes { name } }
      degrees: municipalities(orderBy: {field: DEGREE, direction: DESC}, first: 3) { nodes { partners { totalCount } } }
      starts: partnerships(orderBy: {field: START}) { nodes { slug start { edtf } } }
    }""")

    assert [node["name"] for node in answer["names"]["nodes"]] == [
        *("Arvika", "Bollnäs", "Forshaga", "Gotland", "Habo", "Herrljunga", "Håbo", "Kalix", "Lund", "Mariestad"),
        *("Region Gävleborg", "Region Jönköpings län", "Region Kronoberg", "Region Norrbotten", "Region Skåne"),
        *("Region Uppsala", "Region Värmland", "Region Östergötland", "Västra Götalandsregionen", "Växjö"),
    ]
    assert [node["partners"]["totalCount"] for node in answer["degrees"]["nodes"]] == [3, 3, 2]
    assert answer["starts"]["nodes"][-1] == {"slug": "gotland-beryslav", "start": {"edtf": "2024?"}}
