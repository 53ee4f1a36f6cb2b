"""What the page shows while a large catalogue still comes, and when it is larger than what a page loads."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

Visit = Callable[..., Page]
PROGRESS = """async (figures) => {
  const { showProgress } = await import("/explorer/loading.js");
  const [places, allPlaces, partnerships, allPartnerships, complete] = figures;
  showProgress({ places: { loaded: places, total: allPlaces }, partnerships: { loaded: partnerships, total: allPartnerships } }, complete);
}"""


def test_what_has_come_is_drawn_and_the_rest_is_announced(browser: Browser, site: str) -> None:
    """While a later page of partnerships is on its way, the map has the first ones and says how many of how many."""
    page = browser.new_page(locale="en-GB")
    arrived = threading.Event()

    def hold(route: Route) -> None:
        asked: dict[str, Any] = json.loads(route.request.post_data or "{}")
        if "Partnerships" in asked["query"][:200] and asked["variables"].get("after") and not arrived.is_set():
            held.append(route)
        else:
            route.continue_()

    held: list[Route] = []
    page.route("**/graphql", hold)
    page.goto(f"{site}/?view=map")
    expect(page.locator("#progress")).to_have_text(
        re.compile(r"^205 of 205 places and 90 of 124 partnerships so far …$")
    )
    expect(page.locator("#canvas")).to_have_attribute("aria-label", re.compile(r"^Map .*: \d{2,} places"))
    assert page.locator("body").get_attribute("aria-busy") == "true"
    arrived.set()
    for route in held:
        route.continue_()
    page.wait_for_selector("body:not([aria-busy])")

    expect(page.locator("#progress")).to_be_hidden()
    page.close()


def test_what_is_left_out_is_said(visit: Visit) -> None:
    """A catalogue beyond what a page loads keeps a sentence about it; one that is whole has none."""
    page = visit("/?view=map")
    page.evaluate(PROGRESS, [20_000, 200_000, 25_000, 500_000, True])
    expect(page.locator("#progress")).to_contain_text("Shown: 20,000 of 200,000 places, the most connected first")
    page.evaluate(PROGRESS, [205, 205, 124, 124, True])

    expect(page.locator("#progress")).to_be_hidden()


def test_the_network_is_drawn_while_its_positions_come(visit: Visit) -> None:
    """They are asked for when the view is first opened, and the page says that it waits for them."""
    page = visit("/?view=map")
    with page.expect_request(lambda request: "Positions" in (request.post_data or "")):
        page.locator("#as-network").click()
    expect(page.locator("#waiting")).to_be_hidden()

    expect(page.locator("#canvas")).to_have_attribute("aria-label", re.compile("^Picture of the network"))
