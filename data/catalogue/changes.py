"""What one catalogue version has that another has not, record by record, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from data.catalogue.export import record_cells
from data.domain.enums import Edit
from data.domain.errors import InputError
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS, Record

Cells = dict[str, str]


class CellChange(NamedTuple):
    """A cell of a record as it was and as it is, as the files of records hold it; None is an empty cell."""

    field: str
    before: str | None
    after: str | None


class Change(NamedTuple):
    """A record that was added, altered or removed. Its key is that of its file, parts separated by spaces."""

    record: str
    key: str
    edit: Edit
    fields: list[CellChange]


class Step(NamedTuple):
    """One version after another: which came since when, and what it changed."""

    version: str
    since: str
    before: str
    changes: list[Change]


def changes_since(snapshot: Snapshot, version: str) -> list[Change]:
    """What the snapshot changed of a version, in the order of the records and of their keys.

    Raises InputError when the version is no longer kept, StoreError when the store cannot be read.
    """
    return compare(snapshot.version_of(version), snapshot)


def compare(before: Snapshot, after: Snapshot) -> list[Change]:
    """What the one snapshot changed of the other."""
    return [] if before is after else [change for record in RECORDS for change in _compare(record, before, after)]


def steps(snapshot: Snapshot, most: int) -> Iterator[Step]:
    """The last versions that were served and what each changed, the newest first; ends where one is no longer kept."""
    served = list(pairwise(snapshot.history.each()))
    for (digest, _), (version, since) in list(reversed(served))[:most]:
        try:
            changes = compare(snapshot.version_of(digest), snapshot.version_of(version))
        except InputError:
            return
        yield Step(version, since, digest, changes)


def _compare(record: Record, before: Snapshot, after: Snapshot) -> Iterator[Change]:
    old, new = _rows(record, before), _rows(record, after)
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key, {}), new.get(key, {})
        if was != now:
            edit = Edit.ALTERED if was and now else Edit.ADDED if now else Edit.REMOVED
            cells = [CellChange(name, was.get(name) or None, now.get(name) or None) for name in record.headers]
            yield Change(record.name, " ".join(key), edit, [cell for cell in cells if cell.before != cell.after])


def _rows(record: Record, snapshot: Snapshot) -> dict[tuple[str, ...], Cells]:
    rows = (dict(zip(record.headers, cells, strict=True)) for cells in record_cells(snapshot, record))
    return {tuple(row[name] for name in record.key): row for row in rows}
