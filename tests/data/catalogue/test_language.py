"""The words of the real catalogue: remarks in both languages, wordings as printed, labels that say who chose them."""

from __future__ import annotations

import re

import pytest

from data.catalogue.reader import RECORDS_DIR, read_catalogue
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import Row
from data.domain.evidence_enums import Dating, LabelBasis, SourceKind

# Words by which a remark of the editors, or an English rendering of a Swedish page, would be known.
ENGLISH = re.compile(
    r"\b(undated|early|about|before|after|year|not shown|spring|summer|autumn|winter|until|since|late|May|June|October)\b"
)
INNER = re.compile(r"\b(the facts|seed|told|untold)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(RECORDS_DIR)[0]


def languages(catalogue: Catalogue, row: Row) -> set[str | None]:
    """The languages of the sources of a row."""
    sources = catalogue.by_key("sources")
    cited = row.sources or (str(row.values["slug"]),)
    return {sources[slug,].values["language"] for slug in cited if (slug,) in sources}


def test_a_remark_is_in_both_languages(catalogue: Catalogue) -> None:
    """Whoever reads Swedish gets no English note, and the other way round."""
    one_sided = [
        (row.record.name, row.name)
        for row in catalogue
        if "note" in row.record.field and bool(row.values["note"]) is not bool(row.values["note_sv"])
    ]

    assert one_sided == []


def test_a_type_of_unit_is_in_both_languages(catalogue: Catalogue) -> None:
    """The sources name it in English or not at all; the Swedish form is ours."""
    places = catalogue.rows["municipalities"]

    assert [row.name for row in places if bool(row.values["unit"]) is not bool(row.values["unit_sv"])] == []


def test_no_inner_file_shows_through(catalogue: Catalogue) -> None:
    """Remarks speak of sources, never of the files that the editors work with."""
    found = [
        (row.record.name, row.name, row.values["note"])
        for row in catalogue
        if "note" in row.record.field and INNER.search(row.values["note"] or "")
    ]

    assert found == []


def test_a_wording_is_in_the_language_of_its_source(catalogue: Catalogue) -> None:
    """No English words for the date of a page that is Swedish; remarks such as `undated` are in the note."""
    astray = [
        (row.record.name, row.name, wording)
        for row in catalogue
        for field in row.record.fields
        if field.partial and (wording := row.values[f"{field.name}_wording"])
        if languages(catalogue, row) == {"sv"} and ENGLISH.search(wording)
    ]

    assert astray == []


def test_days_without_a_year_are_kept_as_printed(catalogue: Catalogue) -> None:
    """`Den 26 maj` of the page of 2018, with a note on where the year is from."""
    events = catalogue.by_key("events")
    visit = events["herrljunga-to-mariestad-visit",].values
    application = events["herrljunga-to-mariestad-application",].values

    assert (visit["date"], visit["date_wording"]) == ("2018-05-26", "Den 26 maj")
    assert "year is that of the page" in visit["note"]
    assert application["date_wording"] == "i början av hösten"


def test_how_a_source_is_dated_agrees_with_its_date(catalogue: Catalogue) -> None:
    """What prints a date has one; what has none in its address or text has at most an interval or a doubted date."""
    wrong = []
    for row in catalogue.rows["sources"]:
        date, dating = row.values["published"], row.values["dating"]
        printed = dating in (Dating.DATED, Dating.IN_ADDRESS)
        if printed and not date:
            wrong.append(row.name)
        if not printed and row.values["published_wording"] and dating == Dating.LABEL_BLANK:
            wrong.append(row.name)

    assert wrong == []


def test_the_five_documents_are_dated_as_they_are(catalogue: Catalogue) -> None:
    """One prints a date, two a blank label, two nothing at all."""
    sources = catalogue.by_key("sources")
    dating = {
        slug: sources[slug,].values["dating"]
        for slug in (
            "mariestad-sustainable-municipalities",
            "mariestad-2018-05-30-cooperation-begins",
            "skr-2020-call-for-applications",
            "skr-from-words-to-action",
            "icld-2021-communication-grants",
        )
    }

    assert list(dating.values()) == ["LABEL_BLANK", "DATED", "LABEL_BLANK", "UNDATED", "UNDATED"]


def test_what_the_editors_made_says_so(catalogue: Catalogue) -> None:
    """Themes and labels of targets are ours, cite the editors, and no page that does not name them."""
    themes = catalogue.rows["themes"]

    assert {row.values["basis"] for row in themes} == {LabelBasis.EDITORS}
    assert {row.sources for row in themes} == {("editors",)}
    assert all("editors" in row.sources for row in catalogue.rows["targets"])
    assert {
        row.values["name_basis"] for row in catalogue.rows["municipalities"] if row.values["kind"] == "UNIDENTIFIED"
    } == {LabelBasis.EDITORS}
    assert catalogue.by_key("sources")["editors",].values["kind"] == SourceKind.EDITORS


def test_ids_of_towns_are_not_ids_of_units(catalogue: Catalogue) -> None:
    """GeoNames' ids here are of populated places: no foreign unit has one as its own."""
    units = [
        row.name
        for row in catalogue.rows["municipalities"]
        if row.values["geonames"] and row.values["point_of"] != "TOWN"
    ]

    assert units == []


def test_a_district_is_of_one_kind(catalogue: Catalogue) -> None:
    """OTHER, unless a source places it above municipalities or calls it a municipality of the first tier."""
    kinds = {
        row.values["slug"]: row.values["kind"]
        for row in catalogue.rows["municipalities"]
        if "district" in (row.values["unit"] or "")
    }

    assert {slug for slug, kind in kinds.items() if kind != "OTHER"} <= {"sarah-baartman", "ukmerge"}
    assert kinds["rombo"] == kinds["chobe"] == kinds["lundazi"] == "OTHER"


def test_every_core_area_has_a_theme(catalogue: Catalogue) -> None:
    """ACCOUNTABILITY too: the council of a partnership whose page names it."""
    areas = {row.values["core_area"] for row in catalogue.rows["themes"]}

    assert {"EQUITY", "PARTICIPATION", "TRANSPARENCY", "ACCOUNTABILITY"} <= areas
