"""Edges of the rules of dates: bounds that are given on one side only, agreements, and what an end may be at the latest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.catalogue.reader import read_catalogue
from data.catalogue.rules import check

if TYPE_CHECKING:
    from tests.data.conftest import Desk

FAMILY_CENTRES = "herrljunga-family-centres"
NO_AGREEMENT = "no event tells of an agreement without an end"


def cures(desk: Desk) -> list[str]:
    return [problem.cure for problem in check(read_catalogue(desk.directory)[0])]


@pytest.mark.parametrize(("column", "date", "relation"), [("start", "[2022..]", "later"), ("end", "[..2019]", "older")])
def test_a_bound_on_one_side_may_contradict_the_evidence_too(desk: Desk, column: str, date: str, relation: str) -> None:
    """Habo – Brod was approved in 2020 or 2021: it did not begin from 2022 on, nor end by 2019."""
    row = desk.change("partnerships", "habo-brod", **{column: date})

    wrong = f"the {column} is {relation} than the evidence of [2020..2021] (icld-eight-million-approved-for-local)"
    assert desk.complaints() == [("partnerships.csv", row, column, wrong)]


@pytest.mark.parametrize(("column", "date"), [("start", "[..2021]"), ("end", "[2020..]"), ("end", "[2021..]")])
def test_a_bound_on_one_side_may_leave_room_for_the_evidence(desk: Desk, column: str, date: str) -> None:
    """Begun by 2021, or there until some day after the approval."""
    desk.change("partnerships", "habo-brod", **{column: date})

    assert desk.complaints() == []


@pytest.mark.parametrize(("expected", "wrong"), [("true", [NO_AGREEMENT]), ("false", [])])
def test_an_agreement_that_is_only_expected_is_none(desk: Desk, expected: str, wrong: list[str]) -> None:
    """A twin town of which a source only expects the agreement has no open end yet."""
    desk.change("events", "twin-herrljunga-ukmerge-started-2008-05", expected=expected)

    assert [what for *_, what in desk.complaints()] == wrong


def test_an_agreement_may_be_about_a_project(desk: Desk) -> None:
    """The event names the project; that of its partnership is not enough."""
    desk.change("projects", "student-oriented-learning", end="..")
    assert [what for *_, what in desk.complaints()] == [NO_AGREEMENT]

    of = {"partnership": "kalix-masaka-district", "project": "student-oriented-learning"}
    desk.add("events", slug="agreed", kind="STARTED", expected="false", **of)
    assert desk.complaints() == []


def test_no_agreement_is_about_a_role(desk: Desk) -> None:
    """An open end of a role can only be left out, and the remedy says so."""
    desk.change("roles", "energy-plan-agenda-2030-operator-vaxjo-energi", end="..")

    assert [what for *_, what in desk.complaints()] == [NO_AGREEMENT]
    assert cures(desk) == ["Leave the end empty"]


@pytest.mark.parametrize(
    ("published", "read", "cure"),
    [
        ("", "2026-11-21", "Give the end, as [..2026-11-21] when it is not told"),
        ("2026~", "2026-11-21", "Give the end, as [..2026-11-21] when it is not told"),
        ("2019", "2026-11-21", "Give the end, as [..2019-12-31] when it is not told"),
        ("", "", "Give the end"),
    ],
)
def test_an_end_is_not_later_than_its_source(desk: Desk, published: str, read: str, cure: str) -> None:
    """A source that tells of an end was published and read after it; where neither is known, no bound is suggested."""
    desk.change("sources", "geonames", published=published, read_on=read)
    desk.add("statuses", slug="over", partnership="kalix-masaka-district", state="ENDED")

    assert cures(desk) == [cure]


def test_a_partnership_is_no_part_of_itself(desk: Desk) -> None:
    """The whole is another one."""
    row = desk.change("partnerships", "habo-brod", part_of="habo-brod")

    assert desk.complaints() == [("partnerships.csv", row, "part_of", "a partnership is no part of itself")]
