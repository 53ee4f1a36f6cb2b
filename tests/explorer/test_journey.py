"""One journey through the explorer with the keyboard alone: at the root of a host, and below a path of a proxy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.faults.below_a_path import below_a_path

Visit = Callable[..., Page]
TEAM = "Mariestad (earlier Herrljunga) – Ukmergė – Kamianets-Podilskyi"
MOST_TABS = 200


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    target.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def holder(page: Page) -> Locator:
    return page.locator("#panel .seat[data-seat='1'] .holder")


@pytest.fixture(params=["at the root", "below a path"])
def any_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a service with all layers: of its own, or below a path of nginx."""
    if request.param == "at the root":
        yield request.getfixturevalue("layered_site")
    else:
        nginx, stored = (request.getfixturevalue(name) for name in ("nginx", "stored"))
        with below_a_path(nginx, stored(), tmp_path) as public:
            yield public


def test_a_journey_with_the_keyboard_alone(
    visit: Visit, any_site: str, browser: Browser, other_site: Callable[[str], str]
) -> None:
    """From the start to a municipality, along an arc, through the years, over layers, to its page, on paper, into a frame."""
    page = visit("/?lang=en", host=any_site)
    expect(page.locator("#start")).to_be_visible()
    tab_to(page, page.get_by_role("combobox", name="Find your municipality"))
    page.keyboard.type("Herrljunga")
    expect(page.locator("#start-hits li").first).to_contain_text("Herrljunga")
    page.keyboard.press("Enter")
    heading = page.locator("#panel h2")
    expect(heading).to_have_text("Herrljunga")
    expect(page.get_by_role("button", name="Map", exact=True)).to_have_attribute("aria-pressed", "true")

    follow_an_arc(page)
    see_the_seat_pass_on(page)
    switch_a_layer(page)
    open_the_page(page, any_site)
    embed(page, any_site, browser, other_site)


def follow_an_arc(page: Page) -> None:
    """The arrow keys go from place to place on the map; Enter opens the one at the other end."""
    canvas = page.locator("#canvas")
    canvas.focus()
    said = page.locator("#said")
    for _ in range(MOST_TABS):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(80)
        if "," in (said.text_content() or ""):
            break
    expect(said).to_contain_text(",")
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#panel").get_by_role("link").first)


def see_the_seat_pass_on(page: Page) -> None:
    """The field of the day, then the slider, month by month."""
    tab_to(page, page.get_by_role("combobox", name="Search"))
    page.keyboard.type("Mariestad (earlier Herrljunga) – Ukmergė")
    expect(page.locator("#hits li").first).to_contain_text(TEAM)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text(TEAM)
    slider = page.get_by_role("slider", name="Day")
    tab_to(page, slider)
    tab_to(page, page.locator("#day"))
    page.keyboard.type("05052018")  # the same in any order of day and month
    page.keyboard.press("Enter")
    expect(holder(page)).to_have_text("On this day: Herrljunga certain")
    slider.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(holder(page)).to_have_text("On this day: Herrljunga possible or Mariestad possible")
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    expect(holder(page)).to_have_text("On this day: Mariestad certain")
    expect(page).to_have_url(re.compile("asOf=2021-01-01"))


def switch_a_layer(page: Page) -> None:
    """A box for each layer; what only lists name goes."""
    number = page.locator("[data-number=partnerships]")
    before = int(number.text_content() or "")
    layers = page.get_by_role("group", name="Data from")
    for name in ("Wikidata", "Wikipedia"):
        tab_to(page, layers.get_by_role("checkbox", name=re.compile(name)))
        page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("layers=base,twin-towns-municipalities"))
    expect(page.locator("#numbers")).to_have_attribute("data-settled", re.compile("layers.*base"))
    assert 100 < int(number.text_content() or "") < before


def open_the_page(page: Page, site: str) -> None:
    """The page of the partnership, made on the server, fits on one sheet of paper."""
    tab_to(page, page.locator("#panel").get_by_role("link", name="Page to read and print"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"^{re.escape(site)}/partnership/mariestad-ukmerge-kamianets-podilskyi"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TEAM)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.go_back()
    page.wait_for_selector("body:not([aria-busy])")


def embed(page: Page, site: str, browser: Browser, other_site: Callable[[str], str]) -> None:
    """The frame that the page gives shows the same partnership in a page of another origin."""
    tab_to(page, page.get_by_role("button", name="Embed"))
    page.keyboard.press("Enter")
    code = page.locator("#embedding pre").text_content() or ""
    assert f'src="{site}/embed?' in code
    outer = browser.new_page()
    outer.goto(other_site(code))
    expect(outer.frame_locator("iframe").locator("#panel h2")).to_have_text(TEAM)
    outer.close()
