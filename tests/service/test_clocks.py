"""Clocks that are wrong by a day or are set back, 29 February, and summer time: what was known when, and the feed."""

from __future__ import annotations

import importlib
import logging
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from service import preparation

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FLOORS = [Path(__file__).parents[2] / floor for floor in ("data", "schema", "service")]
ASK = re.compile(r"\bdatetime\.now\(|\bdate\.today\(|\.utcnow\(")
AT = "query($at: Instant) { catalogue(knownAt: $at) { version } }"
HISTORY = "{ catalogue { version history { version since } } }"
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)


def modules() -> Iterator[str]:
    """The modules that ask for the time."""
    for floor in FLOORS:
        for path in floor.rglob("*.py"):
            if ASK.search(path.read_text(encoding="utf-8")):
                yield ".".join(path.relative_to(floor.parent).with_suffix("").parts)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of all modules that ask for the time; it then stands still."""

    def set_to(instant: datetime) -> None:
        class Stopped(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return instant.astimezone(tz) if tz else instant.astimezone().replace(tzinfo=None)

        for name in modules():
            monkeypatch.setattr(importlib.import_module(name), "datetime", Stopped)

    return set_to


@pytest.fixture
def stockholm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process is in the time zone of Sweden."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Stockholm")
        time.tzset()
        yield
    time.tzset()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def post(client: Any, document: str, **variables: Any) -> Any:
    return client.post("/graphql", json={"query": document, "variables": variables}).json()


def known(client: Any, at: datetime | str) -> str:
    """The version that was known at an instant, or what is wrong with it."""
    answer = post(client, AT, at=at if isinstance(at, str) else at.isoformat())
    return str(answer["errors"][0]["message"] if "errors" in answer else answer["data"]["catalogue"]["version"])


def history(client: Any) -> list[tuple[str, datetime]]:
    found = post(client, HISTORY)["data"]["catalogue"]["history"]
    return [(one["version"], datetime.fromisoformat(one["since"])) for one in found]


def feed(client: Any) -> tuple[datetime, list[tuple[str, datetime]]]:
    """When the feed was updated, and the version and the instant of each entry, the newest first."""
    response = client.get("/changes.atom")
    found = etree.fromstring(response.content)
    entries = [
        (re.findall("[0-9a-f]{16}", one.findtext("a:id", "", ATOM))[0], one.findtext("a:updated", "", ATOM))
        for one in found.findall("a:entry", ATOM)
    ]
    assert response.status_code == 200
    assert len(set(found.xpath("//a:id/text()", namespaces=ATOM))) == len(entries) + 1
    updated = datetime.fromisoformat(found.findtext("a:updated", "", ATOM))
    return updated, [(version, datetime.fromisoformat(at)) for version, at in entries]


def test_a_store_that_was_written_tomorrow_is_served(
    clock: Callable[[datetime], None],
    serve: Callable[..., Any],
    fill: Callable[[Path], str],
    store_url: str,
    world: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The instant that the history names can be asked for; between now and then nothing was known, and nothing later is."""
    now = utc(2027, 6, 1, 12)
    clock(now + DAY)
    version = fill(world)
    clock(now)
    with serve(store_url, poll_seconds=3600) as client:
        assert client.get("/ready").json()["version"] == version
        assert history(client) == [(version, now + DAY)]
        assert known(client, now + DAY) == version
        assert "no catalogue was served at 2027-06-01T12:00:00+00:00; the first one was served from" in known(
            client, now
        )
        assert "is in the future" in known(client, now + DAY + MICROSECOND)
        assert feed(client) == (now + DAY, [])
        assert client.get("/versions").json()["versions"][0]["current"] is True
        assert "published on 2027-06-02" in client.get("/cite").text
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_clock_that_steps_back_turns_no_history_round(
    clock: Callable[[datetime], None],
    serve: Callable[..., Any],
    fill: Callable[[Path], str],
    store_url: str,
    world: Path,
    changed: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What is loaded next follows at once, with a warning; when the day is over, all goes on as ever."""
    now = utc(2027, 6, 1, 12)
    clock(now + DAY)
    first = fill(world)
    clock(now)
    second = fill(changed)
    warned = [record.getMessage() for record in caplog.records if record.name == "data.store.versions"]
    after = now + DAY + MICROSECOND
    with serve(store_url, poll_seconds=3600) as client:
        assert history(client) == [(first, now + DAY), (second, after)]
        assert [known(client, at) for at in (now + DAY, after)] == [first, second]
        assert "is in the future" in known(client, after + MICROSECOND)
        assert feed(client) == (after, [(second, after)])
    clock(now + 2 * DAY)
    assert fill(world) == first
    with serve(store_url, poll_seconds=3600) as client:
        assert [known(client, at) for at in (now + DAY, after, now + 2 * DAY)] == [first, second, first]
        assert feed(client) == (now + 2 * DAY, [(first, now + 2 * DAY), (second, after)])

    (warning,) = warned
    assert "served since 2027-06-02T12:00:00.000000+00:00, which this machine's clock reaches in 1 day" in warning


def test_the_29th_of_february_is_a_day(
    clock: Callable[[datetime], None],
    serve: Callable[..., Any],
    fill: Callable[[Path], str],
    store_url: str,
    world: Path,
    changed: Path,
) -> None:
    """It begins where the 28th ends, and there is none in a year without it."""
    clock(utc(2028, 2, 28, 23, 59, 59))
    first = fill(world)
    leap = utc(2028, 2, 29, 12)
    clock(leap)
    second = fill(changed)
    with serve(store_url, poll_seconds=3600) as client:
        assert known(client, "2028-02-29") == first
        assert known(client, "2028-03-01T00:00:00+12:00") == second
        assert "is in the future" in known(client, "2028-03-01")
        assert "is not an Instant" in known(client, "2027-02-29")
        assert feed(client) == (leap, [(second, leap)])
        assert "published on 2028-02-29" in client.get("/cite").text
        clock(utc(2028, 3, 1, 0, 0))
        assert known(client, "2028-03-01") == second
        page = client.get("/municipality/mariestad", headers={"accept": "text/html"})
        assert page.status_code == client.get("/network.json?asOf=2028-02-29").status_code == 200


@pytest.mark.usefixtures("stockholm")
@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (utc(2027, 3, 28, 1), "2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00"),
        (utc(2027, 10, 31, 1), "2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"),
    ],
    ids=["an hour is left out", "an hour comes twice"],
)
def test_a_change_of_summer_time_changes_nothing(
    clock: Callable[[datetime], None],
    serve: Callable[..., Any],
    fill: Callable[[Path], str],
    store_url: str,
    world: Path,
    changed: Path,
    change: datetime,
    before: str,
    after: str,
) -> None:
    """A version half an hour before and one half an hour after it, in Sweden: instants and days are those of UTC."""
    earlier, later = change - timedelta(minutes=30), change + timedelta(minutes=30)
    clock(earlier)
    first = fill(world)
    clock(later)
    second = fill(changed)
    with serve(store_url, poll_seconds=3600) as client:
        assert history(client) == [(first, earlier), (second, later)]
        assert [known(client, at) for at in (before, after)] == [first, second]
        assert known(client, later - MICROSECOND) == first
        assert feed(client) == (later, [(second, later)])
        assert "the first one was served from" in known(client, change.date().isoformat())


@pytest.mark.usefixtures("stockholm")
def test_today_is_that_of_utc(clock: Callable[[datetime], None]) -> None:
    """Also in the first two hours of a summer day in Sweden, as replicas may be anywhere."""
    clock(utc(2027, 6, 30, 22, 30))
    assert preparation.today() == date(2027, 6, 30)
    clock(utc(2028, 2, 28, 23, 30))
    assert preparation.today() == date(2028, 2, 28)


SOURCES = "{ sources(first: 100) { nodes { slug freshness { level reason } } } }"


@pytest.mark.usefixtures("stockholm")
@pytest.mark.parametrize("hours", [-24, 24 * 366], ids="{} hours".format)
def test_freshness_asks_no_clock(
    clock: Callable[[datetime], None], client: Any, serve: Callable[..., Any], url: str, hours: int
) -> None:
    """It is counted from the newest reading of the records, so all processes say the same, whatever their day."""
    right = post(client, SOURCES)
    clock(datetime.now(UTC) + timedelta(hours=hours))
    with serve(url, poll_seconds=3600) as other:
        assert post(other, SOURCES) == right

    assert len({node["freshness"]["level"] for node in right["data"]["sources"]["nodes"]}) > 1
