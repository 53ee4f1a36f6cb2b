"""Filters, keys and orders over a slice."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.layers import layers_of
from data.domain.enums import CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.errors import InputError
from data.snapshot import orders, queries
from data.snapshot.entities import Event
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD

SHARED = "mariestad-ukmerge-kamianets-podilskyi"
TWINS = ["twin-herrljunga-kamianets-podilskyi", "twin-herrljunga-ukmerge"]


def partnerships(slice: Slice, **conditions: Any) -> list[str]:
    return [p.slug for p in queries.partnerships(slice.partnerships, **conditions)]


def municipalities(slice: Slice, **conditions: Any) -> list[str]:
    return [m.slug for m in queries.municipalities(slice.municipalities, **conditions)]


def countries(slice: Slice, **conditions: Any) -> list[str]:
    return [c.code for c in queries.countries(slice.countries, **conditions)]


@pytest.mark.parametrize(
    ("conditions", "slugs"),
    [
        ({"kinds": [PartnershipKind.TWIN_TOWN]}, TWINS),
        ({"kinds": []}, []),
        ({"states": [PartnershipState.PAUSED]}, [SHARED]),
        ({"goals": [9]}, [SHARED]),
        ({"goals": [9, 8]}, ["gotland-beryslav", SHARED]),
        ({"goals": [1]}, []),
        ({"countries": ["LT"]}, [SHARED, "twin-herrljunga-ukmerge"]),
        ({"countries": ["ZM", "ZW"]}, ["haabo-livingstone-victoria-falls"]),
        ({"countries": ["FR"]}, []),
        ({"members": ["mariestad"]}, [SHARED]),
        ({"members": ["herrljunga"], "kinds": [PartnershipKind.TWIN_TOWN]}, TWINS),
        ({"members": ["nobody"]}, []),
        ({"programme": "symbiocity"}, []),
        ({"core_areas": [CoreArea.TRANSPARENCY]}, []),
        ({"text": "ukmerge"}, [SHARED, "twin-herrljunga-ukmerge"]),
        ({"text": "Vilkmergė"}, [SHARED, "twin-herrljunga-ukmerge"]),
        ({"text": "reconstruction"}, ["gotland-beryslav"]),
        ({"text": "Sustainable Municipalaties"}, [SHARED]),
        ({"text": "xyzzy"}, []),
    ],
)
def test_partnerships_meet_all_conditions(snapshot: Snapshot, conditions: dict[str, Any], slugs: list[str]) -> None:
    """Conditions combine with AND, the values of one with OR; an empty list is met by nothing."""
    assert partnerships(snapshot.all_time, **conditions) == slugs


@pytest.fixture(scope="module")
def layered(read: Callable[[Path], Snapshot], world: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world with a layer that holds a part of the shared partnership, and names one of the twin towns."""
    files = {
        "layers": [["wikidata", "Wikidata", "Wikidata", "Wikidata", "CC0-1.0", "", "2026-11-01", 2]],
        "sources": [["twins", "DATA_SET", "Twin towns", "", "", "", "", "UNDATED"]],
        "partnerships": [["part", "MUNICIPAL_PARTNERSHIP", "Part", "Del", SHARED, *[""] * 7, "twins"]],
        "seats": [["part", 1, "", "", "twins"], ["part", 2, "", "", "twins"]],
        "memberships": [
            ["part", 1, 1, "mariestad", *[""] * 7, "twins"],
            ["part", 2, 1, "ukmerge", *[""] * 7, "twins"],
        ],
        "further_sources": [[TWINS[0], "twins"]],
    }
    records = tmp_path_factory.mktemp("layered") / "records"
    shutil.copytree(world, records)
    (records / "layers" / "wikidata").mkdir(parents=True)
    for name, rows in files.items():
        headers = RECORD[name].headers
        with (records / "layers" / "wikidata" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headers, *([*row, *[""] * (len(headers) - len(row))] for row in rows)])
    return read(records)


def test_a_layer_has_what_it_holds_and_what_it_also_names(layered: Snapshot) -> None:
    """Of a part, the whole; once where two layers have it."""
    everything = partnerships(layered.all_time)

    assert partnerships(layered.all_time, layers=["wikidata"]) == [SHARED, TWINS[0]]
    assert partnerships(layered.all_time, layers=["base"]) == everything
    assert partnerships(layered.all_time, layers=["base", "wikidata"]) == everything
    assert partnerships(layered.all_time, layers=["wikidata"], kinds=[PartnershipKind.TWIN_TOWN]) == TWINS[:1]
    assert partnerships(layered.slice(date(1980, 1, 1)), layers=["wikidata"]) == []


def test_a_layer_counts_the_wholes_that_it_holds(layered: Snapshot) -> None:
    """A part counts with its whole, and what a layer only names counts for the layer that holds it."""
    layers = layers_of(layered)

    assert {layer.slug: queries.number_of_partnerships(layer) for layer in layers} == {"base": 11, "wikidata": 0}


def test_no_condition_leaves_all(snapshot: Snapshot) -> None:
    """Without conditions everything of the slice is there, in the order of the keys."""
    assert partnerships(snapshot.all_time) == sorted(partnerships(snapshot.all_time))
    assert len(partnerships(snapshot.all_time)) == 11
    assert len(municipalities(snapshot.all_time)) == 31
    assert len(countries(snapshot.all_time)) == 22


def test_members_of_the_day_count(snapshot: Snapshot) -> None:
    """The partnership is Herrljunga's in 2015 and Mariestad's in 2021."""
    found = {
        year: [
            slug
            for slug in ("herrljunga", "mariestad")
            if SHARED in partnerships(snapshot.slice(date(year, 6, 1)), members=[slug])
        ]
        for year in (2010, 2015, 2019, 2021)
    }

    assert found == {2010: [], 2015: ["herrljunga"], 2019: ["herrljunga", "mariestad"], 2021: ["mariestad"]}


def test_a_region_is_also_a_municipality_with_its_tasks(snapshot: Snapshot) -> None:
    """Gotland is a municipality and carries the tasks of a region: it is found as both."""
    regions = municipalities(snapshot.all_time, kinds=[MunicipalityKind.REGION])
    others = municipalities(snapshot.all_time, kinds=[MunicipalityKind.MUNICIPALITY])

    assert "gotland" in regions
    assert "gotland" in others
    assert "region-skane" in regions
    assert "region-skane" not in others


@pytest.mark.parametrize(
    ("conditions", "slugs"),
    [
        ({"countries": ["UA"]}, ["beryslav", "kamianets-podilskyi", "zmiivka"]),
        ({"countries": ["UA"], "text": "berislav"}, ["beryslav"]),
        ({"goals": [9]}, ["herrljunga", "kamianets-podilskyi", "mariestad", "ukmerge"]),
        ({"goals": [9], "partnership_kinds": [PartnershipKind.TWIN_TOWN]}, []),
        ({"partnership_kinds": [PartnershipKind.TWIN_TOWN]}, ["herrljunga", "kamianets-podilskyi", "ukmerge"]),
        ({"has_partnerships": False, "kinds": [MunicipalityKind.MUNICIPALITY]}, ["arvika", "forshaga", "lund"]),
        (
            {"has_partnerships": False, "partnership_kinds": [PartnershipKind.TWIN_TOWN], "countries": ["UA"]},
            ["beryslav", "zmiivka"],
        ),
        ({"text": "tlokwe"}, ["jb-marks"]),
        ({"kinds": []}, []),
    ],
)
def test_municipalities_meet_all_conditions(snapshot: Snapshot, conditions: dict[str, Any], slugs: list[str]) -> None:
    """Goals and having partnerships count the partnerships of the kinds asked for."""
    assert municipalities(snapshot.all_time, **conditions) == slugs


def test_countries_meet_all_conditions(snapshot: Snapshot) -> None:
    """Eligible in the call of 2020 are 19 countries; in this world some have partners, Lithuania without being eligible."""
    eligible = countries(snapshot.all_time, eligible_in="icld-2020")
    partners = countries(snapshot.all_time, has_partnerships=True)

    assert len(eligible) == 19
    assert "LT" not in eligible
    assert "XK" in eligible
    assert partners == ["BA", "BW", "LT", "SE", "UA", "UG", "ZA", "ZM", "ZW"]
    assert countries(snapshot.all_time, has_partnerships=True, eligible_in="icld-2020") == [
        "BA",
        "BW",
        "UA",
        "UG",
        "ZA",
        "ZM",
    ]
    assert countries(snapshot.all_time, eligible_in="icld-1999") == []


@pytest.mark.parametrize("number", [0, 18, -1, 10**20])
def test_an_unknown_goal_is_refused(snapshot: Snapshot, number: int) -> None:
    """There are 17 goals: another number is an error of the request, not an empty answer."""
    with pytest.raises(InputError, match="1 to 17"):
        partnerships(snapshot.all_time, goals=[9, number])
    with pytest.raises(InputError, match="1 to 17"):
        municipalities(snapshot.all_time, goals=[number])


@pytest.mark.parametrize("code", ["se", "SWE", "S", "", "S1", "ÅÄ", "SE\n"])
def test_what_is_no_country_code_is_refused(snapshot: Snapshot, code: str) -> None:
    """Two capitals: a name or small letters are an error of the request."""
    with pytest.raises(InputError, match="two-letter"):
        partnerships(snapshot.all_time, countries=["SE", code])
    with pytest.raises(InputError, match="two-letter"):
        municipalities(snapshot.all_time, countries=[code])


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        ({"slug": "mariestad"}, "mariestad"),
        ({"code": ("SE", "1493")}, "mariestad"),
        ({"code": ("SE", "09")}, "gotland"),
        ({"wikidata": "Q193965"}, "kamianets-podilskyi"),
        ({"code": ("SE", "14")}, "vastra-gotalandsregionen"),
        ({"slug": "nowhere"}, None),
        ({"code": ("LT", "1493")}, None),
        ({"wikidata": "Q1"}, None),
        ({"code": ("SE", "9999")}, None),
        ({}, None),
    ],
)
def test_a_place_is_found_by_any_of_its_keys(snapshot: Snapshot, key: dict[str, Any], slug: str | None) -> None:
    """Slug, official code and Wikidata item lead to a place of the slice; an unknown one to None."""
    slice = snapshot.slice(date(2021, 6, 1))
    found = queries.municipality_by_key(slice, **key)

    assert (found and found.slug) == slug
    assert found is None or found.slice is slice


def test_partnerships_sort_by_title_and_start(snapshot: Snapshot) -> None:
    """By title as in Swedish; by the first possible day of the start."""
    by_title = sorted(snapshot.all_time.partnerships, key=orders.by_title)
    by_start = sorted(snapshot.all_time.partnerships, key=orders.by_start)

    assert [p.title_en[:4] for p in by_title] == [
        "Boll",
        "Habo",
        "Herr",
        "Herr",
        "Håbo",
        "Kali",
        "Kali",
        "Mari",
        "Regi",
        "Regi",
        "Växj",
    ]
    assert by_start[0].slug == "vaxjo-jb-marks"
    assert by_start[-1].slug == "gotland-beryslav"


def test_municipalities_sort_by_name_country_and_degree(snapshot: Snapshot) -> None:
    """By name as in Swedish, by country first, or by the number of partners."""
    found = snapshot.all_time.municipalities
    names = [m.name for m in sorted(found, key=orders.by_name)]
    codes = [m.country.code for m in sorted(found, key=orders.by_country)]
    degrees = {m.slug: orders.by_degree(m)[0] for m in found}

    assert (
        names.index("Ukmergė")
        < names.index("Victoria Falls")
        < names.index("Västra Götalandsregionen")
        < names.index("Växjö")
    )
    assert codes == sorted(codes)
    assert degrees["lund"] == 0
    assert degrees["mariestad"] == 2
    assert max(degrees.values()) == degrees["ukmerge"] == 3


def test_events_sort_by_what_is_known_of_their_dates(snapshot: Snapshot) -> None:
    """Dated things come in order, on one day in the usual course of things; undated ones last."""
    events = [event for event in snapshot.all_time.all("events") if isinstance(event, Event) and event.handover]
    kinds = [str(event.kind) for event in sorted(events, key=orders.by_date)]

    assert kinds == ["OFFERED", "VISIT", "LETTER_OF_INTENT", "APPLICATION", "DECISION", "STARTED"]
