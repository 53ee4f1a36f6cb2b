"""The GraphQL commands, which need no server: query and schema."""

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
    """Execute a GraphQL DOCUMENT on the store.

    Prints the response as JSON. `-` reads DOCUMENT from standard input.

    \b
    Examples:
      samband query '{ municipality(by: {name: "Ukmerge"}) { name country { name } } }'
      samband query - -v '{"slug": "herrljunga"}' < query.graphql
    """  # noqa: D301
    try:
        values = orjson.loads(variables)
    except orjson.JSONDecodeError as error:
        raise click.BadParameter(f"must be a JSON object: {error}", param_hint="--variables") from None
    if not isinstance(values, dict):
        raise click.BadParameter("must be a JSON object", param_hint="--variables")
    text = sys.stdin.read() if document == "-" else document
    if not text.strip():
        raise click.BadParameter("is empty; give a GraphQL document or -", param_hint="DOCUMENT")
    with readable(settings) as engine:
        result = execute_document(build_schema(), SnapshotArchive(engine).newest(), text, values)
    errors = format_errors(result.errors or (), uuid4().hex, Code.VALIDATION_FAILED)
    content = {"data": result.data} | ({"errors": errors} if errors else {})
    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())
    sys.exit(1 if errors else 0)


@click.command()
def schema() -> None:
    """Print the GraphQL schema (SDL).

    \b
    Example:
      samband schema > schema/schema.graphql
    """  # noqa: D301
    click.echo(build_schema().as_str())
