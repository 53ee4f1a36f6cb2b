"""The commands of the server: serve and settings."""

from __future__ import annotations

import logging
from dataclasses import replace

import click
from sqlalchemy import Engine

from data.domain.errors import StoreError
from data.snapshot.linking.tables import renew_served_image
from data.snapshot.snapshot import release_memory, served_version
from data.store.database import migrate
from service import server
from service.cli import store
from service.settings import Settings, markdown

log = logging.getLogger(__name__)


@click.command()
@click.option("--host", help="Address to listen on; default: SAMBAND_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="TCP port; default: SAMBAND_PORT.")
@click.option("--workers", type=click.IntRange(1, 64), help="Number of server processes; default: SAMBAND_WORKERS.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve GraphQL over HTTP.

    An empty SQLite store is created and loaded with the catalogue first. SIGTERM stops the service after the
    requests in flight are answered. SIGHUP checks for a new catalogue version at once.

    \b
    Examples:
      samband serve --port 8080
      samband serve --workers 4
    """  # noqa: D301
    if settings.embedded:
        with store.writable(settings) as engine:
            migrate(engine)
            if served_version(engine) is None:
                store.load_shipped(engine, settings.versions_kept)
            renew_image(engine)
    settings = replace(settings, workers=workers or settings.workers)
    server.serve(settings, host or settings.host, settings.port if port is None else port)


def renew_image(engine: Engine) -> None:
    """Writes the snapshot image of the served version, if it is missing. Without it the service reads the rows."""
    try:
        renew_served_image(engine)
    except StoreError as error:
        log.warning("%s", error)
    release_memory()


@click.command("settings")
def print_settings() -> None:
    """Print all settings as a Markdown table.

    \b
    Example:
      samband settings > docs/settings.md
    """  # noqa: D301
    click.echo(markdown(), nl=False)
