"""Municipalities: their keys, names, partners, changes."""

from __future__ import annotations

import csv
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import strawberry

from data.domain.errors import Ambiguous
from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]

BY_NAME = "query($name: String!) { municipality(by: {name: $name}) { slug } }"


@pytest.mark.parametrize(
    "by",
    [
        '{slug: "mariestad"}',
        '{code: {country: "SE", code: "1493"}}',
        '{wikidata: "Q427422"}',
        '{name: "Mariestad"}',
        '{name: "Mariestads kommun"}',
        '{name: "  MARIESTAD "}',
        '{id: "TXVuaWNpcGFsaXR5Om1hcmllc3RhZA"}',
    ],
)
def test_a_municipality_has_many_keys(ask: Ask, by: str) -> None:
    """Slug, official code, Wikidata, name and global id lead to the same place."""
    assert ask(f"{{ municipality(by: {by}) {{ slug code }} }}")["municipality"] == {"slug": "mariestad", "code": "1493"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        *[
            (name, "ukmerge")
            for name in ("Ukmergė", "Ukmergé", "Ukmerge", "UKMERGE", "Wiłkomierz", "wilkomierz", "Укмерге")
        ],
        *[
            (name, "kamianets-podilskyi")
            for name in (
                "Kamianets-Podilskyi",
                "Kamyanets-Podilsy",
                "Kamjanets-Podilskyj",
                "kamianets podilskyi",
                "Кам'янець-Подільський",
            )
        ],
        *[(name, "jb-marks") for name in ("JB Marks", "Tlokwe", "NW405", "nw 405 municipality", "Potchefstroom")],
        *[(name, "vaxjo") for name in ("Växjö", "Vaxjo", "Va\u0308xjo\u0308", "Växjö kommun")],
        *[("Habo", "habo"), ("habo", "habo"), ("Håbo", "haabo"), ("HÅBO", "haabo"), ("Ha\u030abo", "haabo")],
        *[("Goathland", "gotland"), ("Region Gotland", "gotland"), ("Zmijivka", "zmiivka")],
    ],
)
def test_a_place_is_found_by_any_of_its_spellings(ask: Ask, name: str, slug: str) -> None:
    """Languages, former names, errors of sources, with and without marks: an exact spelling goes before a folded one."""
    assert ask(BY_NAME, name=name) == {"municipality": {"slug": slug}}


def test_a_spelling_of_two_places_is_an_error_that_names_both(refuse: Ask) -> None:
    """`Hàbo` is Habo as well as Håbo, and neither more than the other."""
    message = refuse(BY_NAME, name="Hàbo")

    assert "haabo, habo" in message
    assert "slug" in message


def test_a_name_that_two_places_have_is_an_error(
    schema: strawberry.Schema, read: Callable[[Path], Snapshot], world: Path, tmp_path: Path
) -> None:
    """Where the records themselves give a name to two places, the service does not choose."""
    records = tmp_path / "records"
    shutil.copytree(world, records)
    with (records / "names.csv").open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for slug in ("brod", "masaka"):
            writer.writerow([slug, "Springfield", "", "ALTERNATE", "", "", "", "", "true", "", "", "geonames"])
    result = schema.execute_sync(BY_NAME, variable_values={"name": "springfield"}, root_value=read(records))

    assert result.data == {"municipality": None}
    assert [type(error.original_error) for error in result.errors or ()] == [Ambiguous]
    assert "brod, masaka" in (result.errors or [])[0].message


def test_names_tell_language_kind_and_source(ask: Ask) -> None:
    """A misspelling is kept as such, with the source that has it."""
    names = ask('{ municipality(by: {slug: "ukmerge"}) { names { name kind language sources { slug } } } }')
    by_name = {name.pop("name"): name for name in names["municipality"]["names"]}

    assert by_name["Ukmergé"]["kind"] == "MISSPELLING"
    assert {"slug": "herrljunga-vanorter"} in by_name["Ukmergé"]["sources"]
    assert by_name["Wiłkomierz"] == {"kind": "TOWN", "language": "pl", "sources": [{"slug": "geonames"}]}
    assert "Ukmergė" not in by_name


def test_partners_share_partnerships(ask: Ask) -> None:
    """The weight counts the partnerships that two places share; who is most tied comes first."""
    answer = ask("""{ municipality(by: {slug: "ukmerge"}) {
      partners { totalCount edges { weight node { slug } partnerships { slug } } nodes { slug } pageInfo { hasNextPage } }
    } }""")
    whole = "mariestad-ukmerge-kamianets-podilskyi"

    assert answer["municipality"]["partners"] == {
        "totalCount": 3,
        "edges": [
            {
                "weight": 2,
                "node": {"slug": "herrljunga"},
                "partnerships": [{"slug": whole}, {"slug": "twin-herrljunga-ukmerge"}],
            },
            {"weight": 1, "node": {"slug": "kamianets-podilskyi"}, "partnerships": [{"slug": whole}]},
            {"weight": 1, "node": {"slug": "mariestad"}, "partnerships": [{"slug": whole}]},
        ],
        "nodes": [{"slug": "herrljunga"}, {"slug": "kamianets-podilskyi"}, {"slug": "mariestad"}],
        "pageInfo": {"hasNextPage": False},
    }


@pytest.mark.parametrize(("one", "other"), [("mariestad", "herrljunga"), ("herrljunga", "mariestad")])
def test_who_handed_a_seat_over_is_no_partner_of_who_took_it(ask: Ask, one: str, other: str) -> None:
    """Predecessor and successor never sat at one table."""
    answer = ask("query($slug: String!) { municipality(by: {slug: $slug}) { partners { nodes { slug } } } }", slug=one)

    assert {"slug": other} not in answer["municipality"]["partners"]["nodes"]


def test_partners_are_paged_like_all_else(ask: Ask) -> None:
    """Each page of partners goes on where the last one ended."""
    document = """query($after: String) { municipality(by: {slug: "ukmerge"}) {
      partners(first: 1, after: $after) { nodes { slug } pageInfo { endCursor hasNextPage hasPreviousPage } }
    } }"""
    found, after, more = [], None, True
    while more:
        page = ask(document, after=after)["municipality"]["partners"]
        found += [node["slug"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert found == ["herrljunga", "kamianets-podilskyi", "mariestad"]


def test_kinds_of_relation_never_mix(ask: Ask) -> None:
    """Herrljunga is twin town of two places, and held a seat with the same two."""
    answer = ask("""{ municipality(by: {slug: "herrljunga"}) {
      twins: memberships(kinds: [TWIN_TOWN]) { partnership { slug } }
      seats: memberships(kinds: [MUNICIPAL_PARTNERSHIP]) { partnership { slug } end { edtf } }
      none: memberships(kinds: []) { turn }
      partners(kinds: [TWIN_TOWN]) { edges { node { slug } weight } }
    } }""")["municipality"]

    assert [m["partnership"]["slug"] for m in answer["twins"]] == [
        "twin-herrljunga-kamianets-podilskyi",
        "twin-herrljunga-ukmerge",
    ]
    assert answer["seats"] == [
        {"partnership": {"slug": "mariestad-ukmerge-kamianets-podilskyi"}, "end": {"edtf": "[2018-05-26..2020]"}}
    ]
    assert answer["none"] == []
    assert {edge["node"]["slug"]: edge["weight"] for edge in answer["partners"]["edges"]} == {
        "kamianets-podilskyi": 1,
        "ukmerge": 1,
    }


def test_gotland_is_its_own_region(ask: Ask) -> None:
    """A municipality with regional tasks is found by the code of its county, and among the regions."""
    answer = ask("""{
      byCounty: municipality(by: {code: {country: "SE", code: "09"}}) { slug kind region { slug } countyCode }
      regions: municipalities(filter: {kinds: [REGION]}, first: 100) { nodes { slug } }
    }""")

    assert answer["byCounty"] == {
        "slug": "gotland",
        "kind": "MUNICIPALITY",
        "region": {"slug": "gotland"},
        "countyCode": "09",
    }
    assert {"slug": "gotland"} in answer["regions"]["nodes"]


def test_a_point_says_what_it_is_of(ask: Ask) -> None:
    """Coordinates are of the unit or of a town in it; where no sure point is known there is none."""
    answer = ask("""{
      unit: municipality(by: {slug: "mariestad"}) { coordinates { of } }
      town: municipality(by: {slug: "jb-marks"}) { coordinates { latitude longitude of } geonames }
      none: municipality(by: {slug: "brod"}) { coordinates { of } note }
    }""")

    assert answer["unit"] == {"coordinates": {"of": "UNIT"}}
    assert answer["town"]["coordinates"] == {"latitude": -26.71667, "longitude": 27.1, "of": "TOWN"}
    assert answer["none"]["coordinates"] is None


def test_a_renaming_is_told_once(ask: Ask) -> None:
    """Tlokwe became NW405 and NW405 became JB Marks: two changes, each before and after the same unit."""
    answer = ask("""{ municipality(by: {slug: "jb-marks"}) {
      predecessors { slug kind nameBefore nameAfter } successors { slug }
    } }""")["municipality"]

    assert answer["predecessors"] == [
        {"slug": "tlokwe-renamed-nw405", "kind": "RENAMED", "nameBefore": "Tlokwe", "nameAfter": "NW405"},
        {"slug": "nw405-renamed-jb-marks", "kind": "RENAMED", "nameBefore": "NW405", "nameAfter": "JB Marks"},
    ]
    assert answer["successors"] == [{"slug": "tlokwe-renamed-nw405"}, {"slug": "nw405-renamed-jb-marks"}]


def test_a_place_that_was_absorbed_leads_to_its_successor(ask: Ask) -> None:
    """A territorial change is no handover."""
    answer = ask("""{
      zmiivka: municipality(by: {slug: "zmiivka"}) { successors { kind successor { slug } date { edtf } } handovers { id } }
      beryslav: municipality(by: {slug: "beryslav"}) { predecessors { predecessor { slug } } }
    }""")

    assert answer["zmiivka"] == {
        "successors": [{"kind": "ABSORBED", "successor": {"slug": "beryslav"}, "date": {"edtf": "[..2024-01]"}}],
        "handovers": [],
    }
    assert answer["beryslav"] == {"predecessors": [{"predecessor": {"slug": "zmiivka"}}]}


def test_former_names_live_in_their_slice(ask: Ask) -> None:
    """As of a day, only the names that may have been in use then are given."""
    document = 'query($day: Date) { municipality(by: {slug: "jb-marks"}, asOf: $day) { names { name kind } } }'
    former = {
        day: [n["name"] for n in ask(document, day=day)["municipality"]["names"] if n["kind"] == "FORMER"]
        for day in ("2010-06-01", "2016-06-01", "2017-06-01", "2019-06-01")
    }

    assert former["2010-06-01"] == ["Tlokwe", "Tlokwe City Council"]
    assert former["2016-06-01"] == ["NW 405 Municipality", "NW405", "Tlokwe", "Tlokwe City Council"]
    assert former["2017-06-01"] == ["NW 405 Municipality", "NW405"]
    assert former["2019-06-01"] == []


def test_a_population_has_its_year_and_its_source(ask: Ask) -> None:
    """Where no source gives a number of inhabitants, there is none."""
    query = (
        """query($slug: String!) { municipality(by: {slug: $slug}) { population { value year source { slug } } } }"""
    )
    herrljunga, ukmerge = (ask(query, slug=slug)["municipality"]["population"] for slug in ("herrljunga", "ukmerge"))

    assert herrljunga == {"value": 9464, "year": 2019, "source": {"slug": "scb-population-2019"}}
    assert ukmerge is None


def test_a_distance_is_that_of_the_great_circle(ask: Ask) -> None:
    """To itself it is nothing, to its antipode half the circumference. A region has no coordinates here."""
    query = """query Far($from: GeoPoint!) {
      town: municipality(by: {slug: "herrljunga"}) { distance(from: $from) }
      region: municipality(by: {slug: "region-skane"}) { distance(from: $from) }
    }"""

    answer = ask(query, **{"from": {"latitude": 58.0132318499, "longitude": 13.1107483484}})
    far = ask(query, **{"from": {"latitude": -58.0132318499, "longitude": -166.8892516516}})

    assert answer == {"town": {"distance": 0}, "region": {"distance": None}}
    assert far["town"]["distance"] == pytest.approx(6371 * math.pi)
