"""The page under examples/page in a real browser, compiled as its README says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.conftest import ROOT, program

SOURCES = ROOT / "examples" / "page"
ALONE = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
HOSTILE = "<img src=x onerror=document.title='hit'>"


@pytest.fixture(scope="module")
def built(node_modules: Path, run: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with its scripts, compiled by `tsc --strict`."""
    folder = tmp_path_factory.mktemp("page")
    run(node_modules / ".bin" / "tsc", "--strict", "--outDir", folder / "built", cwd=SOURCES)
    shutil.copy(SOURCES / "index.html", folder)
    return folder


@pytest.fixture(scope="module")
def open_page() -> Iterator[Callable[[], Page]]:
    """Opens pages in a browser."""
    chromium = program("chromium-headless-shell", ROOT / "tests" / "explorer" / "install.sh")
    with sync_playwright() as playwright:
        expect.set_options(timeout=30_000)
        browser = playwright.chromium.launch(executable_path=chromium, args=ALONE)
        yield browser.new_page
        browser.close()


@pytest.fixture
def page(open_page: Callable[[], Page], built: Path, real: str) -> Iterator[Page]:
    """The page, as if the service itself gave it out; no script may fail."""
    page, failures = open_page(), list[str]()
    page.on("pageerror", lambda error: failures.append(str(error)))

    def give(route: Route) -> None:
        route.fulfill(path=built / route.request.url.partition("/example/")[2].partition("?")[0])

    page.route("**/example/**", give)
    page.goto(f"{real}/example/index.html?service={real}")
    yield page
    page.close()
    assert failures == []


def ask(page: Page, place: str, day: str = "") -> None:
    page.get_by_label("Municipality").fill(place)
    page.get_by_label("As of").fill(day)
    page.get_by_role("button", name="Show").click()


def test_partners_come_page_by_page(page: Page) -> None:
    """Five of Karlskoga's ten, then the other five, then no more."""
    ask(page, "Karlskoga")
    expect(page.get_by_role("status")).to_have_text("Karlskoga: 5 of 10 partners")
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("status")).to_have_text("Karlskoga: 10 of 10 partners")
    names = page.get_by_role("listitem").all_inner_texts()

    expect(page.get_by_role("button", name="More")).to_be_hidden()
    assert len(set(names)) == 10


def test_partners_are_those_of_the_day(page: Page) -> None:
    """Herrljunga in 2016, Mariestad in 2021; a spelling without the dot finds Ukmergė all the same."""
    places = page.get_by_role("listitem")
    ask(page, "Ukmerge", "2016-01-01")
    expect(page.get_by_role("status")).to_have_text("Ukmergė: 2 of 2 partners")
    expect(places.filter(has_text="Herrljunga, Sweden")).to_have_count(1)
    ask(page, "Ukmerge", "2021-06-01")
    expect(places.filter(has_text="Mariestad, Sweden")).to_have_count(1)


@pytest.mark.parametrize("name", ["Atlantis", HOSTILE])
def test_an_unknown_place_is_named_as_text(page: Page, name: str) -> None:
    """What was typed is repeated as it is, and nothing in it is taken for HTML."""
    ask(page, name)
    expect(page.get_by_role("status")).to_have_text(f"No place is called {name}.")

    expect(page).to_have_title("Partners of a municipality")
    assert page.locator("img").count() == 0


def test_a_refusal_is_shown_in_the_words_of_the_service(page: Page) -> None:
    """A spelling that is as near to Habo as to Håbo is neither."""
    ask(page, "Hàbo")

    expect(page.get_by_role("status")).to_have_text(re.compile("several municipalities have this name: haabo, habo"))
    expect(page.get_by_role("listitem")).to_have_count(0)


def test_a_service_that_is_not_there_is_told(page: Page) -> None:
    """The page says that the fetch failed, and stays usable."""
    page.goto(page.url.partition("?")[0] + "?service=http://127.0.0.1:1")
    ask(page, "Karlskoga")

    expect(page.get_by_role("status")).to_have_text("Failed to fetch")
    expect(page.get_by_role("button", name="Show")).to_be_enabled()
