"""WCAG 2.2 AA as far as axe-core can see it, in every view, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from data.domain import enums as kinds
from data.domain.evidence_enums import Audience

Visit = Callable[..., Page]
TEAM = "mariestad-ukmerge-kamianets-podilskyi"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = {
    "the start": "/",
    "the map": "/?view=map",
    "the network": "/?view=network",
    "numbers": "/?view=numbers&asOf=2021-06-01",
    "an embedded map": "/embed?place=mariestad",
    "a day": "/?asOf=2019-06-01",
    "a table": "/?view=table&asOf=2019-06-01&goals=11",
    "an empty table": "/?view=table&goals=1&countries=IS",
    "a municipality": "/?place=mariestad&asOf=2019-06-01",
    "a partnership": f"/?partnership={TEAM}",
    "a Goal": "/?goal=16",
    "a country": "/?country=UA&countries=UA",
    "a whole with parts": "/?partnership=vaxjo-almhult-jb-marks&asOf=2026-11-28",
    "a time that no source states": "/?partnership=twin-karlskoga-narva&asOf=2026-11-28",
    "a seat": f"/?seat={TEAM}-1&asOf=2021-01-01",
    "a handover": "/?handover=herrljunga-to-mariestad",
    "nothing": "/?place=atlantis",
}
SIZES = {"wide": (1280, 800), "narrow": (360, 740), "400 %": (320, 256)}
LOOKS = [
    ("wide", {"color_scheme": "light"}, "en"),
    ("narrow", {"color_scheme": "dark", "reduced_motion": "no-preference"}, "sv"),
    ("400 %", {"color_scheme": "light", "forced_colors": "active"}, "sv"),
]
RUN = """async (rules) => (await axe.run({ runOnly: rules })).violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""

ENUMS = {
    "KINDS": kinds.PartnershipKind,
    "STATES": kinds.PartnershipState,
    "CAUSES": kinds.Cause,
    "NAME_KINDS": kinds.NameKind,
    "EVENTS": kinds.EventKind,
    "ROLES": kinds.RoleKind,
    "AUDIENCES": Audience,
    "PHASES": kinds.Phase,
    "STATED": kinds.GoalsStated,
    "FRESHNESS": kinds.FreshnessLevel,
    "RANKS": kinds.Rank,
    "CHANGES": kinds.ChangeKind,
    "SPLITS": kinds.Split,
    "PRECISIONS": kinds.Precision,
    "BASES": kinds.Basis,
}


def violations(page: Page, axe: str) -> Any:
    page.evaluate(axe)
    return page.evaluate(RUN, RULES)


@pytest.mark.parametrize(("size", "look", "language"), LOOKS)
def test_no_view_breaks_a_rule(visit: Visit, axe: str, size: str, look: dict[str, str], language: str) -> None:
    """axe-core finds no violation of WCAG 2.2 AA or of its best practices, and nothing is wider than the window."""
    width, height = SIZES[size]
    page = visit("/", width=width, height=height, **look)
    found = {}
    for name, address in VIEWS.items():
        page.goto(f"{urljoin(page.url, address)}{'&' if '?' in address else '?'}lang={language}")
        page.wait_for_selector("body:not([aria-busy])")
        summary = page.locator(".choices summary")
        if summary.is_visible():
            summary.click()
        found[name] = violations(page, axe)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[name] += [f"{wide} pixels wide"] if wide > width else []

    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize(("size", "look", "language"), LOOKS)
def test_no_dialog_breaks_a_rule(visit: Visit, axe: str, size: str, look: dict[str, str], language: str) -> None:
    """Nor do a story, suggestions, the queries, the files, the frame, or the words of trouble."""
    width, height = SIZES[size]
    page = visit("/?lang=en", width=width, height=height, **look)
    page.locator("[data-story=seat]").click()
    found = {"a story": violations(page, axe)}
    page.locator("#story-close").click()
    page.get_by_role("combobox", name="Search").press_sequentially("ma")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    found["suggestions"] = page.evaluate(RUN, RULES)
    page.keyboard.press("Escape")
    for name in ("GraphQL query", "Download", "Embed"):
        page.get_by_role("button", name=name).click()
        found[name] = page.evaluate(RUN, RULES)
        page.keyboard.press("Escape")
    page.locator("#trouble").evaluate(
        "(box) => { box.hidden = false; box.textContent = 'The service could not answer'; }"
    )
    found["trouble"] = page.evaluate(RUN, RULES)

    assert {name: broken for name, broken in found.items() if broken} == {}


def test_nothing_is_wider_than_a_phone(visit: Visit) -> None:
    """At 360 pixels, and so at 400 % of 1 440, nothing has to be scrolled sideways."""
    for address in ("/", "/?view=table", f"/?partnership={TEAM}&asOf=2019-06-01&lang=sv"):
        page = visit(address, width=360, height=740)

        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        page.context.close()


def test_buttons_are_large_enough(visit: Visit) -> None:
    """Whatever is pressed is at least 24 pixels high and wide (success criterion 2.5.8)."""
    page = visit("/?place=mariestad", width=360, height=740)
    page.locator(".choices summary").click()
    small = page.locator("button:visible, select:visible, input:visible").evaluate_all(
        """(all) => all.filter((one) => !one.closest("label") && one.id !== "slider").map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 90)])
          .filter(([box]) => box.width && (box.width < 24 || box.height < 24)).map(([, html]) => html)"""
    )

    assert small == []


def test_every_word_is_in_both_languages(visit: Visit) -> None:
    """English and Swedish have the same texts, and a word for every kind, state, cause, event, role and rank."""
    page = visit("/")
    texts = page.evaluate(
        """async () => {
          const { languages } = await import("/explorer/words.js");
          const names = (words, before = "") => Object.entries(words).flatMap(([name, text]) =>
            typeof text === "object" && !Array.isArray(text) ? names(text, `${before}${name}.`) : [`${before}${name}`]);
          return Object.values(languages).map((words) => names(words).sort());
        }"""
    )

    assert texts[0] == texts[1]
    for table, kind in ENUMS.items():
        assert {name.removeprefix(f"{table}.") for name in texts[0] if name.startswith(f"{table}.")} == set(kind), table
