"""The start of the explorer, and its stories."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
STORIES = json.loads((Path(__file__).parents[2] / "service" / "explorer" / "stories.json").read_text(encoding="utf-8"))
STEPS = [(story["name"], number, step) for story in STORIES for number, step in enumerate(story["steps"])]


def test_who_comes_for_the_first_time_sees_what_this_is(visit: Visit, ask: Callable[..., Any]) -> None:
    """A question, a search, four numbers of the service and three stories; the map is behind them."""
    page = visit("/")
    start = page.get_by_role("region", name="Where in the world does your municipality work?")
    counts = ask(
        "{ network { order } catalogue { sources } partnerships(first: 0) { totalCount facets(by: [COUNTRY]) { distinct } } }"
    )
    wanted = {
        "startPlaces": counts["network"]["order"],
        "startPartnerships": counts["partnerships"]["totalCount"],
        "startCountries": counts["partnerships"]["facets"][0]["distinct"],
        "startSources": counts["catalogue"]["sources"],
    }

    for name, number in wanted.items():
        expect(start.locator(f"[data-start={name}]")).to_have_text(f"{number:,}")
    expect(start.get_by_role("button")).to_have_count(4)
    expect(page.get_by_role("button", name="Map", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_municipality_is_found_from_the_start(visit: Visit) -> None:
    """The search of the start leads to the panel of the municipality; the brand leads back to the start."""
    page = visit("/")
    page.get_by_role("combobox", name="Find your municipality").press_sequentially("maristad")
    expect(page.locator("#start-hits li").first).to_contain_text("Mariestad")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Mariestad")
    expect(page.locator("#start")).to_be_hidden()
    assert page.url.endswith("/?place=mariestad")
    page.get_by_role("link", name="Samband").first.click()

    expect(page.locator("#start")).to_be_visible()
    assert page.url.endswith("/")


def test_the_start_is_closed_for_good(visit: Visit) -> None:
    """Escape leaves it for the map; the address says so, and back leads to it again."""
    page = visit("/")
    page.keyboard.press("Escape")
    expect(page.locator("#start")).to_be_hidden()
    expect(page.locator("#canvas")).to_be_focused()
    assert page.url.endswith("/?view=map")
    page.go_back()

    expect(page.locator("#start")).to_be_visible()


def test_a_story_is_told_step_by_step(visit: Visit) -> None:
    """With less motion a story waits for its reader: next and back by keyboard, Escape ends it."""
    page = visit("/")
    page.get_by_role("button", name="The seat that passed on").press("Enter")
    story = page.get_by_role("region", name="The seat that passed on")
    expect(story).to_contain_text("1 of 5")
    expect(page.locator("#panel .seat[data-seat='1'] .holder")).to_have_text("On this day: Herrljunga certain")
    page.get_by_role("button", name="Next").press("Enter")
    page.get_by_role("button", name="Next").press("Enter")
    expect(story).to_contain_text("Until 2020 both are possible")
    expect(page.locator("#panel .seat[data-seat='1'] .holder")).to_contain_text("Mariestad possible")
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.locator("#panel .seat[data-seat='1'] .holder")).to_have_text("On this day: Mariestad certain")
    page.get_by_role("button", name="Back").press("Enter")
    expect(story).to_contain_text("3 of 5")
    page.keyboard.press("Escape")

    expect(story).to_be_hidden()
    expect(page.locator("#panel h2")).to_be_visible()


def test_a_story_plays_and_stops(visit: Visit) -> None:
    """It goes on by itself, time passes between two days, and a button stops it."""
    page = visit("/", reduced_motion="no-preference")
    page.get_by_role("button", name="The seat that passed on").click()
    story = page.locator("#story")
    expect(story).to_contain_text("2 of 5")
    expect(page.locator("#day")).to_have_value(re.compile("^201[5678]"))
    story.get_by_role("button", name="Pause").click()

    expect(story.get_by_role("button", name="Play")).to_be_visible()
    expect(page.locator("#day")).to_have_value("2018-05-26")
    expect(story).to_contain_text("2 of 5")


@pytest.mark.parametrize(("name", "number", "step"), STEPS)
def test_every_step_of_a_story_leads_somewhere(site: str, name: str, number: int, step: dict[str, Any]) -> None:
    """Its address names a subject of the catalogue and is in words of both languages."""
    given = dict(httpx.QueryParams(step["address"]))
    keys = {"place": "municipality", "partnership": "partnership", "country": "country", "goal": "goal"}
    for kind, field in keys.items():
        if kind in given:
            by = {"country": f'code: "{given[kind]}"', "goal": f"number: {given[kind]}"}
            argument = by.get(kind, f'by: {{slug: "{given[kind]}"}}')
            query = f"{{ {field}({argument}) {{ __typename }} }}"
            assert httpx.post(f"{site}/graphql", json={"query": query}).json()["data"][field] is not None, (
                name,
                number,
            )

    assert set(step["text"]) == {"sv", "en"}
    assert given.get("view") in {"map", "network", "table", "numbers"}
