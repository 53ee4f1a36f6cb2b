"""The snapshot as of a day: the day carries down every path, and decides what is there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import Certainty
from data.networks.network import goal_counts, partners
from data.snapshot.entities import Entity, Layer, Municipality, Partnership, Source
from data.snapshot.queries import municipality_by_key
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot

SHARED = "mariestad-ukmerge-kamianets-podilskyi"
NOT_LINKS = ("slice", "sources", "key")
FOLLOWED = ("memberships", "partnerships")
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def reached(entity: Entity) -> Iterator[Entity]:
    """The things to which the public links, properties and methods of a thing lead."""
    for name in dir(type(entity)):
        if not name.startswith("_") and name not in NOT_LINKS:
            value = getattr(entity, name)
            yield from things_in(value() if name in FOLLOWED and callable(value) else value)
    if isinstance(entity, Municipality):
        yield from things_in([partners(entity), goal_counts(entity)])


def things_in(value: object) -> Iterator[Entity]:
    """The things in a value, layers and sources aside: all slices share these, and a test of their own is below."""
    if isinstance(value, Entity) and not isinstance(value, Layer | Source):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from things_in(part)


@given(days, st.integers(0, 9), st.lists(st.integers(0, 10_000), max_size=8))
def test_the_day_carries_down_every_path(snapshot: Snapshot, day: date, start: int, turns: list[int]) -> None:
    """From any partnership, whatever links are followed, every thing belongs to the slice of the day chosen once."""
    slice = snapshot.slice(day)
    entity: Entity = slice.of(snapshot.rows["partnerships"][start])
    for turn in turns:
        found = list(reached(entity))
        assert {other.slice.day for other in found} <= {day}
        assert all(other.slice is slice for other in found)
        entity = found[turn % len(found)] if found else entity


@pytest.mark.parametrize("day", [None, date(2015, 1, 1), date(2019, 6, 1), date(2021, 6, 1), date(2030, 1, 1)])
def test_nothing_reached_leaves_the_slice(snapshot: Snapshot, day: date | None) -> None:
    """All things that all paths lead to are of the one slice."""
    slice = snapshot.slice(day)
    waiting: list[Entity] = list(slice.partnerships)
    seen = set(waiting)
    while waiting:
        fresh = set(reached(waiting.pop())) - seen
        seen |= fresh
        waiting += fresh

    assert len(seen) > 200
    assert {entity.slice for entity in seen} == {slice}


def at(snapshot: Snapshot, day: str) -> Slice:
    return snapshot.slice(date.fromisoformat(day))


def certainties(entities: Iterable[Entity]) -> dict[str, str]:
    return {entity.key: str(entity.certainty) for entity in entities}


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        ("2012-12-31", {}),
        ("2013-01-01", {"herrljunga": "POSSIBLE"}),
        ("2013-12-31", {"herrljunga": "CERTAIN"}),
        ("2018-05-25", {"herrljunga": "CERTAIN"}),
        ("2018-05-26", {"herrljunga": "CERTAIN", "mariestad": "POSSIBLE"}),
        ("2018-05-27", {"herrljunga": "POSSIBLE", "mariestad": "POSSIBLE"}),
        ("2020-12-30", {"herrljunga": "POSSIBLE", "mariestad": "POSSIBLE"}),
        ("2020-12-31", {"herrljunga": "POSSIBLE", "mariestad": "CERTAIN"}),
        ("2021-01-01", {"mariestad": "CERTAIN"}),
        ("2022-02-24", {"mariestad": "CERTAIN"}),
        ("2022-02-25", {"mariestad": "POSSIBLE"}),
        ("2099-12-31", {"mariestad": "POSSIBLE"}),
    ],
)
def test_a_seat_has_the_holders_of_the_day(snapshot: Snapshot, day: str, holders: dict[str, str]) -> None:
    """Before, between and after: who may sit in the Swedish seat, and how sure that is."""
    seat = snapshot.entities["partnerships"][SHARED].seats[0]  # type: ignore[attr-defined]
    there = at(snapshot, day).of(seat).memberships

    assert {m.municipality.slug: str(m.certainty) for m in there} == holders


@pytest.mark.parametrize(
    ("day", "there"), [("2016-06-30", False), ("2016-07-01", True), ("2019-06-30", True), ("2019-07-01", False)]
)
def test_both_ends_are_inclusive(snapshot: Snapshot, day: str, there: bool) -> None:
    """A project from 2016-07-01 to 2019-06-30 is there on both days, and on none outside."""
    found = at(snapshot, day).get("projects", "gotland-zmiivka-democracy")

    assert (found is not None) is there
    assert found is None or found.certainty is Certainty.CERTAIN


@pytest.mark.parametrize(
    ("day", "certainty"),
    [("2008-04-30", None), ("2008-05-01", "POSSIBLE"), ("2008-05-31", "POSSIBLE"), ("9999-12-31", "POSSIBLE")],
)
def test_an_open_end_makes_nothing_certain(snapshot: Snapshot, day: str, certainty: str | None) -> None:
    """A twin town of May 2008 without an end in sight may go on: no dated source tells of it afterwards."""
    found = at(snapshot, day).get("partnerships", "twin-herrljunga-ukmerge")

    assert (found and found.certainty) == certainty


@given(days)
def test_what_is_certain_is_part_of_what_is_possible(snapshot: Snapshot, day: date) -> None:
    """A slice holds only what the dates allow, and marks as certain only what they leave no doubt of."""
    slice = snapshot.slice(day)
    for record in ("partnerships", "memberships", "projects", "events", "names"):
        everything = {entity: entity.certainty_on(day) for entity in snapshot.rows[record]}
        there = slice.all(record)

        assert len(there) == sum(certainty is not None for certainty in everything.values())
        assert {str(entity.certainty) for entity in there} <= {"CERTAIN", "POSSIBLE"}
        assert sum(entity.certainty is Certainty.CERTAIN for entity in there) == list(everything.values()).count(
            Certainty.CERTAIN
        )


@given(days)
def test_what_happened_stays(snapshot: Snapshot, day: date) -> None:
    """A later slice holds every event of an earlier one."""
    earlier = {event.key for event in snapshot.slice(day).all("events")}
    later = {event.key for event in snapshot.slice(day + timedelta(days=100)).all("events")}

    assert earlier <= later


def test_all_time_is_certain(snapshot: Snapshot) -> None:
    """Without a day everything is there, for certain."""
    slice = snapshot.slice(None)

    assert slice is snapshot.all_time
    assert len(slice.partnerships) == len(snapshot.rows["partnerships"])
    assert set(certainties(slice.partnerships).values()) == {"CERTAIN"}


def test_a_grant_is_not_there_before_it_is_given(whole: Snapshot) -> None:
    """A grant of June 2019 is in no list of May, from whichever side one comes."""
    slug = "icld-2019-06"
    before, after = at(whole, "2019-06-02"), at(whole, "2019-06-03")
    kalix = [municipality_by_key(slice, slug="kalix") for slice in (before, after)]

    assert before.get("grants", slug) is None
    assert after.get("grants", slug) is not None
    assert [place is not None and slug in {grant.slug for grant in place.grants} for place in kalix] == [False, True]


def test_a_status_of_later_is_not_there(snapshot: Snapshot) -> None:
    """The pause of the war is no state of 2021; an undated page counts from when it was published."""
    states = {day: _shared(snapshot, day).state for day in ("2021-06-01", "2023-01-01")}

    assert states == {"2021-06-01": "UNKNOWN", "2023-01-01": "PAUSED"}


def test_goals_are_those_of_the_projects_of_the_day(snapshot: Snapshot) -> None:
    """Goals 9 and 11 came with the project of 2020."""
    goals = {day: [link.goal.number for link in _shared(snapshot, day).goals()] for day in ("2018-01-01", "2021-06-01")}

    assert goals == {"2018-01-01": [], "2021-06-01": [9, 11]}


def _shared(snapshot: Snapshot, day: str) -> Partnership:
    found = at(snapshot, day).get("partnerships", SHARED)
    assert isinstance(found, Partnership)
    return found


def test_a_slice_is_made_once(snapshot: Snapshot) -> None:
    """The same day gives the same slice, and a thing its one twin in it."""
    day = date(2021, 6, 1)
    slice, entity = snapshot.slice(day), snapshot.rows["partnerships"][0]

    assert snapshot.slice(day) is slice
    assert slice.of(entity) is slice.of(entity) is not entity
    assert snapshot.all_time.of(slice.of(entity)) is entity


def test_slices_of_two_days_are_apart(snapshot: Snapshot) -> None:
    """A request for one day does not disturb a request for another."""
    one, other = at(snapshot, "2015-01-01"), at(snapshot, "2021-01-01")

    assert one.of(snapshot.rows["goals"][0]).slice is one
    assert other.of(snapshot.rows["goals"][0]).slice is other
    assert snapshot.rows["goals"][0].slice is snapshot.all_time


def test_all_days_share_the_layers_and_the_sources(snapshot: Snapshot) -> None:
    """What is no fact about a day is the same object in every slice."""
    one, other = (at(snapshot, day).get("partnerships", SHARED) for day in ("2016-01-01", "2021-06-01"))
    assert isinstance(one, Partnership)
    assert isinstance(other, Partnership)

    assert one is not other
    assert one.layer is other.layer is snapshot.rows["layers"][0]
    assert all(source.layer is one.layer for source in one.sources)
    assert [id(source) for source in one.sources] == [id(source) for source in other.sources]


def test_a_thing_has_one_twin_whoever_asks_first(snapshot: Snapshot) -> None:
    """Threads that reach a thing at the same time get the same object: networks count places by identity."""
    entities = [entity for entities in snapshot.rows.values() for entity in entities]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            slices = [Slice(snapshot, date(2021, 6, 1)) for _ in range(20)]
            twins = [
                list(pool.map(lambda _, here=here: [here.of(entity) for entity in entities], range(4)))
                for here in slices
            ]
    finally:
        sys.setswitchinterval(interval)

    assert all(len({id(twin) for twin in same}) == 1 for found in twins for same in zip(*found, strict=True))


def test_the_ends_of_time_are_days_like_others(snapshot: Snapshot) -> None:
    """The first and the last day of the calendar can be asked for."""
    first, last = (snapshot.slice(day) for day in (date.min, date.max))

    assert set(certainties(first.partnerships).values()) <= {"POSSIBLE"}
    assert set(certainties(last.partnerships).values()) == {"POSSIBLE"}


def test_what_is_unknown_is_not_there(snapshot: Snapshot) -> None:
    """A key that no record has gives None, as does one outside the day."""
    slice = at(snapshot, "1990-01-01")

    assert slice.country("XX") is None
    assert slice.goal(18) is None
    assert slice.target("11.z") is None
    assert slice.get("partnerships", SHARED) is None
