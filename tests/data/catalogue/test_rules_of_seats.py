"""What must hold across records: seats and their holders, changes, claims, spellings, personal data."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.data.conftest import Desk

SHARED = "mariestad-ukmerge-kamianets-podilskyi"


def test_a_seat_has_a_holder(desk: Desk) -> None:
    """A seat that nobody ever held is told."""
    row = desk.add("seats", partnership="habo-brod", number="3")

    assert desk.complaints() == [("seats.csv", row, "number", "the seat has no membership")]


@pytest.mark.parametrize("start", ["2017", "[2016..2018-05-25]", ""])
def test_holders_do_not_overlap(desk: Desk, start: str) -> None:
    """Who surely sat before the holder in front can have left is told; without a date it is the partnership's."""
    row = desk.change("memberships", SHARED, "1", "2", start=start, end="", end_wording="")

    assert desk.complaints() == [("memberships.csv", row, "start", "the seat was still held by herrljunga")]


@pytest.mark.parametrize("start", ["2018-05-26", "2018", "2018-06", "[..2020]", "2021"])
def test_holders_may_follow_on_one_day(desk: Desk, start: str) -> None:
    """Dates that leave room for one after the other are no problem, nor is an empty time between."""
    desk.change("memberships", SHARED, "1", "2", start=start, sources="mariestad-sustainable-municipalities")

    assert desk.complaints() == []


def test_an_undated_holder_between_hides_no_overlap(desk: Desk) -> None:
    """The first and the third holder may not overlap either, whatever is known of the second."""
    desk.add("memberships", partnership=SHARED, seat="1", turn="3", municipality="lund", start="2016")
    desk.change("memberships", SHARED, "1", "2", start="", end="[..2022]", end_wording="")

    assert "the seat was still held by herrljunga" in [wrong for _, _, _, wrong in desk.complaints()]


def test_turns_have_no_gap(desk: Desk) -> None:
    """After the first holder comes the second."""
    row = desk.change("memberships", "habo-brod", "1", "1", turn="2")

    assert desk.complaints() == [("memberships.csv", row, "turn", "the numbers have a gap")]


def test_seats_have_no_gap(desk: Desk) -> None:
    """After the first seat comes the second."""
    row = desk.change("seats", "habo-brod", "2", number="3")
    desk.change("memberships", "habo-brod", "2", "1", seat="3")

    assert desk.complaints() == [("seats.csv", row, "number", "the numbers have a gap")]


def test_nobody_succeeds_itself(desk: Desk) -> None:
    """A handover leads from one holder to another."""
    row = desk.change("handovers", "herrljunga-to-mariestad", successor="herrljunga")

    assert desk.complaints() == [("handovers.csv", row, "successor", "a holder cannot succeed itself")]


@pytest.mark.parametrize(
    "cells", [{"predecessor": "mariestad", "successor": "herrljunga"}, {"successor": "lund"}, {"seat": "2"}]
)
def test_a_handover_joins_two_holders_in_turn(desk: Desk, cells: dict[str, str]) -> None:
    """A handover backwards, to a stranger or of another seat is told."""
    row = desk.change("handovers", "herrljunga-to-mariestad", **cells)

    wrong = "the two do not hold the seat in consecutive turns"
    assert desk.complaints() == [("handovers.csv", row, "successor", wrong)]


def test_territorial_changes_do_not_lead_back(desk: Desk) -> None:
    """A unit that became part of another cannot have given rise to it: every row of the cycle is told."""
    cycle = [
        desk.add("territorial_changes", slug="a", kind="MERGED", predecessor="beryslav", successor="habo"),
        desk.add("territorial_changes", slug="b", kind="SPLIT", predecessor="habo", successor="zmiivka"),
    ]
    begun = next(n for n, row in enumerate(desk.read("territorial_changes"), 2) if row["predecessor"] == "zmiivka")

    wrong = "the changes form a cycle"
    assert desk.complaints() == [
        ("territorial_changes.csv", row, "successor", wrong) for row in sorted([begun, *cycle])
    ]


def test_a_unit_is_not_absorbed_by_itself(desk: Desk) -> None:
    """Only a new name leaves a unit the same."""
    row = desk.change("territorial_changes", "zmiivka-absorbed-beryslav", successor="zmiivka")

    assert desk.complaints() == [("territorial_changes.csv", row, "successor", "a unit cannot succeed itself")]


def test_a_preferred_claim_is_what_the_record_says(desk: Desk) -> None:
    """When the record changes and its preferred claim does not, that is told with the record's value."""
    desk.change("partnerships", SHARED, start="2014")
    row = next(n for n, claim in enumerate(desk.read("claims"), 2) if claim["slug"] == f"{SHARED}-start")

    assert desk.complaints() == [("claims.csv", row, "value", "the record itself has 2014")]


@pytest.mark.parametrize(
    ("slug", "value", "held"),
    [(f"{SHARED}-funder", "icld", "sida"), ("vaxjo-jb-marks-members", "lund", "jb-marks, vaxjo")],
)
def test_a_preferred_party_is_one_of_the_record(desk: Desk, slug: str, value: str, held: str) -> None:
    """Claims on funders and members are held against roles and memberships."""
    row = desk.change("claims", slug, value=value)

    assert desk.complaints() == [("claims.csv", row, "value", f"the record itself has {held}")]


def test_a_claim_is_about_a_field(desk: Desk) -> None:
    """A claim on a column that the record does not have is told."""
    row = desk.change("claims", f"{SHARED}-start-2", field="begin")

    assert desk.complaints() == [("claims.csv", row, "field", "partnerships have no such field")]


def test_other_claims_may_say_anything(desk: Desk) -> None:
    """A claim of normal rank is there because it differs."""
    desk.change("claims", f"{SHARED}-start-2", value="1999")

    assert desk.complaints() == []


@pytest.mark.parametrize("name", ["Kamianets-Podilskyi", "KAMIANETS-PODILSKYI", "Ukmergė", "Ukmergé"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_shared_spelling_is_marked(desk: Desk, name: str, form: str) -> None:
    """A spelling that also names another place must say so, however Unicode composes its letters."""
    written = unicodedata.normalize(form, name)  # type: ignore[arg-type]
    row = desk.add("names", municipality="habo", name=written, kind="ALTERNATE", shared="false")

    assert ("names.csv", row, "shared") in [complaint[:3] for complaint in desk.complaints()]


def test_a_spelling_of_one_place_is_not_marked(desk: Desk) -> None:
    """A mark of sharing without another place is told."""
    row = desk.change("names", "haabo", "Håbo kommun", shared="true")

    assert desk.complaints() == [("names.csv", row, "shared", "no other place has this spelling")]


EMAILS = [
    "nomen.nescio@mariestad.se",
    "Nomen Nescio <nomen@mariestad.se>",
    "mail:nomen@växjö.se.",
    "NOMEN@MARIESTAD.SE",
]
PHONES = [
    "0000-00 00 00",
    "Telephone 0000-000000.",
    "0000000000.",
    "(0000) 00 00 00",
    "Call +46 501 75 51 00",
    "Call +46(0)501-755100",
    "0000/000000,",
    "0000-00\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}00",
    "0000\N{EN DASH}00 00 00",
    "0046 501 755100",
]


@pytest.mark.parametrize("text", EMAILS)
def test_an_address_of_a_person_is_refused(desk: Desk, text: str) -> None:
    """An e-mail address in a note is told, in whatever guise."""
    row = desk.change("partnerships", "habo-brod", note=text)

    assert desk.complaints() == [("partnerships.csv", row, "note", "the text contains an e-mail address")]


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_refused(desk: Desk, text: str) -> None:
    """A phone number in a note is told, however it is grouped and wherever it stands."""
    row = desk.change("partnerships", "habo-brod", note=text)

    assert desk.complaints() == [("partnerships.csv", row, "note", "the text contains a phone number")]


@pytest.mark.parametrize(("text", "wrong"), [("nomen@mariestad.se", "e-mail"), ("0000-00 00 00", "phone")])
@pytest.mark.parametrize(
    ("record", "key", "column"),
    [
        ("sources", "mariestad-2018-05-30-cooperation-begins", "title"),
        ("claims", f"{SHARED}-start-2", "value"),
        ("events", "herrljunga-to-mariestad-started", "date_wording"),
        ("memberships", f"{SHARED} 1 2", "start_wording"),
    ],
)
def test_personal_data_hides_nowhere(desk: Desk, record: str, key: str, column: str, text: str, wrong: str) -> None:
    """Titles, values of claims and the wording of dates are searched like notes."""
    row = desk.change(record, *key.split(), **{column: text})

    found = [(file, number) for file, number, _, what in desk.complaints() if wrong in what]
    assert found == [(f"{record}.csv", row)]


@pytest.mark.parametrize(
    "text",
    [
        "Write to partnership@icld.se.",
        "SEK 1 800 000 in 2021",
        "from 2018-05-26 to 2020-12-31",
        "212000-1686",
        "2013/2014",
    ],
)
def test_what_only_looks_personal_stays(desk: Desk, text: str) -> None:
    """The mailbox of a role, sums, dates and numbers of organisations are no personal data."""
    desk.change("partnerships", "habo-brod", note=text)

    assert desk.complaints() == []
