"""The words of the pages: gaps, plurals, numbers, lists, and dates that are never sharper than their source."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.site.dates import DateWriter
from service.site.words import FILES, FOLDER, fill, prepare, words_of


def date(edtf: str, basis: str = "STATED", **others: Any) -> dict[str, Any]:
    bounds = {"earliest": None, "latest": None, "planned": False, "wording": None, "because": None}
    return bounds | {"edtf": edtf, "basis": basis} | others


@pytest.mark.parametrize(
    ("edtf", "english", "swedish"),
    [
        ("2018", "2018", "2018"),
        ("2018-05", "May 2018", "maj 2018"),
        ("2018-05-04", "4 May 2018", "4 maj 2018"),
        ("2018-21", "spring 2018", "våren 2018"),
        ("2018-24", "winter 2018", "vintern 2018"),
        ("2018~", "about 2018", "omkring 2018"),
        ("2018-05?", "May 2018, uncertain", "maj 2018, osäkert"),
        ("2018%", "about 2018, uncertain", "omkring 2018, osäkert"),
        ("[2018-05-26..2020]", "between 26 May 2018 and 2020", "mellan 26 maj 2018 och 2020"),
        ("[..2020]", "by 2020", "senast 2020"),
        ("[2018..]", "2018 or later", "2018 eller senare"),
        ("2018/2020", "2018–2020", "2018–2020"),
        ("2018/..", "2018–", "2018–"),
        ("..", "until further notice", "tills vidare"),
    ],
)
def test_a_date_is_as_sharp_as_its_source(edtf: str, english: str, swedish: str) -> None:
    """In both languages."""
    assert [DateWriter(words_of(name)).partial(date(edtf)) for name in ("en", "sv")] == [english, swedish]


def test_a_derived_interval_is_between_years_or_months() -> None:
    """Where its days are the first and the last ones of them."""
    writer = DateWriter(words_of("en"))
    found = [
        writer.partial(date(edtf, "DERIVED"))
        for edtf in (
            "[2016-01-01..2018-12-31]",
            "[2016-05-01..2018-02-28]",
            "[2016-01-01..2016-12-31]",
            "[..2018-05-31]",
        )
    ]

    assert found == ["between 2016 and 2018", "between May 2016 and February 2018", "2016", "by May 2018"]


def test_reasons_are_in_the_language_of_the_page() -> None:
    """Those that name a day, and those that do not; what is not known is as the service says it."""
    because = "It is not older than its programme. Attested by 2018-05-04. Something else."
    assert DateWriter(words_of("sv")).reasons(because).count(".") == 3
    assert "4 May 2018" in DateWriter(words_of("en")).reasons(because)
    assert DateWriter(words_of("en")).reasons(because).endswith("Something else.")


@given(st.text(), st.text())
def test_a_value_is_not_read_again(one: str, other: str) -> None:
    """Also when it looks like a gap."""
    assert fill("{} of {}", one, other) == f"{one} of {other}"


def test_plurals_and_gaps_are_functions() -> None:
    """As in `words.js`."""
    words = prepare({"tie": {"one": "1 tie", "other": "{} ties"}, "of": "of {}", "plain": "plain", "list": ["{}"]})

    assert [words["tie"](number) for number in (0, 1, 2)] == ["0 ties", "1 tie", "2 ties"]
    assert (words["of"]("x"), words["plain"], words["list"]) == ("of x", "plain", ["{}"])


def test_numbers_and_lists_are_as_the_language_has_them() -> None:
    """Thousands apart, and a word before the last item."""
    english, swedish = words_of("en"), words_of("sv")

    assert [words.number(1234567.5) for words in (english, swedish)] == ["1,234,567.5", "1\xa0234\xa0567,5"]
    assert english.number(900) == "900"
    assert [words.listed(["a", "b", "c"]) for words in (english, swedish)] == ["a, b and c", "a, b och c"]
    assert english.listed(["a"]) == "a"


def test_every_text_of_both_files_can_be_prepared() -> None:
    """With the same names and the same number of gaps."""
    texts = [orjson.loads((FOLDER / file).read_bytes()) for file in FILES.values()]

    assert texts[0].keys() == texts[1].keys()
    assert all(len(text["MONTHS"]) == 12 for text in texts)
