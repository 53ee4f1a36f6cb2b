"""Files of records as tests write them, and stores of them, each loaded once for all processes that run tests."""

from __future__ import annotations

import csv
import fcntl
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from data.catalogue.load import load, read_checked
from data.catalogue.rows.catalogue import Catalogue
from data.store.database import open_store
from data.store.models import RECORD


def write_rows(path: Path, record: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows of a kind of record to a file; a cell that is not given is empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, RECORD[record].headers, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def stored_once(shared: Path, *records: Path) -> Path:
    """The SQLite store of these records in a directory that all processes of a test run share.

    The first that needs it loads it; nobody changes it. No directory means the records and the layers of this project.
    """
    path = shared / f"{fingerprint(records)}.sqlite"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            loading = path.with_suffix(".loading")
            store(loading, *records)
            loading.rename(path)
    return path


CHECKED: LRUCache[str, Catalogue] = LRUCache(8)


def checked(*records: Path) -> Catalogue:
    """The checked records of directories, read once while their content is the same; nobody changes what is returned."""
    found = fingerprint(records)
    if found not in CHECKED:
        CHECKED[found] = read_checked(*records)
    return CHECKED[found]


def store(path: Path, *records: Path) -> None:
    """Load records, checked, into a new SQLite store."""
    engine = open_store(f"sqlite:///{path}")
    load(engine, read_checked(*records))
    engine.dispose()


def fingerprint(records: Iterable[Path]) -> str:
    """A hash of all files below directories, and of their paths."""
    found = sha256()
    for directory in records:
        for path in sorted(path for path in directory.rglob("*") if path.is_file()):
            found.update(os.fsencode(path.relative_to(directory)) + b"\0")
            found.update(sha256(path.read_bytes()).digest())
        found.update(b"\0")
    return found.hexdigest()
