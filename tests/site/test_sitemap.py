"""What robots read: all pages in all languages, in parts where there are too many, and nothing that costs much."""

from __future__ import annotations

import io
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree
from PIL import Image

from service.site import sitemap

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HOME = "http://127.0.0.1:8000"
SLUGS = "query($after: String) { municipalities(first: 100, after: $after) { nodes { slug } } partnerships(first: 100) { nodes { slug } } }"


def read(client: Any, path: str) -> Any:
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/xml")
    return etree.fromstring(response.content)


def addresses(tree: Any) -> list[str]:
    return [one.text for one in tree.iter(f"{SITEMAP}loc")]


@pytest.fixture
def pages(client: Any) -> set[str]:
    """The addresses of all pages without languages."""
    data = client.post("/graphql", json={"query": SLUGS}).json()["data"]
    named = {"municipality": "municipalities", "partnership": "partnerships"}
    return {f"{HOME}/{name}/{one['slug']}" for name, field in named.items() for one in data[field]["nodes"]}


def test_every_page_is_in_the_sitemap_in_every_language(client: Any, pages: set[str]) -> None:
    """Each address once, with the others of its page, and each leads to a page whose canonical address it is."""
    tree = read(client, "/sitemap.xml")
    found = addresses(tree)

    assert len(found) == len(set(found))
    assert set(found) == {f"{page}?lang={language}" for page in pages for language in ("en", "sv")}
    for url in tree.iter(f"{SITEMAP}url"):
        links = {one.get("hreflang"): one.get("href") for one in url.iter(f"{XHTML}link")}
        address = url.findtext(f"{SITEMAP}loc")
        assert links.keys() == {"en", "sv", "x-default"} and address in links.values()
        assert links["x-default"] == address.partition("?")[0]
    assert all(f'rel="canonical" href="{one}"' in client.get(one.removeprefix(HOME)).text for one in found[::9])


def test_a_long_list_is_in_parts(client: Any, pages: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the protocol wants, listed in an index; there is no further part."""
    monkeypatch.setattr(sitemap, "MOST", 20)
    index = read(client, "/sitemap.xml")
    parts = [read(client, one.removeprefix(HOME)) for one in addresses(index)]
    found = [one for part in parts for one in addresses(part)]

    assert index.tag == f"{SITEMAP}sitemapindex"
    assert all(len(addresses(part)) <= 20 for part in parts)
    assert len(found) == len(set(found)) == 2 * len(pages)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_robots_may_read_pages_and_no_data(client: Any) -> None:
    """As a parser of robots.txt understands it."""
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())

    assert robots.site_maps() == [f"{HOME}/sitemap.xml"]
    for path in ("/", "/municipality/mariestad", "/municipality/mariestad/picture.png", "/explorer/page.css"):
        assert robots.can_fetch("*", HOME + path)
    for path in ("/graphql", "/tables/ties.csv", "/network.json", "/id/municipality/mariestad", "/versions"):
        assert not robots.can_fetch("*", HOME + path)


def test_the_icon_is_an_icon(client: Any) -> None:
    """In the sizes that browsers want."""
    response = client.get("/favicon.ico")

    assert response.headers["content-type"] == "image/vnd.microsoft.icon"
    assert Image.open(io.BytesIO(response.content)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
