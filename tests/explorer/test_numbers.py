"""The numbers of the explorer: bars by country, Goal, kind and year, each a filter; and the layers of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
FACETS = """query Facets($asOf: Date, $filter: PartnershipFilter) {
  partnerships(asOf: $asOf, filter: $filter, first: 0) {
    totalCount
    facets(by: [COUNTRY, GOAL, KIND], first: 100) { values { key count certain } }
    series(from: "2018-07-01", to: "2022-07-01") { day certain possible }
  }
}"""


def bars(page: Page, title: str) -> dict[str, str]:
    """The texts of the bars of a chart, by key."""
    chart = page.locator(".charts section", has=page.get_by_role("heading", name=title, exact=True))
    found = chart.locator(".counts button").evaluate_all(
        "(all) => all.map((one) => [one.dataset.key, one.textContent])"
    )
    return dict(found)


def test_the_bars_are_those_of_the_service(visit: Visit, ask: Callable[..., Any]) -> None:
    """Each bar says its count and how many are certain; what all partnerships share is said instead."""
    page = visit("/?view=numbers&asOf=2021-06-01")
    expect(page.locator(".counts").first).to_be_visible()
    counted = ask(FACETS, asOf="2021-06-01")["partnerships"]
    countries, goals, kinds = (facet["values"] for facet in counted["facets"])
    shown = bars(page, "By country")

    assert "SE" not in shown
    expect(page.locator("#counts")).to_contain_text("All of them have a member in Sweden.")
    for one in [one for one in countries if one["key"] != "SE"][:12]:
        assert shown[one["key"]].endswith(f"{one['count']}partnerships, {one['certain']} certain")
    assert set(bars(page, "By Goal")) == {one["key"] for one in goals[:12]}
    assert set(bars(page, "By kind of relation")) == {one["key"] for one in kinds}
    years = bars(page, "By year")
    for one in counted["series"]:
        total = one["certain"] + one["possible"]
        assert years.get(one["day"], "") in {
            "",
            f"{one['day'][:4]}{total}partnerships, {one['certain']} certain",
        }
    assert "2022-07-01" in years


def test_a_bar_is_a_filter(visit: Visit) -> None:
    """A bar chooses a country, a year and a kind, in the address too; pressed again it lets go."""
    page = visit("/?view=numbers")
    page.locator("#counts [data-key=UA]").press("Enter")
    expect(page.get_by_label("Country", exact=True)).to_have_value("UA")
    page.locator("#counts [data-key='2022-07-01']").press("Enter")
    expect(page).to_have_url(re.compile(r"\?asOf=2022-07-01&countries=UA&view=numbers$"))
    expect(page.locator("#counts [data-key='2022-07-01']")).to_have_attribute("aria-pressed", "true")
    page.locator("#counts [data-key=UA]").press("Enter")

    expect(page).to_have_url(re.compile(r"\?asOf=2022-07-01&view=numbers$"))


def test_layers_are_switched(visit: Visit, layered_site: str) -> None:
    """Without the lists of others only partnerships remain that the other layers hold or name, as in a filter."""
    page = visit("/?view=table", host=layered_site)
    layers = page.get_by_role("group", name="Data from")
    for name in ("Wikidata", "Wikipedia"):
        layers.get_by_role("checkbox", name=re.compile(name)).uncheck()
    expect(page).to_have_url(re.compile("layers=base,twin-towns-municipalities"))
    number = page.locator("[data-number=partnerships]")
    expect(page.locator("#numbers")).to_have_attribute("data-settled", re.compile("layers.*base"))
    by_page = page.evaluate(
        """async () => {
          const { Network } = await import("/explorer/network.js");
          const { all } = await import("/explorer/api.js");
          const { MEMBERS, PARTNERSHIPS } = await import("/explorer/queries.js");
          const network = new Network(await all("m", MEMBERS, {}, (data) => data.network.members),
            await all("p", PARTNERSHIPS, {}, (data) => data.partnerships, { first: 90 }));
          return network.at({ asOf: null, layers: ["base", "twin-towns-municipalities"] }).partnerships.length;
        }"""
    )

    expect(number).to_have_text(str(by_page))
    assert 300 < by_page < 900
