"""Realistic networks of the world's twin towns, seeded: heavy-tailed degrees and many small components.

A model of a real network of 16 290 places, 23 918 ties, 1 158 components and a highest degree of 73. Most places belong
to one large component; the rest are pairs and triples. Places lie within the bounds of real countries.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

from data.catalogue.reader import RECORDS_DIR

PLACES = {"W1": 1_000, "W16": 16_290, "W200": 200_000}
TIES = {"W1": 1_500, "W16": 23_918, "W200": 500_000}
IN_SMALL = 0.165  # share of the places in components of two or three
EXPONENT = 0.5  # of the weights by which ends are drawn
LATEST = 2026  # year
KINDS = ("TWIN_TOWN",) * 16 + ("FRIENDSHIP",) * 2 + ("MUNICIPAL_PARTNERSHIP", "CONTACT")
Row = dict[str, object]


def municipalities(chance: random.Random, size: str) -> Iterator[Row]:
    """Places with a point in their country. A twentieth has no point."""
    with (RECORDS_DIR / "countries.csv").open(encoding="utf-8", newline="") as file:
        countries = [row for row in csv.DictReader(file) if row["south"]]
    for place in range(PLACES[size]):
        country = countries[min(int(chance.expovariate(1 / 25)), len(countries) - 1)]
        row: Row = {"slug": f"place-{place}", "country": country["code"], "kind": "MUNICIPALITY", "name": name(place)}
        if place % 20:
            south, north = sorted((float(country["south"]), float(country["north"])))
            west, east = sorted((float(country["west"]), float(country["east"])))
            row |= {
                "latitude": f"{chance.uniform(south, north):.4f}",
                "longitude": f"{chance.uniform(west, east):.4f}",
                "point_of": "TOWN",
            }
        yield row


def name(place: int) -> str:
    """A name of two or three syllables with letters of several languages."""
    syllables = ("ber", "fal", "grö", "hå", "kam", "lin", "mar", "nov", "ost", "påv", "rük", "sal", "ty", "vär", "žil")
    chance = random.Random(place)
    return "".join(chance.choices(syllables, k=chance.randint(2, 3))).title() + f" {place}"


def partnerships(chance: random.Random, size: str) -> Iterator[tuple[Row, list[int]]]:
    """Partnerships with the places that are party to them, two each."""
    for number, ends in enumerate(sorted(ties(chance, size))):
        row: Row = {
            "slug": f"partnership-{number}",
            "kind": chance.choice(KINDS),
            "title_en": f"{name(ends[0])} – {name(ends[1])}",
            "title_sv": f"{name(ends[0])} – {name(ends[1])}",
        }
        yield row | dates(chance), list(ends)


def dates(chance: random.Random) -> Row:
    """A start from 1950 to 2024, or none; an end for one partnership in six."""
    if chance.random() < 0.15:
        return {}
    start = int(chance.triangular(1950, 2024, 1993))
    row: Row = {"start": start if chance.random() < 0.7 else f"{start}-{chance.randint(1, 12):02}"}
    return row | ({"end": min(start + chance.randint(3, 40), LATEST)} if chance.random() < 1 / 6 else {})


def ties(chance: random.Random, size: str) -> set[tuple[int, int]]:
    """The ties as pairs of different places: a tree of the large component, further ties of it, and small components."""
    places, wanted = PLACES[size], TIES[size]
    large = int(places * (1 - IN_SMALL))  # places of the large component
    found = set(small_components(chance, large, places))
    weights = list(accumulate((place + 10.0) ** -EXPONENT for place in range(large)))
    for place in range(1, large):
        found.add((draw(chance, weights, place), place))
    while len(found) < wanted:
        one, other = draw(chance, weights, large), draw(chance, weights, large)
        if one != other:
            found.add((min(one, other), max(one, other)))
    return found


def draw(chance: random.Random, weights: list[float], below: int) -> int:
    """A place below a number, drawn by weight."""
    return bisect(weights, chance.random() * weights[below - 1], 0, below - 1)


def small_components(chance: random.Random, first: int, end: int) -> Iterator[tuple[int, int]]:
    """The ties of paths of two or three places."""
    while first < end - 1:
        length = 3 if chance.random() < 0.35 and first < end - 2 else 2
        yield from zip(range(first, first + length - 1), range(first + 1, first + length), strict=True)
        first += length
