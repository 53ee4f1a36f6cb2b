"""The real catalogue: what must be representable is there, each line of the design a test."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from data.search.name_index import index_of
from data.snapshot.entities import Call, Grant, Municipality, Partnership, Project
from data.snapshot.queries import municipality_by_key
from data.snapshot.snapshot import Snapshot

SHARED = "mariestad-ukmerge-kamianets-podilskyi"
COUNTS = {
    "countries": 250,
    "goals": 17,
    "targets": 169,
    "municipalities": 430,
    "partnerships": 121,
    "projects": 110,
    "sources": 141,
    "calls": 7,
    "grants": 29,
}


def partnership(whole: Snapshot, slug: str, day: str | None = None) -> Partnership:
    found = whole.slice(date.fromisoformat(day) if day else None).get("partnerships", slug)
    assert isinstance(found, Partnership)
    return found


def unit(whole: Snapshot, slug: str) -> Municipality:
    found = municipality_by_key(whole.all_time, slug=slug)
    assert found is not None
    return found


def members(found: Partnership) -> list[str]:
    return [member.municipality.slug for member in found.members]


def claims(entity: Any, field: str) -> list[tuple[str, str]]:
    """Rank and value of what sources say of a field, the preferred first."""
    return [(str(claim.rank), claim.value) for claim in entity.claims if claim.field == field]


def test_the_catalogue_has_its_size(whole: Snapshot) -> None:
    """At least as many records as when it began; exactly the goals, targets and countries that there are."""
    counts = {name: len(whole.rows[name]) for name in COUNTS}

    assert all(counts[name] >= number for name, number in COUNTS.items())
    assert (counts["goals"], counts["targets"], counts["countries"]) == (17, 169, 250)


def test_a_country_has_a_continent_unless_its_sources_name_none(whole: Snapshot) -> None:
    """Countries on a border of continents are where UN M49 puts them; Antarctica is nowhere, and says why in both languages."""
    countries = {country.code: country for country in whole.all_time.countries}
    without = [country for country in countries.values() if country.continent is None]

    assert [(country.code, bool(country.note), bool(country.note_sv)) for country in without] == [("AQ", True, True)]
    assert {code: str(countries[code].continent) for code in ("CY", "EG", "GE", "RU", "TR", "TW", "XK")} == {
        "CY": "ASIA",
        "EG": "AFRICA",
        "GE": "ASIA",
        "RU": "EUROPE",
        "TR": "ASIA",
        "TW": "ASIA",
        "XK": "EUROPE",
    }
    for country in countries.values():
        assert {"cldr-containment", "country-converter"} <= {source.slug for source in country.sources}


def test_every_swedish_municipality_and_region_is_there(whole: Snapshot) -> None:
    """Sweden has 290 municipalities, each with its code of four digits, and 21 counties with regional tasks."""
    codes = [code for country, code in whole.codes if country == "SE"]

    assert Counter(len(code) for code in codes) == {4: 290, 2: 21}
    assert all(
        m.region is not None for m in whole.all_time.municipalities if m.country.code == "SE" and len(m.code or "") == 4
    )


@pytest.mark.parametrize(
    ("slug", "parties"),
    [
        ("ale-ghanzi-budesti", ["ale", "ghanzi", "budesti"]),
        ("haabo-livingstone-victoria-falls", ["haabo", "livingstone", "victoria-falls"]),
        ("vaxjo-almhult-jb-marks", ["vaxjo", "almhult", "jb-marks"]),
    ],
)
def test_a_partnership_of_three_is_one(whole: Snapshot, slug: str, parties: list[str]) -> None:
    """Three parties hold three seats of one partnership."""
    found = partnership(whole, slug)

    assert members(found) == parties
    assert [seat.number for seat in found.seats] == [1, 2, 3]


def test_parties_are_of_many_kinds(whole: Snapshot) -> None:
    """Municipalities, regions, associations, other units and parties that no source names hold seats."""
    kinds = {str(m.municipality.kind) for p in whole.all_time.partnerships for m in p.members}

    assert kinds == {"MUNICIPALITY", "REGION", "ASSOCIATION", "OTHER", "UNIDENTIFIED"}
    assert unit(whole, "sjuharads-kommunalforbund").partnerships()[0].slug == "sjuharad-da-nang"
    assert unit(whole, "mfangano").unit == "island"


def test_twin_towns_are_no_partnerships(whole: Snapshot) -> None:
    """Herrljunga is twin town of the two since 2008 and held a seat with them; only the seat passed to Mariestad."""
    today = {
        slug: members(partnership(whole, slug, "2022-01-01"))
        for slug in (SHARED, "twin-herrljunga-ukmerge", "twin-herrljunga-kamianets-podilskyi")
    }

    assert today == {
        SHARED: ["mariestad", "ukmerge", "kamianets-podilskyi"],
        "twin-herrljunga-ukmerge": ["herrljunga", "ukmerge"],
        "twin-herrljunga-kamianets-podilskyi": ["herrljunga", "kamianets-podilskyi"],
    }
    assert {str(p.kind) for p in unit(whole, "herrljunga").partnerships()} == {"MUNICIPAL_PARTNERSHIP", "TWIN_TOWN"}
    assert {str(p.kind) for p in unit(whole, "mariestad").partnerships()} == {"MUNICIPAL_PARTNERSHIP"}


def test_nothing_claims_that_mariestad_was_active_in_2018(whole: Snapshot) -> None:
    """Asked and a letter of intent in May 2018, a project from 2020: in between Mariestad is only possible."""
    there = {m.municipality.slug: str(m.certainty) for m in partnership(whole, SHARED, "2018-12-31").members}
    projects = {p.slug: str(p.certainty) for p in partnership(whole, SHARED, "2018-12-31").projects}

    assert there["mariestad"] == "POSSIBLE"
    assert "sustainable-municipalities" not in projects
    assert not [s for s in partnership(whole, SHARED, "2018-12-31").statuses if s.state == "ACTIVE"]


def test_dates_are_not_padded(whole: Snapshot) -> None:
    """A year stays a year, a season a season, and the source's own words stand beside them."""
    events = {event.key: event.date for event in whole.all_time.all("events")}  # type: ignore[attr-defined]
    started, applied = events["herrljunga-to-mariestad-started"], events["herrljunga-to-mariestad-application"]

    assert (started.edtf, started.wording) == ("2020", "2020-2023")
    assert (applied.edtf, applied.wording) == ("2018-23", "i början av hösten")


def test_a_status_has_a_cause_and_its_own_date(whole: Snapshot) -> None:
    """Paused because of the war, `just now` on an undated page: no date of its own; an extension is only expected."""
    found = partnership(whole, SHARED, "2022-03-01")
    events = partnership(whole, SHARED).events
    [extension] = [event for event in events if "extension" in event.slug]
    assert found.status is not None

    assert (found.status.state, found.status.cause, found.status.as_of) == ("PAUSED", "WAR", None)
    assert "contact is kept" in (found.status.note or "")
    assert extension.expected
    assert "pandemic" in (extension.note or "")


def test_unknown_is_a_state(whole: Snapshot) -> None:
    """Where no source tells the state, that is said, not guessed; all five states occur."""
    states = Counter(str(p.state) for p in whole.all_time.partnerships)

    assert set(states) == {"PLANNED", "ACTIVE", "PAUSED", "ENDED", "UNKNOWN"}
    assert partnership(whole, "habo-brod").state == "UNKNOWN"


def test_sources_may_disagree(whole: Snapshot) -> None:
    """Three starts for Herrljunga's cooperation and one for the project of Mariestad, two for Växjö's, three funders, one wrong gloss: all kept, one preferred."""
    shared, growing = partnership(whole, SHARED), partnership(whole, "vaxjo-almhult-jb-marks")
    icld = whole.entities["organisations"]["icld"]

    assert claims(shared, "start") == [
        ("PREFERRED", "2013"),
        ("NORMAL", "2008~"),
        ("DEPRECATED", "2008-05"),
        ("NORMAL", "2019-04"),
    ]
    assert claims(growing, "start") == [("PREFERRED", "2005"), ("NORMAL", "2006"), ("NORMAL", "2017-01")]
    assert claims(shared, "funder") == [("PREFERRED", "sida"), ("NORMAL", "icld")]
    assert claims(icld, "name_sv")[1] == ("DEPRECATED", "Sveriges kommuner och landsting")


def test_every_spelling_finds_its_place(whole: Snapshot) -> None:
    """Each name of the catalogue, whatever its script, leads to the place that bears it."""
    astray = [
        (name.name, name.municipality.slug)  # type: ignore[attr-defined]
        for name in whole.rows["names"]
        if index_of(whole).municipality_named(name.name) is not name.municipality  # type: ignore[attr-defined]
    ]
    unfound = [m.slug for m in whole.all_time.municipalities if index_of(whole).municipality_named(m.name) is not m]

    assert (astray, unfound) == ([], [])


def test_habo_is_not_haabo(whole: Snapshot) -> None:
    """Habo and Håbo are two municipalities with different codes and partners."""
    habo, haabo = unit(whole, "habo"), unit(whole, "haabo")

    assert (habo.code, haabo.code) == ("0643", "0305")
    assert [hit.entity.key for hit in index_of(whole).search("Habo", whole.all_time, 2)] == ["habo", "haabo"]
    assert [hit.entity.key for hit in index_of(whole).search("Håbo", whole.all_time, 2)] == ["haabo", "habo"]


def test_places_change_their_names_and_borders(whole: Snapshot) -> None:
    """Tlokwe became NW405 became JB Marks; Zmiivka became part of Beryslav, and Gotland has a partnership with each."""
    steps = [(change.name_before, change.name_after) for change in unit(whole, "jb-marks").successors]
    [absorbed] = unit(whole, "zmiivka").successors

    assert list(dict.fromkeys(steps)) == [("Tlokwe", "NW405"), ("NW405", "JB Marks")]
    assert (absorbed.kind, absorbed.successor.slug) == ("ABSORBED", "beryslav")
    assert {"gotland-zmiivka", "gotland-beryslav"} <= {p.slug for p in unit(whole, "gotland").partnerships()}


def test_a_call_has_its_own_countries_and_applicants(whole: Snapshot) -> None:
    """In 2020 there were 19 countries, Kosovo among them and Lithuania not; municipalities, regions and associations could apply."""
    call = whole.entities["calls"]["icld-2020"]
    assert isinstance(call, Call)
    codes = {country.code for country in call.countries}

    assert len(codes) == 19
    assert "XK" in codes
    assert "LT" not in codes
    assert set(map(str, call.applicant_kinds)) == {"MUNICIPALITY", "REGION", "ASSOCIATION"}
    assert call.closes is not None
    assert call.closes.edtf == "2020-03-15"


def test_lists_of_countries_change(whole: Snapshot) -> None:
    """21 countries in a stale list of 2019, 13 later; Bosnia leaves, and the partnership with Bihać stays."""
    lists = {
        call.key: {c.code for c in call.countries} for call in whole.all_time.all("calls") if isinstance(call, Call)
    }

    assert (len(lists["skr-2019-11"]), len(lists["icld-2023"]), len(lists["icld-2025"])) == (21, 13, 13)
    assert lists["skr-2019-11"] - lists["icld-2020"] == {"BY", "IN"}
    assert lists["icld-2023"] ^ lists["icld-2025"] == {"BA", "RW"}
    assert any("bihac" in members(p) for p in whole.all_time.partnerships)


def test_nobodys_share_of_a_common_grant_is_known(whole: Snapshot) -> None:
    """Five municipalities and one region share SEK 1 800 000; how, no source tells."""
    grant = whole.entities["grants"]["icld-2021-communication"]
    assert isinstance(grant, Grant)

    assert (grant.amount, grant.currency, str(grant.split)) == (1_800_000, "SEK", "UNKNOWN")
    assert Counter(str(r.kind) for r in grant.recipients) == {"MUNICIPALITY": 5, "REGION": 1}
    assert {share.amount for share in grant.shares} == {None}


def test_funders_and_coordinators_are_roles(whole: Snapshot) -> None:
    """Sida pays and ICLD administers, in the programme and in Mariestad's partnership."""
    roles = {(role.organisation.key, str(role.kind)) for role in partnership(whole, SHARED).roles}

    assert roles == {("sida", "FUNDER"), ("icld", "COORDINATOR")}


def test_a_result_is_counted(whole: Snapshot) -> None:
    """The cooperation led to two family centres, and to an exchange that no source counts."""
    results = [result for project in partnership(whole, SHARED).projects for result in project.results]

    assert [(result.count, result.label_sv) for result in results] == [
        (None, "erfarenhetsutbyte i barn- och föräldrafrågor"),
        (2, "familjecentraler"),
    ]


def test_goals_are_named_or_meant_or_not(whole: Snapshot) -> None:
    """Goals 9 and 11 in focus; several of the 17 without names; the 2030 Agenda as a whole."""
    projects = {p.key: p for p in whole.all_time.all("projects") if isinstance(p, Project)}
    focus = [(link.goal.number, str(link.emphasis)) for link in partnership(whole, SHARED).goals()]

    assert focus == [(9, "FOCUS"), (11, "FOCUS")]
    assert str(projects["kalix-masaka-waste-and-environment"].goals_stated) == "SEVERAL_UNNAMED"
    assert str(projects["sjuharad-da-nang-agenda-2030"].goals_stated) == "AGENDA_2030"
    assert {bool(p.goals()) for p in projects.values() if str(p.goals_stated) != "NAMED"} == {False}
    assert {bool(p.goals()) for p in projects.values() if str(p.goals_stated) == "NAMED"} == {True}


def test_goals_and_targets_lead_to_the_united_nations(whole: Snapshot) -> None:
    """Every goal and target has its address, titles in both languages, and a label short enough to be our own."""
    goals = whole.all_time.goals
    targets = [target for goal in goals for target in goal.targets]

    assert len(targets) == 169
    assert all(goal.iri == f"http://metadata.un.org/sdg/{goal.number}" for goal in goals)
    assert all(target.iri == f"http://metadata.un.org/sdg/{target.code}" for target in targets)
    assert all(target.code.split(".")[0] == target.goal.key for target in targets)
    assert max(len(label) for target in targets for label in (target.label_en, target.label_sv)) <= 100
    assert [target.code for target in goals[10].targets] == [
        "11.1",
        "11.2",
        "11.3",
        "11.4",
        "11.5",
        "11.6",
        "11.7",
        "11.a",
        "11.b",
        "11.c",
    ]


def test_every_fact_has_a_source(whole: Snapshot) -> None:
    """No row but a source or a layer goes without, and what names its one source in a column of its own."""
    unsourced = {name for name, rows in whole.rows.items() for entity in rows if not entity.sources}

    assert unsourced - {"further_sources"} == {"layers", "sources", "claims", "attachments"}
