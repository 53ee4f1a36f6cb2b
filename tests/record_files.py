"""Files of records as tests write them, and stores of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from data.catalogue.load import load, read_checked
from data.store.database import open_store
from data.store.models import RECORD


def write_rows(path: Path, record: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows of a kind of record to a file; a cell that is not given is empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, RECORD[record].headers, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def stored(records: Path, directory: Path) -> str:
    """Load the records of a directory into a new SQLite store in another. Returns the address of the store."""
    url = f"sqlite:///{directory / 'samband.sqlite'}"
    engine = open_store(url)
    load(engine, read_checked(records))
    engine.dispose()
    return url
