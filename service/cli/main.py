"""The command line: every command is a few lines over a function of the floors below."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import orjson
from sqlalchemy import Engine

from data.catalogue import export
from data.catalogue.load import read_checked
from data.catalogue.package import Publisher
from data.catalogue.reader import RECORDS_DIR
from data.domain.errors import RecordsError, SambandError
from data.formats import FORMATS
from data.snapshot.archive import Past
from data.snapshot.snapshot import Snapshot, read_snapshot, served_version
from data.store.database import migrate
from schema.execution.execute import answer
from schema.query import build_schema
from service import server
from service.cli.store import COMMANDS, fill, readable, writable
from service.http.errors import Code, formatted
from service.routes import linked_data as linked
from service.routes import networks as exports
from service.settings import Settings, from_environ

Directory = click.Path(exists=True, file_okay=False, path_type=Path)


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
        with writable(settings) as engine:
            migrate(engine)
            if served_version(engine) is None:
                fill(engine, read_checked(RECORDS_DIR), settings.versions_kept)
    settings = replace(settings, workers=workers or settings.workers)
    server.serve(settings, host or settings.host, settings.port if port is None else port)


@main.command()
@click.argument("directory", type=Directory, default=RECORDS_DIR)
def check(directory: Path) -> None:
    r"""Name every problem of the records in DIRECTORY (ours unless given): file, row, column, value, what to do.

    \b
    Example:
      samband check data/records
    """
    click.echo(f"{len(read_checked(directory))} records, no problems.")


RECORDS_AS = {"csv": Path("export"), "package": Path("samband.zip")}
WHOLE: dict[str, Callable[[Snapshot, Publisher], Iterable[bytes]]] = {
    "jsonld": linked.everything,
    "dcat": linked.description,
}
NETWORKS = {"ties.csv" if name == "csv" else name: format for name, format in FORMATS.items()}


@main.command("export")
@click.argument("format", type=click.Choice([*RECORDS_AS, *WHOLE, *NETWORKS]))
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Where to: a directory for csv, else a file.")
@click.option("--as-of", "asOf", help="Day of the network, such as 2016-01-01; of all time unless given.")
@click.option("--kinds", help="Kinds of partnership, separated by commas; all unless given.")
@click.option("--projection", help="What the nodes are: MUNICIPALITIES, COUNTRIES, GOALS or AFFILIATION.")
@click.option("--around", help="Slug of a municipality: only what lies around it.")
@click.option("--radius", help="How many ties away, 0 to 4; 1 unless given.")
@click.option("--edges", help="Name of the list of ties in json: edges, or links as D3 has it.")
@click.pass_obj
def export_files(settings: Settings, /, format: str, output: Path | None, **wishes: str | None) -> None:
    r"""Write the served catalogue as FORMAT.

    csv makes a directory of all records with their datapackage.json, package one ZIP file of the same: a backup.
    Both load again to the same version. jsonld is the linked data, dcat the description for data portals (RDF/XML).
    The other formats hold the network, as /network.FORMAT does; ties.csv is its list of ties.

    \b
    Examples:
      samband export csv -o /tmp/records && samband check /tmp/records
      samband export package -o backup.zip && samband load backup.zip
      samband export jsonld -o catalogue.jsonld
      samband export gexf --kinds MUNICIPAL_PARTNERSHIP -o partnerships.gexf
      samband export graphml --around mariestad --radius 2 --as-of 2021-06-01
    """
    parameters = {name: text for name, text in wishes.items() if text is not None}
    if parameters and format not in NETWORKS:
        raise click.UsageError(f"{format} is the whole catalogue: {', '.join(sorted(parameters))} is for networks")
    with readable(settings) as engine:
        if format in RECORDS_AS:
            said = write_records(engine, settings, format, output or RECORDS_AS[format])
        elif format in WHOLE:
            path = output or Path(f"samband.{format}")
            path.write_bytes(b"".join(WHOLE[format](read_snapshot(engine), settings.published_by)))
            said = str(path)
        else:
            snapshot, kind = read_snapshot(engine), NETWORKS[format]
            exports.asked(snapshot, kind, parameters)
            path = output or Path(exports.file_name(kind, parameters))
            exports.save(snapshot, kind, parameters, path)
            said = str(path)
    click.echo(f"Wrote {said}.")


def write_records(engine: Engine, settings: Settings, format: str, path: Path) -> str:
    files = export.package_files(read_snapshot(engine), settings.published_by)
    if format == "package":
        path.write_bytes(export.zipped(files))
        return str(path)
    path.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (path / name).write_bytes(body)
    return f"{len(files)} files in {path}"


@main.command()
@click.argument("document")
@click.option("--variables", "-v", default="{}", help="Variables as a JSON object.")
@click.pass_obj
def query(settings: Settings, document: str, variables: str) -> None:
    r"""Answer a GraphQL DOCUMENT from the store, as JSON; `-` reads it from standard input.

    \b
    Examples:
      samband query '{ municipality(by: {name: "Ukmerge"}) { name country { name } } }'
      samband query - -v '{"slug": "herrljunga"}' < query.graphql
    """
    try:
        values = orjson.loads(variables)
    except orjson.JSONDecodeError as error:
        raise click.BadParameter(f"not JSON: {error}", param_hint="--variables") from None
    if not isinstance(values, dict):
        raise click.BadParameter("not a JSON object", param_hint="--variables")
    text = sys.stdin.read() if document == "-" else document
    if not text.strip():
        raise click.BadParameter("there is no query in it", param_hint="DOCUMENT")
    with readable(settings) as engine:
        result = answer(build_schema(), Past(engine).newest(), text, values)
    errors = formatted(result.errors or (), uuid4().hex, Code.VALIDATION_FAILED)
    content = {"data": result.data} | ({"errors": errors} if errors else {})
    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())
    sys.exit(1 if errors else 0)


@main.command()
def schema() -> None:
    r"""Print the GraphQL schema (SDL).

    \b
    Example:
      samband schema > schema/schema.graphql
    """
    click.echo(build_schema().as_str())


for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
