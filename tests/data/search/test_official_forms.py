"""Official forms of names: each Swedish authority is found first under each of its forms, and no other is ever a match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import MunicipalityKind, SearchKind
from data.domain.text import fold
from data.search.hits import search_all
from data.search.name_index import EXACT_OTHER, FOLDED, OFFICIAL, PREFIX
from data.search.official_forms import LONGEST, UNITS, agrees, readings
from data.search.reconciliation import ReconciliationQuery, candidates
from data.snapshot.entities import Municipality
from data.snapshot.snapshot import Snapshot

REGION = "Region "
OF_MUNICIPALITIES = ["{0} kommun", "{1} kommun", "{0} stad", "{1} stad", "Municipality of {0}", "City of {0}"]
OF_REGIONS = ["Region {0}", "{0} region", "{1} region", "Region of {0}"]
USUAL = "{1} kommun"  # tried with all municipalities, the other forms with every fourth


def genitive(name: str) -> str:
    """The Swedish genitive of a name."""
    return name if name[-1].casefold() in "sxz" else f"{name}s"


def swedish(shipped: Snapshot, kind: MunicipalityKind) -> list[Municipality]:
    """The Swedish municipalities, or the regions."""
    every = (one for one in shipped.rows["municipalities"] if isinstance(one, Municipality))
    return [one for one in every if one.country.code == "SE" and one.kind is kind]


def forms(shipped: Snapshot, form: str) -> Iterator[tuple[str, Municipality]]:
    """The official names of a form, made of the names in the records."""
    if form in OF_MUNICIPALITIES:
        tried = slice(None) if form == USUAL else slice(OF_MUNICIPALITIES.index(form) % 4, None, 4)
        for municipality in swedish(shipped, MunicipalityKind.MUNICIPALITY)[tried]:
            yield form.format(municipality.name, genitive(municipality.name)), municipality
    else:
        for region in swedish(shipped, MunicipalityKind.REGION):
            names = {region.name, region.name_en}
            for name in (name.removeprefix(REGION) for name in names if name and name.startswith(REGION)):
                yield form.format(name, genitive(name)), region


@pytest.fixture(scope="module")
def bearers(shipped: Snapshot) -> dict[str, set[str]]:
    """The slugs of the local authorities by folded name, the genitive of a name being the name, too."""
    found = defaultdict(set)
    for one in shipped.rows["municipalities"]:
        assert isinstance(one, Municipality)
        for name in (one.name, *(name.name for name in one.names)):
            found[fold(name)].add(one.slug)
            found[fold(genitive(name))].add(one.slug)
    return found


def first_and_matches(shipped: Snapshot, text: str) -> tuple[str, str, list[str]]:
    """The key of the first hit of the search, that of the first candidate, and those of all matches."""
    [hit] = search_all(shipped, text, shipped.all_time, 1)
    found = candidates(shipped, ReconciliationQuery(text), 5)
    return hit.entity.key, found[0].entity.key, [candidate.entity.key for candidate in found if candidate.match]


def test_the_records_hold_every_swedish_authority(shipped: Snapshot) -> None:
    """290 municipalities, one of them with the tasks of a region, and the other 20 regions."""
    municipalities = swedish(shipped, MunicipalityKind.MUNICIPALITY)

    assert len(municipalities) == 290
    assert sum(bool(one.county_code) for one in municipalities) == 1
    assert len(swedish(shipped, MunicipalityKind.REGION)) == 20


@pytest.mark.parametrize("form", OF_MUNICIPALITIES + OF_REGIONS)
def test_an_official_form_finds_its_place_first(shipped: Snapshot, bearers: dict[str, set[str]], form: str) -> None:
    """It is a match where no other place has the name; `Habo` may mean Håbo."""
    named = list(forms(shipped, form))

    assert len({authority for _, authority in named}) == 290 if form == USUAL else len(named) >= 20
    for text, authority in named:
        own = {fold(name) for name in (authority.name, genitive(authority.name))}
        alone = all(bearers[name] == {authority.slug} for name in own)
        hit, candidate, matches = first_and_matches(shipped, text)
        assert (hit, candidate) == (authority.slug, authority.slug), text
        assert matches in ([[authority.slug]] if alone else [[], [authority.slug]]), text


def test_hardly_any_name_has_two_bearers(shipped: Snapshot, bearers: dict[str, set[str]]) -> None:
    """The exception to a match is one of three names of 290, so that the test above says something."""
    every = swedish(shipped, MunicipalityKind.MUNICIPALITY)

    assert [one.slug for one in every if len(bearers[fold(one.name)]) > 1] == ["berg", "haabo", "habo"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Falu stad", "falun"),
        ("Falu kommun", "falun"),
        ("Faluns kommun", "falun"),
        ("City of Gothenburg", "goteborg"),
        ("Municipality of Gothenburg", "goteborg"),
        ("THE CITY OF MALMÖ", "malmo"),
        ("  malmö\tSTAD ", "malmo"),
        ("Lilla Edets kommun", "lilla-edet"),
        ("Malung-Sälens kommun", "malung-salen"),
        ("Region Gotland", "gotland"),
        ("Gotlands kommun", "gotland"),
        ("Region Västra Götaland", "vastra-gotalandsregionen"),
        ("Västra Götalands region", "vastra-gotalandsregionen"),
        ("Västra Götalandsregionen", "vastra-gotalandsregionen"),
        ("Region Jönköping", "region-jonkopings-lan"),
        ("Region Kalmar", "region-kalmar-lan"),
        ("Håbo stad", "haabo"),
        ("Municipality of Kamianets-Podilskyi", "kamianets-podilskyi"),
        ("Ukmergė kommun", "ukmerge"),
        ("City of Gaborone", "gaborone"),
        ("County of Kisumu", "kisumu"),
    ],
)
def test_irregular_and_foreign_forms_are_matches(shipped: Snapshot, text: str, key: str) -> None:
    """Stems come from all names in the records, and a unit abroad is what its record says."""
    assert first_and_matches(shipped, text) == (key, key, [key])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Habo stad", "habo"),
        ("Vaxjo stad", "vaxjo"),
        ("Bergs stad", "berg"),
        ("Vasa stad", "vaasa-fi"),
        ("City of Kaunas", "kaunas-lt"),
        ("Brod kommun", "brod"),
    ],
)
def test_a_doubtful_form_is_found_and_no_match(shipped: Snapshot, text: str, key: str) -> None:
    """Without its marks, with a namesake, of a unit whose kind nobody states, of a place that nobody identifies."""
    assert first_and_matches(shipped, text) == (key, key, [])


@pytest.mark.parametrize(
    "text",
    ["Region Halmstad", "Hallands kommun", "Skåne stad", "Kisumu kommun", "Stockholm County", "District of Lund"],
)
def test_a_word_that_contradicts_the_place_is_no_match(shipped: Snapshot, text: str) -> None:
    """A region is no city, a municipality no region."""
    assert not any(candidate.match for candidate in candidates(shipped, ReconciliationQuery(text), 25))
    assert all(hit.score < OFFICIAL - 0.05 for hit in search_all(shipped, text, shipped.all_time, 10))


def test_a_genitive_is_sure_in_sweden_only(shipped: Snapshot) -> None:
    """`Assens` is a place in Denmark; without its last letter it would be one in the Netherlands."""
    [genitive_of_kalmar] = [one for one in readings("Kalmars kommun") if one.name == "kalmar"]

    assert agrees(genitive_of_kalmar, shipped.municipality("kalmar")) is True
    assert agrees(genitive_of_kalmar, shipped.municipality("ukmerge")) is None
    assert agrees(genitive_of_kalmar, shipped.municipality("region-kalmar-lan")) is False


@pytest.mark.parametrize(
    "text",
    ["", " ", *UNITS, "of", "region ", " kommun", "Municipality of", "Municipality of ", "\x00", "kommun" * 2_000],
)
def test_a_word_alone_is_no_form(shipped: Snapshot, text: str) -> None:
    """Neither is a text without end; nothing fails, and nothing is a match of its kind."""
    assert readings(text) == []
    assert not any(candidate.match for candidate in candidates(shipped, ReconciliationQuery(text[:LONGEST]), 5))


@pytest.mark.parametrize("text", ["s kommun", "\x00 kommun", "- kommun", "kommun kommun", "x" * 10_000 + " kommun"])
def test_a_form_of_nothing_finds_no_authority_by_it(shipped: Snapshot, text: str) -> None:
    """The rest of the text must be a name."""
    hits = search_all(shipped, text, shipped.all_time, 10, [SearchKind.MUNICIPALITY])

    assert all(hit.score < OFFICIAL - 0.05 for hit in hits)


@given(st.text(max_size=20), st.sampled_from([*UNITS]))
def test_readings_are_names_without_the_word(text: str, word: str) -> None:
    """The first reading of a name and a word is the name, in its spelling; all of them are of the word."""
    found = readings(f"x{text}x {word}")

    assert any(one.word == word and not one.genitive for one in found)
    assert all(one.name for one in found)


def test_official_forms_rank_between_folded_names_and_prefixes(shipped: Snapshot) -> None:
    """The scores of the kinds of match descend."""
    assert EXACT_OTHER > FOLDED > OFFICIAL > PREFIX
    assert search_all(shipped, "Malmö stad", shipped.all_time, 1)[0].score == OFFICIAL
    assert search_all(shipped, "Malmo stad", shipped.all_time, 1)[0].score == pytest.approx(OFFICIAL - 0.01)


def test_a_source_with_the_same_title_comes_after_the_place(shipped: Snapshot) -> None:
    """A page is often titled by the place that it is about."""
    hits = search_all(shipped, "Kalmar kommun", shipped.all_time, 2)

    assert [(hit.kind, hit.score) for hit in hits] == [
        (SearchKind.MUNICIPALITY, EXACT_OTHER),
        (SearchKind.SOURCE, EXACT_OTHER),
    ]
