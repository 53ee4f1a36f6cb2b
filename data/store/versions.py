"""Catalogue versions in the store: listing, activation, rollback and pruning."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, update

from data.domain.errors import InputError
from data.store.database import reading, writing
from data.store.history import History, read_history
from data.store.models import METADATA, SERVED, activations, serving, versions

log = logging.getLogger(__name__)
TICK = timedelta(microseconds=1)
SKEW = timedelta(seconds=1)  # by which clocks of two machines may differ without a warning
CLOCK_BEHIND = (
    "a version has been served since %s, which this machine's clock reaches in %s: the new version follows it at once; "
    "correct the clock that is wrong"
)


class Version(NamedTuple):
    """A version in the store. `since` is the instant of its last activation (ISO 8601, UTC)."""

    digest: str
    loaded_at: str
    records: int
    since: str
    served: bool


class KnownVersions(NamedTuple):
    """What a store knows at one instant: when each version was served, and how many records each that it holds has.

    The versions in `records` are in the order of their last activations, the latest first.
    """

    history: History
    records: dict[str, int]


def _kept() -> Select[tuple[int, str, str, int, int, str]]:
    """Return a query for the versions in the store with their last activations, the latest activation first."""
    last = (
        select(activations.c.digest, func.max(activations.c.id).label("id"))
        .group_by(activations.c.digest)
        .subquery("last")
    )
    return (
        select(versions, last.c.id.label("activation"), activations.c.since)
        .join(last, last.c.digest == versions.c.digest)
        .join(activations, activations.c.id == last.c.id)
        .order_by(last.c.id.desc())
    )


def stored_versions(engine: Engine) -> list[Version]:
    """Return the versions in the store, the most recently activated first. Raises StoreError."""
    with reading(engine) as connection:
        served = connection.execute(SERVED).one_or_none()
        rows = connection.execute(_kept()).all()
    return [
        Version(row.digest, row.loaded_at, row.records, row.since, served is not None and row.id == served.id)
        for row in rows
    ]


def known_versions(engine: Engine) -> KnownVersions:
    """Return which versions were served when and which are stored, read in one transaction. Raises StoreError."""
    with reading(engine) as connection:
        records = {row.digest: row.records for row in connection.execute(_kept())}
        return KnownVersions(read_history(connection), records)


def rollback(engine: Engine, digest: str) -> bool:
    """Serve a version of the store again, in one transaction.

    Returns False when it is served already. Raises InputError when the store does not hold the version.
    """
    with writing(engine) as connection:
        kept = {row.digest: row.id for row in connection.execute(_kept())}
        if digest not in kept:
            raise InputError(f"the store does not hold version {digest!r}; it holds {', '.join(kept) or 'no version'}")
        return activate(connection, kept[digest], digest)


def activate(connection: Connection, version: int, digest: str) -> bool:
    """Make a version the served one and record the activation. Returns False when it is served already."""
    served = connection.execute(SERVED).one_or_none()
    if served is not None and served.id == version:
        return False
    if served is None:
        connection.execute(insert(serving).values(id=1, version=version))
    else:
        connection.execute(update(serving).values(version=version))
    connection.execute(insert(activations).values(digest=digest, since=_now(connection)))
    return True


def _now(connection: Connection) -> str:
    """Return the current instant, or one `TICK` after the last activation if the clock was set back, which is logged."""
    text, now = connection.scalar(select(func.max(activations.c.since))), datetime.now(UTC)
    if text is None:
        return format_instant(now)
    last = datetime.fromisoformat(text)
    if last - now > SKEW:
        log.warning(CLOCK_BEHIND, text, last - now)
    return format_instant(max(now, last + TICK))


def format_instant(instant: datetime) -> str:
    """Return an instant as UTC text of fixed length, so that texts sort like instants."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def prune(connection: Connection, keep: int) -> None:
    """Delete all but the `keep` most recently activated versions. The served version stays."""
    for row in connection.execute(_kept()).all()[keep:]:
        for table in reversed(METADATA.sorted_tables):
            if "version" in table.c and table is not serving:
                connection.execute(delete(table).where(table.c.version == row.id))
        connection.execute(delete(versions).where(versions.c.id == row.id))
