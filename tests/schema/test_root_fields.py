"""`knownAt`: what was known at an instant, beside `asOf`, what was true on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType
from sqlalchemy import Engine, event, select

from data.catalogue.load import load, read_checked
from data.snapshot.archive import SnapshotArchive
from data.snapshot.snapshot import Snapshot
from data.store.database import open_store, reading
from data.store.models import activations
from data.store.versions import rollback
from schema.execution.execute import execute_document
from schema.query import build_schema

SCHEMA = build_schema()
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, world: Path) -> Iterator[Engine]:
    """A store that served the small world, then one without its only result, then the first again."""
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'samband.sqlite'}")
    whole, less = read_checked(world), read_checked(world)
    less.rows["results"].clear()
    load(engine, whole)
    load(engine, less)
    rollback(engine, whole.digest())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def instants(store: Engine) -> list[datetime]:
    """When each of the three was made the served one."""
    with reading(store) as connection:
        found = connection.scalars(select(activations.c.since).order_by(activations.c.id)).all()
    return [datetime.fromisoformat(text) for text in found]


@pytest.fixture
def newest(store: Engine) -> Snapshot:
    return SnapshotArchive(store).newest()


def ask(snapshot: Snapshot, document: str, **variables: Any) -> Any:
    result = execute_document(SCHEMA, snapshot, document, variables)
    return result.data if not result.errors else [error.message for error in result.errors]


def test_each_instant_has_what_was_known_then(newest: Snapshot, instants: list[datetime]) -> None:
    """Two versions in one answer, each whole: the result of a project was known, then not, then again."""
    document = """
        fragment Known on Partnership { projects { results { count } } }
        query($first: Instant!, $second: Instant!) {
          one: partnership(by: {slug: "mariestad-ukmerge-kamianets-podilskyi"}, knownAt: $first) { ...Known }
          two: partnership(by: {slug: "mariestad-ukmerge-kamianets-podilskyi"}, knownAt: $second) { ...Known }
          now: partnership(by: {slug: "mariestad-ukmerge-kamianets-podilskyi"}) { ...Known }
        }"""
    found = ask(newest, document, first=instants[0].isoformat(), second=instants[1].isoformat())
    counts = {
        name: [result["count"] for project in partnership["projects"] for result in project["results"]]
        for name, partnership in found.items()
    }

    assert counts == {"one": [2], "two": [], "now": [2]}


def test_an_interval_begins_with_its_first_instant(newest: Snapshot, instants: list[datetime]) -> None:
    """A microsecond before the second version was served the first one was known."""
    versions = [
        ask(newest, "query($at: Instant) { catalogue(knownAt: $at) { version } }", at=at.isoformat())["catalogue"][
            "version"
        ]
        for at in (instants[1] - MICROSECOND, instants[1], instants[2] - MICROSECOND, instants[2])
    ]

    assert versions[0] == versions[3] == newest.version
    assert versions[1] == versions[2] != newest.version


@pytest.mark.parametrize(("day", "there"), [("2000-01-01", False), ("2015-06-01", True)])
def test_both_axes_of_time_combine(newest: Snapshot, instants: list[datetime], day: str, there: bool) -> None:
    """What was known then of what was true on a day: the day chooses as ever, in the version of then."""
    document = """
        query($at: Instant, $day: Date) {
          partnership(by: {slug: "mariestad-ukmerge-kamianets-podilskyi"}, asOf: $day, knownAt: $at) {
            projects { results { count } } } }"""
    then = ask(newest, document, at=instants[1].isoformat(), day=day)["partnership"]

    assert (then is not None) is there
    assert not there or all(project["results"] == [] for project in then["projects"])


def test_each_field_of_the_root_takes_it_but_one() -> None:
    """Relay wants `node` to have one argument; `nodes` does as much and tells of any time."""
    query = SCHEMA._schema.query_type

    assert isinstance(query, GraphQLObjectType)
    assert [name for name, field in query.fields.items() if "knownAt" not in field.args] == ["node"]


def test_one_answer_reads_a_version_once(newest: Snapshot, store: Engine, instants: list[datetime]) -> None:
    """Asked for by five fields, read in one transaction."""
    begun = list[str]()
    event.listen(store, "begin", lambda connection: begun.append("begin"))
    fields = " ".join(f"f{number}: catalogue(knownAt: $at) {{ version }}" for number in range(5))
    found = ask(newest, f"query($at: Instant) {{ {fields} }}", at=instants[1].isoformat())

    assert len({one["version"] for one in found.values()}) == 1
    assert len(begun) == 1


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        ("2001-01-01", "no catalogue was served at 2001-01-01T00:00:00+00:00; the first one was served from"),
        ("9999-12-31T23:59:59Z", "is in the future"),
        ("yesterday", "is not an Instant"),
        ("2026-11-22T06:00:00", "is not an Instant"),
        ("2026-02-30", "is not an Instant"),
        ("0001-01-01T00:00:00+14:00", "is not an Instant"),
        (7, "is not an Instant"),
    ],
)
def test_what_cannot_be_known_is_named(newest: Snapshot, at: object, wrong: str) -> None:
    """Before the first catalogue, after now, and what is no instant, which needs its offset."""
    found = ask(newest, "query($at: Instant) { catalogue(knownAt: $at) { version } }", at=at)

    assert isinstance(found, list)
    assert wrong in found[0]


@pytest.mark.parametrize("offset", ["Z", "+00:00", "+02:00", "-11:30"])
def test_an_instant_has_any_offset(newest: Snapshot, offset: str) -> None:
    """The same instant in another zone is the same."""
    hours = {"Z": 0.0, "+00:00": 0.0, "+02:00": 2.0, "-11:30": -11.5}[offset]
    at = (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%f") + offset

    assert ask(newest, "query($at: Instant) { catalogue(knownAt: $at) { version } }", at=at) == {
        "catalogue": {"version": newest.version}
    }
