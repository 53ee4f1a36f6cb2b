"""The command line: every command is a few lines over a function of the floors below."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import click

from data.catalogue.load import read_checked
from data.catalogue.reader import RECORDS_DIR
from data.domain.errors import RecordsError, SambandError
from data.snapshot.snapshot import served_version
from data.store.database import migrate
from service import server
from service.cli import catalogue, query, store
from service.settings import Settings, from_environ, markdown


class Commands(click.Group):
    """Ends with one line and exit code 1 for whatever the product refuses to do."""

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
    r"""Partnerships between municipalities as a network over time, with a source for every fact.

    Exit codes: 0 done, 1 refused or failed, 2 wrong usage. The store is DATABASE_URL, or a SQLite file
    of its own under var/.

    \b
    Examples:
      samband serve
      samband query '{ catalogue { version partnerships } }'
      samband check && samband load
    """
    server.logging_to_stderr()
    context.obj = from_environ(os.environ)


@main.command()
@click.option("--host", help="Address to listen on; SAMBAND_HOST otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; SAMBAND_PORT otherwise.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; SAMBAND_WORKERS otherwise.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, workers: int | None) -> None:
    r"""Serve GraphQL over HTTP.

    An embedded store that is empty is made and filled with the catalogue first. SIGTERM ends the service when the
    requests under way are answered; SIGHUP makes it look for a new version at once.

    \b
    Examples:
      samband serve --port 8080
      samband serve --workers 4
    """
    if settings.embedded:
        with store.writable(settings) as engine:
            migrate(engine)
            if served_version(engine) is None:
                store.fill(engine, read_checked(RECORDS_DIR), settings.versions_kept)
    settings = replace(settings, workers=workers or settings.workers)
    server.serve(settings, host or settings.host, settings.port if port is None else port)


@main.command("settings")
def print_settings() -> None:
    r"""Print every setting with its default and its meaning, as Markdown.

    \b
    Example:
      samband settings > docs/settings.md
    """
    click.echo(markdown(), nl=False)


for command in (*store.COMMANDS, *catalogue.COMMANDS, *query.COMMANDS):
    main.add_command(command)


if __name__ == "__main__":
    main()
