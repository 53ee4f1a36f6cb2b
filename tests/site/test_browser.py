"""The pages in a browser: they say what the panel says, break no rule, fit on a phone and on a sheet of paper."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from playwright.sync_api import Browser, Page

from service.site.dates import DateWriter, wording
from service.site.words import words_of
from tests.explorer.conftest import HERE as EXPLORER

Visit = Callable[..., Page]
TEAM = "mariestad-ukmerge-kamianets-podilskyi"
PLACES = ["mariestad", "herrljunga", "karlskoga", "umea", "ukmerge", "jb-marks"]
PARTNERSHIPS = [TEAM, "kalix-masaka", "vaxjo-almhult-jb-marks", "twin-karlskoga-narva"]
SUBJECTS = [
    *(("place", "municipality", slug) for slug in PLACES),
    *(("partnership",) * 2 + (slug,) for slug in PARTNERSHIPS),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => (await axe.run({ runOnly: rules })).violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""
TEXTS = """() => {
  const found = [];
  const panel = document.getElementById("panel");
  const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".close")) found.push(walker.currentNode.data);
  return [found, [...panel.querySelectorAll("[title]")].map((one) => one.title), [...panel.querySelectorAll("a.out")].map((one) => one.href)];
}"""
OPEN = """(search) => {
  history.pushState(null, "", search);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
DATES = """query ($after: String) {
  partnerships(first: 100, after: $after) {
    nodes { start { ...Dated } end { ...Dated } lastAttested { date { ...Dated } } members { start { ...Dated } end { ...Dated } } events { date { ...Dated } } }
    pageInfo { hasNextPage endCursor }
  }
}
fragment Dated on PartialDate { edtf earliest latest wording planned basis because }"""
SAID = """async ([language, periods]) => {
  const { speak } = await import("/explorer/words.js");
  const { partial, period, reasons, wording } = await import("/explorer/dates.js");
  speak(language);
  return periods.map(([start, end]) => [partial(start), period(start, end).map(({ text }) => text),
    start?.because ? reasons(start.because) : "", wording(start, end) ?? ""]);
}"""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"width": 360, "height": 740},
    "forced colours": {"forced_colors": "active"},
}


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_page_says_all_that_the_panel_says(visit: Visit, layered_site: str, browser: Browser, language: str) -> None:
    """Every piece of text, every remark on it, and every link to another site; without JavaScript."""
    panel = visit(f"/?lang={language}", host=layered_site)
    without = browser.new_context(java_script_enabled=False).new_page()
    missing = {}
    for parameter, kind, slug in SUBJECTS:
        panel.evaluate(OPEN, f"?{parameter}={slug}&lang={language}")
        panel.wait_for_selector("#panel:not([aria-busy]) h2")
        panel.locator("#panel .own-page").evaluate("(link) => link.remove()")  # it leads to the page itself
        texts, titles, links = panel.evaluate(TEXTS)
        without.goto(f"{layered_site}/{kind}/{slug}?lang={language}")
        missing[slug] = [*not_said(without, texts, titles), *not_linked(without, links)]

        assert len(texts) > 10
    without.context.close()

    assert {slug: found for slug, found in missing.items() if found} == {}


def not_said(page: Page, texts: list[str], titles: list[str]) -> list[str]:
    """The texts that a page does not have, and the remarks that it has neither as such nor as text."""
    body = plain(page.locator("body").text_content() or "")
    remarks = set(page.locator("[title]").evaluate_all("(all) => all.map((one) => one.title)"))
    missing = [text for text in map(plain, texts) if text.strip(" ·,") not in body]
    return missing + [title for title in titles if title not in remarks and plain(title) not in body]


def not_linked(page: Page, links: list[str]) -> set[str]:
    return set(links) - set(page.locator("a").evaluate_all("(all) => all.map((one) => one.href)"))


def test_dates_are_said_as_in_the_explorer(visit: Visit, layered_site: str) -> None:
    """All dates of the catalogue, with their reasons and wordings, in both languages."""
    periods, page = list(periods_of(layered_site)), visit("/", host=layered_site)

    assert len(periods) > 1000
    for language in ("en", "sv"):
        said = [said_of(DateWriter(words_of(language)), *period) for period in periods]
        assert said == page.evaluate(SAID, [language, periods])


def periods_of(address: str) -> Iterator[list[Any]]:
    """The starts and ends of partnerships and memberships, and the dates of events and of the last evidence."""
    after, more = None, True
    while more:
        asked = {"query": DATES, "variables": {"after": after}}
        found = httpx.post(f"{address}/graphql", json=asked, timeout=60).json()["data"]["partnerships"]
        for node in found["nodes"]:
            yield from ([span["start"], span["end"]] for span in (node, *node["members"]))
            yield from ([one["date"], None] for one in (*node["events"], node["lastAttested"]) if one)
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]


def said_of(writer: DateWriter, start: Any, end: Any) -> list[Any]:
    because = start and start["because"]
    phrases = [phrase.text for phrase in writer.period(start, end)]
    return [writer.partial(start), phrases, writer.reasons(because) if because else "", wording(start, end)]


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_breaks_a_rule(visit: Visit, axe: str, layered_site: str, look: str) -> None:
    """axe-core finds no violation of WCAG 2.2 AA or of its best practices, in both languages."""
    page = visit("/municipality/mariestad", host=layered_site, **LOOKS[look])
    found = {}
    for path in (
        f"/partnership/{TEAM}?lang=sv",
        "/municipality/karlskoga",
        "/municipality/jb-marks?lang=sv",
        "/partnership/kalix-masaka",
    ):
        page.goto(layered_site + path)
        page.evaluate(axe)
        found[path] = page.evaluate(RUN, RULES)

    assert {path: broken for path, broken in found.items() if broken} == {}


def test_what_is_not_there_breaks_no_rule(browser: Browser, axe: str, layered_site: str) -> None:
    """The page that says so, too."""
    page = browser.new_context().new_page()
    page.goto(f"{layered_site}/municipality/atlantis")
    page.evaluate(axe)

    assert page.evaluate(RUN, RULES) == []
    page.context.close()


def test_nothing_is_wider_than_a_page_that_is_magnified(visit: Visit, layered_site: str) -> None:
    """At 320 pixels, which is 400 % of 1 280, nothing has to be scrolled sideways (success criterion 1.4.10)."""
    page = visit("/municipality/mariestad", host=layered_site, width=320, height=640)
    for path in (f"/partnership/{TEAM}?lang=sv", "/municipality/karlskoga", "/municipality/ukmerge"):
        page.goto(layered_site + path)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_page_is_printed_on_one_sheet(visit: Visit, layered_site: str) -> None:
    """Of A4, in both languages, also from a dark screen."""
    page = visit("/municipality/mariestad", host=layered_site, color_scheme="dark")
    sheets = {}
    for path in (
        "/municipality/mariestad",
        "/municipality/karlskoga",
        f"/partnership/{TEAM}",
        "/partnership/kalix-masaka",
    ):
        for language in ("en", "sv"):
            page.goto(f"{layered_site}{path}?lang={language}")
            sheets[path, language] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))

    assert set(sheets.values()) == {1}, sheets


def test_the_colours_are_those_of_the_explorer() -> None:
    """Light and dark, by name."""
    folder = EXPLORER.parents[1] / "service" / "explorer"
    declared = re.compile(r"^  --([\w-]+): (.+);$", re.MULTILINE)
    light, dark = (
        dict(declared.findall(block))
        for block in re.findall(r"\{(.*?)\}", (folder / "style.css").read_text(), re.DOTALL)[:2]
    )
    own = dict(declared.findall((folder / "page.css").read_text().partition("}")[0]))

    assert own == {name: f"light-dark({light[name]}, {dark[name]})" for name in own}


def test_a_validator_of_html_finds_nothing(installed: Callable[[Path], Path], layered_site: str) -> None:
    """In the pages of both languages, and in the one of what is not there."""
    module = installed(EXPLORER) / "html-validate" / "dist" / "esm" / "index.js"
    paths = [*(f"/{kind}/{slug}" for _, kind, slug in SUBJECTS), "/municipality/goteborg", "/municipality/atlantis"]
    with httpx.Client(base_url=layered_site, headers={"accept": "text/html"}, timeout=60) as client:
        pages = [client.get(path, params={"lang": language}).text for path in paths for language in ("en", "sv")]
    command = ["node", Path(__file__).parent / "validate.mjs", module]
    found = subprocess.run(command, input=orjson.dumps(pages), capture_output=True, check=True, timeout=120)

    assert [problem for page in json.loads(found.stdout) for problem in page] == []
