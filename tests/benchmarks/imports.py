"""Measures an import of made-up twin towns of the world: `python tests/benchmarks/imports.py 30000`."""

from __future__ import annotations

import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from data.catalogue.reader import RECORDS_DIR
from data.imports.importer import Request, import_table

SEED = 2030
SYLLABLES = (
    "ba",
    "ko",
    "ri",
    "ta",
    "mon",
    "ber",
    "lin",
    "sa",
    "ve",
    "tor",
    "gra",
    "nu",
    "shi",
    "pe",
    "dor",
    "hal",
    "ek",
)
HEADER = ("city", "city country", "lat1", "lon1", "twin", "country", "lat", "lon")
COMPLETE = "SE"  # a new place there would be a mistake


def write_table(rows: int, path: Path) -> None:
    """Write a table in which half as many towns as rows are twinned at random."""
    chance = random.Random(SEED)
    with (RECORDS_DIR / "countries.csv").open(encoding="utf-8", newline="") as file:
        countries = [row for row in csv.DictReader(file) if row["south"] and row["code"] != COMPLETE]
    towns = [_town(chance, chance.choice(countries)) for _ in range(rows // 2)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([*one, *other] for one, other in (chance.sample(towns, 2) for _ in range(rows)))


def _town(chance: random.Random, country: dict[str, str]) -> tuple[str, str, str, str]:
    name = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))).capitalize()
    south, west, north, east = (float(country[side]) for side in ("south", "west", "north", "east"))
    return name, country["code"], f"{chance.uniform(south, north):.4f}", f"{chance.uniform(west, east):.4f}"


def measure(rows: int) -> None:
    """Print seconds and memory of an import."""
    with tempfile.TemporaryDirectory() as directory:
        table = Path(directory) / "world.csv"
        write_table(rows, table)
        began = time.perf_counter()
        report = import_table(
            Request(
                table,
                Path(directory) / "layers" / "world",
                RECORDS_DIR,
                defaults={"source": "Made up for a measurement"},
                overrides={"attested": "2026-11-28"},
                layer={"licence": "CC0-1.0", "steward": "Nobody"},
            )
        )
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found = report.built.resolved
    print(f"{rows} rows: {seconds:.1f} s, {peak} MiB; {len(found.new)} partnerships, {len(found.places)} places")


if __name__ == "__main__":
    measure(int(sys.argv[1]))
