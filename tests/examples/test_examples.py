"""The example queries, each with its answer from the real catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import strawberry

from data.snapshot.snapshot import Snapshot
from schema.query import build_schema

EXAMPLES = sorted(Path(__file__).parent.glob("*.graphql"))


@pytest.fixture(scope="module")
def schema() -> strawberry.Schema:
    return build_schema()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_answers_as_written(example: Path, schema: strawberry.Schema, whole: Snapshot) -> None:
    """What the page shows is what the service says."""
    result = schema.execute_sync(example.read_text(encoding="utf-8"), root_value=whole)

    assert result.errors is None
    assert {"data": result.data} == json.loads(example.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_examples_are_numbered_without_a_gap() -> None:
    """They climb from one place to the whole network on a day, and none lacks its answer."""
    assert [path.stem[:2] for path in EXAMPLES] == [f"{number:02}" for number in range(1, len(EXAMPLES) + 1)]
    assert {path.stem for path in EXAMPLES} == {path.stem for path in EXAMPLES[0].parent.glob("*.json")}
