"""Partnerships: as of a day, certainty, states, claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]

WHOLE = "mariestad-ukmerge-kamianets-podilskyi"
MEMBERS = """query($slug: String!, $day: Date) { partnership(by: {slug: $slug}, asOf: $day) {
  certainty members { certainty municipality { slug } }
} }"""


def members(ask: Ask, day: str | None, slug: str = WHOLE) -> dict[str, str]:
    """The members on a day, with the certainty of each."""
    found = ask(MEMBERS, slug=slug, day=day)["partnership"]["members"]
    return {member["municipality"]["slug"]: member["certainty"] for member in found}


def test_three_parties_are_one_partnership(ask: Ask) -> None:
    """Not three pairs: one thing with three seats, in three countries."""
    answer = ask(f'{{ partnership(by: {{slug: "{WHOLE}"}}) {{ seats {{ number holder {{ country {{ code }} }} }} }} }}')

    assert answer["partnership"]["seats"] == [
        {"number": 1, "holder": {"country": {"code": "SE"}}},
        {"number": 2, "holder": {"country": {"code": "LT"}}},
        {"number": 3, "holder": {"country": {"code": "UA"}}},
    ]


def test_of_all_time_every_holder_is_a_member(ask: Ask) -> None:
    """Without a day nothing is left out, and nothing is doubtful."""
    assert members(ask, None) == dict.fromkeys(("herrljunga", "mariestad", "ukmerge", "kamianets-podilskyi"), "CERTAIN")


@pytest.mark.parametrize(
    ("day", "swedish"),
    [
        ("2013-01-01", {"herrljunga": "POSSIBLE"}),
        ("2013-12-30", {"herrljunga": "POSSIBLE"}),
        ("2013-12-31", {"herrljunga": "CERTAIN"}),
        ("2016-01-01", {"herrljunga": "CERTAIN"}),
        ("2018-05-25", {"herrljunga": "CERTAIN"}),
        ("2018-05-26", {"herrljunga": "CERTAIN", "mariestad": "POSSIBLE"}),
        ("2018-05-27", {"herrljunga": "POSSIBLE", "mariestad": "POSSIBLE"}),
        ("2019-01-01", {"herrljunga": "POSSIBLE", "mariestad": "POSSIBLE"}),
        ("2020-12-31", {"herrljunga": "POSSIBLE", "mariestad": "CERTAIN"}),
        ("2021-01-01", {"mariestad": "CERTAIN"}),
        ("2021-06-01", {"mariestad": "CERTAIN"}),
        ("2022-02-24", {"mariestad": "CERTAIN"}),
        ("2022-02-25", {"mariestad": "POSSIBLE"}),
        ("2026-11-22", {"mariestad": "POSSIBLE"}),
    ],
)
def test_the_swedish_seat_over_time(ask: Ask, day: str, swedish: dict[str, str]) -> None:
    """Before, on the first and last day, between, after: as sure as the dates are, and no surer."""
    found = members(ask, day)

    assert {slug: sure for slug, sure in found.items() if slug in ("herrljunga", "mariestad")} == swedish
    assert set(found) - {"herrljunga", "mariestad"} == {"ukmerge", "kamianets-podilskyi"}


def test_before_its_first_day_it_is_not_there(ask: Ask) -> None:
    """On the last day of 2012 there was no such partnership."""
    assert ask(MEMBERS, slug=WHOLE, day="2012-12-31") == {"partnership": None}


@pytest.mark.parametrize(
    ("day", "certainty"),
    [("2008-04-30", None), ("2008-05-01", "POSSIBLE"), ("2008-05-31", "POSSIBLE"), ("2099-01-01", "POSSIBLE")],
)
def test_an_open_end_is_no_promise(ask: Ask, day: str, certainty: str | None) -> None:
    """A twin town has no foreseen end: it may go on, and no dated source tells that it does."""
    found = ask(MEMBERS, slug="twin-herrljunga-ukmerge", day=day)["partnership"]

    assert (found and found["certainty"]) == certainty


@pytest.mark.parametrize(("day", "there"), [("2007-12-31", False), ("2008-01-01", True), ("2999-01-01", True)])
def test_without_dates_every_day_of_the_programme_is_possible(ask: Ask, day: str, there: bool) -> None:
    """No source tells when Habo and Brod began or ended; their programme began in 2008 or 2009."""
    found = ask(MEMBERS, slug="habo-brod", day=day)["partnership"]

    assert (found and found["certainty"]) == ("POSSIBLE" if there else None)


def test_the_day_holds_three_levels_down(ask: Ask) -> None:
    """The day chosen at the root holds in every nested field, however one goes."""
    answer = ask("""{ municipality(by: {slug: "ukmerge"}, asOf: "2021-06-01") {
      partnerships(filter: {kinds: [MUNICIPAL_PARTNERSHIP]}) { nodes { seats { memberships {
        certainty
        municipality {
          partners(kinds: [MUNICIPAL_PARTNERSHIP]) { nodes { slug handovers { stages { kind } } } }
          country { partnerships { nodes { slug members { municipality { slug } } } } }
        }
      } } } }
    } }""")
    (partnership,) = answer["municipality"]["partnerships"]["nodes"]
    held = [seat["memberships"] for seat in partnership["seats"]]
    everyone = {
        member["municipality"]["slug"]
        for (holder,) in held
        for there in holder["municipality"]["country"]["partnerships"]["nodes"]
        if there["slug"] == WHOLE
        for member in there["members"]
    }

    assert [[m["certainty"] for m in memberships] for memberships in held] == [["CERTAIN"], ["CERTAIN"], ["CERTAIN"]]
    assert everyone == {"mariestad", "ukmerge", "kamianets-podilskyi"}
    assert all(
        partner["slug"] != "herrljunga" for (holder,) in held for partner in holder["municipality"]["partners"]["nodes"]
    )


def test_two_days_in_one_request_do_not_touch(ask: Ask) -> None:
    """Each root field lives on its own day."""
    answer = ask(f"""{{
      a: partnership(by: {{slug: "{WHOLE}"}}, asOf: "2016-01-01") {{ seats {{ holder {{ slug }} }} }}
      b: partnership(by: {{slug: "{WHOLE}"}}, asOf: "2021-06-01") {{ seats {{ holder {{ slug }} }} }}
      c: partnership(by: {{slug: "{WHOLE}"}}) {{ seats {{ memberships {{ turn }} }} }}
    }}""")

    assert answer["a"]["seats"][0] == {"holder": {"slug": "herrljunga"}}
    assert answer["b"]["seats"][0] == {"holder": {"slug": "mariestad"}}
    assert answer["c"]["seats"][0] == {"memberships": [{"turn": 1}, {"turn": 2}]}


STATE = f"""query($day: Date) {{ partnership(by: {{slug: "{WHOLE}"}}, asOf: $day) {{
  state status {{ state cause asOf {{ edtf }} sources {{ slug published {{ edtf }} }} }} statuses {{ state }}
}} }}"""


def test_paused_because_of_the_war_without_a_date(ask: Ask) -> None:
    """An undated page says so "just now": the status has a cause and no date, and none is made up for it."""
    assert ask(STATE)["partnership"] == {
        "state": "PAUSED",
        "status": {
            "state": "PAUSED",
            "cause": "WAR",
            "asOf": None,
            "sources": [{"slug": "mariestad-sustainable-municipalities", "published": {"edtf": "[2022-02-24..]"}}],
        },
        "statuses": [{"state": "PAUSED"}],
    }


@pytest.mark.parametrize(
    ("day", "state"), [("2021-06-01", "UNKNOWN"), ("2022-02-23", "UNKNOWN"), ("2022-02-24", "PAUSED")]
)
def test_nobody_paused_before_the_war(ask: Ask, day: str, state: str) -> None:
    """The undated page cannot be older than the war that it speaks of."""
    assert ask(STATE, day=day)["partnership"]["state"] == state


def test_projects_have_states_of_their_own(ask: Ask) -> None:
    """What is said of a project is not said of the partnership."""
    answer = ask("""{ partnership(by: {slug: "gotland-zmiivka"}) {
      state statuses { state } projects { slug status { state } statuses { state } start { edtf } end { edtf } }
    } }""")

    assert answer["partnership"] == {
        "state": "UNKNOWN",
        "statuses": [{"state": "UNKNOWN"}],
        "projects": [
            {
                "slug": "gotland-zmiivka-democracy",
                "status": {"state": "ENDED"},
                "statuses": [{"state": "ENDED"}],
                "start": {"edtf": "2016-07-01"},
                "end": {"edtf": "2019-06-30"},
            }
        ],
    }


@pytest.mark.parametrize(
    ("day", "certainty"),
    [("2016-06-30", None), ("2016-07-01", "CERTAIN"), ("2019-06-30", "CERTAIN"), ("2019-07-01", None)],
)
def test_both_ends_of_a_project_count(ask: Ask, day: str, certainty: str | None) -> None:
    """A project runs on its first and on its last day, and on no day before or after."""
    document = 'query($day: Date) { partnership(by: {slug: "gotland-zmiivka"}, asOf: $day) { projects { certainty } } }'

    assert [p["certainty"] for p in ask(document, day=day)["partnership"]["projects"]] == (
        [certainty] if certainty else []
    )


def test_claims_keep_what_sources_say_apart(ask: Ask) -> None:
    """Three starts, two funders, two titles of a project: the preferred one is the record's, the others keep their sources."""
    answer = ask(f"""{{ partnership(by: {{slug: "{WHOLE}"}}) {{
      start {{ edtf }} roles {{ kind organisation {{ slug }} partnership {{ slug }} }}
      claims {{ field value rank source {{ slug }} note }}
    }} }}""")["partnership"]
    claims = {(c["field"], c["value"], c["rank"]): c["source"]["slug"] for c in answer["claims"]}

    assert answer["start"] == {"edtf": "2013"}
    assert claims["start", "2013", "PREFERRED"] == "icld-en-var-full-av-kommunbesok"
    assert claims["start", "2008~", "NORMAL"] == "mariestad-2018-05-30-cooperation-begins"
    assert claims["start", "2008-05", "DEPRECATED"] == "herrljunga-vanorter"
    assert claims["funder", "sida", "PREFERRED"] == "mariestad-2018-05-30-cooperation-begins"
    assert {"kind": "FUNDER", "organisation": {"slug": "sida"}, "partnership": {"slug": WHOLE}} in answer["roles"]
    assert len(answer["claims"]) == 7


def test_results_are_counted_where_a_source_counts(ask: Ask) -> None:
    """Two family centres came of it."""
    answer = ask(
        f'{{ partnership(by: {{slug: "{WHOLE}"}}) {{ projects {{ slug results {{ label(language: SV) count }} }} }} }}'
    )
    results = {p["slug"]: p["results"] for p in answer["partnership"]["projects"]}

    assert results["herrljunga-family-centres"] == [{"label": "familjecentraler", "count": 2}]
    assert results["sustainable-municipalities"] == []


def test_a_title_that_is_printed_in_one_language_stands_in_for_the_other(ask: Ask) -> None:
    """Titles of projects are as printed; where there is none, there is none."""
    answer = ask("""{
      a: partnership(by: {slug: "vaxjo-jb-marks"}) { projects { slug en: title(language: EN) sv: title(language: SV) themes(language: SV) } }
    }""")
    projects = {p["slug"]: p for p in answer["a"]["projects"]}

    assert projects["vaxjo-jb-marks-green-structure"]["en"] == "strategisk grönstrukturplanering"
    assert projects["energy-plan-agenda-2030"]["sv"] == "Development of an Energy Plan in Line with Agenda 2030"
    assert projects["vaxjo-jb-marks-dropouts"]["en"] is None
    assert projects["vaxjo-jb-marks-rescue-service"]["themes"] == ["Räddningstjänst"]


def test_everything_has_a_source(ask: Ask) -> None:
    """Every partnership, seat, member, project, status and event names where it was read."""
    answer = ask("""{ partnerships { nodes {
      sources { slug } seats { sources { slug } } members { sources { slug } } projects { sources { slug } }
      statuses { sources { slug } } events { sources { slug } } handovers { sources { slug } }
    } } }""")

    assert all(
        row["sources"]
        for node in answer["partnerships"]["nodes"]
        for row in [node, *(row for rows in node.values() for row in rows if "sources" in row)]
    )
