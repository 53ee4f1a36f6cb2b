"""What people take away from the explorer: files, queries, addresses; and GraphiQL."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
PNG = b"\x89PNG\r\n\x1a\n"


def taken(page: Page, name: str) -> tuple[str, bytes]:
    """The name and the content of the file behind a button or link of the dialog."""
    if not page.locator("#downloads").is_visible():
        page.get_by_role("button", name="Download").click()
    with page.expect_download() as waiting:
        page.locator("#downloads").get_by_text(name).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_files_are_downloaded(visit: Visit) -> None:
    """GraphML and CSV of the service as of the day, and what is seen as CSV, PNG and SVG."""
    page = visit("/?asOf=2019-06-01&kinds=TWIN_TOWN&view=network")
    name, graphml = taken(page, "GraphML")
    assert name == "samband-network-2019-06-01.graphml"
    nodes = ET.fromstring(graphml).findall(".//{*}node")
    name, table = taken(page, "CSV, the ties that are shown")
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    assert name == "samband-2019-06-01.csv"
    name, svg = taken(page, "SVG, the picture")
    drawing = ET.fromstring(svg)
    _, png = taken(page, "PNG, the picture")

    assert {row["kind"] for row in rows} == {"TWIN_TOWN"}
    assert str(len(nodes)) == page.locator("[data-number=places]").text_content()
    assert {"Karlskoga", "Herrljunga"} <= {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert png.startswith(PNG)


def test_every_view_shows_its_queries(visit: Visit) -> None:
    """The newest first: that of the panel, with its variables; each can be opened in GraphiQL."""
    page = visit("/?place=mariestad&asOf=2021-06-01")
    expect(page.locator("#numbers")).to_have_attribute("data-settled", re.compile("2021-06-01"))
    page.get_by_role("button", name="GraphQL query").click()
    dialog = page.get_by_role("dialog")
    for name in ("Municipality", "Numbers", "Partnerships", "Members", "Beginning"):
        expect(dialog.locator("summary", has_text=name).first).to_be_visible()
    shown = dialog.locator("details", has_text="Municipality").first

    assert json.loads(shown.locator("pre").nth(1).text_content() or "") == {
        "asOf": "2021-06-01",
        "language": "EN",
        "slug": "mariestad",
    }
    with page.context.expect_page() as opened:
        shown.get_by_role("link", name="Open in GraphiQL").click()
    graphiql = opened.value
    graphiql.get_by_role("button", name="Execute query").click()
    expect(graphiql.get_by_label("Result Window")).to_contain_text('"Mariestads kommun"')
    graphiql.get_by_role("button", name="Show Documentation Explorer").click()
    expect(graphiql.locator(".graphiql-doc-explorer")).to_contain_text("TerritorialChange")


def test_graphiql_needs_no_other_host(visit: Visit) -> None:
    """It asks for the schema and for an example, here."""
    page = visit("/graphql")
    page.get_by_role("button", name="Execute query").click()

    expect(page.get_by_label("Result Window")).to_contain_text('"Herrljunga"')


def test_an_address_is_shared(visit: Visit) -> None:
    """The button copies the address of the view, with its language."""
    page = visit("/?goal=11", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#said")).to_have_text("The address is copied.")

    assert page.evaluate("navigator.clipboard.readText()").endswith("/?goal=11&lang=en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(visit: Visit, scheme: str) -> None:
    """It begins as the system is, the button turns it over, and the choice holds on the next visit."""
    page = visit("/", color_scheme=scheme)
    other = {"light": "dark", "dark": "light"}[scheme]
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", other)
