"""The page counts what is there on a day for itself, so that time flows: it must count as the service does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
Ask = Callable[..., Any]
DAYS = (
    "1950-01-01",
    "1991-01-01",
    "2008-07-15",
    "2013-12-31",
    "2018-05-25",
    "2018-05-26",
    "2020-12-31",
    "2022-02-24",
    "2022-02-25",
    "2024-02-28",
    "2026-11-28",
)
COUNT = """
query Count($asOf: Date, $kinds: [PartnershipKind!], $filter: PartnershipFilter, $after: String) {
  network(asOf: $asOf, kinds: $kinds) {
    order size componentCount
    ties(first: 100, after: $after) { nodes { certainty a { name } b { name } } pageInfo { hasNextPage endCursor } }
  }
  partnerships(asOf: $asOf, filter: $filter, first: 100) { totalCount }
}
"""
PAGE_COUNT = """
async ([asOf, kinds, goals, countries, inferred, layers]) => {
  const { Network, parts } = await import("/explorer/network.js");
  const { all } = await import("/explorer/api.js");
  const { MEMBERS, PARTNERSHIPS } = await import("/explorer/queries.js");
  globalThis.network ??= new Network(
    await all("m", MEMBERS, {}, (data) => data.network.members), await all("p", PARTNERSHIPS, {}, (data) => data.partnerships, { first: 90 }));
  const found = globalThis.network.at({ asOf, kinds, goals, inferred, countries, layers });
  const sure = [...found.ties.values()].filter((tie) => tie.sure === 2).length;
  return [found.partnerships.length, found.places.size, found.ties.size, sure, parts(found)];
}
"""


CERTAIN = """
query Certain($asOf: Date, $after: String) {
  partnerships(asOf: $asOf, first: 100, after: $after) {
    nodes { slug certainty members { certainty seat { number } municipality { slug } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
PAGE_CERTAIN = """
async (asOf) => {
  const { Network, covers } = await import("/explorer/network.js");
  const { all } = await import("/explorer/api.js");
  const { MEMBERS, PARTNERSHIPS } = await import("/explorer/queries.js");
  globalThis.network ??= new Network(
    await all("m", MEMBERS, {}, (data) => data.network.members), await all("p", PARTNERSHIPS, {}, (data) => data.partnerships, { first: 90 }));
  return globalThis.network.at({ asOf }).partnerships.map(({ partnership: { slug, groups }, sure }) => [
    slug, sure, groups[0].members.map((one) => [one.seat, one.place, covers(one.span, asOf)]).filter(([, , sure]) => sure)]);
}
"""


def service_counts(ask: Ask, day: str | None, kinds: list[str] | None = None) -> list[int]:
    """Partnerships, places, ties, certain ties and parts, as the service has them."""
    ties: list[Any] = []
    after = None
    while True:
        data = ask(COUNT, asOf=day, kinds=kinds, filter={"kinds": kinds} if kinds else {}, after=after)
        ties += data["network"]["ties"]["nodes"]
        after = data["network"]["ties"]["pageInfo"]["endCursor"]
        if not data["network"]["ties"]["pageInfo"]["hasNextPage"]:
            break
    network = data["network"]
    sure = sum(tie["certainty"] == "CERTAIN" for tie in ties)
    return [data["partnerships"]["totalCount"], network["order"], network["size"], sure, network["componentCount"]]


def test_the_page_counts_as_the_service_does(visit: Visit, ask: Ask) -> None:
    """Partnerships, places, ties, certain ties and parts, on the days on which something changes, of all kinds and of one."""
    page = visit("/")
    for day in (None, *DAYS):
        for kinds in (None, ["TWIN_TOWN"], ["MUNICIPAL_PARTNERSHIP", "CONTACT"]):
            assert page.evaluate(PAGE_COUNT, [day, kinds, None, None]) == service_counts(ask, day, kinds), (day, kinds)


def test_the_page_is_as_certain_as_the_service(visit: Visit, ask: Ask) -> None:
    """Of each partnership and each membership, on the days on which something changes."""
    page = visit("/")
    level = {"POSSIBLE": 1, "CERTAIN": 2}
    for day in DAYS:
        found: list[Any] = []
        info: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
        while info["hasNextPage"]:
            listed = ask(CERTAIN, asOf=day, after=info["endCursor"])["partnerships"]
            found, info = found + listed["nodes"], listed["pageInfo"]

        assert sorted(page.evaluate(PAGE_CERTAIN, day)) == sorted(
            [
                one["slug"],
                level[one["certainty"]],
                [
                    [member["seat"]["number"], member["municipality"]["slug"], level[member["certainty"]]]
                    for member in one["members"]
                ],
            ]
            for one in found
        ), day


INFERRED = {"goalBasis": ["STATED", "INFERRED"]}


@pytest.mark.parametrize(
    "choice",
    [
        {"layers": ["base"]},
        {"goals": [11]},
        {"goals": [12]} | INFERRED,
        {"countries": ["UA"]},
        {"goals": [16], "countries": ["ZA"]},
        {"goals": [16], "countries": ["ZA"]} | INFERRED,
    ],
)
def test_a_choice_counts_as_a_filter_does(visit: Visit, ask: Ask, choice: dict[str, Any]) -> None:
    """A Goal, inferred or not, and a country choose the same partnerships as a PartnershipFilter, on any day."""
    page = visit("/")
    goals, countries = (next(iter(choice.get(name, [])), None) for name in ("goals", "countries"))
    for day in (None, *DAYS):
        wanted = ask(COUNT, asOf=day, filter=choice)["partnerships"]["totalCount"]

        assert (
            page.evaluate(PAGE_COUNT, [day, None, goals, countries, "goalBasis" in choice, choice.get("layers")])[0]
            == wanted
        ), day


def test_when_it_has_come_to_rest_the_numbers_are_the_service_s(visit: Visit, ask: Ask) -> None:
    """What is written beside the picture is what the service was asked, and the table has as many rows as there are ties."""
    page = visit("/?asOf=2019-06-01&view=table")
    expect(page.locator("#numbers")).to_have_attribute("data-settled", re.compile("2019-06-01"))
    partnerships, places, ties, sure, parts = service_counts(ask, "2019-06-01")
    pairs = page.locator("#table tbody tr").evaluate_all(
        "rows => rows.filter((row) => row.cells[2].textContent).map((row) => [row.cells[0].textContent, row.cells[1].textContent].sort().join())"
    )

    for name, number in {"partnerships": partnerships, "places": places, "ties": ties, "parts": parts}.items():
        expect(page.locator(f"[data-number={name}]")).to_have_text(str(number))
    expect(page.locator("[data-sure=ties]")).to_have_text(f"{sure} certain")
    assert len(set(pairs)) == ties


def test_choices_are_of_the_page_and_of_its_address(visit: Visit) -> None:
    """Kinds, a Goal and a country are chosen by hand; the address tells all three, and leads back to them."""
    page = visit("/?view=table")
    page.get_by_role("checkbox", name="Twin town").uncheck()
    page.get_by_role("button", name="11 Sustainable cities and communities").click()
    page.get_by_label("Country", exact=True).select_option("Ukraine")
    expect(page.locator("#table tbody tr")).to_have_count(10)
    assert page.url.endswith(
        "/?kinds=MUNICIPAL_PARTNERSHIP,FRIENDSHIP,CONTACT,PROJECT_PARTNERSHIP&goals=11&countries=UA&view=table"
    )
    page.reload()

    expect(page.locator("#table tbody tr")).to_have_count(10)
    expect(page.get_by_role("checkbox", name="Twin town")).not_to_be_checked()
    expect(page.get_by_label("Country", exact=True)).to_have_value("UA")
