"""The records as they are committed: canonical, and described by their own Data Package."""

from __future__ import annotations

import pytest

from data.catalogue.export import package_text, record_lines
from data.catalogue.reader import RECORDS_DIR
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS, Record


def test_the_data_package_is_that_of_the_code() -> None:
    """`make freeze` was run after the last change of the layout."""
    assert (RECORDS_DIR / "datapackage.json").read_text(encoding="utf-8") == package_text()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_file_of_records_is_in_canonical_form(whole: Snapshot, record: Record) -> None:
    """Rows stand in the order of their keys and are quoted as the export quotes them, so that a diff shows only facts."""
    assert "".join(record_lines(whole, record)).encode() == (RECORDS_DIR / f"{record.name}.csv").read_bytes()


def test_every_file_of_records_is_of_a_kind() -> None:
    """No CSV lies about that nobody reads."""
    assert {path.stem for path in RECORDS_DIR.glob("*.csv")} == {record.name for record in RECORDS}
