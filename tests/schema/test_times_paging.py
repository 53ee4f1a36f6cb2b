"""Orders that depend on the day page through every entity once, in both directions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.snapshot.snapshot import Snapshot

AskOf = Callable[..., Any]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    ("connection", "order", "field"),
    [("partnerships", "PartnershipOrder", "LAST_ATTESTED"), ("municipalities", "MunicipalityOrder", "NAME")],
)
def test_pages_on_a_day_have_each_once(
    ask_of: AskOf, whole: Snapshot, connection: str, order: str, field: str, direction: str
) -> None:
    """By the last attestation of the day, and by name where places had other names on that day."""
    document = f"""query($after: String, $order: {order}) {{
      {connection}(first: 40, after: $after, asOf: "2010-01-01", orderBy: $order) {{
        totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ slug }} }} }}"""
    after, found = None, list[str]()
    while True:
        page = ask_of(whole, document, after=after, order={"field": field, "direction": direction})[connection]
        found += [node["slug"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert len(found) == len(set(found)) == page["totalCount"] > 0
