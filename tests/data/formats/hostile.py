"""Hostile text in the columns of a snapshot, which the writers of files read."""

from __future__ import annotations

from data.snapshot.snapshot import Snapshot


def rewrite(snapshot: Snapshot, records: str, name: str, text: str, *keys: str) -> None:
    """Replaces the value of a column in the rows of these keys, or in all rows when there is none."""
    table = snapshot.tables[records]
    column = table.columns[name]
    values = [text if not keys or key in keys else column.at(row) for row, key in enumerate(list(table.keys))]
    table.columns[name] = column._replace(values=values, codes=None)
