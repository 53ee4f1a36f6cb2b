"""relay-compiler takes our schema, and what it compiles is answered."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

Ask = Callable[..., Any]

UKMERGE_2016 = {"by": {"slug": "ukmerge"}, "asOf": "2016-01-01"}


@pytest.fixture(scope="module")
def documents(bench: Path, node_modules: Path, run: Callable[..., str]) -> dict[str, str]:
    """What the compiler wrote to be trusted: texts by their SHA-256."""
    (bench / "trusted.json").write_text("{}")
    run(node_modules / ".bin" / "relay-compiler", "relay.config.json", cwd=bench)
    documents: dict[str, str] = json.loads((bench / "trusted.json").read_text(encoding="utf-8"))
    return documents


@pytest.fixture(scope="module")
def ask(documents: dict[str, str], service: str) -> Ask:
    """Asks the service what was compiled under a name."""
    named = {re.match(r"query (\w+)", text)[1]: text for text in documents.values()}

    def ask(name: str, **variables: Any) -> Any:
        asked = {"query": named[name], "operationName": name, "variables": variables}
        answer = httpx.post(f"{service}/graphql", json=asked, trust_env=False).json()
        assert "errors" not in answer
        return answer["data"]

    return ask


def test_a_document_is_known_by_its_hash(documents: dict[str, str]) -> None:
    """The file that the compiler writes holds three operations, each under the SHA-256 of its text."""
    assert len(documents) == 3
    assert {hashlib.sha256(text.encode()).hexdigest(): text for text in documents.values()} == documents


def test_pages_keep_the_day(ask: Ask) -> None:
    """The second page is of the same day as the first: in 2016 Mariestad was not yet among the partners."""
    first = ask("PartnersQuery", **UKMERGE_2016, first=1)["municipality"]["partners"]
    after = first["pageInfo"]["endCursor"]
    second = ask("PartnersPageQuery", **UKMERGE_2016, first=1, after=after)["municipality"]["partners"]

    assert [page["edges"][0]["node"]["name"] for page in (first, second)] == ["Herrljunga", "Kamianets-Podilskyi"]
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second)] == [True, False]


def test_a_place_is_fetched_again_by_its_id(ask: Ask) -> None:
    """The id that came with an edge is one that `node` knows."""
    (edge,) = ask("PartnersQuery", **UKMERGE_2016, first=1)["municipality"]["partners"]["edges"]

    assert ask("PartnersPlaceQuery", id=edge["node"]["id"])["node"] == edge["node"] | {"__typename": "Municipality"}
