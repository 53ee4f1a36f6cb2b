"""The commands for GraphQL without a server: query and schema."""

from __future__ import annotations

import sys
from uuid import uuid4

import click
import orjson

from data.snapshot.archive import SnapshotArchive
from schema.execution.execute import execute_document
from schema.query import build_schema
from service.cli.store import readable
from service.http.errors import Code, format_errors
from service.settings import Settings


@click.command()
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
        result = execute_document(build_schema(), SnapshotArchive(engine).newest(), text, values)
    errors = format_errors(result.errors or (), uuid4().hex, Code.VALIDATION_FAILED)
    content = {"data": result.data} | ({"errors": errors} if errors else {})
    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())
    sys.exit(1 if errors else 0)


@click.command()
def schema() -> None:
    r"""Print the GraphQL schema (SDL).

    \b
    Example:
      samband schema > schema/schema.graphql
    """
    click.echo(build_schema().as_str())


COMMANDS = (query, schema)
