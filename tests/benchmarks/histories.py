"""Histories of generated partnerships, seeded: dates of all precisions, statuses, roles, events and handovers of seats."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

Row = dict[str, object]
Members = list[int]
LAST_START, READ = 2024, 2025  # years: no partnership starts after the first, all statuses are of the second
ORGANISATIONS = ("icld", "skr", "sida")  # of the real catalogue
STATES = ("ACTIVE", "ACTIVE", "PAUSED", "UNKNOWN")
FORMS = (
    "{0}",
    "{0}",
    "{0}-{1:02}",
    "{0}-{1:02}-{2:02}",
    "{0}-{3}",
    "{0}~",
    "{0}?",
    "{0}-{1:02}~",
    "[{0}..{4}]",
    "[..{0}]",
    "{0}/{4}",
)
STARTS = (*FORMS, "[{0}..]")


def edtf(chance: random.Random, year: int, forms: Sequence[str] = FORMS) -> str:
    """A date in a year, or up to the year after it, of any precision."""
    return chance.choice(forms).format(
        year, chance.randint(1, 12), chance.randint(1, 28), chance.randint(21, 24), year + 1
    )


def dates(chance: random.Random) -> Row:
    """A start for most, and for half of them an end: past, planned or open."""
    if chance.random() < 0.1:
        return {}
    start = chance.randint(1985, LAST_START - 6)
    row: Row = {"start": edtf(chance, start, STARTS)}
    if chance.random() < 0.15:
        row["start_wording"] = f"since {start}"
    lot = chance.random()
    if lot < 0.4:
        return row | {"end": edtf(chance, chance.randint(start + 4, LAST_START - 1)), "end_planned": "false"}
    if lot < 0.5:
        return row | {"end": chance.randint(READ + 3, READ + 20), "end_planned": "true"}
    return row | ({"end": ".."} if lot < 0.6 else {})


def memberships(chance: random.Random, row: Row, members: Members, places: int) -> Iterator[Row]:
    """The members, each on a seat of its own. A seat in twelve passes to another place two years after the start."""
    for seat, place in enumerate(members, start=1):
        first: Row = {"partnership": row["slug"], "seat": seat, "turn": 1, "municipality": name(place)}
        other = chance.randrange(places)
        if chance.random() < 1 / 12 and other not in members:
            year = int(str(row.get("start", "1998")).strip("[.")[:4]) + 2
            yield first | {"end": year}
            yield first | {"turn": 2, "municipality": name(other), "start": year}
        else:
            yield first


def handovers(held: Sequence[Row]) -> Iterator[Row]:
    """The handovers that memberships with a second turn tell of."""
    for before, after in pairwise(held):
        if after["turn"] == 2:
            yield {
                "slug": f"{after['partnership']}-seat-{after['seat']}",
                "partnership": after["partnership"],
                "seat": after["seat"],
                "predecessor": before["municipality"],
                "successor": after["municipality"],
                "date": after["start"],
            }


def statuses(chance: random.Random, row: Mapping[str, object]) -> Iterator[Row]:
    """One or two statuses of the year in which the sources were read; of what has ended, that it has."""
    for number in range(1, 3 if chance.random() < 0.3 else 2):
        state = "ENDED" if row.get("end_planned") == "false" else chance.choice(STATES)
        as_of = edtf(chance, READ, FORMS[:5])
        yield {"slug": f"{row['slug']}-{number}", "partnership": row["slug"], "state": state, "as_of": as_of}


def roles(chance: random.Random, row: Row) -> Iterator[Row]:
    """A coordinator, and of some a funder. Some have dates."""
    for kind in ("COORDINATOR", "FUNDER") if chance.random() < 0.2 else ("COORDINATOR",):
        found: Row = {
            "slug": f"{row['slug']}-{kind.lower()}",
            "partnership": row["slug"],
            "organisation": chance.choice(ORGANISATIONS),
            "kind": kind,
        }
        yield found | ({"start": row["start"]} if "start" in row and chance.random() < 0.3 else {})


def agreements(rows: Sequence[Row]) -> Iterator[Row]:
    """The letters of intent of what was agreed without an end."""
    for row in rows:
        if row.get("end") == "..":
            yield {
                "slug": f"{row['slug']}-agreed",
                "partnership": row["slug"],
                "kind": "LETTER_OF_INTENT",
                "date": row["start"],
                "expected": "false",
            }


def name(place: int) -> str:
    return f"place-{place}"
