"""A second layer of the small world: a twin town that Wikidata knows, and one that the base knows too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.store.models import RECORD
from tests.record_files import write_rows

SOURCE = "wikidata-twin-towns"
OWN = "twin-lund-zabrze"
RECORDS: dict[str, list[dict[str, Any]]] = {
    "layers": [
        {
            "slug": "wikidata",
            "title_en": "Twin towns in Wikidata",
            "title_sv": "Vänorter i Wikidata",
            "steward": "Wikidata",
            "licence": "CC0-1.0",
            "date": "2026-11-01",
            "precedence": 2,
            "website": "https://www.wikidata.org/",
            "note": "Only Lund and Herrljunga.",
            "note_sv": "Bara Lund och Herrljunga.",
        }
    ],
    "sources": [
        {"slug": SOURCE, "kind": "DATA_SET", "title": "Twin towns", "dating": "UNDATED", "read_on": "2026-11-01"}
    ],
    "countries": [
        {"code": "PL", "alpha3": "POL", "numeric": "616", "name_en": "Poland", "name_sv": "Polen", "iso": "true"}
    ],
    "municipalities": [{"slug": "zabrze", "country": "PL", "kind": "MUNICIPALITY", "name": "Zabrze"}],
    "partnerships": [
        {"slug": OWN, "kind": "TWIN_TOWN", "title_en": "Lund – Zabrze", "title_sv": "Lund – Zabrze"},
    ],
    "seats": [{"partnership": OWN, "number": 1}, {"partnership": OWN, "number": 2}],
    "memberships": [
        {"partnership": OWN, "seat": 1, "turn": 1, "municipality": "lund"},
        {"partnership": OWN, "seat": 2, "turn": 1, "municipality": "zabrze"},
    ],
    "further_sources": [{"partnership": "twin-herrljunga-ukmerge", "source": SOURCE}],
}


def write_layer(directory: Path) -> None:
    """Writes the layer to a directory that is not there yet; the rows cite its one source."""
    directory.mkdir(parents=True)
    for name, rows in RECORDS.items():
        cited = {"sources": SOURCE} if "sources" in RECORD[name].headers else {}
        write_rows(directory / f"{name}.csv", name, (cited | row for row in rows))
