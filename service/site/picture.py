"""The picture of a page for previews of its address: a PNG with the name, the numbers and a map of the partners."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson
from PIL import Image, ImageDraw, ImageFont

from service.site.projection import Point, Position, centred, great_circle, project
from service.site.words import FOLDER

WIDTH, HEIGHT = 1200, 630  # pixels, as previews have them
MARGIN, TEXT_WIDTH = 56, 470
SCALE = 2  # times larger while it is drawn, for smooth edges
HALF = 179.0  # degrees from the middle of the map to its edge
LEAST = 0.55  # radians; the smallest part of the world that is shown from top to bottom
ROOM = 1.35  # of the map around the points
MOST_LINES, MOST_POINTS, MOST_NAMES = 4, 300, 8
PAPER, SEA, LAND, INK, QUIET, LINE, DOT = "#fbfaf6", "#e4edef", "#fffdf7", "#1b2830", "#55636c", "#2c7a94", "#b06a1c"
BORDER = "#d3d9d2"
FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
NOT_A_CHARACTER = "\uffff"

Font = ImageFont.FreeTypeFont


class Marked(NamedTuple):
    """A place on the map."""

    name: str
    position: Position


class Picture(NamedTuple):
    """What a picture shows. `ties` are pairs of numbers of places."""

    title: str
    lines: tuple[str, ...]
    places: tuple[Marked, ...]
    ties: tuple[tuple[int, int], ...]


class View(NamedTuple):
    """The part of the map that is shown: the projected point in its middle, and pixels for each unit."""

    middle: Point
    meridian: float
    pixels: float

    def at(self, position: Position) -> Point:
        return self.of_projected(*project(centred(position.longitude, self.meridian), position.latitude))

    def of_projected(self, x: float, y: float) -> Point:
        left = (TEXT_WIDTH + WIDTH) / 2 * SCALE
        return left + (x - self.middle[0]) * self.pixels, HEIGHT / 2 * SCALE + (y - self.middle[1]) * self.pixels


class Land(NamedTuple):
    """The outlines of land and the borders of countries as projected points, around the meridian in the middle."""

    meridian: float
    outlines: list[list[Point]]
    borders: list[list[Point]]


@cache
def land() -> Land:
    """The land of the explorer's map, read once."""
    found = orjson.loads((FOLDER / "land.json").read_bytes())
    scale, meridian = found["scale"], found["meridian"]
    outlines, borders = (
        [
            [project(x / scale - meridian, y / scale) for x, y in zip(line[::2], line[1::2], strict=True)]
            for line in found[name]
        ]
        for name in ("land", "borders")
    )
    return Land(meridian, outlines, borders)


@cache
def font(name: str, size: int) -> Font:
    return ImageFont.truetype(FONTS / name, size * SCALE)


def png(picture: Picture) -> Iterator[bytes]:
    """The picture as a PNG."""
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    draw = ImageDraw.Draw(image)
    draw_map(draw, picture)
    draw.rectangle((0, 0, TEXT_WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    draw_text(draw, picture)
    target = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(target, "PNG")
    yield target.getvalue()


def draw_map(draw: ImageDraw.ImageDraw, picture: Picture) -> None:
    draw.rectangle((TEXT_WIDTH * SCALE, 0, WIDTH * SCALE, HEIGHT * SCALE), SEA)
    places, view = picture.places[:MOST_POINTS], view_of(picture.places[:MOST_POINTS])
    for outline in land().outlines:
        draw.polygon([view.of_projected(x, y) for x, y in outline], LAND, BORDER)
    for border in land().borders:
        draw.line([view.of_projected(x, y) for x, y in border], BORDER, SCALE)
    for first, last in picture.ties:
        if max(first, last) < len(places):
            draw_arc(draw, view, places[first].position, places[last].position)
    for place in places:
        x, y = view.at(place.position)
        draw.circle((x, y), 7 * SCALE, DOT, "#ffffff", 2 * SCALE)
    draw_names(draw, view, places[:MOST_NAMES])


def view_of(places: Iterable[Marked]) -> View:
    """The view that holds all places; the whole world without one."""
    meridian = land().meridian
    points = [project(centred(one.position.longitude, meridian), one.position.latitude) for one in places]
    if not points:
        points = [project(-HALF, 0), project(HALF, 0)]
    xs, ys = zip(*points, strict=True)
    wide, high = (max(xs) - min(xs)) * ROOM, max((max(ys) - min(ys)) * ROOM, LEAST)
    pixels = min((WIDTH - TEXT_WIDTH) * SCALE / max(wide, 1e-9), HEIGHT * SCALE / high)
    return View(((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2), meridian, pixels)


def draw_arc(draw: ImageDraw.ImageDraw, view: View, start: Position, end: Position) -> None:
    """A great circle, in two parts where it crosses the edge of the map."""
    part: list[Point] = []
    before = None
    for position in great_circle(start, end):
        longitude = centred(position.longitude, view.meridian)
        if before is not None and abs(longitude - before) > HALF:
            draw.line(part, LINE, 3 * SCALE, "curve")
            part = []
        part.append(view.at(position))
        before = longitude
    draw.line(part, LINE, 3 * SCALE, "curve")


def draw_names(draw: ImageDraw.ImageDraw, view: View, places: Iterable[Marked]) -> None:
    """The names of places beside them, where they are in the picture and cover no other name."""
    taken: list[tuple[float, ...]] = []
    face = font(REGULAR, 22)
    for place in places:
        x, y = view.at(place.position)
        for anchor, offset in (("lm", 14), ("rm", -14)):
            where = (x + offset * SCALE, y)
            box = draw.textbbox(where, place.name, face, anchor)
            inside = box[0] > (TEXT_WIDTH + 8) * SCALE and box[2] < (WIDTH - 8) * SCALE
            if inside and not any(overlaps(box, other) for other in taken):
                draw.text(where, place.name, INK, face, anchor, stroke_width=3 * SCALE, stroke_fill=LAND)
                taken.append(box)
                break


def overlaps(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def draw_text(draw: ImageDraw.ImageDraw, picture: Picture) -> None:
    """The title as large as it fits, below it the other lines."""
    width, left = (TEXT_WIDTH - MARGIN - 28) * SCALE, MARGIN * SCALE
    face, lines = fitted(picture.title, width)
    y = 150.0 * SCALE
    draw.text((left, 56 * SCALE), "Samband", LINE, font(BOLD, 30))
    for line in lines:
        draw.text((left, y), line, INK, face)
        y += face.size * 1.2
    y += 22 * SCALE
    for text in picture.lines:
        for line in wrapped(text, font(REGULAR, 27), width):
            draw.text((left, y), line, QUIET, font(REGULAR, 27))
            y += 38 * SCALE
        y += 6 * SCALE


def fitted(title: str, width: float) -> tuple[Font, list[str]]:
    """The largest font in which the title has few lines, and the lines; a title that is still too long ends with …."""
    for size in (60, 50, 42, 36):
        face = font(BOLD, size)
        lines = wrapped(title, face, width)
        if len(lines) <= MOST_LINES and all(face.getlength(line) <= width for line in lines):
            return face, lines
    return face, [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][:16]}…"] if len(lines) > MOST_LINES else lines


def wrapped(text: str, face: Font, width: float) -> list[str]:
    """The text in lines of whole words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def has_glyph(letter: str) -> bool:
    """Whether the fonts have a letter: what they lack is drawn like a character that does not exist."""
    face = font(REGULAR, 22)
    return letter.isspace() or bytes(face.getmask(letter)) != bytes(face.getmask(NOT_A_CHARACTER))


def drawable(name: str, instead: str) -> str:
    """The name as the fonts can draw it, or another text where they lack a letter of it."""
    composed = unicodedata.normalize("NFC", name)
    return composed if all(map(has_glyph, composed)) else instead
