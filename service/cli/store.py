"""The commands that look after the store: load, versions, rollback, migrate."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine

from data.catalogue.load import load, read_checked, row_count
from data.catalogue.reader import RECORDS_DIR, Catalogue
from data.store.database import migrate, open_store
from data.store.versions import kept_versions, rollback
from service.settings import Settings

Records = click.Path(exists=True, path_type=Path)


@contextmanager
def writable(settings: Settings) -> Iterator[Engine]:
    """The store to load into, its directory made if it is the embedded one."""
    if settings.embedded:
        path = settings.database_url.removeprefix("sqlite:///")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = open_store(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def readable(settings: Settings) -> Iterator[Engine]:
    """The store to read from."""
    engine = open_store(settings.readers_url, settings.statement_seconds)
    try:
        yield engine
    finally:
        engine.dispose()


def fill(engine: Engine, catalogue: Catalogue, keep: int) -> bool:
    """Load with a progress bar, which is silent when nobody looks."""
    watched = sys.stderr.isatty()
    with click.progressbar(length=row_count(catalogue), label="Loading", file=sys.stderr, hidden=not watched) as bar:
        return load(engine, catalogue, bar.update, keep)


@click.command("load")
@click.argument("records", type=Records, default=RECORDS_DIR)
@click.pass_obj
def load_records(settings: Settings, records: Path) -> None:
    r"""Check RECORDS, a directory or a package (ours unless given), and make them the served version.

    All of it goes in, or nothing. Loading what is served already changes nothing; loading a version that is kept
    serves it again. A second load at the same time waits for the first.

    \b
    Examples:
      samband load
      DATABASE_URL=postgresql://samband@localhost/samband samband load data/records
      samband load backup.zip
    """
    catalogue = read_checked(records)
    with writable(settings) as engine:
        changed = fill(engine, catalogue, settings.versions_kept)
    said = "Now serving" if changed else "Nothing to do: already serving"
    click.echo(f"{said} version {catalogue.digest()} with {len(catalogue)} records.")


@click.command("versions")
@click.pass_obj
def list_versions(settings: Settings) -> None:
    r"""List the versions that are kept, the one served last first; * marks the one that is served.

    \b
    Example:
      samband versions
    """
    with readable(settings) as engine:
        found = kept_versions(engine)
    click.echo(f"  {'version':16}  {'served since':32}  {'loaded':25}  {'records':>9}")
    for version in found:
        mark = "*" if version.served else " "
        click.echo(f"{mark} {version.digest:16}  {version.since:32}  {version.loaded_at:25}  {version.records:9}")


@click.command("rollback")
@click.argument("version")
@click.pass_obj
def roll_back(settings: Settings, version: str) -> None:
    r"""Serve VERSION again, one of those that are kept. Running services swap to it.

    \b
    Example:
      samband versions && samband rollback 60c1528fede8e207
    """
    with writable(settings) as engine:
        changed = rollback(engine, version)
    click.echo(f"{'Now serving' if changed else 'Nothing to do: already serving'} version {version}.")


@click.command("migrate")
@click.pass_obj
def migrate_store(settings: Settings) -> None:
    r"""Bring the tables of the store to the newest layout.

    \b
    Example:
      DATABASE_URL=postgresql://samband@localhost/samband samband migrate
    """
    with writable(settings) as engine:
        migrate(engine)
    click.echo("The store has the newest layout.")


COMMANDS = (load_records, list_versions, roll_back, migrate_store)
