"""Facets in GraphQL: on every connection of partnerships and of municipalities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
Refuse = Callable[..., str]
FACETS = "facets(by: [KIND]) { by distinct missing values { key count certain } }"


def test_partnerships_are_counted_by_kind(ask: Ask) -> None:
    """All pages are counted, however small the page is."""
    answer = ask(f"{{ partnerships(first: 1) {{ totalCount {FACETS} nodes {{ slug }} }} }}")["partnerships"]
    (facet,) = answer["facets"]

    assert (facet["by"], facet["missing"]) == ("KIND", 0)
    assert facet["distinct"] == len(facet["values"])
    assert sum(value["count"] for value in facet["values"]) == answer["totalCount"] > len(answer["nodes"])


@pytest.mark.parametrize(
    "path",
    [
        'country(code: "UA") { partnerships { %s } }',
        "goal(number: 11) { partnerships { %s } }",
        'municipality(by: {slug: "mariestad"}) { partnerships { %s } }',
        'country(code: "SE") { municipalities { %s } }',
        "municipalities { %s }",
    ],
)
def test_every_connection_of_them_has_facets(ask: Ask, path: str) -> None:
    """Root fields and nested ones alike."""
    answer = ask("{ " + path % f"totalCount {FACETS}" + " }")
    while "totalCount" not in answer:
        (answer,) = answer.values()
    (facet,) = answer["facets"]

    assert sum(value["count"] for value in facet["values"]) >= answer["totalCount"] > 0


def test_labels_are_names_in_a_language(ask: Ask) -> None:
    """Of countries, counties, Goals and kinds; a number has none."""
    answer = ask("""{ partnerships { facets(by: [COUNTRY, COUNTY, KIND, MEMBERS], first: 100) {
      values { key label swedish: label(language: SV) } } } }""")
    labels = [{value.pop("key"): value for value in facet["values"]} for facet in answer["partnerships"]["facets"]]
    country, county, kind, members = labels

    assert country["LT"] == {"label": "Lithuania", "swedish": "Litauen"}
    assert county["14"]["label"] == "Västra Götalandsregionen"
    assert kind["TWIN_TOWN"]["swedish"].startswith("Vänort")
    assert members["2"] == {"label": None, "swedish": None}


def test_on_a_day_the_certain_ones_are_counted_apart(ask: Ask) -> None:
    """In 2019 either Herrljunga or Mariestad held the seat: Sweden is possible, Ukraine certain."""
    answer = ask("""{ partnerships(asOf: "2019-06-01", filter: {members: ["kamianets-podilskyi"], kinds: [MUNICIPAL_PARTNERSHIP]}) {
      facets(by: [COUNTRY, MEMBERS]) { values { key count certain } } } }""")
    country, members = answer["partnerships"]["facets"]

    assert {"key": "SE", "count": 1, "certain": 0} in country["values"]
    assert {"key": "UA", "count": 1, "certain": 1} in country["values"]
    assert {"key": "3", "count": 1, "certain": 0} in members["values"]


def test_inferred_goals_count_when_asked_for(ask: Ask) -> None:
    """By default only what sources state."""
    document = """query($basis: [GoalBasis!]) { partnerships {
      facets(by: [GOAL], goalBasis: $basis, first: 100) { distinct missing } } }"""
    stated, all_ = (ask(document, basis=basis)["partnerships"]["facets"][0] for basis in (None, ["STATED", "INFERRED"]))

    assert stated["distinct"] < all_["distinct"]
    assert stated["missing"] > all_["missing"]


def test_first_limits_the_values_only(ask: Ask) -> None:
    """`distinct` counts all keys."""
    answer = ask("{ partnerships { facets(by: [COUNTRY], first: 1) { distinct values { key } } } }")
    (facet,) = answer["partnerships"]["facets"]

    assert len(facet["values"]) == 1 < facet["distinct"]


@pytest.mark.parametrize("first", [-1, 101])
def test_first_has_bounds(refuse: Refuse, first: int) -> None:
    """As in other lists."""
    assert "`first` must be from 0 to 100" in refuse(
        f"{{ partnerships {{ facets(by: [KIND], first: {first}) {{ by }} }} }}"
    )


def test_a_key_of_the_other_kind_is_refused(refuse: Refuse) -> None:
    """Municipalities have no state."""
    assert "STATE" in refuse("{ municipalities { facets(by: [STATE]) { by } } }")
