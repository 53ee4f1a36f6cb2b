"""The service below a path of a site: nginx as docs/operating.md configures it, all pages, files and redirects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ROOT, program
from tests.explorer.conftest import FLAGS, PATIENCE, READY, left
from tests.faults.below_a_path import PREFIX, below_a_path

BROWSER = {"accept": "text/html"}
# Files whose addresses are looked at, and how many of these begin with the public address at least.
FILES = {
    "/openapi.json": 2,
    "/catalogue.jsonld": 100,
    "/catalogue.nq": 100,
    "/datasets/dcat": 10,
    "/context.jsonld": 1,
    "/changes.atom": 1,
    "/versions": 1,
    "/versions/{version}/": 1,
    "/reconcile": 5,
    "/cite": 1,
    "/cite?format=bibtex": 1,
    "/datapackage.json": 1,
    "/id/municipality/mariestad": 1,
    "/tables/partnerships.csv": 1,
    "/network.json": 0,
    "/nothing": 0,
    "/tables/partnerships.csv?goals=99": 1,
}


@pytest.fixture(scope="module")
def site(
    nginx: str, stored: Callable[..., str], world: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The public address of a service of the small world behind nginx."""
    with below_a_path(nginx, stored(world), tmp_path_factory.mktemp("nginx")) as public:
        yield public


@pytest.fixture(scope="module")
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def version(client: httpx.Client) -> str:
    return str(client.get("/ready").json()["version"])


@pytest.fixture
def page(site: str) -> Iterator[Page]:
    """A page on which nothing may go wrong, and which may ask for nothing outside of the path."""
    wrong: list[str] = []
    chromium = program("chromium-headless-shell", ROOT / "tests" / "explorer" / "install.sh")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        context.on("requestfailed", lambda request: None if left(request) else wrong.append(f"failed: {request.url}"))
        context.on("response", lambda got: wrong.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
        context.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("request", lambda request: None if below(site, request.url) else wrong.append(request.url))
        yield context.new_page()
        browser.close()

    assert wrong == []


def below(site: str, url: str) -> bool:
    return url.startswith((f"{site}/", "data:", "blob:"))


def test_the_explorer_stays_below_its_path(site: str, page: Page) -> None:
    """Opened, in another language, with a panel, as a table, and back again: no request and no address leaves the path."""
    page.goto(f"{site}/")
    page.wait_for_selector(READY)
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.goto(f"{site}/?place=mariestad&lang=en")
    panel = page.locator("#panel").get_by_role("heading", level=2)
    expect(panel).to_have_text("Mariestad")
    page.locator("#panel").get_by_role("link", name="Ukmergė", exact=True).first.click()
    expect(panel).to_have_text("Ukmergė")
    assert page.url.startswith(f"{site}/?place=ukmerge")
    page.go_back()
    expect(panel).to_have_text("Mariestad")
    page.keyboard.press("Escape")
    page.locator("#as-table").click()
    expect(page.locator("#table table").first).to_be_visible()
    assert page.url.startswith(f"{site}/?")
    page.locator("a.brand").click()
    expect(page.locator("#as-map")).to_have_attribute("aria-pressed", "true")

    assert page.url.startswith(f"{site}/")
    links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    own = [link for link in links if link.startswith(site.removesuffix(PREFIX))]
    assert own and [link for link in own if not below(site, link)] == []


def test_graphiql_asks_below_its_path(site: str, page: Page) -> None:
    """A query can be run."""
    page.goto(f"{site}/graphql")
    page.get_by_role("button", name="Execute query").click()

    expect(page.get_by_label("Result Window")).to_contain_text('"Herrljunga"')


def addresses(site: str, response: httpx.Response) -> set[str]:
    """All addresses of the host in the body and in the header fields of a response."""
    host = re.escape(site.removesuffix(PREFIX))
    text = "\n".join([response.text, *response.headers.values()])
    return set(re.findall(rf"{host}[^\s\"'<>|,;)}}\\]*", text))


@pytest.mark.parametrize("path", FILES)
def test_files_name_addresses_below_the_path(client: httpx.Client, site: str, version: str, path: str) -> None:
    """Each address in them does; those of a sample can be followed, the rest are names of things."""
    response = client.get(path.format(version=version))
    found = addresses(site, response)

    assert response.status_code in (200, 400, 404), path
    assert len(found) >= FILES[path], found
    assert [one for one in found if one != site and not below(site, one)] == []
    assert "set-cookie" not in response.headers
    for address in sorted(one for one in found if is_followed(site, one))[:: max(1, len(found) // 10)]:
        assert client.get(address, follow_redirects=True).status_code == 200, address


def is_followed(site: str, address: str) -> bool:
    """Whether it is the address of a file, and no template, beginning of addresses, or form that wants fields."""
    path = address.removeprefix(site).partition("#")[0]
    return "{" not in path and not re.fullmatch(r"(/id/(\w+/)?|/reconcile/.+|/graphql|/nothing)?", path)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/id/municipality/mariestad", "/municipality/mariestad"),
        ("/id/goal/11", "/?goal=11"),
        ("/reconcile/view?id=mariestad", "/id/municipality/mariestad"),
        ("", "/"),
        ("/versions/{version}", "/versions/{version}/"),
        ("/network.json/?asOf=2016-01-01", "/network.json?asOf=2016-01-01"),
        ("/graphql/", "/graphql"),
    ],
)
def test_redirects_stay_below_the_path(client: httpx.Client, site: str, version: str, path: str, to: str) -> None:
    """To another representation, and to the same path with a slash at its end or without."""
    address = site + path.format(version=version)
    response = client.get(address, headers=BROWSER)
    target = urljoin(address, response.headers["location"])

    assert response.is_redirect
    assert target == site + to.format(version=version)
    assert client.get(target, headers=BROWSER, follow_redirects=True).status_code == 200


def test_the_numbers_are_for_the_inside_only(client: httpx.Client) -> None:
    assert client.get("/metrics").status_code == 404


def test_queries_are_answered_below_the_path(client: httpx.Client) -> None:
    """GraphQL, as GET and POST."""
    query: dict[str, Any] = {"query": "{ goal(number: 11) { number } }"}

    assert client.post("/graphql", json=query).json() == {"data": {"goal": {"number": 11}}}
    assert client.get("/graphql", params=query).json() == {"data": {"goal": {"number": 11}}}
