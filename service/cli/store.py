"""The store commands: load, versions, rollback and migrate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine

from data.catalogue.load import load, read_checked, row_count
from data.catalogue.rows.catalogue import Catalogue
from data.domain.errors import StoreError
from data.snapshot.linking.tables import renew_served_image
from data.store.database import migrate, open_store, sqlite_path
from data.store.versions import rollback, stored_versions
from service.cli.progress import Progress, counting
from service.settings import Settings

Records = click.Path(exists=True, path_type=Path)


@contextmanager
def writable(settings: Settings) -> Iterator[Engine]:
    """The store for writing. Creates the directory of a SQLite store."""
    path = sqlite_path(settings.database_url) if settings.embedded else None
    if path is not None:
        _create(path.parent)
    engine = open_store(settings.database_url, images=settings.has("snapshot_images"))
    try:
        yield engine
    finally:
        engine.dispose()


def _create(directory: Path) -> None:
    """Create the directory of a SQLite store, unless it exists. Raises StoreError."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the directory {directory.absolute()} of the store cannot be created: {error.strerror};"
            " set DATABASE_URL=sqlite:////DIRECTORY/samband.db to a directory that this user may write to"
        ) from error


@contextmanager
def readable(settings: Settings) -> Iterator[Engine]:
    """The store for reading."""
    engine = open_store(settings.readers_url, settings.statement_seconds, images=settings.has("snapshot_images"))
    try:
        yield engine
    finally:
        engine.dispose()


def load_with_progress(engine: Engine, catalogue: Catalogue, digest: str, keep: int, progress: Progress) -> bool:
    """Loads a catalogue with this digest, and empties it. Returns whether the served version changed."""
    with counting(progress, "Wrote rows", row_count(catalogue)) as advance:
        return load(engine, catalogue, advance, keep, digest, release_rows=True)


def load_shipped(engine: Engine, keep: int) -> None:
    """Loads the catalogue of this project."""
    progress = Progress()
    catalogue = read_checked(progress=progress)
    load_with_progress(engine, catalogue, catalogue.digest(), keep, progress)


@click.command("load")
@click.argument("records", type=Records, nargs=-1)
@click.pass_obj
def load_records(settings: Settings, records: tuple[Path, ...]) -> None:
    """Check RECORDS and serve them as a new version.

    RECORDS are directories or packages: first the base, then layers, each with those that it refers to. The default is the catalogue of this project with
    all its layers. Without a terminal, long loads tell on standard error how far they are. The load is atomic. Loading the served version changes nothing. Loading a retained version serves it
    again. Concurrent loads run one after the other.

    \b
    Examples:
      samband load
      DATABASE_URL=postgresql://samband@localhost/samband samband load
      samband load data/records data/layers/twin-towns-wikidata
      samband load backup.zip
    """  # noqa: D301
    progress = Progress()
    catalogue = read_checked(*records, progress=progress)
    digest, size = catalogue.digest(), len(catalogue)
    with writable(settings) as engine:
        changed = load_with_progress(engine, catalogue, digest, settings.versions_kept, progress)
    outcome = "Now serving" if changed else "Nothing to do: already serving"
    click.echo(f"{outcome} version {digest} with {size} records.")


@click.command("versions")
@click.pass_obj
def list_versions(settings: Settings) -> None:
    """List the retained versions.

    The most recently served version is first; * marks the served version.

    \b
    Example:
      samband versions
    """  # noqa: D301
    with readable(settings) as engine:
        versions = stored_versions(engine)
    click.echo(f"  {'version':16}  {'served since':32}  {'loaded':25}  {'records':>9}")
    for version in versions:
        mark = "*" if version.served else " "
        click.echo(f"{mark} {version.digest:16}  {version.since:32}  {version.loaded_at:25}  {version.records:9}")


@click.command("rollback")
@click.argument("version")
@click.pass_obj
def roll_back(settings: Settings, version: str) -> None:
    """Serve the retained VERSION again. Running services switch to it.

    \b
    Example:
      samband versions && samband rollback 60c1528fede8e207
    """  # noqa: D301
    with writable(settings) as engine:
        changed = rollback(engine, version)
        renew_served_image(engine)
    click.echo(f"{'Now serving' if changed else 'Nothing to do: already serving'} version {version}.")


@click.command("migrate")
@click.pass_obj
def migrate_store(settings: Settings) -> None:
    """Upgrade the tables of the store to the newest schema.

    It also writes a new snapshot image of the served version for this program. Services of the earlier program then read the rows.

    \b
    Example:
      DATABASE_URL=postgresql://samband@localhost/samband samband migrate
    """  # noqa: D301
    with writable(settings) as engine:
        migrate(engine)
        renew_served_image(engine)
    click.echo("The store has the newest schema.")
