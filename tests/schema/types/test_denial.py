"""Denials: what sources say that two local authorities are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]


def test_a_municipality_has_what_sources_deny(ask: Ask) -> None:
    """Mariestad and Ukmergė are partners, and no twin towns: its page says so."""
    answer = ask("""{ municipality(by: {slug: "mariestad"}) { denials {
      slug kind municipality { slug } partner { slug } note swedish: note(language: SV) sources { slug }
    } } }""")
    twins = {denial["slug"]: denial for denial in answer["municipality"]["denials"]}

    assert [*twins] == ["mariestad-kamianets-podilskyi-no-twin-town", "mariestad-ukmerge-no-twin-town"]
    assert twins["mariestad-ukmerge-no-twin-town"] == {
        "slug": "mariestad-ukmerge-no-twin-town",
        "kind": "TWIN_TOWN",
        "municipality": {"slug": "mariestad"},
        "partner": {"slug": "ukmerge"},
        "note": "The page of Mariestad tells the partnership apart from a twin town.",
        "swedish": "Mariestads sida skiljer partnerskapet från en vänort.",
        "sources": [{"slug": "mariestad-2018-05-30-cooperation-begins"}],
    }


@pytest.mark.parametrize(
    ("slug", "denials"), [("ukmerge", ["mariestad-ukmerge-no-twin-town"]), ("herrljunga", []), ("lund", [])]
)
def test_both_sides_have_the_denial(ask: Ask, slug: str, denials: list[str]) -> None:
    """It speaks of two; a twin town of one of them has none."""
    document = "query($slug: String!) { municipality(by: {slug: $slug}) { denials { slug } } }"

    assert [denial["slug"] for denial in ask(document, slug=slug)["municipality"]["denials"]] == denials


def test_a_source_says_what_it_denies(ask: Ask) -> None:
    """A denial cites its source like any record; it has no global id."""
    answer = ask("""{ source(by: {slug: "mariestad-2018-05-30-cooperation-begins"}) { records(first: 100) {
      nodes { record key node { id } } } } }""")
    denials = [node for node in answer["source"]["records"]["nodes"] if node["record"] == "denials"]

    assert denials == [
        {"record": "denials", "key": "mariestad-kamianets-podilskyi-no-twin-town", "node": None},
        {"record": "denials", "key": "mariestad-ukmerge-no-twin-town", "node": None},
    ]
