"""Names: folding, the place that a spelling means, what a search finds and in which order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.domain.errors import Ambiguous
from data.domain.text import collate, collate_all, fold, fold_all, spelling
from data.search.hits import prepare_names, search_all
from data.search.name_index import (
    ACTORS,
    EXACT,
    EXACT_OTHER,
    FOLDED,
    PREFIX,
    NameIndex,
    index_of,
)
from data.snapshot.entities import Municipality
from data.snapshot.filters.text_index import TextColumnIndex
from data.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.data.conftest import Desk

SHARED = "mariestad-ukmerge-kamianets-podilskyi"


def found(snapshot: Snapshot, text: str, limit: int = 10) -> list[tuple[float, str]]:
    return [(hit.score, hit.entity.key) for hit in index_of(snapshot).search(text, snapshot.all_time, limit)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kamianets-Podilskyï", "kamianets podilskyi"),
        ("Kam’janec'-Podil's'kij", "kamjanec podilskij"),
        ("Ukmergė", "ukmerge"),
        ("Wiłkomierz", "wilkomierz"),
        ("Håbo", "habo"),
        ("Växjö", "vaxjo"),
        ("J.B  Marks", "j b marks"),
        ("Straße", "strasse"),
        ("Þórshöfn", "thorshofn"),
        ("Diyarbakır", "diyarbakir"),
        ("Каменец-Подольский", "каменец подольскии"),
        ("  - ", ""),
    ],
)
def test_folding_takes_marks_away(text: str, folded: str) -> None:
    """Marks, case, apostrophes and dashes do not count when names are compared loosely."""
    assert fold(text) == folded


@given(st.text())
@example("𝑨")
@example("ŉ")
@example("İ")
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded stays as it is, however Unicode composed it."""
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text()))
@example(["Växjö – JB", "", "a\nb", " - ", "ŉ\N{COMBINING ACUTE ACCENT}", "’", "\N{COMBINING ACUTE ACCENT}"])
@example([chr(code) for code in range(0x20, 0x500)])
@example([chr(code) for code in range(0x1F00, 0x2200)])
def test_many_texts_fold_and_sort_as_one_by_one(texts: list[str]) -> None:
    """Folding and collation of a list give for each text what they give for it alone."""
    assert fold_all(texts) == [fold(text) for text in texts]
    assert collate_all(texts) == [collate(text) for text in texts]


@given(st.text())
@example("\N{GREEK SMALL LETTER ALPHA}\N{COMBINING GREEK YPOGEGRAMMENI}\N{COMBINING ACUTE ACCENT}")
def test_one_spelling_folds_to_one_text(text: str) -> None:
    """Names of the same spelling have the same folded form, by which the index finds them."""
    assert fold(spelling(text)) == fold(text)


@given(st.lists(st.text("abö ", max_size=6)), st.text("abö ", max_size=3))
@example([], "")
@example([""], "")
@example(["", "a", ""], "a")
def test_a_text_index_finds_the_texts_that_contain_another(texts: list[str], wanted: str) -> None:
    """The mask says of each text whether it contains the wanted one; every text contains the empty one."""
    index = TextColumnIndex(texts)

    assert index.contains(wanted).tolist() == [wanted in text for text in texts]
    assert [index[place] for place in range(len(index))] == list(index) == index[:] == texts


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_composed_or_not_is_one_spelling(text: str) -> None:
    """The two ways in which Unicode writes a letter with a mark are the same name."""
    composed, taken_apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))  # type: ignore[arg-type]

    assert spelling(composed) == spelling(taken_apart)
    assert collate(composed).split("\0")[0] == collate(taken_apart).split("\0")[0]


def test_names_sort_as_in_swedish() -> None:
    """Å, ä and ö are letters after z, in this order; other marks do not count."""
    names = ["Ale", "Élan", "Ystad", "Zagreb", "Zzz", "Åmål", "Århus", "Älmhult", "Öland", "Örebro"]

    assert sorted(set(names), key=collate) == names


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kamianets-Podilskyi", "kamianets-podilskyi"),
        ("Kamyanets-Podilsy", "kamianets-podilskyi"),
        ("kamjanets-podilskyj", "kamianets-podilskyi"),
        ("Kamyanets Podilskiy", "kamianets-podilskyi"),
        ("Ukmergė", "ukmerge"),
        ("Ukmergé", "ukmerge"),
        ("Ukmerge", "ukmerge"),
        ("UKMERGĖ", "ukmerge"),
        ("NW 405 Municipality", "jb-marks"),
        ("tlokwe", "jb-marks"),
        ("Goathland", "gotland"),
        ("Mariestads kommun", "mariestad"),
        ("Habo", "habo"),
        ("Håbo", "haabo"),
        ("HÅBO", "haabo"),
        ("Vaxjo", "vaxjo"),
        ("Nowhere", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_spelling_means_its_place(snapshot: Snapshot, name: str, slug: str | None) -> None:
    """Every spelling leads to its place, folded ones where no exact one is there; what is no name leads nowhere."""
    municipality = index_of(snapshot).municipality_named(name)

    assert (municipality and municipality.slug) == slug


def test_every_spelling_of_the_small_world_is_found_first(snapshot: Snapshot) -> None:
    """A search for a spelling as it is written has its place at the top, with the score of an exact match."""
    for name in snapshot.rows["names"]:
        [(score, key), *_] = found(snapshot, name.name)  # type: ignore[attr-defined]

        assert (score, key) == (EXACT_OTHER, name.municipality.slug)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "first", "second"), [("Habo", "habo", "haabo"), ("Håbo", "haabo", "habo"), ("håbo", "haabo", "habo")]
)
def test_habo_is_not_haabo(snapshot: Snapshot, text: str, first: str, second: str) -> None:
    """An exact match goes before a folded one, and both are returned."""
    assert found(snapshot, text)[:2] == [(EXACT, first), (FOLDED, second)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("marie", "mariestad"),
        ("Falls", "victoria-falls"),
        ("herlunga", "herrljunga"),
        ("sustainable cities", "11"),
        ("Goal 11", "11"),
        ("Mål 11", "11"),
        ("Ukraina", "UA"),
        ("UKR", "UA"),
        ("Nordmakedonien", "MK"),
        ("Växjö – JB", "vaxjo-jb-marks"),
    ],
)
def test_a_search_finds_beginnings_words_and_near_misses(snapshot: Snapshot, text: str, key: str) -> None:
    """Part of a name, a name nearly right, and the names of goals, countries and partnerships are found first."""
    assert found(snapshot, text)[0][1] == key


@pytest.mark.parametrize("text", ["", " ", "-", "xyzzy", "%", "_", "\x00"])
def test_a_search_for_nothing_finds_nothing(snapshot: Snapshot, text: str) -> None:
    """Neither empty texts nor the wildcards of databases match everything."""
    assert found(snapshot, text) == []


@given(st.text(max_size=30), st.integers(0, 20))
def test_any_search_gives_a_ranked_list(snapshot: Snapshot, text: str, limit: int) -> None:
    """Whatever is asked for, hits come best first, each thing once, no more than asked for."""
    hits = found(snapshot, text, limit)
    scores = [round(score, 6) for score, _ in hits]

    assert len(hits) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len({hit.entity for hit in index_of(snapshot).search(text, snapshot.all_time, limit)}) == len(hits)


def test_a_search_stays_within_its_day(snapshot: Snapshot) -> None:
    """A partnership that is over, or not begun, is not found; what is found belongs to the slice."""
    slices = [snapshot.slice(date(year, 6, 1)) for year in (2010, 2021)]
    hits = [index_of(snapshot).search("Mariestad", slice, 10) for slice in slices]

    assert [[hit.entity.key for hit in found] for found in hits] == [["mariestad"], ["mariestad", SHARED]]
    assert all(hit.entity.slice is slice for slice, found in zip(slices, hits, strict=True) for hit in found)


def test_the_limit_counts_what_is_there(snapshot: Snapshot) -> None:
    """Things outside the day do not use up the limit."""
    hits = index_of(snapshot).search("Herrljunga", snapshot.slice(date(2000, 1, 1)), 1)

    assert [hit.entity.key for hit in hits] == ["herrljunga"]


def test_an_index_of_chosen_entities_holds_their_names_only(snapshot: Snapshot) -> None:
    """What is not chosen is neither an entry nor a match."""
    lithuanian = NameIndex(
        snapshot, ACTORS, lambda entity: isinstance(entity, Municipality) and entity.country.code == "LT"
    )

    assert {entry.entity.key for entry in lithuanian.entries} == {"ukmerge"}
    assert lithuanian.municipality_named("Mariestad") is None
    assert list(lithuanian.matches("Mariestad", 10)) == []


def test_matches_come_kind_by_kind(snapshot: Snapshot) -> None:
    """The exact name first, then its folded form, then the names that it begins, in the order of the index."""
    exact, folded, *others = index_of(snapshot).matches("Mariestad", 10)
    prefixed = [entry.folded for score, entry in others if score > PREFIX - 0.1]

    assert [(score, entry.written) for score, entry in (exact, folded)] == [(EXACT, "Mariestad"), (FOLDED, "Mariestad")]
    assert prefixed[0] == "mariestad"
    assert prefixed == sorted(prefixed)
    assert all(name.startswith("mariestad") for name in prefixed)


def test_prepared_indexes_are_those_of_the_search(read: Callable[[Path], Snapshot], world: Path) -> None:
    """After the preparation a search builds no index and materialises only what it finds."""
    fresh = read(world)
    prepare_names(fresh)
    prepared, materialised = index_of(fresh), len(fresh.all_time.materialised)
    hits = search_all(fresh, "Ukmergė", fresh.all_time, 1)

    assert [hit.entity.key for hit in hits] == ["ukmerge"]
    assert index_of(fresh) is prepared
    assert len(fresh.all_time.materialised) - materialised <= 2  # the municipality and its country


@pytest.fixture
def crowded(desk: Desk, read: Callable[[Path], Snapshot]) -> Snapshot:
    """The small world with names that several places bear."""
    for slug in ("lund", "kalix"):
        desk.add("names", municipality=slug, name="Nystad", kind="ALTERNATE", shared="true")
    desk.add("names", municipality="lund", name="Arvika", kind="ALTERNATE", shared="true")
    desk.change("names", "arvika", "Arvika kommun", name="Arvika", shared="true")
    desk.add("names", municipality="lund", name="Ärvika", kind="ALTERNATE", shared="false")
    return read(desk.directory)


@pytest.mark.parametrize("name", ["Nystad", "nystad", "Nystad\N{COMBINING DIAERESIS}"])
def test_a_name_of_several_places_is_ambiguous(crowded: Snapshot, name: str) -> None:
    """When places bear a name with equal right all of them are told, by slug."""
    with pytest.raises(Ambiguous, match="kalix, lund"):
        index_of(crowded).municipality_named(name)


@pytest.mark.parametrize(("name", "slug"), [("Arvika", "arvika"), ("Ärvika", "lund")])
def test_a_preferred_name_goes_before_others(crowded: Snapshot, name: str, slug: str) -> None:
    """A place's own name beats another's alternate one, and an exact spelling beats both."""
    municipality = index_of(crowded).municipality_named(name)

    assert municipality is not None
    assert municipality.slug == slug
