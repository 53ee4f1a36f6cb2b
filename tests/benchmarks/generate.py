"""Seeded catalogues of any size, written as records: `python tests/benchmarks/generate.py M DIRECTORY`.

The sizes W1, W16 and W200 have the shape of a real network of twin towns (world.py). L, and K with a tenth of its
records, have histories (histories.py): dates of all precisions, statuses, roles, events and handovers.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import histories
import world

from data.catalogue.reader import RECORDS_DIR
from data.store.models import RECORDS

SIZES = {"XS": (60, 120), "S": (1_000, 800), "N": (5_000, 6_000), "M": (10_000, 20_000)}
HISTORIES = {"K": (20_000, 50_000), "L": (200_000, 500_000)}
SIZES |= HISTORIES
SEED = 2030
SOURCE = "generated"
AS_THEY_ARE = (
    "layers",
    "countries",
    "goals",
    "targets",
    "themes",
    "theme_goals",
    "organisations",
    "policies",
    "programmes",
)
Row = dict[str, object]


def generate(size: str, directory: Path) -> None:
    """Write the records of a catalogue; the same size and seed give the same files.

    Municipalities lie in real countries; a few have many partnerships, most have few (a preferential attachment with
    exponent about 1, as in the real catalogue); a tenth of the partnerships has three parties.
    """
    chance = random.Random(SEED)
    directory.mkdir(parents=True, exist_ok=True)
    made = {
        "sources": iter(
            [{"slug": SOURCE, "kind": "DATA_SET", "dating": "UNDATED", "title": "Generated for a benchmark"}]
        )
    }
    of_world = size in world.PLACES
    rows = list(world.partnerships(chance, size) if of_world else _partnerships(chance, size))
    made["municipalities"] = world.municipalities(chance, size) if of_world else _municipalities(chance, SIZES[size][0])
    made["partnerships"] = (row for row, _ in rows)
    if size in HISTORIES:
        made |= _histories(chance, rows, SIZES[size][0])
    made["seats"] = ({"partnership": row["slug"], "number": n} for row, who in rows for n in range(1, len(who) + 1))
    made.setdefault(
        "memberships",
        (
            {"partnership": row["slug"], "seat": n, "turn": 1, "municipality": slug(place)}
            for row, who in rows
            for n, place in enumerate(who, start=1)
        ),
    )
    made["projects"] = ({"slug": row["slug"], "partnership": row["slug"], "goals_stated": "NAMED"} for row, _ in rows)
    made["project_goals"] = (
        {"project": row["slug"], "goal": goal, "emphasis": "GENERAL"}
        for row, _ in rows
        for goal in sorted(chance.sample(range(1, 18), chance.randint(1, 3)))
    )
    for record in RECORDS:
        with (directory / f"{record.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, record.headers, restval="", lineterminator="\n")
            writer.writeheader()
            for row in made.get(record.name, _real(record.name)):
                writer.writerow(row | ({"sources": SOURCE} if "sources" in record.field else {}))


def slug(place: int) -> str:
    return f"place-{place}"


def _real(name: str) -> Iterator[Row]:
    if name in AS_THEY_ARE:
        with (RECORDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            # A part of a real municipality is a part of none of the made ones.
            yield from (row | {"part_of": ""} if name == "organisations" else row for row in csv.DictReader(file))


def _municipalities(chance: random.Random, places: int) -> Iterator[Row]:
    codes = [str(row["code"]) for row in _real("countries")]
    for place in range(places):
        yield {
            "slug": slug(place),
            "country": "SE" if place % 5 == 0 else chance.choice(codes),
            "kind": "MUNICIPALITY",
            "name": f"Place {place}",
        }


def _partnerships(chance: random.Random, size: str) -> Iterator[tuple[Row, list[int]]]:
    places, partnerships = SIZES[size]
    weights = list(accumulate(1 / (place + 10) ** 0.5 for place in range(places)))
    for number in range(partnerships):
        parties = 3 if chance.random() < 0.1 else 2
        who = list(dict.fromkeys(chance.choices(range(places), cum_weights=weights, k=parties + 2)))[:parties]
        start = chance.randint(1985, 2024)
        row: Row = {
            "slug": f"partnership-{number}",
            "kind": chance.choice(("MUNICIPAL_PARTNERSHIP", "MUNICIPAL_PARTNERSHIP", "TWIN_TOWN")),
            "title_en": f"Partnership {number}",
            "title_sv": f"Partnerskap {number}",
        }
        yield row | (histories.dates(chance) if size in HISTORIES else _years(chance, start)), who


def _years(chance: random.Random, start: int) -> Row:
    return {
        "start": start,
        "end": start + (chance.randint(1, 15) if chance.random() < 0.6 else chance.randint(16, 60)),
    }


def _histories(chance: random.Random, rows: list[tuple[Row, list[int]]], places: int) -> dict[str, Iterator[Row]]:
    """The statuses, roles, events and themes of partnerships, and the memberships with the handovers among them."""
    held = [one for row, who in rows for one in histories.memberships(chance, row, who, places)]
    themes = [row["slug"] for row in _real("themes")]
    return {
        "memberships": iter(held),
        "handovers": histories.handovers(held),
        "statuses": (status for row, _ in rows for status in histories.statuses(chance, row)),
        "roles": (role for row, _ in rows for role in histories.roles(chance, row)),
        "events": histories.agreements([row for row, _ in rows]),
        "project_themes": ({"project": row["slug"], "theme": chance.choice(themes)} for row, _ in rows),
    }


if __name__ == "__main__":
    generate(sys.argv[1], Path(sys.argv[2]))
