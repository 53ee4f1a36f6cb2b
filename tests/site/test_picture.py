"""The pictures for previews: their size, what lies where on the map, names in all letters of the catalogue."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image
from pyproj import Proj

from data.snapshot.snapshot import Snapshot
from service.site.picture import (
    BOLD,
    HEIGHT,
    SCALE,
    TEXT_WIDTH,
    WIDTH,
    Marked,
    Picture,
    drawable,
    fitted,
    font,
    png,
    view_of,
    wrapped,
)
from service.site.projection import Position, distance, great_circle, project

MARIESTAD, AUCKLAND, NUUK = Position(13.8, 58.7), Position(174.8, -36.8), Position(-51.7, 64.2)


def drawn(*places: Marked, title: str = "Mariestad", ties: tuple[tuple[int, int], ...] = ()) -> Image.Image:
    body = b"".join(png(Picture(title, ("Sweden",), places, ties)))
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize(
    "path",
    [
        "/municipality/mariestad/picture.png",
        "/partnership/mariestad-ukmerge-kamianets-podilskyi/picture.png?lang=sv",
        "/municipality/forshaga/picture.png",
        "/municipality/zmiivka/picture.png",
    ],
)
def test_a_picture_is_as_large_as_previews_have_them(client: Any, path: str) -> None:
    """Also of a place without a partner or without coordinates."""
    response = client.get(path)
    picture = Image.open(io.BytesIO(response.content))

    assert response.headers["content-type"] == "image/png"
    assert (picture.size, picture.format) == ((1200, 630), "PNG")
    assert len(response.content) < 500_000


def test_equal_facts_give_equal_bytes() -> None:
    """So that the ETag is true."""
    place = Marked("Mariestad", MARIESTAD)

    assert list(png(Picture("Mariestad", (), (place,), ()))) == list(png(Picture("Mariestad", (), (place,), ())))


@pytest.mark.parametrize(
    "positions",
    [
        [MARIESTAD],
        [MARIESTAD, MARIESTAD],
        [MARIESTAD, AUCKLAND],
        [Position(179.9, 0), Position(-179.9, 0)],
        [MARIESTAD, Position(0, 89.9)],
        [Position(0, 0), Position(180, 0)],
        [],
    ],
    ids=str,
)
def test_all_places_are_within_the_map(positions: list[Position]) -> None:
    """At the pole, across the date line, at the other end of the world; beside the words."""
    places = [Marked(str(number), position) for number, position in enumerate(positions)]
    view = view_of(places)

    for place in places:
        x, y = view.at(place.position)
        assert TEXT_WIDTH * SCALE < x < WIDTH * SCALE and 0 < y < HEIGHT * SCALE
    assert drawn(*places, ties=((0, 1),) if len(places) > 1 else ()).size == (WIDTH, HEIGHT)


def test_the_projection_is_natural_earth() -> None:
    """As PROJ computes it."""
    oracle = Proj("+proj=natearth +R=1")
    for longitude, latitude in ((0, 0), (180, 0), (-180, 90), (13.8, 58.7), (-70, -36.8), (30, 89.9)):
        x, y = project(longitude, latitude)
        assert (x, -y) == pytest.approx(oracle(longitude, latitude), abs=1e-4)


def test_an_arc_is_the_shortest_way() -> None:
    """Its parts are as long together as the way, and it begins and ends where it should."""
    for start, end in ((MARIESTAD, AUCKLAND), (NUUK, MARIESTAD), (Position(170, 10), Position(-170, 10))):
        arc = great_circle(start, end)
        steps = sum(distance(one, other) for one, other in pairwise(arc))

        assert steps == pytest.approx(distance(start, end), rel=1e-6)
        assert arc[0] == pytest.approx(start, abs=1e-6) and arc[-1] == pytest.approx(end, abs=1e-6)


def test_every_name_can_be_drawn(shipped: Snapshot) -> None:
    """The fonts have all letters of the names of the catalogue with its layers; others have their slug."""
    names = {one.name for one in shipped.rows["municipalities"]}

    assert [name for name in sorted(names) if drawable(name, "") == ""] == []
    assert drawable("北京", "beijing") == "beijing"


@pytest.mark.parametrize("title", ["Å", "Ukmergė " * 40, "x" * 400, "a – b " * 30])
def test_a_title_stays_in_its_room(title: str) -> None:
    """However long it is."""
    face, lines = fitted(title, 300 * SCALE)

    assert len(lines) <= 4 and drawn(title=title).size == (WIDTH, HEIGHT)
    assert wrapped("a b", font(BOLD, 60), 0) == ["a", "b"]
    assert face.size >= 36 * SCALE
