"""The map: where places lie, great circles, clusters, what is not on it, and the keyboard."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pyproj import Geod, Proj

from tests.explorer.write_land import LAND, land_text

Visit = Callable[..., Page]
NAME = """<img src=x onerror="document.title='hit'">"""
# slug: cells of municipalities.csv
HOSTILE = {
    "ukmerge": {"name": NAME},
    "masaka": {"latitude": "89.9"},
    "lobatse": {"longitude": "179.9", "latitude": "-16.8"},
    "livingstone": {"longitude": "-179.9", "latitude": "-16.8"},
    "masaka-district": {"kind": "UNIDENTIFIED", "name": "Unnamed partner in Uganda"},
}
EVERYWHERE = {"south": "-90", "west": "-180", "north": "90", "east": "180"}
COORDINATES = [(11, 0), (13.8, 58.7), (-169, 0), (190.9, -45), (0, 90), (-120, -33), (179.9, 51.9), (-179.9, 52)]
PAIRS = [((13.8, 58.7), (26.6, 48.7)), ((139.7, 35.7), (-118.2, 34)), ((18, 59), (-70, -33)), ((151, -34), (-58, -34))]


@pytest.fixture(scope="module")
def strange(world: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Iterator[str]:
    """The address of a service with the small world, in which places lie at the ends of the Earth."""
    records = Path(shutil.copytree(world, tmp_path_factory.mktemp("strange") / "records"))
    change(records / "municipalities.csv", "slug", HOSTILE)
    change(records / "countries.csv", "code", dict.fromkeys(("UG", "BW", "ZM"), EVERYWHERE))
    with serve(records) as address:
        yield address


def change(path: Path, key: str, cells: dict[str, dict[str, str]]) -> None:
    """Change cells of the rows with some keys."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | cells.get(row[key], {}) for row in rows)


def colours(page: Page) -> int:
    """How many colours the canvas has."""
    with Image.open(io.BytesIO(page.locator("#canvas").screenshot())) as picture:
        return len(picture.convert("RGB").getcolors(1 << 24) or [])


def drawn(page: Page) -> Any:
    """What is on the canvas when it has come to rest."""
    page.wait_for_timeout(400)
    return page.evaluate("document.querySelector('#canvas canvas').toDataURL()")


def focused(page: Page, *keys: str) -> str:
    """What is said after some keys were pressed on the canvas."""
    before = page.locator("#said").text_content() or ""
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("#said")).not_to_have_text(before)
    return page.locator("#said").text_content() or ""


def test_the_projection_is_that_of_natural_earth(visit: Visit) -> None:
    """Points are where PROJ puts them, and south is down."""
    page = visit("/?view=table")
    found = page.evaluate(
        """async (points) => {
          const { project } = await import("/explorer/projection.js");
          return points.map((point) => project(...point)).map(({ x, y }) => [x, y]);
        }""",
        COORDINATES,
    )
    proj = Proj("+proj=natearth +R=1 +lon_0=11")

    assert [(x, -y) for x, y in found] == [pytest.approx(proj(*point), abs=1e-9) for point in COORDINATES]


def test_great_circles_are_the_shortest_ways(visit: Visit) -> None:
    """They pass the points of a geodesic on a sphere, and leave the map on one side to come back on the other."""
    page = visit("/?view=table")
    lines = page.evaluate(
        """async (pairs) => {
          const { greatCircle } = await import("/explorer/projection.js");
          const place = ([longitude, latitude]) => ({ longitude, latitude });
          return pairs.map((pair) => [...greatCircle(...pair.map(place))].map((number) => (isNaN(number) ? null : number)));
        }""",
        PAIRS,
    )
    proj, sphere = Proj("+proj=natearth +R=1 +lon_0=11"), Geod(a=1, b=1)
    for line, (start, end) in zip(lines, PAIRS, strict=True):
        pieces = [list(zip(piece[::2], piece[1::2], strict=True)) for piece in parted(line)]
        for longitude, latitude in sphere.npts(*start, *end, 9):
            x, y = proj(longitude, latitude)
            assert min(distance((x, -y), a, b) for piece in pieces for a, b in pairwise(piece)) < 0.002
        edges = [x for piece in pieces for x in (piece[0][0], piece[-1][0])][1:-1]
        assert all(abs(a + b) < 1e-9 for a, b in zip(edges[::2], edges[1::2], strict=True))

    assert [line.count(None) // 2 for line in lines] == [0, 1, 0, 1]


def parted(line: list[float | None]) -> Iterator[list[float]]:
    piece: list[float] = []
    for number in [*line, None, None]:
        if number is not None:
            piece.append(number)
        elif piece:
            yield piece
            piece = []


def distance(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of a point from a segment."""
    (x, y), (dx, dy) = (point[0] - a[0], point[1] - a[1]), (b[0] - a[0], b[1] - a[1])
    t = max(0.0, min(1.0, (x * dx + y * dy) / (dx * dx + dy * dy or 1)))
    return float(((x - t * dx) ** 2 + (y - t * dy) ** 2) ** 0.5)


def test_clusters_depend_on_the_places_alone(visit: Visit) -> None:
    """Whatever their order, each place is near the centre of its cluster, centres are apart, and near all are alone."""
    page = visit("/?view=table")
    found = page.evaluate(
        """async () => {
          const { Clusters, levelOf } = await import("/explorer/clusters.js");
          const points = Array.from({ length: 500 }, (_, n) => ({ slug: `p${n}`, x: Math.sin(n * 12.9898) * 2, y: Math.cos(n * 78.233) }));
          const at = new Map(points.map((point) => [point.slug, point]));
          const apart = (a, b) => Math.hypot(at.get(a).x - at.get(b).x, at.get(a).y - at.get(b).y);
          return [100, 300, 1000, 20000].map((k) => {
            const homes = new Clusters(points, [], 20000).at(levelOf(k));
            const centres = [...new Set(homes.values())];
            const far = Math.max(...[...homes].map(([slug, home]) => apart(slug, home)));
            const near = centres.reduce((least, a) => centres.reduce((less, b) => (a === b ? less : Math.min(less, apart(a, b))), least), Infinity);
            return [centres.length, far * k, near * k];
          });
        }"""
    )
    (few, far, near), *_, (most, alone, _) = found

    assert few < found[1][0] < found[2][0] < most == 500
    assert far < 60
    assert near > 30
    assert alone == 0


def test_it_opens_as_a_map(visit: Visit, ask: Callable[..., Any]) -> None:
    """With land, places and ties; a filter and a day change what it says; the network has its own camera."""
    page = visit("/?asOf=2019-06-01")
    canvas = page.locator("#canvas")
    places = ask('{ network(asOf: "2019-06-01") { order } }')["network"]["order"]

    expect(page.get_by_role("button", name="Map")).to_have_attribute("aria-pressed", "true")
    expect(canvas).to_have_attribute("aria-label", re.compile(f"^Map of the network on 1 June 2019: {places} places"))
    assert colours(page) > 200
    page.get_by_label("Twin town").uncheck()
    expect(canvas).not_to_have_attribute("aria-label", re.compile(f"{places} places"))
    page.get_by_role("button", name="Zoom in").click()
    before = drawn(page)
    page.get_by_role("button", name="Network").click()
    expect(page).to_have_url(re.compile("view=network"))
    expect(canvas).to_have_attribute("aria-label", re.compile("^Picture of the network"))
    page.get_by_role("button", name="Map").click()
    expect(canvas).to_have_attribute("aria-label", re.compile("^Map"))

    assert drawn(page) == before


def test_the_keyboard_follows_a_tie(visit: Visit) -> None:
    """Arrows go from cluster to cluster and say what they are, Enter looks into one until a place opens, then its partner."""
    page = visit("/?kinds=MUNICIPAL_PARTNERSHIP")
    page.locator("#canvas").focus()
    said = focused(page, "ArrowRight")
    assert re.search(r": \d+ places, \d+ ties$", said)
    expect(page.locator("#tip")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Enter")
        if page.locator("#panel").is_visible():
            break
    place = page.locator("#panel h2").text_content()
    assert place
    page.locator("#panel").get_by_role("link").filter(has_not_text=re.compile("Sweden|Website|Page to")).first.press(
        "Enter"
    )
    expect(page.locator("#panel h2")).not_to_have_text(place)
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_places_at_the_ends_of_the_earth_are_where_they_are(visit: Visit, strange: str) -> None:
    """One near the pole is at the top, two beside the date line are beside each other; a name of markup is a name."""
    page = visit("/?place=ukmerge", host=strange)
    expect(page.locator("#panel h2")).to_have_text(NAME)
    assert colours(page) > 100
    points = page.evaluate(
        """async () => {
          const { project } = await import("/explorer/projection.js");
          const answer = await fetch("/graphql", { method: "POST", headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ query: "{ municipalities(first: 50) { nodes { slug coordinates { latitude longitude } } } }" }) });
          const { nodes } = (await answer.json()).data.municipalities;
          return Object.fromEntries(nodes.filter((one) => one.coordinates).map(({ slug, coordinates }) => [slug, project(coordinates.longitude, coordinates.latitude)]));
        }"""
    )

    assert points["masaka"]["y"] == pytest.approx(-1.4223, abs=1e-3)
    assert points["lobatse"]["x"] == pytest.approx(points["livingstone"]["x"], abs=0.004)
    assert page.title() == "Samband"


@pytest.mark.parametrize("slug", ["masaka", "lobatse", "livingstone"])
def test_such_a_place_is_found_on_the_map(visit: Visit, strange: str, slug: str) -> None:
    """It is chosen, the keyboard reaches it, and its name stands beside it."""
    page = visit(f"/?place={slug}", host=strange)
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as waiting:
        page.locator("[data-file=svg]").click()
    drawing = Path(waiting.value.path()).read_text(encoding="utf-8")

    assert re.search(f">{slug.title()}</text>", drawing)
    assert "NaN" not in drawing


def test_what_is_not_on_the_map_is_said(visit: Visit, strange: str) -> None:
    """Places without coordinates and parties that no source names: how many, and in a list which; each opens."""
    page = visit("/?view=map", host=strange)
    unplaced = page.locator("#unplaced")
    expect(unplaced).to_have_text("3 places are not on the map: no source gives their coordinates.")
    unplaced.locator("summary").press("Enter")
    expect(unplaced.get_by_role("listitem").first).to_have_text(re.compile("^Brod"))
    expect(unplaced.get_by_role("listitem")).to_have_count(3)
    unplaced.get_by_role("link", name="Unnamed partner in Uganda").press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Unnamed partner in Uganda")
    page.get_by_role("button", name="Network").click()

    expect(unplaced).to_be_hidden()


def test_each_place_is_in_the_table_and_has_a_page(visit: Visit, strange: str) -> None:
    """Also one whose name is markup, one near the pole, those beside the date line, one nowhere, and an unnamed party."""
    query = "{ network { members(first: 100) { nodes { municipality { slug name } } } } }"
    nodes = httpx.post(f"{strange}/graphql", json={"query": query}).json()["data"]["network"]["members"]["nodes"]
    names = {node["municipality"]["slug"]: node["municipality"]["name"] for node in nodes}
    page = visit("/?view=table", host=strange)
    listed = set(page.locator("#table [data-go]").all_text_contents())

    assert set(HOSTILE) <= set(names)
    for slug, name in names.items():
        document = httpx.get(f"{strange}/municipality/{slug}?lang=en")
        picture = httpx.get(f"{strange}/municipality/{slug}/picture.png")
        assert name in listed
        assert f"<h1>{html.escape(name).replace('&quot;', '&#34;').replace('&#x27;', '&#39;')}</h1>" in document.text
        assert (document.status_code, picture.status_code) == (200, 200)


def test_a_long_name_is_read_in_full_with_the_focus(visit: Visit, strange: str) -> None:
    """The tip beside a node with the focus has the whole name, as it has under the pointer."""
    page = visit("/?view=network", host=strange)
    page.locator("#canvas").focus()
    for key in ("ArrowRight", *["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"] * 6):
        page.keyboard.press(key)
        if page.locator("#tip").text_content() == f"{NAME}Lithuania3 ties":
            break

    expect(page.locator("#tip strong")).to_have_text(NAME)


def test_the_land_is_as_it_was_written(installed: Callable[[Path], Path]) -> None:
    """The file is that of the script, light, and says from where it is."""
    installed(Path(__file__).parent)

    assert LAND.read_text(encoding="utf-8") == land_text()
    assert "Natural Earth" in LAND.read_text(encoding="utf-8")[:200]
