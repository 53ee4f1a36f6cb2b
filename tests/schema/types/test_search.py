"""Search over the names of all things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]

SEARCH = """query($text: String!, $first: Int! = 10, $day: Date) { search(text: $text, first: $first, asOf: $day) {
  score matched municipality { slug } partnership { slug } country { code } goal { number }
  organisation { slug } initiative { slug } programme { slug } policy { slug } area { slug } theme { slug }
  project { slug } source { slug } call { slug } grant { slug } target { code }
} }"""


def hits(ask: Ask, text: str, **variables: Any) -> list[tuple[str, float]]:
    """What is found, by its key, with the score."""
    return [
        (next(str(key) for one in hit.values() if isinstance(one, dict) for key in one.values()), hit["score"])
        for hit in ask(SEARCH, text=text, **variables)["search"]
    ]


@pytest.mark.parametrize(
    ("text", "found", "score"),
    [
        *[
            ("Ukmergė", "ukmerge", 1),
            ("ukmergė", "ukmerge", 1),
            ("Ukmerge", "ukmerge", 0.97),
            ("Ukmerģé", "ukmerge", 0.9),
        ],
        *[("Kamyanets-Podilsy", "kamianets-podilskyi", 0.97), ("Camenecia", "kamianets-podilskyi", 0.97)],
        *[("Tlokwe", "jb-marks", 0.97), ("potchefstroom", "jb-marks", 0.97), ("Берислав", "beryslav", 0.97)],
        *[
            ("Türkiye", "TR", 1),
            ("Turkiet", "TR", 0.97),
            ("XK", "XK", 0.97),
            ("XKX", "XK", 0.97),
            ("Makedonien", "MK", None),
        ],
        *[("Goal 11", "11", 0.97), ("Mål 11", "11", 0.97), ("Jämställdhet", "5", 0.97), ("gender equality", "5", 1)],
        *[
            ("Växjö – JB Marks", "vaxjo-jb-marks", 1),
            ("Mariested", "mariestad", None),
            ("Podilskyi", "kamianets-podilskyi", None),
        ],
    ],
)
def test_the_best_hit_comes_first(ask: Ask, text: str, found: str, score: float | None) -> None:
    """Any spelling, any language, a code, a part or a slip of the pen."""
    best = hits(ask, text)[0]

    assert best[0] == found
    assert score is None or best[1] == pytest.approx(score)


@pytest.mark.parametrize(
    ("text", "order"), [("Habo", ["habo", "haabo"]), ("Håbo", ["haabo", "habo"]), ("HÅBO", ["haabo", "habo"])]
)
def test_habo_is_not_haabo(ask: Ask, text: str, order: list[str]) -> None:
    """Both are found, the exact one before the folded one."""
    found = hits(ask, text)

    assert [slug for slug, _ in found[:2]] == order
    assert [score for _, score in found[:2]] == [1.0, 0.9]


@pytest.mark.parametrize("text", ["", " ", "-", "…", "\x00", "Atlantis", "x" * 10_000, "\ud800"])
def test_what_no_name_holds_is_not_found(ask: Ask, text: str) -> None:
    """Nothing, signs without letters, a place that is not there, a text without end."""
    assert hits(ask, text) == []


def test_partnerships_live_in_their_slice(ask: Ask) -> None:
    """What surely is not there on the day is not found."""
    assert ("gotland-beryslav", 1) in hits(ask, "Region Gotland – Beryslav")
    assert "gotland-beryslav" not in dict(hits(ask, "Region Gotland – Beryslav", day="2023-12-31"))


@given(
    text=st.text(st.sampled_from("aeiounrsthålövk -gm"), max_size=6) | st.text(max_size=12), first=st.integers(0, 100)
)
def test_a_hit_is_exactly_one_thing_and_the_best_come_first(ask: Ask, text: str, first: int) -> None:
    """Whatever is looked for: at most so many, each thing once, exactly one kind, scores from 1 downwards."""
    found = ask(SEARCH, text=text, first=first)["search"]
    entities = [[(kind, one) for kind, one in hit.items() if isinstance(one, dict)] for hit in found]
    scores = [round(hit["score"], 6) for hit in found]

    assert len(found) <= first
    assert all(len(one) == 1 for one in entities)
    assert len({str(one) for one in entities}) == len(entities)
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@given(data=st.data())
def test_every_name_finds_its_place_first(ask: Ask, snapshot: Snapshot, data: st.DataObject) -> None:
    """Each spelling that the records hold leads back to the place."""
    name = data.draw(st.sampled_from(snapshot.rows["names"]))

    assert hits(ask, name.name)[0][0] == name.municipality.slug  # type: ignore[attr-defined]


ALL = """query($text: String!, $kinds: [SearchKind!], $day: Date, $first: Int, $after: String, $last: Int, $before: String) {
  searchHits(text: $text, kinds: $kinds, asOf: $day, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { kind score matched partnership { slug } municipality { slug } goal { number } } }
  }
}"""


def paged(ask: Ask, text: str, size: int, **variables: Any) -> list[dict[str, Any]]:
    """All edges, page by page from the start."""
    edges: list[dict[str, Any]] = []
    after = None
    while True:
        found = ask(ALL, text=text, first=size, after=after, **variables)["searchHits"]
        edges += found["edges"]
        if not found["pageInfo"]["hasNextPage"]:
            assert len(edges) == found["totalCount"]
            return edges
        after = found["pageInfo"]["endCursor"]


@pytest.mark.parametrize("text", ["mariestad", "goal", "a", "municipality of mariestad"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_pages_of_any_size_make_up_all_hits(ask: Ask, text: str, size: int) -> None:
    """Forwards and backwards, in the order of `search`."""
    edges = paged(ask, text, size) if size > 1 else paged(ask, text, 3)
    backwards = ask(ALL, text=text, last=size, before=edges[-1]["cursor"])["searchHits"]["edges"]
    short = ask("query($text: String!) { search(text: $text, first: 100) { kind score matched } }", text=text)["search"]

    assert len({edge["cursor"] for edge in edges}) == len(edges)
    assert backwards == edges[:-1][-size:]
    assert short == [{key: edge["node"][key] for key in ("kind", "score", "matched")} for edge in edges[:100]]


def test_a_cursor_stays_valid_on_another_day(ask: Ask) -> None:
    """It holds the sort key, so the hits of another day continue after it."""
    cursors = [edge["cursor"] for edge in paged(ask, "mariestad", 100)]
    later = ask(ALL, text="mariestad", day="2010-06-01", after=cursors[0])["searchHits"]

    assert later["edges"] == [
        edge for edge in paged(ask, "mariestad", 100, day="2010-06-01") if edge["cursor"] != cursors[0]
    ]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"text": "ukmerge"}, "another connection"),
        ({"text": "Mariestad"}, "another connection"),
        ({"kinds": ["GOAL"]}, "another connection"),
        ({"after": "nonsense"}, "invalid"),
        ({"first": 101}, "from 0 to 100"),
        ({"first": 1, "last": 1}, "not both"),
    ],
)
def test_a_cursor_of_another_search_is_refused(
    refuse: Callable[..., str], ask: Ask, other: dict[str, Any], message: str
) -> None:
    """So is one that is none, and a page without bounds."""
    cursor = ask(ALL, text="mariestad", first=1)["searchHits"]["pageInfo"]["endCursor"]

    assert message in refuse(ALL, **{"text": "mariestad", "after": cursor, **other})


@pytest.mark.parametrize("text", ["", " ", "-", "\x00", "\ud800", "x" * 10_000])
def test_a_search_for_nothing_has_one_empty_page(ask: Ask, text: str) -> None:
    """No hits, no cursors, nothing before or after."""
    found = ask(ALL, text=text)["searchHits"]

    assert found["edges"] == []
    assert found["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


def test_a_hit_says_its_kind_and_sets_the_field_of_it(ask: Ask) -> None:
    """The name of the kind is that of the field in capitals."""
    document = SEARCH.replace("score", "kind score")
    found = ask(document, text="a", first=100)["search"]

    assert len({hit["kind"] for hit in found}) > 3
    assert all(isinstance(hit[hit["kind"].lower()], dict) for hit in found)
