"""The command line: every command is a thin wrapper of functions of the lower layers."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import click

from data.catalogue.load import read_checked
from data.domain.errors import RecordsError, SambandError
from data.lanes.lanes import LANES
from data.snapshot.snapshot import served_version
from data.store.database import migrate
from service import server
from service.cli import catalogue, imports, query, store
from service.settings import Settings, from_environ, markdown


class Commands(click.Group):
    """Reports SambandError and OSError as messages without a traceback, with exit code 1."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except RecordsError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            raise click.ClickException(str(error)) from None
        except (SambandError, OSError) as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="samband")
@click.pass_context
def main(context: click.Context) -> None:
    """Partnerships between municipalities as a network over time, with a source for every fact.

    Exit codes: 0 success, 1 error, 2 usage error. DATABASE_URL selects the store; the default is a SQLite file
    under var/.

    \b
    Examples:
      samband serve
      samband query '{ catalogue { version partnerships } }'
      samband check && samband load
    """  # noqa: D301
    server.logging_to_stderr()
    LANES.enabled = False  # a command waits for its own work; `serve` enables them by its settings
    context.obj = from_environ(os.environ)


@main.command()
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
                store.load_with_progress(engine, read_checked(), settings.versions_kept)
    settings = replace(settings, workers=workers or settings.workers)
    server.serve(settings, host or settings.host, settings.port if port is None else port)


@main.command("settings")
def print_settings() -> None:
    """Print all settings as a Markdown table.

    \b
    Example:
      samband settings > docs/settings.md
    """  # noqa: D301
    click.echo(markdown(), nl=False)


for command in (*store.COMMANDS, *imports.COMMANDS, *catalogue.COMMANDS, *query.COMMANDS):
    main.add_command(command)


if __name__ == "__main__":
    main()
