"""Calls and who was eligible in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]


def test_the_call_of_2020(ask: Ask) -> None:
    """Opened by the closing day at the latest, 19 countries, three kinds of applicants."""
    call = ask("""{ call(slug: "icld-2020") {
      kind title titleSv: title(language: SV) opens { edtf wording earliest latest } closes { edtf } listed { edtf }
      complete applicantKinds countries { code } programme { slug } sources { slug }
    } }""")["call"]

    assert call.pop("countries") == [
        {"code": code}
        for code in [
            "BA",
            "BW",
            "CN",
            "GE",
            "ID",
            "KE",
            "MD",
            "MK",
            "MZ",
            "NA",
            "RS",
            "TR",
            "TZ",
            "UA",
            "UG",
            "VN",
            "XK",
            "ZA",
            "ZM",
        ]
    ]
    assert call == {
        "kind": "CALL",
        "title": "Call of spring 2020",
        "titleSv": "Utlysningen våren 2020",
        "opens": {"edtf": "[..2020-03-15]", "wording": "öppnade nyligen", "earliest": None, "latest": "2020-03-15"},
        "closes": {"edtf": "2020-03-15"},
        "listed": None,
        "complete": True,
        "applicantKinds": ["ASSOCIATION", "MUNICIPALITY", "REGION"],
        "programme": {"slug": "icld-municipal-partnership"},
        "sources": [{"slug": "skr-2020-call-for-applications"}, {"slug": "icld-faq-contact-19-countries"}],
    }


@pytest.mark.parametrize(
    ("country", "eligible"), [("XK", True), ("UA", True), ("LT", False), ("ZW", False), ("SE", False), ("QQ", False)]
)
def test_a_country_is_eligible_in_a_call(ask: Ask, country: str, eligible: bool) -> None:
    """Kosovo is, Lithuania is not: eligibility belongs to the call, not to the country."""
    document = 'query($code: String!) { call(slug: "icld-2020") { eligible(country: $code) } }'

    assert ask(document, code=country) == {"call": {"eligible": eligible}}


def test_countries_know_where_they_are_eligible(ask: Ask) -> None:
    """The list is read from both sides."""
    answer = ask("""{
      kosovo: country(code: "XK") { iso numeric alpha3 name eligibleIn { slug } }
      lithuania: country(code: "LT") { iso eligibleIn { slug } }
      eligible: countries(filter: {eligibleIn: "icld-2020"}) { totalCount }
      nowhere: countries(filter: {eligibleIn: "icld-1999"}) { totalCount }
      both: countries(filter: {eligibleIn: "icld-2020", hasPartnerships: true}) { nodes { code } }
      neither: countries(filter: {hasPartnerships: false}, first: 100) { nodes { code } }
    }""")

    assert answer["kosovo"] == {
        "iso": False,
        "numeric": None,
        "alpha3": "XKX",
        "name": "Kosovo",
        "eligibleIn": [{"slug": "icld-2020"}],
    }
    assert answer["lithuania"] == {"iso": True, "eligibleIn": []}
    assert answer["eligible"] == {"totalCount": 19}
    assert answer["nowhere"] == {"totalCount": 0}
    assert [node["code"] for node in answer["both"]["nodes"]] == ["BA", "BW", "UA", "UG", "ZA", "ZM"]
    assert {"code": "XK"} in answer["neither"]["nodes"]
    assert {"code": "LT"} not in answer["neither"]["nodes"]


def test_a_country_has_the_continent_of_its_sources(ask: Ask) -> None:
    """Kosovo too, which ISO 3166-1 lacks; the answer cites what was read."""
    answer = ask("""{ ua: country(code: "UA") { continent } ge: country(code: "GE") { continent }
      xk: country(code: "XK") { continent sources { slug } } }""")

    assert (answer["ua"]["continent"], answer["ge"]["continent"]) == ("EUROPE", "ASIA")
    assert answer["xk"]["continent"] == "EUROPE"
    assert {"slug": "cldr-containment"} in answer["xk"]["sources"]


def test_a_country_lists_its_places_and_partnerships(ask: Ask) -> None:
    """By name and by title; a partnership of two of its places counts once."""
    answer = ask("""{ country(code: "UA") {
      name(language: SV) municipalities { nodes { slug } } partnerships { totalCount nodes { slug } }
      twins: partnerships(filter: {kinds: [TWIN_TOWN]}) { nodes { slug } }
    } }""")["country"]

    assert answer["name"] == "Ukraina"
    assert [node["slug"] for node in answer["municipalities"]["nodes"]] == [
        "beryslav",
        "kamianets-podilskyi",
        "zmiivka",
    ]
    assert answer["partnerships"]["totalCount"] == 4
    assert answer["twins"]["nodes"] == [{"slug": "twin-herrljunga-kamianets-podilskyi"}]
