"""Checks the clock against that of the database server and the times of the versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from data.domain.errors import StoreError
from data.store.database import reading
from service.cli.doctor.findings import Finding, State, fault, not_checked, ok, warning
from service.cli.doctor.store import StoreReport, opened
from service.settings import Settings

TOLERATED = timedelta(seconds=2)
WRONG = timedelta(minutes=1)  # from here on it is a fault
CURE = "set the clock of the machine that is wrong, by a time service such as chrony; `knownAt` and feeds go by it"

Now = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def check_clock(settings: Settings, report: StoreReport, now: Now = now) -> Finding:
    """A fault when this clock is a minute off, a warning when a version was loaded in its future."""
    if settings.readers_url.startswith("sqlite:"):
        return check_versions(report, now())
    if not report.is_readable:
        return not_checked("clock", "the database server does not tell its time", "mend the store first")
    try:
        found = compared(*server_offset(settings, now))
    except StoreError as error:
        return not_checked("clock", str(error), "run the command again")
    versions = check_versions(report, now())
    return found if found.state is not State.OK or versions.state is State.OK else versions


def check_versions(report: StoreReport, here: datetime) -> Finding:
    """Compares this clock with the instant since which the newest version is served."""
    told = f"{here:%Y-%m-%d %H:%M:%S} UTC"
    newest = max((datetime.fromisoformat(version.since) for version in report.versions), default=None)
    if newest is None:
        return ok("clock", f"{told}, with no version to compare it with")
    if newest - here <= TOLERATED:
        return ok("clock", f"{told}, not before the newest version")
    text = f"{told}, but the newest version is of {newest:%Y-%m-%d %H:%M:%S}: until then each new one follows it by a microsecond"
    return warning("clock", text, f"{CURE}. If that was the clock of the last load, nothing else is to be done")


def server_offset(settings: Settings, now: Now) -> tuple[timedelta, timedelta]:
    """How far the database server's clock is ahead, and by how much that may be wrong."""
    with opened(settings) as engine, reading(engine) as connection:
        before = now()
        there = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        half = (now() - before) / 2
    return there - (before + half), half


def compared(offset: timedelta, uncertainty: timedelta) -> Finding:
    """What an offset means."""
    off = max(abs(offset) - uncertainty, timedelta())
    if off < TOLERATED:
        return ok("clock", f"{off.total_seconds():.1f} s off that of the database server")
    direction = "behind" if offset > timedelta() else "ahead of"
    message = f"{timedelta(seconds=round(off.total_seconds()))} {direction} that of the database server"
    return fault("clock", message, CURE) if off >= WRONG else warning("clock", message, CURE)
