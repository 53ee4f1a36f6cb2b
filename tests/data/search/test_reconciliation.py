"""Which place a spelling means: the right one first, and a match only where no other can be meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import NameKind
from data.search.properties import find
from data.search.reconciliation import ReconciliationQuery, candidates
from data.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.data.conftest import Desk


def found(snapshot: Snapshot, text: str = "", limit: int = 5, **said: list[str]) -> list[tuple[str, bool]]:
    return [(c.entity.key, c.match) for c in candidates(snapshot, ReconciliationQuery(text, **said), limit)]


def test_every_spelling_of_the_small_world_resolves(snapshot: Snapshot) -> None:
    """Its place is the first candidate, and none but its place is ever a match."""
    for row in snapshot.rows["names"]:
        slug, hits = row.municipality.slug, found(snapshot, row.name)  # type: ignore[attr-defined]

        assert hits[0][0] == slug, row
        assert [key for key, match in hits if match and key != slug] == []
        if row.kind is NameKind.TOWN:  # type: ignore[attr-defined]
            assert not hits[0][1], "the name of a town is not that of the unit"


def test_spellings_of_the_whole_catalogue_resolve(whole: Snapshot) -> None:
    """The same among all places, and preferred names too."""
    spelled = [(row.name, row.municipality.slug) for row in whole.rows["names"][::10]]  # type: ignore[attr-defined]
    spelled += [
        (municipality.name, municipality.slug)
        for municipality in whole.rows["municipalities"][::4]
        if municipality.wikidata
    ]  # type: ignore[attr-defined]

    for name, slug in spelled:
        hits = found(whole, name)
        assert hits[0][0] == slug, name
        assert [key for key, match in hits if match and key != slug] == []


@pytest.mark.parametrize("name", ["Habo", "habo", "Brod", "Slobozhanske"])
def test_a_doubtful_name_gives_a_choice_and_no_match(whole: Snapshot, name: str) -> None:
    """Habo may be Håbo without its ring; Brod and Slobozhanske have namesakes that nobody can tell apart by the name."""
    hits = found(whole, name)

    assert len(hits) > 1
    assert hits[0][0] == name.lower()
    assert not any(match for _, match in hits)


@pytest.mark.parametrize(
    ("text", "said", "key"),
    [
        ("Håbo", {}, "haabo"),
        ("Municipality of Mariestad", {}, "mariestad"),
        ("Håbo kommun", {}, "haabo"),
        ("Habo", {"codes": ["0643"]}, "habo"),
        ("Habo", {"codes": ["0305"], "countries": ["Sweden"]}, "haabo"),
        ("", {"codes": ["1493"]}, "mariestad"),
        ("Herlunga", {"codes": ["1466"], "countries": ["SE"]}, "herrljunga"),
        ("Q427422", {}, "mariestad"),
        ("UKMERGÉ", {"countries": ["Litauen"]}, "ukmerge"),
        ("Gotland", {"types": ["region"]}, "gotland"),
        ("Litauen", {"types": ["country"]}, "LT"),
        ("NW405", {"dates": ["2017-06"]}, "jb-marks"),
        ("NW405", {}, "jb-marks"),
    ],
)
def test_what_is_beyond_doubt_is_a_match(whole: Snapshot, text: str, said: dict[str, list[str]], key: str) -> None:
    """The three ways: an exact spelling with marks, an official form, an official code or an id; once only."""
    hits = found(whole, text, **said)

    assert hits[0] == (key, True)
    assert [match for _, match in hits].count(True) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mariestad", {"countries": ["Lithuania"]}),
        ("Mariestad", {"countries": ["Atlantis"]}),
        ("Mariestad", {"codes": ["0643"]}),
        ("Mariestad", {"dates": ["long ago"]}),
        ("NW405", {"dates": ["2023"]}),
        ("Nowhere", {"codes": ["1493"]}),
        ("Mariental", {"codes": ["1493"]}),
        ("Q165768", {}),
        ("Herlunga", {}),
        ("Vaxjo", {}),
        ("Potchefstroom", {}),
    ],
)
def test_what_is_spoken_against_is_no_match(whole: Snapshot, text: str, said: dict[str, list[str]]) -> None:
    """Another country, code or time, a property that cannot be read, a near miss, a town in the unit."""
    hits = found(whole, text, **said)

    assert hits
    assert not any(match for _, match in hits)


def test_a_right_country_goes_before_a_better_name(whole: Snapshot) -> None:
    """Evidence against a place lowers it below one that it speaks for."""
    assert found(whole, "Habo", countries=["Sverige"], codes=["0305"])[0][0] == "haabo"


@pytest.mark.parametrize("types", [["municipality"], ["region"], ["country"], ["municipality", "country"], ["planet"]])
def test_only_the_types_asked_for_are_given(whole: Snapshot, types: list[str]) -> None:
    """Gotland is both municipality and region; an unknown type has nothing."""
    for name in ("Gotland", "Georgia", "Region Skåne"):
        entities = [candidate.entity for candidate in candidates(whole, ReconciliationQuery(name, types=types), 25)]
        assert all(set(types) & set(_types(entity)) for entity in entities)


def _types(entity: object) -> list[str]:
    from data.search.reconciliation import types_of

    return types_of(entity)  # type: ignore[arg-type]


def test_a_party_that_nobody_names_is_never_meant(whole: Snapshot) -> None:
    """`Unnamed local partner in Botswana` identifies no place."""
    unnamed = [municipality for municipality in whole.rows["municipalities"] if municipality.kind == "UNIDENTIFIED"]  # type: ignore[attr-defined]

    assert len(unnamed) > 5
    assert not [
        key for municipality in unnamed for key, _ in found(whole, municipality.name) if key == municipality.slug
    ]  # type: ignore[attr-defined]


def test_a_name_within_other_words_is_found(whole: Snapshot) -> None:
    """As people write it in tables, with the country or the word for municipality."""
    assert found(whole, "Mariestads kommun, Sverige")[0][0] == "mariestad"
    assert [key for key, _ in found(whole, "staden Ukmergė i Litauen")[:2]] == ["ukmerge", "LT"]


@pytest.fixture
def crowded(desk: Desk, read: Callable[[Path], Snapshot]) -> Snapshot:
    """The small world with one spelling of two places."""
    for slug in ("lund", "kalix"):
        desk.add("names", municipality=slug, name="Nystad", kind="ALTERNATE", shared="true")
    return read(desk.directory)


def test_a_spelling_of_two_places_is_a_match_of_none(crowded: Snapshot) -> None:
    """Unless something else tells them apart."""
    lund = find(crowded, "lund")

    assert found(crowded, "Nystad")[:2] == [("kalix", False), ("lund", False)]
    assert lund is not None and lund.code is not None
    assert found(crowded, "Nystad", codes=[lund.code])[0] == ("lund", True)


@given(st.text(max_size=30), st.lists(st.text(max_size=8), max_size=2), st.integers(1, 25))
def test_any_question_has_an_orderly_answer(snapshot: Snapshot, text: str, said: list[str], limit: int) -> None:
    """Best first, scores from 0 to 100, each place once, at most one match."""
    hits = candidates(snapshot, ReconciliationQuery(text, countries=said, codes=said, dates=said), limit)

    assert len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 100 for hit in hits)
    assert len({hit.entity for hit in hits}) == len(hits)
    assert sum(hit.match for hit in hits) <= 1
