"""The catalogue versions that the store keeps: which is served, which was when, and going back to one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, update

from data.domain.errors import InputError
from data.store.database import reading, writing
from data.store.models import METADATA, SERVED, activations, serving, versions

TICK = timedelta(microseconds=1)


class Version(NamedTuple):
    """A version that is kept; `since` is when it was last made the served one (ISO 8601, UTC)."""

    digest: str
    loaded_at: str
    records: int
    since: str
    served: bool


def _kept() -> Select[tuple[int, str, str, int, int, str]]:
    """The versions that are kept with their last activations, the latest first."""
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


def kept_versions(engine: Engine) -> list[Version]:
    """All versions that are kept, the one served last first."""
    with reading(engine) as connection:
        served = connection.execute(SERVED).one_or_none()
        rows = connection.execute(_kept()).all()
    return [
        Version(row.digest, row.loaded_at, row.records, row.since, served is not None and row.id == served.id)
        for row in rows
    ]


def rollback(engine: Engine, digest: str) -> bool:
    """Serve a kept version again, in one transaction; False when it is served already. Raises InputError."""
    with writing(engine) as connection:
        kept = {row.digest: row.id for row in connection.execute(_kept())}
        if digest not in kept:
            raise InputError(f"version {digest!r} is not kept; kept are {', '.join(kept) or 'none'}")
        return activate(connection, kept[digest], digest)


def activate(connection: Connection, version: int, digest: str) -> bool:
    """Make a version the served one and note since when; False when it is already."""
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
    """The present instant, or one right after the last activation, should the clock have been set back."""
    last = connection.scalar(select(func.max(activations.c.since)))
    now = datetime.now(UTC)
    return format_instant(now if last is None else max(now, datetime.fromisoformat(last) + TICK))


def format_instant(instant: datetime) -> str:
    """An instant as texts that sort: all of one length, in UTC."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def prune(connection: Connection, keep: int) -> None:
    """Remove all but the `keep` versions that were served last; the one that is served stays."""
    for row in connection.execute(_kept()).all()[keep:]:
        for table in reversed(METADATA.sorted_tables):
            if "version" in table.c and table is not serving:
                connection.execute(delete(table).where(table.c.version == row.id))
        connection.execute(delete(versions).where(versions.c.id == row.id))
