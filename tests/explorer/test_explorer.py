"""The explorer in a browser: search, panels, the time line, languages, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

Visit = Callable[..., Page]
POSITIONS = """query Positions($after: String) {
  network { members(first: 100, after: $after) { nodes { x y node { slug } } pageInfo { hasNextPage endCursor } } }
}"""
TEAM = "mariestad-ukmerge-kamianets-podilskyi"


def holder(page: Page, seat: int = 1) -> Locator:
    return page.locator(f"#panel .seat[data-seat='{seat}'] .holder")


def drag(page: Page, day: float) -> None:
    """Drag the thumb of the slider to a day, as a year and its part."""
    slider = page.locator("#slider")
    box = slider.bounding_box()
    assert box
    first, last = (float(slider.get_attribute(end) or 0) / 12 for end in ("min", "max"))
    place = box["x"] + 10 + (box["width"] - 20) * (day - first) / (last - first)
    page.mouse.move(place, box["y"] + box["height"] / 2, steps=6)


def test_it_opens_with_the_whole_network(visit: Visit, ask: Callable[..., Any]) -> None:
    """The numbers are those of the service, and the picture says what it shows."""
    page = visit("/")
    network = ask("{ network { order size componentCount } partnerships { totalCount } }")
    shown = {name: page.locator(f"[data-number={name}]") for name in ("partnerships", "places", "ties", "parts")}

    expect(shown["partnerships"]).to_have_text(str(network["partnerships"]["totalCount"]))
    expect(shown["places"]).to_have_text(str(network["network"]["order"]))
    expect(shown["ties"]).to_have_text(str(network["network"]["size"]))
    expect(shown["parts"]).to_have_text(str(network["network"]["componentCount"]))
    expect(page.locator("#canvas")).to_have_attribute("aria-label", re.compile(f"{network['network']['order']} places"))


def test_a_misspelt_name_is_found(visit: Visit) -> None:
    """Kamyanets-Podilsby is nowhere, Kamianets-Podilskyi is suggested; Enter opens it, with its seats and sources."""
    page = visit("/")
    page.get_by_role("combobox", name="Search").press_sequentially("Kamyanets-Podilsby")
    expect(page.get_by_role("option").first).to_contain_text("Kamianets-Podilskyi")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")

    expect(panel.get_by_role("heading", level=2)).to_have_text("Kamianets-Podilskyi")
    expect(panel).to_be_focused()
    expect(panel.locator(".sources a").first).to_have_attribute("href", re.compile("^https?://"))
    assert page.url.endswith("/?place=kamianets-podilskyi")


def test_what_is_nowhere_is_said_to_be_nowhere(visit: Visit) -> None:
    """A text that nothing matches gives a sentence, to see and to hear."""
    page = visit("/")
    page.get_by_role("combobox", name="Search").press_sequentially("qqqqqq")

    expect(page.locator("#hits")).to_have_text("Nothing has a name like that")
    expect(page.locator("#said")).to_have_text("Nothing has a name like that")


def test_the_seat_passes_on_while_the_slider_is_dragged(visit: Visit) -> None:
    """Herrljunga holds the seat in 2018, either may in 2019, Mariestad does in 2021; picture and numbers follow."""
    page = visit(f"/?partnership={TEAM}&asOf=2018-01-01")
    expect(holder(page)).to_have_text("On this day: Herrljunga certain")
    drag(page, 2018)
    page.mouse.down()
    drag(page, 2019.5)
    expect(holder(page)).to_have_text("On this day: Herrljunga possible or Mariestad possible")
    drag(page, 2021.1)
    expect(holder(page)).to_have_text("On this day: Mariestad certain")
    page.mouse.up()

    expect(page).to_have_url(re.compile(rf"\?partnership={TEAM}&asOf=202[01]-\d\d-01$"))
    expect(page.locator("#canvas")).to_have_attribute("aria-label", re.compile(r"on 1 \w+ 202[01]"))


def test_the_slider_goes_by_months_with_the_keyboard(visit: Visit) -> None:
    """An arrow key is a month, and the day is said in words."""
    page = visit("/?asOf=2019-03-01")
    slider = page.get_by_role("slider", name="Day")
    slider.press("ArrowRight")

    expect(slider).to_have_attribute("aria-valuetext", "1 April 2019")
    expect(page).to_have_url(re.compile("asOf=2019-04-01"))


def test_a_handover_on_the_time_line_can_be_clicked(visit: Visit) -> None:
    """Its panel tells from whom, to whom, when and by which stages; the day becomes the first on which it may be."""
    page = visit("/")
    page.get_by_role("button", name="Handover of a seat: Herrljunga → Mariestad").click()
    panel = page.locator("#panel")

    expect(panel).to_contain_text("between 26 May 2018 and 2020")
    expect(panel).to_contain_text("Letter of intent")
    expect(page).to_have_url(re.compile("handover=herrljunga-to-mariestad&asOf=2018-05-26"))


def test_inferred_goals_show_only_when_they_are_asked_for(visit: Visit) -> None:
    """The switch adds partnerships to a Goal, in the picture, the panel and the address; a partnership keeps both apart."""
    page = visit("/?goals=12&goal=12&kinds=MUNICIPAL_PARTNERSHIP")
    panel, number = page.locator("#panel"), page.locator('[data-number="partnerships"]')
    expect(panel).to_contain_text("Partnerships for which a source names the Goal.")
    stated = int(number.text_content() or "")
    expect(panel.get_by_text("Kalix – Masaka")).to_have_count(0)
    page.get_by_label("Also inferred Goals").check()

    expect(panel).to_contain_text("where a rule leads from a theme to it")
    expect(panel.get_by_role("link", name="Kalix – Masaka", exact=True)).to_be_visible()
    assert int(number.text_content() or "") > stated
    assert "inferred=1" in page.url

    page = visit("/?partnership=kalix-masaka")
    inferred = page.locator("#panel details.inferred")
    expect(page.locator("#panel section", has_text="Goals").locator(".goals")).to_have_count(0)
    inferred.locator("summary").click()
    expect(inferred).to_contain_text("Waste management: The target is about less waste, reuse and recycling.")
    expect(inferred).to_contain_text("no source names the Goal")


def test_time_plays_and_stops(visit: Visit) -> None:
    """Play moves the day on, from the oldest start when all time is shown; the same button stops it."""
    page = visit("/")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#day")).to_have_value(re.compile("^19[78]"))
    page.get_by_role("button", name="Pause").click()

    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page).to_have_url(re.compile("asOf=19[78]"))


def test_the_language_is_switched(visit: Visit) -> None:
    """Every word, the names of countries and Goals, the document's language and the address change."""
    page = visit("/?place=umea")
    page.get_by_role("button", name="Svenska").click()
    panel = page.locator("#panel")

    expect(panel.get_by_role("heading", name="Källor")).to_be_visible()
    expect(panel.locator(".lead")).to_contain_text("Sverige")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("button", name="GraphQL-fråga")).to_be_visible()
    assert page.url.endswith("/?place=umea&lang=sv")


@pytest.mark.parametrize(
    ("address", "title", "words"),
    [
        ("place=herrljunga", "Herrljunga", "Twin town"),
        (f"partnership={TEAM}", "Mariestad (earlier Herrljunga) – Ukmergė – Kamianets-Podilskyi", "paused because of war"),
        ("goal=11", "11 Sustainable cities and communities", "Falun – Kolomyia"),
        ("country=UA", "Ukraine UA", "Eligible in"),
        (f"seat={TEAM}-1", "Mariestad (earlier Herrljunga) – Ukmergė – Kamianets-Podilskyi", "Seat 1"),
        ("handover=herrljunga-to-mariestad", "Handover of a seat", "Mariestad"),
        ("place=atlantis", "Details", "That is not in the catalogue."),
        ("goal=18", "Details", "That is not in the catalogue."),
    ],
)  # fmt: skip
def test_an_address_leads_to_its_view(visit: Visit, address: str, title: str, words: str) -> None:
    """Whoever is sent an address sees what the sender saw; an unknown thing is said to be unknown."""
    panel = visit(f"/?{address}").locator("#panel")

    expect(panel.get_by_role("heading", level=2)).to_have_text(title)
    expect(panel).to_contain_text(words)


def test_whatever_an_address_holds_is_no_trouble(visit: Visit) -> None:
    """What it does not understand is left out."""
    page = visit("/?asOf=2019-02-31&kinds=MARRIAGE&goals=99&countries=xx&lang=tlh&view=3d")

    expect(page.locator("#always")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#as-map")).to_have_attribute("aria-pressed", "true")


def test_back_and_forth(visit: Visit) -> None:
    """Each view is a step of the browser's history."""
    page = visit("/?place=mariestad")
    page.locator("#panel").get_by_role("link", name="Ukmergė", exact=True).first.click()
    heading = page.locator("#panel").get_by_role("heading", level=2)
    expect(heading).to_have_text("Ukmergė")
    page.go_back()
    expect(heading).to_have_text("Mariestad")
    page.keyboard.press("Escape")

    expect(page.locator("#panel")).to_be_hidden()


def test_the_keyboard_walks_the_picture(visit: Visit) -> None:
    """Arrows go from node to node and say where they are, Enter opens, Escape closes."""
    page = visit("/?view=network")
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#said")).to_have_text("Karlskoga, Sweden, 10 ties")
    for key in ("+", "-", "0", "Shift+ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("#said")).not_to_have_text("Karlskoga, Sweden, 10 ties")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).not_to_be_empty()
    page.keyboard.press("Escape")

    expect(page.locator("#panel")).to_be_hidden()


def test_nodes_and_ties_are_pointed_at_and_clicked(visit: Visit, ask: Callable[..., Any]) -> None:
    """They lie where the service puts them; beside the pointer is what it is, a click opens it, one beside all closes."""
    page = visit("/?view=network")
    place, other = spots(page, ask, "karlskoga", "sanremo")
    canvas, tip = page.locator("#canvas"), page.locator("#tip")
    canvas.hover(position=place)
    expect(tip).to_have_text("KarlskogaSweden10 ties")
    canvas.hover(position={way: (place[way] + other[way]) / 2 for way in place})
    expect(tip).to_have_text("Karlskoga – SanremoTwin town, certain")
    canvas.click(position=place)
    expect(page.locator("#panel h2")).to_have_text("Karlskoga")
    page.get_by_role("button", name="Show everything").click()
    canvas.click(position={"x": 6, "y": 400})

    expect(page.locator("#panel")).to_be_hidden()


def spots(page: Page, ask: Callable[..., Any], *slugs: str) -> list[dict[str, float]]:
    """Where some places lie on a canvas that shows everything, by the positions that the service gives."""
    points: dict[str, tuple[float, float]] = {}
    after = None
    while True:
        members = ask(POSITIONS, after=after)["network"]["members"]
        points |= {member["node"]["slug"]: (member["x"], member["y"]) for member in members["nodes"]}
        after = members["pageInfo"]["endCursor"]
        if not members["pageInfo"]["hasNextPage"]:
            break
    box = page.locator("#canvas").bounding_box()
    assert box
    (left, right), (top, bottom) = ((min(way), max(way)) for way in zip(*points.values(), strict=True))
    scale = min((box["width"] - 56) / (right - left), (box["height"] - 56) / (bottom - top))
    middle = (left + right) / 2, (top + bottom) / 2
    return [
        {
            "x": box["width"] / 2 + scale * (points[slug][0] - middle[0]),
            "y": box["height"] / 2 + scale * (points[slug][1] - middle[1]),
        }
        for slug in slugs
    ]


def test_a_service_in_trouble_is_told_of(browser: Any, site: str) -> None:
    """What went wrong is said, and there is a way to try again."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.route("**/graphql", lambda route: route.fulfill(status=503, json={"errors": [{"message": "no catalogue"}]}))
    page.goto(site)
    expect(page.get_by_role("alert")).to_contain_text("The service could not answer: no catalogue")
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try again").click()

    expect(page.locator("[data-number=places]")).not_to_have_text("0")
    expect(page.get_by_role("alert")).to_be_hidden()
    context.close()


def test_what_is_still_computed_is_asked_for_again(browser: Any, site: str) -> None:
    """The page waits as long as the service says, and shows the network then."""
    asked = list[str]()

    def compute_first(route: Any) -> None:
        about_members = "query Members" in route.request.post_data
        asked.extend([route.request.post_data] * about_members)
        if about_members and len(asked) == 1:
            extensions = {"code": "UNAVAILABLE", "retryAfter": 1}
            errors = [{"message": "being computed", "path": ["network"], "extensions": extensions}]
            route.fulfill(status=294, json={"data": {"network": None}, "errors": errors})
        else:
            route.continue_()

    page = browser.new_page()
    page.route("**/graphql", compute_first)
    page.goto(site)
    expect(page.locator("[data-number=places]")).not_to_have_text("0")
    assert asked[0] == asked[1]
    assert "being computed" not in page.inner_text("body")
    page.close()
