"""Sources as GraphQL tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_the_freshness_of_a_source_shows(ask: Callable[..., Any]) -> None:
    """Wherever a source stands, with its reason."""
    data = ask(
        '{ municipality(by: {slug: "jb-marks"}) { sources { slug published { edtf } freshness { level reason } } } }'
    )
    found = {source["slug"]: source for source in data["municipality"]["sources"]}

    assert all((source["freshness"]["level"] == "RED") is (source["published"] is None) for source in found.values())
    assert found["icld-swedish-partner-vaxjo-kommun"]["freshness"] == {
        "level": "RED",
        "reason": "The source is undated.",
    }
