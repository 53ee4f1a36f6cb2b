"""Initiatives, findings and what belongs to them, in the real catalogue and in the small world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]
BY = '(by: {slug: "glokala-sverige"}'


@pytest.fixture
def initiative(ask_of: Ask, whole: Snapshot) -> Ask:
    """Fields of Glokala Sverige in the real catalogue, on a day or of all time."""

    def initiative(fields: str, day: str | None = None) -> Any:
        document = f"query($day: Date) {{ initiative{BY}, asOf: $day) {{ {fields} }} }}"
        return ask_of(whole, document, day=day)["initiative"]

    return initiative


def test_an_initiative_is_carried_by_organisations(initiative: Ask) -> None:
    """The UN Association and SKR carry it, Sida funds it, ICLD is co-applicant; it is about the Agenda as a whole."""
    found = initiative("name goalsStated roles { kind organisation { slug } } leadsTo { programme { slug } }")
    roles = {(role["kind"], role["organisation"]["slug"]) for role in found["roles"]}

    assert (found["name"], found["goalsStated"]) == ("Glokala Sverige", "AGENDA_2030")
    assert {slug for kind, slug in roles if kind == "CARRIER"} == {"un-association-sweden", "skr"}
    assert {("FUNDER", "sida"), ("CO_APPLICANT", "icld")} <= roles
    assert found["leadsTo"] == [{"programme": {"slug": "icld-municipal-partnership"}}]


def test_nearly_half_is_no_number(initiative: Ask) -> None:
    """The words of the document bound the share from above; counts come from other pages, with their dates."""
    found = initiative("participations { kind count total share { text least most } asOf { edtf } sources { slug } }")
    [words] = [one for one in found["participations"] if one["sources"] == [{"slug": "skr-from-words-to-action"}]]
    counted = {(one["kind"], one["asOf"]["edtf"]): one for one in found["participations"] if one["count"]}

    assert words == {
        "kind": None,
        "count": None,
        "total": None,
        "share": {"text": "Nära hälften", "least": None, "most": 0.5},
        "asOf": None,
        "sources": [{"slug": "skr-from-words-to-action"}],
    }
    assert counted["MUNICIPALITY", "2020"]["share"] == {"text": None, "least": 130 / 290, "most": 130 / 290}
    assert counted["REGION", "2020"]["count"] == 16
    assert all(one["asOf"] and {"slug": "skr-from-words-to-action"} not in one["sources"] for one in counted.values())


def test_an_outcome_has_its_own_source_and_date(initiative: Ask) -> None:
    """The document leaves it open; a page of 3 November 2020 states it. Before that day nothing of it is shown."""
    fields = "applications { stage sources { slug } outcome decided { edtf } outcomeSource { slug } }"
    [application] = initiative(fields)["applications"]
    [before] = initiative(fields, "2020-11-02")["applications"]
    [on_the_day] = initiative(fields, "2020-11-03")["applications"]

    assert application == {
        "stage": "APPLIED",
        "sources": [{"slug": "skr-from-words-to-action"}],
        "outcome": "APPROVED",
        "decided": {"edtf": "[..2020-11-03]"},
        "outcomeSource": {"slug": "skr-2020-11-03-glokala-sverige"},
    }
    assert on_the_day == application
    assert before == application | {"outcome": None, "decided": None, "outcomeSource": None}


@pytest.mark.parametrize(
    ("day", "certainty"),
    [("2017-12-31", None), ("2018-01-01", "POSSIBLE"), ("2020-06-01", "CERTAIN"), ("2023-05-01", None)],
)
def test_an_initiative_lives_in_its_time(initiative: Ask, day: str, certainty: str | None) -> None:
    """Begun in 2018, ended on 30 April 2023; in between its dated evidence makes it certain."""
    found = initiative("certainty", day)

    assert (found and found["certainty"]) == certainty


def test_a_statement_on_who_takes_part_comes_with_its_day(initiative: Ask) -> None:
    """On 1 June 2020 only what was stated for 2020 by then, and the undated words."""
    found = initiative("participations { asOf { edtf } }", "2020-06-01")["participations"]

    assert {(one["asOf"] or {}).get("edtf") for one in found} == {"2020", None}


def test_an_area_is_mentioned_by_what_is_there(ask_of: Ask, whole: Snapshot) -> None:
    """Municipalities always, a project from its time on."""
    document = """query($day: Date) { area(by: {slug: "vanerskargarden-med-kinnekulle"}, asOf: $day) {
      mentions { municipality { slug } project { slug } } } }"""
    mentions = {day: ask_of(whole, document, day=day)["area"]["mentions"] for day in ("2010-01-01", "2022-01-01")}
    projects = {day: [one["project"] for one in found if one["project"]] for day, found in mentions.items()}

    assert projects == {"2010-01-01": [], "2022-01-01": [{"slug": "sustainable-municipalities"}]}
    assert {one["municipality"]["slug"] for one in mentions["2010-01-01"]} == {"gotene", "lidkoping", "mariestad"}


def test_a_finding_says_who_and_how_and_where(ask_of: Ask, whole: Snapshot) -> None:
    """Statskontoret reports and recommends, the coordinator, an office without a name, urges."""
    document = """{ findings(first: 100) { nodes { slug kind by { slug } document goalsStated initiative { slug } } }
      statskontoret: organisation(by: {slug: "statskontoret"}) { findings { slug } } }"""
    answer = ask_of(whole, document)
    found = {node["slug"]: node for node in answer["findings"]["nodes"]}

    assert found["statskontoret-majority-uses-the-agenda"]["kind"] == "REPORTED"
    assert found["statskontoret-from-knowledge-to-methods"] == {
        "slug": "statskontoret-from-knowledge-to-methods",
        "kind": "RECOMMENDED",
        "by": {"slug": "statskontoret"},
        "document": "Statskontorets rapport",
        "goalsStated": "AGENDA_2030",
        "initiative": {"slug": "glokala-sverige"},
    }
    assert found["coordinator-sweden-must-go-faster"]["kind"] == "URGED"
    assert len(answer["statskontoret"]["findings"]) == 4


def test_texts_are_in_both_languages(ask: Ask) -> None:
    """Findings, aims, areas and remarks; without a language they are English."""
    answer = ask("""{ area(by: {slug: "vanerskargarden-med-kinnekulle"}) { name sv: name(language: SV) note svNote: note(language: SV) }
      project(by: {slug: "kalix-masaka-waste-and-environment"}) { aims { label sv: label(language: SV) } } }""")

    assert answer["area"]["name"] == "Lake Vänern Archipelago and Mount Kinnekulle"
    assert answer["area"]["sv"] == "Vänerskärgården med Kinnekulle"
    assert answer["area"]["svNote"].startswith("Utsett av Unesco")
    assert answer["project"]["aims"][0]["sv"].startswith("skolelever och beslutsfattare")


def test_a_project_says_for_whom_and_to_what_end(ask: Ask) -> None:
    """Four groups are to be involved; the biosphere reserve, a policy by its programme, a document attached to its source."""
    answer = ask("""{ project(by: {slug: "sustainable-municipalities"}) {
      audiences { audience involvement } aims { label } areas { area { slug kind } } status { state contactKept }
      partnership { programme { policy { slug abbreviation } } }
      sources { attachments { title mediaType kilobytes } } } }""")["project"]

    assert {one["audience"] for one in answer["audiences"]} == {"POLITICIANS", "OFFICIALS", "COMPANIES", "CITIZENS"}
    assert {one["involvement"] for one in answer["audiences"]} == {"INVOLVED"}
    assert answer["areas"] == [{"area": {"slug": "vanerskargarden-med-kinnekulle", "kind": "BIOSPHERE_RESERVE"}}]
    assert answer["status"] == {"state": "PAUSED", "contactKept": True}
    assert answer["partnership"]["programme"]["policy"]["abbreviation"] == "PGU"
    assert answer["sources"][0]["attachments"] == [
        {"title": "Projektbeskrivning Sustainable Municipalaties", "mediaType": "application/pdf", "kilobytes": 707}
    ]


def test_a_grant_may_be_a_pilot(ask: Ask) -> None:
    """The work is of 2021, the day of the grant is not stated; a permanent successor is hoped for, not promised."""
    grant = ask("""{ grant(slug: "icld-2021-communication") {
      date { edtf } period { edtf wording } pilot hopedSuccessor purpose sv: purpose(language: SV)
      audiences { audience } roles { kind organisation { slug partOf { slug } } } channels { purpose organisation { mailbox } } } }""")[
        "grant"
    ]

    assert (grant["date"], grant["period"]) == (None, {"edtf": "2021", "wording": "under 2021"})
    assert grant["pilot"]
    assert grant["hopedSuccessor"].startswith("permanent support")
    assert grant["sv"].startswith("kommunikation om")
    assert {one["audience"] for one in grant["audiences"]} == {"POLITICIANS", "OFFICIALS", "CITIZENS"}
    assert {"kind": "OPERATOR", "organisation": {"slug": "kulturskolan-kalix", "partOf": {"slug": "kalix"}}} in grant[
        "roles"
    ]
    assert grant["channels"] == [{"purpose": "INFORMATION", "organisation": {"mailbox": "partnership@icld.se"}}]


def test_a_share_of_funding_is_a_fact_of_its_role(ask: Ask) -> None:
    """Sida pays in full, in the words of the page; no other role has a share."""
    roles = ask("""{ partnership(by: {slug: "mariestad-ukmerge-kamianets-podilskyi"}) {
      roles { kind organisation { slug } partnership { slug } share { text least most } } } }""")["partnership"][
        "roles"
    ]
    shares = [role["share"] for role in roles if role["share"]]

    assert shares == [{"text": "i sin helhet", "least": 1.0, "most": 1.0}]


def test_a_call_has_a_scope_and_core_areas(ask: Ask) -> None:
    """Any theme within the responsibility of municipalities or regions, and four core areas."""
    call = ask(
        """{ call(slug: "icld-2020") { scope sv: scope(language: SV) coreAreas aims { label } opens { wording } } }"""
    )["call"]

    assert call["scope"].startswith("Any challenge")
    assert call["sv"].startswith("Vilken utmaning")
    assert set(call["coreAreas"]) == {"EQUITY", "PARTICIPATION", "TRANSPARENCY", "ACCOUNTABILITY"}
    assert call["opens"] == {"wording": "öppnade nyligen"}
    assert len(call["aims"]) == 1


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2018-05-30", "Sveriges Kommuner och Landsting"),
        ("2019-11-26", "Sveriges Kommuner och Landsting"),
        ("2019-11-27", "Sveriges Kommuner och Regioner"),
        (None, "Sveriges Kommuner och Regioner"),
    ],
)
def test_an_organisation_bears_the_name_of_the_day(ask: Ask, day: str | None, name: str) -> None:
    """The body changed its Swedish name on 27 November 2019, not its English one."""
    document = (
        """query($day: Date) { organisation(by: {slug: "skr"}, asOf: $day) { name name_sv: name(language: SV) } }"""
    )

    assert ask(document, day=day)["organisation"] == {
        "name": "Swedish Association of Local Authorities and Regions",
        "name_sv": name,
    }
