"""Versions kept: listed, served again, removed, and what was known at an instant."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event, insert, select

from data.catalogue.load import load
from data.domain.errors import InputError
from data.snapshot.archive import RECENT, SnapshotArchive
from data.snapshot.snapshot import read_snapshot, served_version
from data.store import versions
from data.store.database import reading, writing
from data.store.history import History
from data.store.models import METADATA, activations
from data.store.versions import rollback, stored_versions
from tests.record_files import checked

if TYPE_CHECKING:
    from tests.data.conftest import Desk

Loaded = Callable[..., str]


@pytest.fixture
def loaded(engine: Engine, desk: Desk) -> Loaded:
    """Loads the small world with another remark on one source, which makes it another version; its digest."""

    def loaded(remark: str, keep: int = 10) -> str:
        desk.change("sources", "geonames", note=remark)
        load(engine, checked(desk.directory), keep=keep)
        return str(served_version(engine))

    return loaded


def since(engine: Engine) -> list[datetime]:
    """When each activation began."""
    with reading(engine) as connection:
        found = connection.scalars(select(activations.c.since).order_by(activations.c.id)).all()
    return [datetime.fromisoformat(text) for text in found]


def test_versions_are_listed_the_last_served_first(engine: Engine, loaded: Loaded) -> None:
    """With their number of records, and one of them marked as served."""
    first, second = loaded("one"), loaded("two")
    found = stored_versions(engine)

    assert [(version.digest, version.served) for version in found] == [(second, True), (first, False)]
    assert found[0].records == found[1].records > 100
    assert found[0].since > found[1].since


def test_an_empty_store_keeps_no_versions(engine: Engine) -> None:
    """Before the first load the list is empty and there is nothing to go back to."""
    assert stored_versions(engine) == []
    with pytest.raises(InputError, match="it holds no version"):
        rollback(engine, "0123456789abcdef")


def test_a_rollback_serves_the_old_version_again(engine: Engine, loaded: Loaded) -> None:
    """Whole, at once, and it is on top of the list; doing it twice changes nothing."""
    first, second = loaded("one"), loaded("two")
    changed, again = rollback(engine, first), rollback(engine, first)
    snapshot = SnapshotArchive(engine).newest()

    assert (changed, again) == (True, False)
    assert snapshot.version == first
    assert snapshot.entities["sources"]["geonames"].note == "one"  # type: ignore[attr-defined]
    assert [version.digest for version in stored_versions(engine)] == [first, second]


@pytest.mark.parametrize("digest", ["", "no such version", "0123456789abcdef", "%", "'; DROP TABLE versions"])
def test_a_rollback_to_what_is_not_kept_names_what_is(engine: Engine, loaded: Loaded, digest: str) -> None:
    """Nothing changes, and the message lists the versions that there are."""
    first = loaded("one")
    with pytest.raises(InputError, match=first):
        rollback(engine, digest)

    assert served_version(engine) == first


def test_loading_a_version_that_is_kept_writes_nothing_twice(engine: Engine, loaded: Loaded, desk: Desk) -> None:
    """The old records again: no row goes in, yet they are served and the history grows."""
    first, _, told = loaded("one"), loaded("two"), list[int]()
    desk.change("sources", "geonames", note="one")
    changed = load(engine, checked(desk.directory), told.append)

    assert (changed, told, served_version(engine)) == (True, [], first)
    assert len(since(engine)) == 3
    assert len(stored_versions(engine)) == 2


def test_only_so_many_versions_are_kept(engine: Engine, loaded: Loaded) -> None:
    """Those that were served last stay, with a rollback counting as being served; the others leave no row."""
    first, second = loaded("one"), loaded("two")
    rollback(engine, first)
    third = loaded("three", keep=2)
    with reading(engine) as connection:
        left = {
            table.name: set(connection.scalars(select(table.c.version)))
            for table in METADATA.sorted_tables
            if "version" in table.c and table.name != "serving"
        }

    assert [version.digest for version in stored_versions(engine)] == [third, first]
    assert second not in {version.digest for version in stored_versions(engine)}
    assert all(len(numbers) <= 2 for numbers in left.values())
    assert left["sources"] == left["citations"] == left["memberships"]


def test_loading_the_served_version_deletes_none(engine: Engine, loaded: Loaded) -> None:
    """It changes nothing, also when fewer versions are to be kept than there are."""
    first, second = loaded("one"), loaded("two")
    again = loaded("two", keep=1)

    assert again == second
    assert [version.digest for version in stored_versions(engine)] == [second, first]


def test_the_history_keeps_its_order_when_the_clock_is_set_back(
    engine: Engine, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day of the past on the clock of the loader: what is served next follows right after what was."""

    class YesterYear(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> YesterYear:
            return cls(2001, 1, 1, tzinfo=tz)

    first = loaded("one")
    monkeypatch.setattr(versions, "datetime", YesterYear)
    second = loaded("two")
    one, two = since(engine)

    assert two - one == timedelta(microseconds=1)
    assert [version.digest for version in stored_versions(engine)] == [second, first]


def test_what_was_known_is_told_across_a_rollback(engine: Engine, loaded: Loaded) -> None:
    """One, two, one again: each instant has the version that was served then, ends included."""
    first, second = loaded("one"), loaded("two")
    rollback(engine, first)
    instants = since(engine)
    newest = SnapshotArchive(engine).newest()
    time.sleep(0.001)

    assert [newest.known_at(at).version for at in instants] == [first, second, first]
    assert newest.known_at(instants[1] - timedelta(microseconds=1)).version == first
    assert newest.known_at(instants[2] - timedelta(microseconds=1)).version == second
    assert newest.known_at(datetime.now(UTC)) is newest


def test_a_snapshot_of_before_is_whole_and_read_once(engine: Engine, loaded: Loaded) -> None:
    """It says what it said then; asked for again it is the same object, also by a newer snapshot."""
    loaded("one")
    (then,) = since(engine)
    loaded("two")
    past = SnapshotArchive(engine)
    before = past.newest().known_at(then)
    loaded("three")

    assert before.entities["sources"]["geonames"].note == "one"  # type: ignore[attr-defined]
    assert past.newest().known_at(then) is before


def test_few_snapshots_of_before_are_held(engine: Engine, loaded: Loaded) -> None:
    """The last ones asked for; the others are read anew."""
    for number in range(RECENT + 2):
        loaded(f"number {number}")
    newest = SnapshotArchive(engine).newest()
    read = [newest.known_at(at) for at in since(engine)[:-1]]
    reads = list[str]()
    event.listen(engine, "begin", lambda connection: reads.append("begin"))
    kept = newest.known_at(since(engine)[RECENT])
    after = len(reads)
    anew = newest.known_at(since(engine)[0])

    assert kept is read[RECENT]
    assert anew is not read[0]
    assert anew.version == read[0].version
    assert len(reads) == after + 2


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        (
            datetime(2001, 1, 1, tzinfo=UTC),
            "no catalogue was served at 2001-01-01T00:00:00.*the first one was served from",
        ),
        (datetime(9999, 1, 1, tzinfo=UTC), "is in the future"),
    ],
)
def test_beyond_what_is_known_is_an_error(engine: Engine, loaded: Loaded, at: datetime, wrong: str) -> None:
    """Before the first catalogue, and after now."""
    loaded("one")
    with pytest.raises(InputError, match=wrong):
        SnapshotArchive(engine).newest().known_at(at)


def test_a_version_that_is_no_longer_kept_is_an_error(engine: Engine, loaded: Loaded) -> None:
    """The history goes on knowing that it was served."""
    first = loaded("one")
    (then,) = since(engine)
    loaded("two", keep=1)
    with pytest.raises(InputError, match=f"version {first} is no longer kept"):
        SnapshotArchive(engine).newest().known_at(then)


def test_a_snapshot_without_a_store_knows_only_itself(engine: Engine, loaded: Loaded) -> None:
    """Who read it did not say where others are: an error, never the wrong version."""
    first = loaded("one")
    (then,) = since(engine)
    lone = read_snapshot(engine)
    lone.history = History()
    with writing(engine) as connection:
        connection.execute(insert(activations).values(digest="another", since="2001-01-01T00:00:00.000000+00:00"))
    with pytest.raises(InputError, match="no catalogue was served"):
        lone.known_at(then)

    assert served_version(engine) == first
