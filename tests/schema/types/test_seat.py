"""Seats and how they pass on."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from data.formats.open_data import linked
from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]

WHOLE = "mariestad-ukmerge-kamianets-podilskyi"


def seat(ask: Ask, fields: str, day: str | None = None) -> Any:
    """The Swedish seat on a day."""
    document = f'query($day: Date) {{ partnership(by: {{slug: "{WHOLE}"}}, asOf: $day) {{ seats {{ {fields} }} }} }}'
    return ask(document, day=day)["partnership"]["seats"][0]


def test_the_stages_of_a_handover_have_their_own_dates(ask: Ask) -> None:
    """Asked, visited, letter of intent, to be applied for, to be decided, begun: each as sharp as the source."""
    (handover,) = seat(
        ask,
        """succession {
          slug predecessor { slug } successor { slug } date { edtf earliest latest } cause
          stages { kind expected date { edtf wording earliest latest } }
        }""",
    )["succession"]
    dates = [(s["kind"], s["date"]["edtf"], s["date"]["wording"], s["expected"]) for s in handover["stages"]]

    assert (handover["predecessor"]["slug"], handover["successor"]["slug"]) == ("herrljunga", "mariestad")
    assert handover["date"] == {"edtf": "[2018-05-26..2020]", "earliest": "2018-05-26", "latest": "2020-12-31"}
    assert handover["cause"] is None
    assert dates == [
        ("OFFERED", "[..2018-05-26]", None, False),
        ("VISIT", "2018-05-26", "Den 26 maj", False),
        ("LETTER_OF_INTENT", "2018-05-26", "Den 26 maj", False),
        ("APPLICATION", "2018-23", "i början av hösten", True),
        ("DECISION", "2019-21", "under våren 2019", True),
        ("STARTED", "2020", "2020-2023", False),
    ]
    assert handover["stages"][3]["date"] == {
        "edtf": "2018-23",
        "wording": "i början av hösten",
        "earliest": "2018-09-01",
        "latest": "2018-11-30",
    }


@pytest.mark.parametrize(
    ("day", "stages"),
    [
        ("2018-05-25", None),
        ("2018-05-26", 3),
        ("2018-08-31", 3),
        ("2018-09-01", 4),
        ("2019-12-31", 5),
        ("2020-01-01", 6),
    ],
)
def test_a_day_shows_what_may_have_happened_by_then(ask: Ask, day: str, stages: int | None) -> None:
    """Later stages are not told on an earlier day, nor the handover before it can have begun."""
    succession = seat(ask, "succession { stages { kind } }", day)["succession"]

    assert [len(handover["stages"]) for handover in succession] == ([] if stages is None else [stages])


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        ("2013-01-01", "herrljunga"),
        ("2016-01-01", "herrljunga"),
        ("2018-05-26", "herrljunga"),
        ("2018-05-27", None),
        ("2019-01-01", None),
        ("2020-12-31", "mariestad"),
        ("2021-06-01", "mariestad"),
        ("2026-01-01", "mariestad"),
        (None, "mariestad"),
    ],
)
def test_the_holder_is_the_one_who_surely_or_only_sits_there(ask: Ask, day: str | None, holder: str | None) -> None:
    """Where two may hold the seat and neither surely, there is no holder."""
    found = seat(ask, "holder { slug }", day)["holder"]

    assert (found and found["slug"]) == holder


def test_holders_come_in_turn(ask: Ask) -> None:
    """Herrljunga was first, Mariestad second; without a stated end there is the last attestation."""
    memberships = seat(ask, "number memberships { turn municipality { slug } start { edtf } end { edtf wording } }")

    assert memberships == {
        "number": 1,
        "memberships": [
            {
                "turn": 1,
                "municipality": {"slug": "herrljunga"},
                "start": {"edtf": "2013"},
                "end": {"edtf": "[2018-05-26..2020]", "wording": None},
            },
            {
                "turn": 2,
                "municipality": {"slug": "mariestad"},
                "start": {"edtf": "[2018-05-26..2020]"},
                "end": {"edtf": "[2022-02-24..]", "wording": None},
            },
        ],
    }


def test_nothing_says_that_mariestad_was_active_from_2018(ask: Ask) -> None:
    """No date of Mariestad is a sharp 2018, no day before 2020 is sure, no state then is active."""
    answer = ask("""{ municipality(by: {slug: "mariestad"}) {
      memberships { start { edtf earliest latest } } handovers { date { edtf latest } }
    } }""")["municipality"]
    in_2018 = ask("""{ municipality(by: {slug: "mariestad"}, asOf: "2018-12-31") {
      memberships { certainty partnership { state projects { slug } goals { goal { number } } } }
    } }""")["municipality"]["memberships"]

    assert answer["memberships"] == [
        {"start": {"edtf": "[2018-05-26..2020]", "earliest": "2018-05-26", "latest": "2020-12-31"}}
    ]
    assert answer["handovers"] == [{"date": {"edtf": "[2018-05-26..2020]", "latest": "2020-12-31"}}]
    assert [m["certainty"] for m in in_2018] == ["POSSIBLE"]
    assert in_2018[0]["partnership"]["state"] == "UNKNOWN"
    assert "sustainable-municipalities" not in {p["slug"] for p in in_2018[0]["partnership"]["projects"]}
    assert in_2018[0]["partnership"]["goals"] == []


def test_only_the_seat_passed_on(ask: Ask) -> None:
    """The twin towns of Herrljunga stay with Herrljunga."""
    answer = ask("""{ municipality(by: {slug: "mariestad"}) { memberships { partnership { kind } } }
      handovers { totalCount nodes { slug partnership { slug kind } seat { number } } } }""")

    assert answer["municipality"]["memberships"] == [{"partnership": {"kind": "MUNICIPAL_PARTNERSHIP"}}]
    assert answer["handovers"] == {
        "totalCount": 1,
        "nodes": [
            {
                "slug": "herrljunga-to-mariestad",
                "partnership": {"slug": WHOLE, "kind": "MUNICIPAL_PARTNERSHIP"},
                "seat": {"number": 1},
            }
        ],
    }


@pytest.mark.parametrize(("day", "count"), [("2018-05-25", 0), ("2018-05-26", 1), ("2030-01-01", 1)])
def test_handovers_are_listed_from_their_first_possible_day(ask: Ask, day: str, count: int) -> None:
    """What cannot have begun is not there."""
    assert (
        ask("query($day: Date) { handovers(asOf: $day) { totalCount } }", day=day)["handovers"]["totalCount"] == count
    )


ROOT = (
    "query($by: SeatKey!, $day: Date) { seat(by: $by, asOf: $day) { id number holder { slug } partnership { slug } } }"
)
NUMBERED = {"number": {"partnership": WHOLE, "number": 1}}


def test_a_seat_is_found_by_its_number_and_by_its_id(ask: Ask) -> None:
    """Both keys lead to the seat that Mariestad holds now, and `node` gives the same one."""
    found = ask(ROOT, by=NUMBERED)["seat"]
    document = "query($id: ID!) { node(id: $id) { id ... on Seat { number partnership { slug } } } }"

    assert (found["number"], found["holder"], found["partnership"]) == (1, {"slug": "mariestad"}, {"slug": WHOLE})
    assert ask(ROOT, by={"id": found["id"]})["seat"] == found
    assert ask(document, id=found["id"])["node"] == {
        "id": found["id"],
        "number": 1,
        "partnership": {"slug": WHOLE},
    }


@pytest.mark.parametrize(
    ("day", "holder"), [("2016-01-01", "herrljunga"), ("2019-01-01", None), ("2021-06-01", "mariestad")]
)
def test_a_seat_stays_the_same_when_it_passes_on(ask: Ask, day: str, holder: str | None) -> None:
    """Herrljunga's seat of one day is Mariestad's of another, under the same id; none is sure in between."""
    found = ask(ROOT, by=NUMBERED, day=day)["seat"]

    assert found["id"] == ask(ROOT, by=NUMBERED)["seat"]["id"]
    assert found["holder"] == (holder and {"slug": holder})


def test_a_seat_is_known_by_the_address_of_its_linked_data(ask: Ask, snapshot: Snapshot) -> None:
    """The id holds the text that `/id/seat/` has, for every seat of the catalogue."""
    for one in snapshot.all_time.all("seats"):
        found = ask(ROOT, by={"number": {"partnership": one.partnership.slug, "number": one.number}})["seat"]
        key = base64.urlsafe_b64decode(found["id"] + "==").decode()
        assert key == f"Seat:{one.partnership.slug}-{one.number}"
        assert linked.find(snapshot, "seat", key.removeprefix("Seat:")) is one


@pytest.mark.parametrize(
    "by",
    [
        {"number": {"partnership": WHOLE, "number": 4}},
        {"number": {"partnership": WHOLE, "number": 0}},
        {"number": {"partnership": WHOLE, "number": -1}},
        {"number": {"partnership": "atlantis", "number": 1}},
        {"number": {"partnership": "", "number": 1}},
        {"id": "R29hbDoxMQ"},
    ],
)
def test_a_seat_that_is_none_is_null(ask: Ask, by: dict[str, Any]) -> None:
    """A number that the partnership lacks, an unknown partnership, the id of a Goal."""
    assert ask(ROOT, by=by) == {"seat": None}


def test_a_seat_is_not_there_before_its_partnership(ask: Ask) -> None:
    """As the partnership itself: neither is told of a day on which it certainly was not."""
    document = "query($slug: String!, $day: Date) { partnership(by: {slug: $slug}, asOf: $day) { slug } }"

    assert ask(document, slug=WHOLE, day="1950-01-01") == {"partnership": None}
    assert ask(ROOT, by=NUMBERED, day="1950-01-01") == {"seat": None}


@pytest.mark.parametrize(
    ("by", "word"),
    [
        ({}, "SeatKey"),
        ({"id": "R29hbDoxMQ", **NUMBERED}, "SeatKey"),
        ({"number": {"partnership": WHOLE}}, "SeatNumber"),
        ({"number": None}, "'number'"),
    ],
)
def test_a_key_of_a_seat_is_one_of_two(refuse: Ask, by: dict[str, Any], word: str) -> None:
    """None, both, half of one, null: the message names the input that is wrong."""
    assert word in refuse(ROOT, by=by)
