"""The command line: every command is a thin wrapper of functions of the lower layers."""

from __future__ import annotations

import io
import logging
import os
import sys
from importlib import import_module
from typing import Any

import click

from data.domain.errors import RecordsError, SambandError
from data.lanes.lanes import LANES
from service.observability.process_log import logging_to_stderr
from service.service_links import service_links
from service.settings import from_environ

log = logging.getLogger(__name__)
# The function of each command and the first sentence of its help, so that the list of commands imports none of them.
COMMANDS = {
    "check": ("catalogue:check", "Report every problem of the records in DIRECTORIES: first the base, then layers."),
    "doctor": ("doctor.command:doctor", "Examine settings, store, clock, disks, memory and public address."),
    "export": ("catalogue:export_files", "Export the served catalogue in FORMAT."),
    "import": (
        "imports:import_file",
        "Import the table in FILE into a layer, a part of the catalogue with its own licence.",
    ),
    "load": ("store:load_records", "Check RECORDS and serve them as a new version."),
    "migrate": ("store:migrate_store", "Upgrade the tables of the store to the newest schema."),
    "query": ("query:query", "Execute a GraphQL DOCUMENT on the store."),
    "rollback": ("store:roll_back", "Serve the retained VERSION again."),
    "schema": ("query:schema", "Print the GraphQL schema (SDL)."),
    "serve": ("serve:serve", "Serve GraphQL over HTTP."),
    "settings": ("serve:print_settings", "Print all settings as a Markdown table."),
    "versions": ("store:list_versions", "List the retained versions."),
}


class Commands(click.Group):
    """Imports a command when it is called, as imports take up to a second.

    Reports SambandError and OSError as messages without a traceback, with exit code 1.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, function = COMMANDS[name][0].split(":")
        command: click.Command = getattr(import_module(f"service.cli.{module}"), function)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, help) in COMMANDS.items()])

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
    _use_utf8()
    logging_to_stderr()
    LANES.enabled = False  # a command waits for its own work; `serve` enables them by its settings
    links = sorted(service_links(os.environ))
    if links:
        log.info("ignored %d variables that the platform set for its services, such as %s", len(links), links[0])
    if context.invoked_subcommand != "doctor":  # it reports invalid settings itself
        context.obj = from_environ(os.environ)


def _use_utf8() -> None:
    """Make input and output independent of the locale: UTF-8 in files and pipes; a terminal shows `?` for what it lacks.

    Names such as Ukmergė do not exist in the character sets of most locales without UTF-8.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    main()
