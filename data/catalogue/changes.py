"""Differences between two catalogue versions, by record and by cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from data.catalogue.table_cells import record_cells
from data.domain.enums import Edit
from data.domain.errors import InputError
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS, Record

Cells = dict[str, str]


class CellChange(NamedTuple):
    """One changed cell: its text in the CSV file before and after. None is an empty cell."""

    field: str
    before: str | None
    after: str | None


class Change(NamedTuple):
    """A record that was added, altered or removed. `key` joins the parts of its primary key by spaces."""

    record: str
    key: str
    edit: Edit
    fields: list[CellChange]


class Step(NamedTuple):
    """The transition from one served version to the next.

    `version` is served from the instant `since` (ISO 8601, UTC); `before` is the version that it replaced.
    """

    version: str
    since: str
    before: str
    changes: list[Change]


def changes_since(snapshot: Snapshot, version: str) -> list[Change]:
    """Return the changes from `version` to the snapshot, ordered by kind of record and by key.

    Raises InputError when the store no longer holds the version, StoreError when the store cannot be read.
    """
    return compare(snapshot.version_of(version), snapshot)


def compare(before: Snapshot, after: Snapshot) -> list[Change]:
    """Return the changes from `before` to `after`, ordered by kind of record and by key."""
    return [] if before is after else [change for record in RECORDS for change in _compare(record, before, after)]


def steps(snapshot: Snapshot, most: int) -> Iterator[Step]:
    """Yield the last `most` transitions between served versions, the newest first.

    Ends at the first version that the store no longer holds.
    """
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
