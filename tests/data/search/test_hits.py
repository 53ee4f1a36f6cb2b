"""The search over all names: what themes lead to, Goals and targets by number, and all hits in one stable order."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Collection, Iterable
from copy import copy
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.domain.enums import SearchKind
from data.domain.text import fold
from data.search.hits import LEAST, MOST_HITS, THEME, Hits, all_hits, rank, search_all
from data.search.name_index import EVERY_KIND, EXACT_OTHER, NEAR_ENOUGH, PART
from data.snapshot.cache import SharedCache
from data.snapshot.filters.conditions import LONGEST_CACHED
from data.snapshot.snapshot import Snapshot

WITH_THEMES = (SearchKind.PARTNERSHIP, SearchKind.PROJECT)


def keys(hits: Hits) -> list[tuple[SearchKind, str]]:
    return [(hit.kind, hit.entity.key) for hit in hits]


def themed(snapshot: Snapshot, text: str, day: date | None = None) -> set[tuple[SearchKind, str]]:
    """What has a theme whose label contains the text, by a plain loop over all projects."""
    found = set()
    for project in snapshot.slice(day).all("projects"):
        if any(fold(text) in fold(label) for one in project.themes for label in (one.label_en, one.label_sv)):
            partnership = project.partnership
            found.add((SearchKind.PROJECT, project.key))
            found.add((SearchKind.PARTNERSHIP, (partnership.part_of or partnership).key))
    present = {(SearchKind.PARTNERSHIP, one.key) for one in snapshot.slice(day).partnerships}
    return {one for one in found if one[0] is SearchKind.PROJECT or one in present}


@pytest.mark.parametrize(
    "text", ["waste", "avfall", "AVFALLSHANTERING", "jämställdhet", "Jamstalldhet", "Agenda 2030", "hälsa"]
)
@pytest.mark.parametrize("day", [None, date(2015, 6, 1)])
def test_a_theme_leads_to_what_has_it(whole: Snapshot, text: str, day: date | None) -> None:
    """All of it, in both languages, after what bears the name itself."""
    hits = all_hits(text, whole.slice(day), WITH_THEMES)
    expected = themed(whole, text, day)

    assert day is not None or len(expected) > 5
    assert expected <= set(keys(hits))
    assert all(fold(text) in fold(hit.matched) for hit in hits if hit.score == THEME)
    assert {key for key, hit in zip(keys(hits), hits, strict=True) if hit.score == THEME} <= expected


def test_waste_finds_the_theme_then_what_has_it(whole: Snapshot) -> None:
    """The theme comes first; partnerships without the word in their title are found with its label."""
    hits = [*all_hits("waste", whole.all_time)]
    partnerships = [hit for hit in hits if hit.kind is SearchKind.PARTNERSHIP]

    assert (hits[0].kind, hits[0].entity.key) == (SearchKind.THEME, "waste")
    assert len(partnerships) >= 14
    assert {hit.matched for hit in partnerships} == {"Waste management"}
    assert all(hit.score > THEME for hit in hits[: hits.index(partnerships[0])])


@pytest.mark.parametrize("text", ["", " ", "a", "av", "-", "\x00", "x" * 10_000, "Waste manegement"])
def test_a_text_that_is_no_label_leads_to_nothing_by_theme(whole: Snapshot, text: str) -> None:
    """Nor does one or two letters, which most labels contain."""
    assert not any(hit.score == THEME for hit in all_hits(text, whole.all_time, WITH_THEMES))


@pytest.mark.parametrize(
    "text",
    ["Goal 6", "goal 6", "mål 6", "MAL 6", "SDG 6", "sdg6", "Clean water and sanitation", "rent vatten och sanitet"],
)
def test_a_goal_is_found_by_number_and_title(whole: Snapshot, text: str) -> None:
    """In Swedish and English, with and without marks."""
    [hit] = search_all(whole, text, whole.all_time, 1)

    assert (hit.kind, hit.entity.key) == (SearchKind.GOAL, "6")


@pytest.mark.parametrize("text", ["6.1", "Target 6.1", "delmål 6.1", "SDG 6.1"])
def test_a_target_is_found_by_code(whole: Snapshot, text: str) -> None:
    """Before all others whose code begins with it."""
    [hit] = search_all(whole, text, whole.all_time, 1)

    assert (hit.kind, hit.entity.key, hit.score) == (SearchKind.TARGET, "6.1", EXACT_OTHER)


@pytest.mark.parametrize("records", ["calls", "grants", "targets"])
def test_every_title_finds_its_record(whole: Snapshot, records: str) -> None:
    """In both languages, among the exact hits of its kind."""
    for one in whole.rows[records]:
        names = (one.label_en, one.label_sv) if records == "targets" else (one.title_en, one.title_sv)  # type: ignore[attr-defined]
        for name in filter(None, names):
            hits = [hit for hit in search_all(whole, name, whole.all_time, 20) if hit.score >= EXACT_OTHER]
            assert one.key in {hit.entity.key for hit in hits}, name


@given(
    text=st.text(st.sampled_from("aeiounrsthålövk -gm"), max_size=6) | st.text(max_size=12), first=st.integers(0, 60)
)
@example("a", 10)
@example("waste", 10)
@example("mål", 60)
def test_a_short_list_is_the_beginning_of_all_hits(snapshot: Snapshot, text: str, first: int) -> None:
    """`search` and `searchHits` agree: the same hits in the same order, each entity once."""
    every = [*all_hits(text, snapshot.all_time)]
    found = search_all(snapshot, text, snapshot.all_time, first)

    assert [rank(hit) for hit in found] == [rank(hit) for hit in every[:first]]
    assert [rank(hit) for hit in every] == sorted({rank(hit) for hit in every})
    assert len({hit.entity.row for hit in every}) == len(every) <= MOST_HITS


@pytest.mark.parametrize("text", ["e", "an", "kommun", "par"])
def test_a_short_list_of_the_whole_catalogue_is_the_beginning_too(whole: Snapshot, text: str) -> None:
    """Where there are more hits than the bound, or many of one score."""
    every = all_hits(text, whole.all_time)

    assert [rank(hit) for hit in search_all(whole, text, whole.all_time, 100)] == [rank(hit) for hit in every[:100]]
    assert len(all_hits("e", whole.all_time)) == MOST_HITS


def test_the_rows_of_a_search_are_computed_once(whole: Snapshot) -> None:
    """Not of a text of more than LONGEST_CACHED characters, which hardly anybody sends twice."""
    for text, kept in (("Mariestad", True), ("Mariestad" * LONGEST_CACHED, False)):
        first, second = (all_hits(text, whole.all_time).found for _ in range(2))
        assert (first is second) is kept


def with_results(snapshot: Snapshot, limit: int) -> Snapshot:
    """The snapshot with its own empty cache of results of this weight limit."""
    found = copy(snapshot)
    found.results = SharedCache(limit, lambda result: result.weight, grows=True)
    found.slices = SharedCache(snapshot.slices.maxsize, lambda _: 1, grows=False)
    return found


def memory_of(snapshot: Snapshot, searches: Iterable[tuple[str, Collection[SearchKind]]]) -> int:
    """The bytes that the results of some searches take, without the entities that they materialise."""
    wanted = [*searches]
    for text, kinds in wanted:
        all_hits(text, snapshot.all_time, kinds)
    snapshot.results.clear()
    gc.collect()
    tracemalloc.start()
    try:
        for text, kinds in wanted:
            all_hits(text, snapshot.all_time, kinds)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_searches_without_hits_are_evicted(whole: Snapshot) -> None:
    """A client that sends ever new texts does not fill the memory."""
    limited = with_results(whole, 20 * LEAST)
    for number in range(100):
        assert len(all_hits(f"qqxx{number}", limited.all_time)) == 0
        assert len(limited.results) <= 20

    assert len(limited.results) == 20


@pytest.mark.parametrize(
    "searches",
    [
        [(text, EVERY_KIND) for text in "aeiounrst"],
        [("\U0001f600" * (LONGEST_CACHED - 1) + chr(number), list(SearchKind)) for number in range(0x4E00, 0x4E40)],
    ],
    ids=["many hits", "long texts without hits"],
)
def test_a_search_takes_as_much_memory_as_its_weight_says(
    whole: Snapshot, searches: list[tuple[str, Collection[SearchKind]]]
) -> None:
    """About the bytes of a tie of a network for each unit, whether it is the hits or the text that takes them."""
    limited = with_results(whole, 1_000_000)
    size = memory_of(limited, searches)

    assert len(limited.results) == len(searches)
    assert size <= 30 * limited.results.currsize


@pytest.mark.parametrize("part", [slice(3), slice(2, 9), slice(-4, None), slice(None, None, -1), slice(5, 2)])
def test_a_part_of_the_hits_is_those_one_by_one(whole: Snapshot, part: slice) -> None:
    """Also from the end and backwards."""
    hits = all_hits("kommun", whole.all_time)
    one_by_one = [hits[index] for index in range(len(hits))]

    assert len(hits) > 9
    assert hits[part] == one_by_one[part]
    assert hits[-1] == one_by_one[-1]
    with pytest.raises(IndexError):
        hits[len(hits)]


@pytest.mark.parametrize("kind", SearchKind)
def test_hits_are_of_the_kinds_asked_for(whole: Snapshot, kind: SearchKind) -> None:
    """Each kind has names; a hit says its kind."""
    hits = all_hits("e", whole.all_time, [kind])

    assert {hit.kind for hit in hits} == {kind}
    assert all(hit.kind.name == type(hit.entity).__name__.upper() for hit in hits)


def test_themes_rank_between_parts_and_near_names() -> None:
    """The least score of a part of a name is above that of a theme, the best of a near one below."""
    assert PART - 0.1 <= THEME
    assert THEME * NEAR_ENOUGH / 100 < THEME
    assert len(EVERY_KIND) == len(SearchKind)
