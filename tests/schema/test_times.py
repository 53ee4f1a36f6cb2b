"""What is true when, asked of the real catalogue: no query claims more than its sources, and none claims less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from data.catalogue.reader import RECORDS_DIR
from data.snapshot.snapshot import Snapshot
from schema.query import build_schema
from tests.data.by_hand import Files, bounds

SHARED = "mariestad-ukmerge-kamianets-podilskyi"
TODAY = "2026-11-27"
CERTAINTIES = """query($day: Date) {
  partnerships(asOf: $day, first: 100) { nodes { ...Sure } } rest: partnerships(asOf: $day, last: 20) { nodes { ...Sure } }
  surely: partnerships(asOf: $day, filter: {certainty: [CERTAIN]}) { totalCount }
  network(asOf: $day) { ties(first: 100) { nodes { certainty } } } }
fragment Sure on Partnership { certainty members { certainty } projects { certainty statuses { certainty } } programmes { certainty } statuses { certainty }
  parts { certainty members { certainty } } }"""

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(whole: Snapshot) -> Ask:
    """Asks the real catalogue."""
    schema = build_schema()

    def ask(document: str, **variables: object) -> Any:
        result = schema.execute_sync(document, variables, root_value=whole)
        assert result.errors is None
        return result.data

    return ask


@pytest.fixture(scope="module")
def files() -> Files:
    return Files(RECORDS_DIR)


def partnership(ask: Ask, slug: str, day: str | None, fields: str) -> Any:
    document = f"query($slug: String!, $day: Date) {{ partnership(by: {{slug: $slug}}, asOf: $day) {{ {fields} }} }}"
    return ask(document, slug=slug, day=day)["partnership"]


@pytest.mark.parametrize(
    ("day", "certainty"),
    [("2024-02-27", "POSSIBLE"), ("2024-02-28", "CERTAIN"), ("2024-02-29", "POSSIBLE"), ("2500-01-01", "POSSIBLE")],
)
def test_what_a_newspaper_told_is_certain_on_its_day(ask: Ask, day: str, certainty: str) -> None:
    """Karlskoga – Narva: the only source is a newspaper of 2024-02-28."""
    found = partnership(ask, "twin-karlskoga-narva", day, "certainty lastAttested { date { edtf } source { slug } }")

    assert found["certainty"] == certainty
    assert found["lastAttested"] == (
        None
        if day < "2024-02-28"
        else {"date": {"edtf": "2024-02-28"}, "source": {"slug": "orebronyheter-karlskoga-kommun-tecknar"}}
    )


def test_an_open_end_says_what_was_agreed(ask: Ask) -> None:
    """Karlskoga – Shepetivka: an agreement of 2024-02-27 without an end, attested the day after, and not since."""
    fields = "certainty end { edtf basis because planned }"

    assert [
        partnership(ask, "twin-karlskoga-shepetivka", day, fields) for day in ("2024-02-27", "2024-02-28", TODAY)
    ] == [
        {"certainty": certainty, "end": {"edtf": "..", "basis": "STATED", "because": None, "planned": False}}
        for certainty in ("CERTAIN", "CERTAIN", "POSSIBLE")
    ]


@pytest.mark.parametrize("day", ["2020-01-01", "2023-12-31", "2024-01-01", TODAY])
def test_a_planned_end_takes_no_goal_away(ask: Ask, day: str) -> None:
    """The project of Mariestad was planned to 2023, may be prolonged and is paused: Goals 9 and 11 stay possible."""
    answer = ask(
        """query($day: Date) {
          goal(number: 9, asOf: $day) { partnerships { totalCount nodes { slug } } }
          municipality(by: {slug: "mariestad"}, asOf: $day) { goals { goal { number } } } }""",
        day=day,
    )

    assert answer["goal"]["partnerships"] == {"totalCount": 1, "nodes": [{"slug": SHARED}]}
    assert [one["goal"]["number"] for one in answer["municipality"]["goals"]] == [9, 11]


@pytest.mark.parametrize(
    ("day", "projects"),
    [
        ("2013-11-30", {"herrljunga-family-centres": "POSSIBLE"}),
        ("2013-12-01", {"herrljunga-child-mortality-and-poverty": "POSSIBLE", "herrljunga-family-centres": "POSSIBLE"}),
        ("2021-01-01", {"sustainable-municipalities": "CERTAIN"}),
        ("2024-01-01", {"sustainable-municipalities": "POSSIBLE"}),
        (TODAY, {"sustainable-municipalities": "POSSIBLE"}),
    ],
)
def test_projects_lie_between_what_is_known_of_them(ask: Ask, day: str, projects: dict[str, str]) -> None:
    """Herrljunga's two projects: approved in 2013, over before the handover. Mariestad's: from 2020, its end a plan."""
    found = partnership(ask, SHARED, day, "projects { slug certainty }")["projects"]

    assert {project["slug"]: project["certainty"] for project in found} == projects


def test_a_project_names_who_carries_it_out_and_what_bounds_it(ask: Ask) -> None:
    """The grant of December 2013 is the earliest, the seat of Herrljunga the latest that is possible."""
    fields = "projects { slug lead { slug } events { kind date { edtf } } start { edtf because } end { edtf because } }"
    [project] = [
        one
        for one in partnership(ask, SHARED, None, fields)["projects"]
        if one["slug"] == "herrljunga-child-mortality-and-poverty"
    ]

    assert project["lead"] == {"slug": "herrljunga"}
    assert project["events"] == [{"kind": "GRANTED", "date": {"edtf": "2013-12"}}]
    assert project["start"] == {"edtf": "[2013-12-01..]", "because": "It does not begin before its grant."}
    assert project["end"] == {
        "edtf": "[..2020-12-31]",
        "because": "It lies within the membership of the member that carries it out.",
    }


def test_no_partnership_is_older_than_what_allows_it(ask: Ask, files: Files) -> None:
    """In 1500 there was none; in 1975 and today there are those that the files allow, reckoned by hand."""
    count = "query($day: Date) { partnerships(asOf: $day) { totalCount } }"
    counts = {day: ask(count, day=day)["partnerships"]["totalCount"] for day in ("1500-01-01", "1975-01-01", TODAY)}
    wholes = [row["slug"] for row in files.rows["partnerships"] if not row["part_of"]]

    assert counts["1500-01-01"] == 0
    for day, found in counts.items():
        assert found == sum(files.partnership(slug).there(date.fromisoformat(day)) > 0 for slug in wholes)


def test_one_can_ask_for_what_was_attested_since_a_day(ask: Ask, files: Files) -> None:
    """The filter, and the same by hand from the CSV files: every dated piece of evidence, capped by the day."""
    wanted = {
        files.whole(slug)
        for slug in files.by_slug["partnerships"]
        for text, _ in files.of_partnership(slug)
        if text
        and date(2024, 1, 1) <= bounds(text)[0] <= date.fromisoformat(TODAY)
        and files.partnership(files.whole(slug)).there(date.fromisoformat(TODAY))
    }
    found = ask(
        """{ partnerships(filter: {attestedSince: "2024-01-01"}, asOf: "2026-11-27", first: 100,
               orderBy: {field: LAST_ATTESTED, direction: DESC}) {
             totalCount nodes { slug lastAttested { date { earliest } } } } }"""
    )["partnerships"]

    assert {node["slug"] for node in found["nodes"]} == wanted
    assert found["totalCount"] == len(wanted) > 0
    days = [node["lastAttested"]["date"]["earliest"] for node in found["nodes"]]
    assert days == sorted(days, reverse=True)
    assert min(days) >= "2024-01-01"


@pytest.mark.parametrize("slug", ["twin-lulea-xian", "twin-vasteras-jinan", "twin-orebro-yantai"])
def test_what_a_source_says_has_ended_is_gone(ask: Ask, slug: str) -> None:
    """The source of about 2020 that tells of the end bounds it; the doubt about its year is kept."""
    assert partnership(ask, slug, TODAY, "slug") is None
    assert partnership(ask, slug, None, "state end { edtf }") == {"state": "ENDED", "end": {"edtf": "[..2020?]"}}


@pytest.mark.parametrize(
    ("day", "state", "certainty"),
    [("2022-02-23", "UNKNOWN", None), ("2022-02-24", "PAUSED", "POSSIBLE"), ("2022-03-22", "PAUSED", "POSSIBLE")],
)
def test_an_undated_status_is_never_certain(ask: Ask, day: str, state: str, certainty: str | None) -> None:
    """The page that says "just now" is undated: the pause is possible from the editors' lower bound to the next status."""
    found = partnership(ask, SHARED, day, "state status { certainty said { edtf } asOf { edtf } }")

    assert found["state"] == state
    assert found["status"] == (certainty and {"certainty": certainty, "said": {"edtf": "[2022-02-24..]"}, "asOf": None})


@pytest.mark.parametrize(
    ("day", "state", "certainty"),
    [
        ("2022-03-23", "PAUSED", "CERTAIN"),
        ("2023-06-04", "PAUSED", "POSSIBLE"),
        ("2023-06-05", "ACTIVE", "CERTAIN"),
        (TODAY, "ACTIVE", "POSSIBLE"),
    ],
)
def test_a_later_source_changes_the_state(ask: Ask, day: str, state: str, certainty: str) -> None:
    """A magazine has Mariestad's partnership as paused on 2022-03-23, a page from Ukmergė as under way on 2023-06-05."""
    found = partnership(ask, SHARED, day, "state status { certainty }")

    assert found == {"state": state, "status": {"certainty": certainty}}


@pytest.mark.parametrize(
    ("day", "certainty"), [("2016-01-21", None), ("2016-01-22", "CERTAIN"), ("2016-01-23", "POSSIBLE")]
)
def test_a_dated_status_is_certain_on_its_day(ask: Ask, day: str, certainty: str | None) -> None:
    """Växjö – Tlokwe was active on 2016-01-22, says a page of that day."""
    found = partnership(ask, "vaxjo-jb-marks", day, "status { certainty }")["status"]

    assert (found and found["certainty"]) == certainty


def test_a_membership_without_a_start_begins_between_the_partnership_and_its_first_attestation(ask: Ask) -> None:
    """Since when Älmhult takes part is not told: Växjö and JB Marks began in 2005, Älmhult is first attested later."""
    fields = "members { municipality { slug } certainty start { edtf earliest latest basis } }"
    found = partnership(ask, "vaxjo-almhult-jb-marks", "2006-06-01", fields)["members"]

    assert {one["municipality"]["slug"]: one["certainty"] for one in found} == {
        "vaxjo": "CERTAIN",
        "almhult": "POSSIBLE",
        "jb-marks": "CERTAIN",
    }
    assert found[1]["start"] == {
        "edtf": "[2005-01-01..2021-12-31]",
        "earliest": "2005-01-01",
        "latest": "2021-12-31",
        "basis": "DERIVED",
    }


def test_a_partnership_belongs_to_a_programme_for_a_time(ask: Ask) -> None:
    """Göteborg is older than the programme of ICLD; Gotland was first in that of Sala Ida; Falun's first in none."""
    programme = "programme { slug }"
    of = {
        (slug, day): found and found["programme"] and found["programme"]["slug"]
        for slug, day in (
            ("goteborg-nelson-mandela-bay", "2000-06-01"),
            ("goteborg-nelson-mandela-bay", "2021-06-01"),
            ("gotland-kibaha", "2007-06-01"),
            ("gotland-kibaha", "2015-06-01"),
            ("falun-kimberley", "2006-06-01"),
        )
        for found in [partnership(ask, slug, day, programme)]
    }
    members = ask(
        """{ partnerships(filter: {programme: "icld-municipal-partnership"}, asOf: "2000-06-01") { totalCount }
             programmes { slug successor { slug } predecessors { slug } } }"""
    )

    assert list(of.values()) == [
        None,
        "icld-municipal-partnership",
        "sala-ida-partnership",
        "icld-municipal-partnership",
        None,
    ]
    assert members["partnerships"]["totalCount"] == 0
    assert {
        "slug": "sala-ida-partnership",
        "successor": {"slug": "icld-municipal-partnership"},
        "predecessors": [],
    } in members["programmes"]


@pytest.mark.parametrize(
    "slug",
    ["hoor-kopychyntsi", "jonkoping-berdychiv", "kalmar-poltava", "pitea-lutsk", "gotland-beryslav", "vaxjo-kalush"],
)
def test_the_doubt_about_2024_is_kept(ask: Ask, slug: str) -> None:
    """Their sources say "2024?" or nothing: nothing is certain, and the year is no surer than that."""
    found = partnership(ask, slug, "2024-12-31", "certainty start { edtf basis }")

    assert found == {"certainty": "POSSIBLE", "start": {"edtf": "2024?", "basis": "STATED"}}


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2010-01-01", "Tlokwe"),
        ("2016-01-22", "Tlokwe"),
        ("2016-06-01", "NW405"),
        ("2018-01-01", "JB Marks"),
        (None, "JB Marks"),
    ],
)
def test_a_place_bears_the_name_of_the_day(ask: Ask, day: str | None, name: str) -> None:
    """Tlokwe, NW405 and JB Marks are one municipality under three names; titles follow."""
    document = """query($day: Date) {
      municipality(by: {slug: "jb-marks"}, asOf: $day) { name partnerships(first: 1) { nodes { title } } } }"""
    found = ask(document, day=day)["municipality"]

    assert found == {"name": name, "partnerships": {"nodes": [{"title": f"Växjö – Älmhult – {name}"}]}}


@pytest.mark.parametrize(
    ("day", "name"),
    [("2018-05-30", "Sveriges Kommuner och Landsting"), (TODAY, "Sveriges Kommuner och Regioner")],
)
def test_an_organisation_bears_the_name_of_the_day(ask: Ask, day: str, name: str) -> None:
    """A page of 2018 prints the name before, one of early 2020 the one of today."""
    found = ask('query($day: Date) { organisation(by: {slug: "skr"}, asOf: $day) { name nameSv } }', day=day)

    assert found["organisation"] == {"name": "Swedish Association of Local Authorities and Regions", "nameSv": name}


def test_one_cooperation_counts_once(ask: Ask, files: Files) -> None:
    """Three records describe the cooperation of Växjö, Älmhult and JB Marks: lists, weights and networks say one."""
    answer = ask(
        """{ municipality(by: {slug: "vaxjo"}, asOf: "2026-11-27") {
               partners { edges { weight node { slug } partnerships { slug parts { slug } } } } }
             listed: partnerships(filter: {members: ["jb-marks"]}) { nodes { slug } }
             part: partnership(by: {slug: "almhult-jb-marks"}) { partOf { slug } parts { slug } }
             all: partnerships { totalCount } }"""
    )
    edges = {edge["node"]["slug"]: edge for edge in answer["municipality"]["partners"]["edges"]}

    assert edges["jb-marks"]["weight"] == 1
    assert edges["jb-marks"]["partnerships"] == [
        {"slug": "vaxjo-almhult-jb-marks", "parts": [{"slug": "almhult-jb-marks"}, {"slug": "vaxjo-jb-marks"}]}
    ]
    assert answer["listed"]["nodes"] == [{"slug": "vaxjo-almhult-jb-marks"}]
    assert answer["part"] == {"partOf": {"slug": "vaxjo-almhult-jb-marks"}, "parts": []}
    assert answer["all"]["totalCount"] == len({files.whole(row["slug"]) for row in files.rows["partnerships"]})


@pytest.mark.parametrize("days", [1, 2, 10_000])
def test_nothing_is_certain_after_the_newest_source_was_read(ask: Ask, whole: Snapshot, days: int) -> None:
    """Tomorrow, and on every later day: no partnership, member, project, programme or tie."""
    day = max(whole.read_on, date(2026, 11, 28)) + timedelta(days=days)
    answer = ask(CERTAINTIES, day=day.isoformat())

    def certainties(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set().union(*({v} if k == "certainty" else certainties(v) for k, v in value.items()), set())
        return set().union(*map(certainties, value), set()) if isinstance(value, list) else set()

    assert certainties(answer) == {"POSSIBLE"}
    assert answer["surely"]["totalCount"] == 0


def expected_seats() -> list[tuple[str, dict[str, str]]]:
    """Who held Herrljunga's seat, and how surely, on the days on which something changes between 2013 and 2023."""
    herrljunga, both, mariestad = (
        {"herrljunga": "CERTAIN"},
        {"herrljunga": "POSSIBLE", "mariestad": "POSSIBLE"},
        {"herrljunga": "POSSIBLE", "mariestad": "CERTAIN"},
    )
    return [
        ("2013-01-01", {"herrljunga": "POSSIBLE"}),
        ("2013-12-30", {"herrljunga": "POSSIBLE"}),
        ("2013-12-31", herrljunga),
        ("2018-05-25", herrljunga),
        ("2018-05-26", {"herrljunga": "CERTAIN", "mariestad": "POSSIBLE"}),
        ("2018-05-27", both),
        ("2020-12-30", both),
        ("2020-12-31", mariestad),
        ("2021-01-01", {"mariestad": "CERTAIN"}),
        ("2022-02-24", {"mariestad": "CERTAIN"}),
        ("2022-02-25", {"mariestad": "POSSIBLE"}),
        ("2023-12-31", {"mariestad": "POSSIBLE"}),
    ]


@pytest.mark.parametrize(("day", "holders"), expected_seats())
def test_the_handover_of_the_seat_is_as_it_was(ask: Ask, day: str, holders: dict[str, str]) -> None:
    """Seat 1 on every turning day: the same answers as in version 0.1."""
    fields = "seats { number memberships { municipality { slug } certainty } }"
    [seat, *others] = partnership(ask, SHARED, day, fields)["seats"]

    assert {one["municipality"]["slug"]: one["certainty"] for one in seat["memberships"]} == holders
    sure = {"POSSIBLE"} if day < "2013-12-31" or day > "2022-02-24" else {"CERTAIN"}
    assert {member["certainty"] for other in others for member in other["memberships"]} == sure
