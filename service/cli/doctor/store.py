"""Checks of the store: whether it can be read, whether its tables and its catalogue are as this program needs them."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, make_url, text

from data.domain.errors import StoreError
from data.snapshot.linking.image import code_fingerprint
from data.store.database import migrations, open_store, reading, sqlite_path
from data.store.images import has_image
from data.store.models import METADATA, SERVED
from data.store.versions import Version, stored_versions
from service.cli.doctor.findings import Finding, State, fault, not_checked, ok, warning
from service.settings import Settings

SECONDS = 10  # statement timeout of the checks
MISSING = "there is no file"
AMBIGUOUS = "more than one @"
CURES = (  # by what the database says
    (AMBIGUOUS, "write an @ of a user or password as %40 in {variable}"),
    (
        "password authentication|no password|role .* does not exist",
        "correct user and password in {variable}; deploy/roles.sql creates the two roles",
    ),
    ("database .* does not exist", "correct the name of the database in {variable}; deploy/roles.sql creates it"),
    ("permission denied", "connect as a role of deploy/roles.sql, or grant this one SELECT on all tables"),
    (
        "refused|resolve|no such file|time[d ]*out|unreachable|closed the connection",
        "start the database server, or correct host and port in {variable}",
    ),
    (
        "readonly|read-only|unable to open|disk I/O|disk is full",
        "make the file and its folder writable for this user, and free some space",
    ),
    ("not a database|malformed", "name a file of Samband in {variable}, or restore a backup"),
)
UNREADABLE = text(
    "SELECT relname FROM pg_class WHERE relname = ANY(:names) AND pg_table_is_visible(oid)"
    " AND NOT has_table_privilege(oid, 'SELECT') ORDER BY relname"
)
WRITES = text(
    "SELECT coalesce(has_table_privilege(to_regclass('versions'), 'INSERT'), has_schema_privilege(current_schema(), 'CREATE'))"
    " AND NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off'"
)


@dataclass
class StoreReport:
    """The findings about a store, and its versions, the served one marked."""

    findings: list[Finding] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)

    @property
    def is_readable(self) -> bool:
        return bool(self.findings) and self.findings[0].state is State.OK

    @property
    def served(self) -> Version | None:
        return next((version for version in self.versions if version.served), None)


def variable_of(settings: Settings) -> str:
    """The variable with the address that readers use."""
    return "SAMBAND_READ_URL" if settings.read_url else "DATABASE_URL"


def is_immutable(url: str) -> bool:
    """Whether the address says that no process changes the file, so that its folder need not be writable."""
    return "immutable=1" in url.partition("?")[2].split("&")


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The store of readers, which nothing here changes; its connections are closed at the end.

    Raises StoreError where there is no SQLite file, or where a part of the password would be taken for the host.
    """
    url, path = settings.readers_url, sqlite_path(settings.readers_url)
    if path is not None and not path.exists():
        raise StoreError(f"{MISSING} {path}, seen from {Path.cwd()}")
    if re.sub(r"\?\w+=.*", "", url).count("@") > 1:
        raise StoreError(f"{variable_of(settings)} has {AMBIGUOUS}, so it is not clear where its password ends")
    engine = open_store(url if path is None else read_only(url, path), SECONDS)
    try:
        yield engine
    finally:
        engine.dispose()


def read_only(url: str, path: Path) -> str:
    """The address with which SQLite changes no file.

    A file in the mode of write-ahead logging that no process has open has no log, and SQLite would leave a new one
    there; `immutable` prevents that. Where it could not be written, it is not prevented, for the error is then that
    of the service.
    """
    address, path, parameters = make_url(url), path.resolve(), {"mode": "ro", "uri": "true"}
    if logs_ahead(path) and not Path(f"{path}-wal").exists() and os.access(path.parent, os.W_OK, effective_ids=True):
        parameters["immutable"] = "1"
    return (
        address.set(database=f"file:{quote(str(path))}")
        .update_query_dict(parameters)
        .render_as_string(hide_password=False)
    )


def logs_ahead(path: Path) -> bool:
    """Whether the header of a SQLite file names the mode of write-ahead logging (https://sqlite.org/fileformat.html)."""
    try:
        with path.open("rb") as file:
            return file.read(20)[18:] == b"\2\2"
    except OSError:
        return False


def fills_itself(settings: Settings) -> bool:
    """Whether `samband serve` creates the store that it reads, and loads the catalogue of this program into it."""
    return settings.embedded and not settings.read_url


def unfilled(settings: Settings, subject: str, text: str) -> Finding:
    """What is not there yet: a warning where the service sees to it."""
    return (warning if fills_itself(settings) else fault)(subject, text, filling(settings))


def filling(settings: Settings) -> str:
    """What fills a store."""
    command = "serve" if fills_itself(settings) else "load"
    return f"`samband {command}` creates what is missing and loads the catalogue of this program"


def check_store(settings: Settings) -> StoreReport:
    """Whether the store can be read, its tables are those of this program, and it serves a catalogue."""
    report = StoreReport()
    try:
        with opened(settings) as engine:
            examine(engine, settings, report)
    except StoreError as error:
        will_be = str(error).startswith(MISSING) and fills_itself(settings)
        report.findings.append((warning if will_be else fault)("store", str(error), cure_of(str(error), settings)))
    failed = next((finding.subject for finding in report.findings if finding.state is not State.OK), "")
    for subject in ("store", "tables", "catalogue")[len(report.findings) :]:
        report.findings.append(not_checked(subject, f"see {failed}", f"mend the {failed} first"))
    return report


def cure_of(problem: str, settings: Settings) -> str:
    """What to do when the database says this."""
    variable = variable_of(settings)
    if problem.startswith(MISSING):
        return f"{filling(settings)}; or give the whole path in {variable}"
    cures = (cure for pattern, cure in CURES if re.search(pattern, problem, re.IGNORECASE))
    return next(cures, "correct {variable}; the log of the database server may say more").format(variable=variable)


def examine(engine: Engine, settings: Settings, report: StoreReport) -> None:
    """Adds a finding on the store, on its tables and on its catalogue, until one of them is a fault."""
    where = make_url(settings.readers_url).set(query={}).render_as_string(hide_password=True)
    with reading(engine) as connection:
        problem = rights_problem(connection)
        tables = check_tables(connection, settings) if problem is None else None
        rights = rights_of(connection, settings)
    if problem is not None:
        report.findings.append(fault("store", f"{where}: {problem}", cure_of("permission denied", settings)))
        return
    report.findings += [ok("store", f"{where}, {server(engine)}; {rights}"), tables] if tables else []
    if tables and tables.state is State.OK:
        report.versions = stored_versions(engine)
        report.findings.append(check_catalogue(report, settings, lacks_image=lacks_image(engine, settings)))


def server(engine: Engine) -> str:
    """The database system and its version."""
    number = ".".join(map(str, engine.dialect.server_version_info or ()))
    return f"PostgreSQL {number}" if engine.dialect.name == "postgresql" else f"SQLite {sqlite3.sqlite_version}"


def rights_problem(connection: Connection) -> str | None:
    """What a role of PostgreSQL may not read, if there is anything."""
    if connection.dialect.name == "sqlite":
        return None
    if connection.scalar(text("SELECT current_schema()")) is None:
        return "permission denied: this role may not use the schema public"
    names = [*METADATA.tables, "alembic_version"]
    unreadable = connection.scalars(UNREADABLE, {"names": names}).all()
    return f"permission denied: this role may not read {', '.join(unreadable[:3])}" if unreadable else None


def rights_of(connection: Connection, settings: Settings) -> str:
    """What may be done with this address."""
    path = sqlite_path(settings.readers_url)
    may_load = connection.scalar(WRITES) if path is None else os.access(path, os.W_OK)
    if may_load and not is_immutable(settings.readers_url):
        return "may read and load"
    return "may read" if settings.read_url else "may read, which is enough to serve"


def check_tables(connection: Connection, settings: Settings) -> Finding:
    """Compares the migration of the store with those that this program knows."""
    script = ScriptDirectory.from_config(migrations())
    newest, known = script.get_current_head(), {step.revision for step in script.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        if not inspect(connection).get_table_names():
            return unfilled(settings, "tables", "there are none yet")
        text = "they are not those of Samband: the table alembic_version is not there"
        return fault("tables", text, "name another database")
    if current == newest:
        return ok("tables", f"of migration {current}, the newest of this program")
    if current in known:
        text = f"of migration {current}; this program needs {newest}"
        return fault("tables", text, "`samband export package` for a backup, then `samband migrate`")
    text = f"of migration {current}, of a newer program; this one knows none after {newest}"
    return fault("tables", text, "run the newer program, or restore a backup of before its migration")


def lacks_image(engine: Engine, settings: Settings) -> bool:
    """Whether services read the rows of the served version, for want of an image that this program wrote."""
    with reading(engine) as connection:
        served = connection.execute(SERVED).one_or_none()
        if served is None or not settings.has("snapshot_images"):
            return False
        return not has_image(connection, served.id, code_fingerprint())


def check_catalogue(report: StoreReport, settings: Settings, *, lacks_image: bool) -> Finding:
    """Which version is served, of how many, and whether services start from its image."""
    served = report.served
    if served is None:
        return unfilled(settings, "catalogue", "nothing is loaded")
    kept = f"{len(report.versions)} version{'s' * (len(report.versions) > 1)} kept"
    since = served.since[:19].replace("T", " ")
    message = f"version {served.digest}, {served.records:,} records, since {since} UTC; {kept}"
    if lacks_image:
        text = f"{message}; no snapshot image of it by this program, so services take longer to start"
        return warning("catalogue", text, "`samband migrate` writes the image")
    return ok("catalogue", message)


def check_loading(settings: Settings, served: Version | None) -> Finding | None:
    """Where readers have an address of their own: whether loads reach a store, and the same catalogue."""
    if not settings.read_url:
        return None
    writers = Settings(database_url=settings.database_url)
    try:
        with opened(writers) as engine:
            primary = next((version.digest for version in stored_versions(engine) if version.served), "none")
    except StoreError as error:
        return warning("loading", str(error), cure_of(str(error), writers))
    if served is not None and primary != served.digest:
        text = f"readers get version {served.digest}, while DATABASE_URL serves {primary}"
        return warning("loading", text, "wait for the replica; if that lasts, see why it does not follow its primary")
    return ok("loading", "DATABASE_URL serves the same version")
