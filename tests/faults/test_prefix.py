"""The service below a path of a site: nginx as docs/operating.md configures it, where `https` ends; all that it serves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

import httpx
import pytest
from lxml import html
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ROOT, program
from tests.explorer.conftest import FLAGS, PATIENCE, READY, left
from tests.faults.below_a_path import PREFIX, below_a_path

BROWSER = {"accept": "text/html"}
ALIKE = 3
WRONG = (
    "/nowhere",
    "/network",
    "/records/partnerships",
    "/tables/goals.csv?nothing=1",
    "/id/goal/99",
    "/versions/0000000000000000/",
)
WANTED = {
    "/reconcile/view": "?id=mariestad",
    "/reconcile/preview": "?id=mariestad",
}  # what a path does not answer without
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
    with below_a_path(nginx, stored(world), tmp_path_factory.mktemp("nginx"), "https") as public:
        yield public


@pytest.fixture(scope="module")
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=60, trust_env=False, verify=False) as client:
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
        context = browser.new_context(locale="en-GB", reduced_motion="reduce", ignore_https_errors=True)
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
    """All addresses of the host in the body and in the header fields of a response, whatever their scheme."""
    host = re.escape(site.removesuffix(PREFIX).partition("://")[2])
    text = "\n".join([*texts(response), *response.headers.values()])
    return set(re.findall(rf"https?://{host}(?:\{{+\w+\}}+|[^\s\"'<>|,;){{}}\\])*", text))


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


def texts(response: httpx.Response) -> Iterator[str]:
    """The text of a body; those of its parts where it is an archive or a workbook."""
    if response.content.startswith(b"PK"):
        with ZipFile(BytesIO(response.content)) as archive:
            yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    else:
        yield response.text


def links(response: httpx.Response) -> Iterator[str]:
    """The addresses that an answer gives relative to its own, resolved."""
    found = [response.headers[name] for name in ("location", "content-location") if name in response.headers]
    found += re.findall(r"<([^<>]+)>", response.headers.get("link", ""))
    media = response.headers.get("content-type", "")
    if media.startswith("text/html"):
        found += [str(link) for link in html.fromstring(response.text).xpath("//@href | //@src | //@action")]
    if media.startswith("text/css"):
        found += re.findall(r"url\(\"?([^)\"]+)", response.text)
    if "datapackage" in str(response.url):
        found += [resource["path"] for resource in response.json()["resources"]]
    return (urljoin(str(response.url), link) for link in found)


class Walk:
    """All addresses that the answers of a service name, from a start on, and what came where they were asked.

    Each is asked as a program does, and all but files as a browser does. Of addresses that begin alike, such as the identifiers of one kind,
    ALIKE are asked.
    """

    def __init__(self, client: httpx.Client, site: str, start: Iterable[str]) -> None:
        self.client, self.site, self.host = client, site, site.removesuffix(PREFIX).partition("://")[2]
        self.named: dict[str, str] = {}  # by whom, by address
        self.asked: dict[tuple[str, str], httpx.Response] = {}
        self.alike = Counter[str]()
        self.waiting = list(start)
        while self.waiting:
            self.ask(self.waiting.pop())

    def ask(self, address: str) -> None:
        is_file = "." in urlsplit(address).path.rpartition("/")[2]
        for accept in ("*/*",) if is_file else ("*/*", "text/html"):
            response = self.asked[address, accept] = self.client.get(address, headers={"accept": accept})
            for found in {*addresses(self.site, response), *links(response)}:
                if urlsplit(found).netloc == self.host and found not in self.named:
                    self.named[found] = address
                    self.wait_for(found.replace("{{id}}", "mariestad").partition("#")[0])

    def wait_for(self, address: str) -> None:
        beginning = "/".join(re.sub(r"\?.*=.*", "?", address).removeprefix(self.site).split("/")[:3])
        self.alike[beginning] += 1
        is_new = (address, "*/*") not in self.asked and address not in self.waiting
        if below(self.site, address) and is_followed(self.site, address) and is_new and self.alike[beginning] <= ALIKE:
            self.waiting.append(address)


@pytest.fixture(scope="module")
def paths(client: httpx.Client) -> dict[str, Any]:
    """The paths of the service, described."""
    found: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    return found


@pytest.fixture(scope="module")
def walk(client: httpx.Client, site: str, version: str, paths: dict[str, Any]) -> Walk:
    """From all routes on, with all values of their parameters that a list closes, and of one kind of each error."""
    routes = paths.keys() - {"/metrics"}  # which the proxy keeps for the inside
    start = [site + path for template in sorted(routes) for path in filled(template, paths[template]["get"], version)]
    return Walk(client, site, [*start, f"{site}/graphql", *(site + path for path in WRONG)])


def filled(template: str, operation: Mapping[str, Any], version: str) -> Iterator[str]:
    """The paths of a route. Of a file of a version it is one; a slug is left to the walk."""
    lists = {"version": [version], "part": ["1"]}
    for one in operation["parameters"]:
        if one["in"] == "path" and one["name"] not in lists:
            values = one["schema"].get("enum", [])
            lists[one["name"]] = values[:1] if "{version}" in template else values
    names = re.findall(r"\{(\w+)\}", template)
    wanted = WANTED.get(template, "")
    return (
        template.format(**dict(zip(names, values, strict=True))) + wanted for values in product(*map(lists.get, names))
    )


def test_every_address_that_is_named_stands_below_the_path(walk: Walk, site: str) -> None:
    """With the scheme that the world sees; whatever the answer, and whoever asks."""
    strays = {one: by for one, by in walk.named.items() if one != site and not below(site, one)}

    assert strays == {}
    assert len(walk.named) > 500


def test_every_address_that_is_named_answers(walk: Walk, site: str) -> None:
    """Or leads to one that does. Only the wrong ones, and a query that is missing, are errors."""
    wrong = {f"{site}{path}" for path in WRONG}
    failed = {
        key: response.status_code
        for key, response in walk.asked.items()
        if response.status_code not in (200, 303, 307) and key[0] not in wrong and key != (f"{site}/graphql", "*/*")
    }

    assert failed == {}
    assert {walk.asked[one, "*/*"].status_code for one in wrong} == {400, 404}
    assert len(walk.asked) > 400


def test_every_route_was_walked(walk: Walk, site: str, paths: dict[str, Any]) -> None:
    """Each answered at least once."""
    answered = [
        urlsplit(one.removeprefix(site)).path for (one, _), response in walk.asked.items() if response.status_code < 400
    ]
    patterns = {template: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))) for template in paths}
    left = {template for template, pattern in patterns.items() if not any(map(pattern.fullmatch, answered))}

    assert left == {"/metrics"}


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
