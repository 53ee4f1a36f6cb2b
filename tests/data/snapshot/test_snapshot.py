"""The served version in memory: linked, indexed, immutable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, Engine, Select, delete, event

from data.catalogue.load import load
from data.domain.dates import parse, span
from data.snapshot.entities import ENTITY_CLASSES, Entity, Goal, Municipality, Partnership
from data.snapshot.entities.entity import slots
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.snapshot.watcher import SnapshotWatcher
from data.store.bulk import select_rows
from data.store.database import writing
from data.store.models import RECORDS, images
from tests.record_files import checked

if TYPE_CHECKING:
    from tests.data.conftest import Desk

SHARED = "mariestad-ukmerge-kamianets-podilskyi"


def partnership(snapshot: Snapshot, slug: str = SHARED) -> Partnership:
    found = snapshot.entities["partnerships"][slug]
    assert isinstance(found, Partnership)
    return found


def place(snapshot: Snapshot, slug: str) -> Municipality:
    found = snapshot.entities["municipalities"][slug]
    assert isinstance(found, Municipality)
    return found


def test_every_row_is_a_thing(snapshot: Snapshot, world: Path) -> None:
    """Each table has its things, of its own class, in the order of their keys."""
    catalogue = checked(world)

    for record in RECORDS:
        entities = snapshot.rows[record.name]
        assert len(entities) == len(catalogue.rows[record.name])
        assert {type(entity) for entity in entities} <= {ENTITY_CLASSES[record.name]}
    assert [entity.key for entity in snapshot.rows["goals"]] == [str(number) for number in range(1, 18)]


def test_every_slot_is_filled(whole: Snapshot) -> None:
    """No thing of the real catalogue lacks a value or a link that its class declares."""
    unfilled = {
        (type(entity).__name__, name)
        for entities in whole.rows.values()
        for entity in entities
        for name in slots(type(entity))
        if not hasattr(entity, name.removesuffix("_"))
    }

    assert unfilled == set()


def test_things_hold_each_other(snapshot: Snapshot) -> None:
    """Links lead to the very same objects from all sides."""
    shared, herrljunga = partnership(snapshot), place(snapshot, "herrljunga")
    membership = shared.members[0]

    assert membership.municipality is herrljunga
    assert membership.partnership is shared
    assert membership.seat is shared.seats[0]
    assert membership in herrljunga.memberships()
    assert shared.handovers[0].predecessor is herrljunga
    assert herrljunga.country is snapshot.all_time.country("SE")
    assert herrljunga.region is place(snapshot, "vastra-gotalandsregionen")


def test_sources_stand_in_the_order_of_the_row(snapshot: Snapshot, world: Path) -> None:
    """The first source of a row comes first."""
    row = checked(world).by_key("partnerships")[SHARED,]

    assert tuple(source.slug for source in partnership(snapshot).sources) == row.sources


def test_each_change_of_a_place_is_there_once(snapshot: Snapshot) -> None:
    """A new name, whose unit is predecessor and successor at once, is not told twice."""
    renamed = place(snapshot, "jb-marks")

    assert sorted(change.slug for change in renamed.changes) == ["nw405-renamed-jb-marks", "tlokwe-renamed-nw405"]
    assert [change.slug for change in renamed.predecessors] == ["tlokwe-renamed-nw405", "nw405-renamed-jb-marks"]
    assert [change.slug for change in renamed.successors] == ["tlokwe-renamed-nw405", "nw405-renamed-jb-marks"]


def test_no_link_is_there_twice(whole: Snapshot) -> None:
    """Nothing refers to a thing twice in one list."""
    doubled = {
        (entity.key, name)
        for entities in whole.entities.values()
        for entity in entities.values()
        for name in slots(type(entity))
        if isinstance(links := getattr(entity, name.removesuffix("_")), tuple) and len(set(links)) < len(links)
    }

    assert doubled == set()


@pytest.mark.parametrize("name", ["slug", "title_en", "span", "slice", "members", "members_", "brand_new"])
def test_things_cannot_be_changed(snapshot: Snapshot, name: str) -> None:
    """Neither value nor link of a thing can be set, and none can be added."""
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        setattr(partnership(snapshot), name, None)


def test_links_cannot_be_changed(snapshot: Snapshot) -> None:
    """What a thing holds are tuples and immutable values only."""
    mutable = {
        (type(entity).__name__, name)
        for entities in snapshot.rows.values()
        for entity in entities
        for name in slots(type(entity))
        if isinstance(getattr(entity, name.removesuffix("_")), list | dict | set)
    }

    assert mutable == set()


def test_a_membership_of_two_lasts_as_long_as_its_partnership(snapshot: Snapshot) -> None:
    """A partnership of two has both its members as long as it lasts; dates of their own are kept."""
    twin = snapshot.entities["partnerships"]["twin-herrljunga-ukmerge"]
    herrljunga = partnership(snapshot).members[0]

    assert {member.span for member in twin.members} == {twin.span}  # type: ignore[attr-defined]
    assert herrljunga.span == span(herrljunga.start, herrljunga.end)


def test_names_without_dates_are_there_on_every_day(snapshot: Snapshot) -> None:
    """A name without dates may be used on every day; a former name as long as its dates say."""
    names = {name.name: name for name in place(snapshot, "jb-marks").names}

    assert names["Potchefstroom"].span == span(None, None)
    assert names["Tlokwe"].certainty_on(date(2015, 1, 1)) is not None
    assert names["Tlokwe"].certainty_on(date(2020, 1, 1)) is None


def test_partial_dates_keep_text_and_wording(snapshot: Snapshot) -> None:
    """A date in memory is as it stands in the records."""
    when = snapshot.entities["events"]["herrljunga-to-mariestad-application"].date  # type: ignore[attr-defined]

    assert (when.edtf, when.wording) == ("2018-23", "i början av hösten")
    assert (when.earliest, when.latest) == parse("2018-23")


def test_a_place_is_found_by_its_codes(snapshot: Snapshot) -> None:
    """Gotland answers to its own code and to that of its county; codes are of a country."""
    gotland = place(snapshot, "gotland")

    assert snapshot.codes["SE", "0980"] == gotland.row
    assert snapshot.codes["SE", "09"] == gotland.row
    assert snapshot.codes["SE", "14"] == place(snapshot, "vastra-gotalandsregionen").row
    assert ("UA", "0980") not in snapshot.codes


def test_a_place_is_found_by_its_wikidata_item(snapshot: Snapshot) -> None:
    """An item names one place."""
    assert snapshot.wikidata["Q213127"] == place(snapshot, "ukmerge").row


def test_things_with_one_key_are_indexed(snapshot: Snapshot) -> None:
    """Goals and countries are found by number and code; names, of two keys, are not indexed."""
    assert isinstance(snapshot.entities["goals"]["11"], Goal)
    assert "names" not in snapshot.entities
    assert all(isinstance(entity, Entity) for entity in snapshot.entities["countries"].values())


def test_the_version_is_read_in_one_transaction(engine: Engine, world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an image, reading takes one SELECT for each table, all through one connection, and no more than three besides."""
    load(engine, checked(world))
    with writing(engine) as connection:
        connection.execute(delete(images))
    selects, besides = list[Connection](), list[str]()

    def counted(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
        selects.append(connection)
        return select_rows(connection, query)

    monkeypatch.setattr("data.snapshot.linking.tables.select_rows", counted)
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _cu, statement, *_: besides.append(statement) if statement.startswith("SELECT") else None,
    )
    found = read_snapshot(engine)

    assert (len(selects), len(set(selects))) == (len(RECORDS), 1)
    assert 0 < len(besides) <= 3
    assert len(found.rows["partnerships"]) == 11


def test_the_snapshot_is_swapped_when_the_version_changes(engine: Engine, world: Path, desk: Desk) -> None:
    """A poll swaps the snapshot after a load of changed records, and only then; who took the old one keeps it."""
    load(engine, checked(world))
    watch = SnapshotWatcher(engine)
    polls = [watch.poll(), watch.poll()]
    old = watch.snapshot
    load(engine, checked(world))
    polls.append(watch.poll())
    same = watch.snapshot
    desk.remove("results", "herrljunga-two-family-centres")
    load(engine, checked(desk.directory))
    polls.append(watch.poll())

    assert polls == [True, False, False, True]
    assert same is old is not watch.snapshot
    assert old is not None
    assert watch.snapshot is not None
    assert (len(old.rows["results"]), len(watch.snapshot.rows["results"])) == (1, 0)
