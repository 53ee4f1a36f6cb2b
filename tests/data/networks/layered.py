"""A small world with two further layers: `wiki` (share-alike), which also names a partnership of the base, and `free`."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.record_files import write_rows

Rows = list[dict[str, str]]

WIKI: dict[str, Rows] = {
    "layers": [
        {
            "slug": "wiki",
            "title_en": "Relations from the wiki",
            "title_sv": "Relationer ur wikin",
            "steward": "Wiki Society",
            "licence": "CC-BY-SA-4.0",
            "credit": "Contains data from the wiki",
            "date": "2026-10-01",
            "precedence": "2",
            "website": "https://wiki.example.org/",
        }
    ],
    "sources": [
        {
            "slug": "wiki-habo",
            "kind": "PAGE",
            "title": "Habo in the wiki",
            "publisher": "Wiki Society",
            "url": "https://wiki.example.org/habo",
            "dating": "UNDATED",
            "read_on": "2026-12-24",
        }
    ],
    "municipalities": [
        {
            "slug": "utena",
            "country": "LT",
            "kind": "MUNICIPALITY",
            "name": "Utena",
            "sources": "wiki-habo",
        }
    ],
    "names": [
        {"municipality": "habo", "name": "Habbo", "kind": "ALTERNATE", "shared": "false", "sources": "wiki-habo"},
    ],
    "further_sources": [{"partnership": "habo-brod", "source": "wiki-habo"}],
}
FREE: dict[str, Rows] = {
    "layers": [
        {
            "slug": "free",
            "title_en": "Free relations",
            "title_sv": "Fria relationer",
            "steward": "Commons",
            "licence": "CC0-1.0",
            "date": "2026-09-01",
            "precedence": "3",
        }
    ],
    "sources": [{"slug": "free-list", "kind": "PAGE", "title": "A free list", "dating": "UNDATED"}],
}


def twin_towns(one: str, other: str, source: str) -> dict[str, Rows]:
    """The rows of a relation between two places."""
    slug = f"twin-{one}-{other}"
    own = {"slug": slug, "kind": "TWIN_TOWN", "title_en": f"{one} – {other}", "title_sv": f"{one} – {other}"}
    held = [
        {"partnership": slug, "seat": str(number), "turn": "1", "municipality": place, "sources": source}
        for number, place in enumerate((one, other), start=1)
    ]
    seats = [{"partnership": slug, "number": row["seat"], "sources": source} for row in held]
    return {"partnerships": [own | {"sources": source}], "seats": seats, "memberships": held}


def layered(world: Path, directory: Path) -> Path:
    """Copies the small world and adds the two layers to it. Returns the directory."""
    records = Path(shutil.copytree(world, directory))
    for name, rows in (WIKI | twin_towns("habo", "utena", "wiki-habo")).items():
        write_rows(records / "layers" / "wiki" / f"{name}.csv", name, rows)
    for name, rows in (FREE | twin_towns("arvika", "lund", "free-list")).items():
        write_rows(records / "layers" / "free" / f"{name}.csv", name, rows)
    return records
