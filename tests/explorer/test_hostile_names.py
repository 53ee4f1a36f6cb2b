"""Names are text, whatever they hold: nothing of the catalogue becomes markup, script or formula."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
NAME = """<img src=x onerror="document.title='hit'">"""
TITLE = """"</script><svg onload=alert(1)>"""
ADDRESS = "javascript:alert(1)"


@pytest.fixture(scope="module")
def strange(world: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Iterator[str]:
    """The address of a service with the small world, in which Ukmergė, a partnership and a website have other words."""
    records = Path(shutil.copytree(world, tmp_path_factory.mktemp("strange") / "records"))
    change(records / "municipalities.csv", "slug", "ukmerge", name=NAME)
    change(records / "partnerships.csv", "slug", "twin-herrljunga-ukmerge", title_en=TITLE)
    with serve(records) as address:
        yield address


def change(path: Path, key: str, value: str, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    (row,) = [row for row in rows if row[header.index(key)] == value]
    for name, text in cells.items():
        row[header.index(name)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def test_a_name_of_markup_is_read_as_it_is_written(visit: Visit, strange: str) -> None:
    """In the panel, the suggestions, the table and the picture's names."""
    page = visit("/?place=ukmerge", host=strange)
    expect(page.locator("#panel h2")).to_have_text(NAME)
    page.get_by_role("combobox", name="Search").press_sequentially("<img src")
    expect(page.get_by_role("option").first.locator(".name")).to_have_text(NAME)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Table").click()
    expect(page.locator("#table").get_by_role("link", name=NAME).first).to_be_visible()
    expect(page.locator("#table").get_by_role("link", name=TITLE).first).to_be_visible()

    assert page.locator("img:not(.brand img), main svg:not(#years, #kinds svg), body script").count() == 0
    assert page.title() == "Samband"


def test_files_hold_it_as_text(visit: Visit, strange: str) -> None:
    """The SVG is well-formed and has no element of it; a cell of the CSV is its text."""
    page = visit("/?place=ukmerge", host=strange)
    page.get_by_role("button", name="Download").click()
    contents = {}
    for kind in ("svg", "csv"):
        with page.expect_download() as waiting:
            page.locator(f"[data-file={kind}]").click()
        contents[kind] = Path(waiting.value.path()).read_text(encoding="utf-8")
    drawing = ET.fromstring(contents["svg"])
    rows = list(csv.DictReader(io.StringIO(contents["csv"])))

    assert any((text.text or "").startswith("<img src=x") for text in drawing.iter("{http://www.w3.org/2000/svg}text"))
    assert not list(drawing.iter("{http://www.w3.org/2000/svg}img"))
    assert TITLE in {row["partnerships"] for row in rows}
    assert NAME in {row["partner"] for row in rows} | {row["place"] for row in rows}


def test_a_link_is_an_address_of_the_web_or_no_link(visit: Visit, strange: str) -> None:
    """An address that would run is shown as text."""
    page = visit("/", host=strange)
    found = page.evaluate(
        """async (addresses) => {
          const { outside } = await import("/explorer/dom.js");
          return addresses.map((address) => outside(address, "here").localName);
        }""",
        [ADDRESS, "data:text/html,hi", "//example.org", None, "https://example.org/"],
    )

    assert found == ["span", "span", "span", "span", "a"]
