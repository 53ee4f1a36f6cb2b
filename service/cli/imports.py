"""The command that imports a table of partnerships into a layer."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from data.catalogue.reader import RECORDS_DIR
from data.domain.enums import PartnershipKind, Rank
from data.domain.licences import LICENCES
from data.imports.headers import TEMPLATE
from data.imports.importer import Report, Request, import_table
from data.imports.resolve import Resolved
from data.imports.review import FILE as REVIEW
from data.imports.values import first_day, read_attested

STEPS = 4
NAMED = 40  # new places that are listed
DEFAULTS = {
    "source": "source_title",
    "url": "source_url",
    "publisher": "publisher",
    "kind": "kind",
    "municipality_country": "country",
    "remark": "remark",
    "remark_sv": "remark_sv",
}
OF_LAYER = {
    "licence": "licence",
    "steward": "steward",
    "title_en": "title",
    "title_sv": "title_sv",
    "credit": "credit",
    "precedence": "precedence",
}
Pairs = tuple[str, ...]


def _pairs(context: click.Context, parameter: click.Parameter, given: Pairs) -> dict[str, str]:
    """Split NAME=VALUE."""
    wrong = next((text for text in given if "=" not in text), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is not of the form NAME=VALUE", context, parameter)
    return dict(text.split("=", 1) for text in given)


def _day(context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Check that a day is one of the calendar, and not to come."""
    try:
        if given and first_day(read_attested(given)) > datetime.now(UTC).date():
            raise ValueError("the day lies in the future")
    except ValueError as error:
        raise click.BadParameter(f"{error}; write the day as 2026-11-28", context, parameter) from None
    return given


def _template(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"\ufeff{template()}", nl=False)  # the mark tells spreadsheets that it is UTF-8
        context.exit()


def template() -> str:
    """Return an example table to fill in, as CSV: its columns stand above two rows that are true."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows(zip(*TEMPLATE, strict=True))
    return out.getvalue()


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="Directory of the layer, such as data/layers/my-town; made when it is not there.")  # fmt: skip
@click.option(
    "--attested", callback=_day, help="Day on which the source said so, such as 2026-11-28; stands above a column."
)
@click.option("--source-title", help="Title of the source, for rows without a column for it.")
@click.option("--source-url", help="Address of the source, for rows without a column for it.")
@click.option("--publisher", help="Organisation that published the source.")
@click.option("--kind", type=click.Choice(list(PartnershipKind)), help="Kind of relation; default: TWIN_TOWN.")
@click.option("--country", help="Country of the municipalities of the first column; default: SE.")
@click.option("--licence", type=click.Choice(list(LICENCES)), help="Licence of the layer; needed for a new one.")
@click.option("--steward", help="Organisation that answers for the layer; needed for a new one.")
@click.option("--title", help="English title of the layer.")
@click.option("--title-sv", help="Swedish title of the layer.")
@click.option(
    "--precedence",
    type=click.IntRange(2),
    help="Place of the layer among the others, from 2: a layer with a smaller number holds what several name. Default: after all.",
)
@click.option("--credit", help="Credit that users of the data give.")
@click.option("--remark", help="Remark on each partnership, in English.")
@click.option("--remark-sv", help="The same remark in Swedish.")
@click.option("--columns", multiple=True, callback=_pairs, metavar="COLUMN=HEADER",
              help="Which header means a column, such as partner=Ort. Repeatable.")  # fmt: skip
@click.option("--where", multiple=True, callback=_pairs, metavar="HEADER=VALUE",
              help="Only rows with this value; cells hold several separated by `|`. Repeatable.")  # fmt: skip
@click.option(
    "--ignore", multiple=True, metavar="HEADER", help="Leave a column out, such as one of contacts. Repeatable."
)
@click.option(
    "--name",
    help="Name of the table in the layer; default: that of the file. A table of the same name is replaced, one of another name added.",
)
@click.option("--base", type=click.Path(exists=True, file_okay=False, path_type=Path), default=RECORDS_DIR,
              help="Base that the table is matched with, beside the layers in the directory above that of --into; "
              "default: the curated records of this project.")  # fmt: skip
@click.option("--template", is_flag=True, is_eager=True, expose_value=False, callback=_template,
              help="Print a table to fill in, and exit.")  # fmt: skip
def import_file(
    file: Path,
    into: Path,
    base: Path,
    name: str | None,
    columns: dict[str, str],
    where: dict[str, str],
    ignore: tuple[str, ...],
    **options: Any,
) -> None:
    """Import the table in FILE into a layer, a part of the catalogue with its own licence.

    FILE is CSV (separated by commas, semicolons or tabs; UTF-8), XLSX, or the JSON of a SPARQL endpoint. A row names a
    municipality, its partner and the country of the partner; headers may be Swedish, English, German or French. Places
    are found by national code, by Wikidata or GeoNames id, by name within the country; others are made. What is
    ambiguous waits in review.csv of the layer: fill in its column `decision`, and import FILE again. The same pair and
    kind as in the catalogue is the same partnership; the catalogue wins where the two disagree.

    Nothing is written when a row is wrong. The same import twice changes nothing. Serve the result with `samband load`.

    \b
    Example:
      samband import --template > twin-towns.csv
      samband import twin-towns.csv --into data/layers/my-town \\
        --title "Twin towns of My Town" --title-sv "Min stads vänorter" \\
        --source-title "List of our twin towns" --attested 2026-11-28 \\
        --licence CC0-1.0 --steward "My Town Twinning Association"
      samband load
    """  # noqa: D301

    def given(names: Mapping[str, str]) -> dict[str, str]:
        return {cell: str(value) for cell, option in names.items() if (value := options[option])}

    request = Request(
        file,
        into,
        base,
        columns,
        where,
        ignore,
        defaults=given(DEFAULTS),
        overrides=given({"attested": "attested"}),
        layer=given(OF_LAYER),
        name=name or "",
    )
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=STEPS, label="Importing", file=sys.stderr, hidden=hidden) as bar:

        def step(about: str) -> None:
            bar.label = about.capitalize()
            bar.update(1)

        report = import_table(request, step)
    for line in summary(report, into):
        click.echo(line)


def summary(report: Report, into: Path) -> Iterator[str]:
    """Yield what an import came to, one sentence a line."""
    found = report.built.resolved
    left = f"; {report.skipped} left out by --where" if report.skipped else ""
    yield f"Read {counted(report.rows, 'row')}{left}."
    if report.unused:
        yield f"Not used: the columns {', '.join(map(repr, report.unused))}."
    if len(report.tables) > 1:
        yield f"The layer is made of {len(report.tables)} tables: {', '.join(report.tables)}."
    own, places = counted(len(found.new), "partnership"), counted(len(found.places), "new place")
    yield f"The layer holds {own} of its own and {places}{named_places(found)}."
    if found.further:
        yield f"It adds its sources to {counted(len(found.further), 'partnership')} of earlier layers."
    for denial, relation in found.denied:
        sources = ", ".join(source.slug for source in denial.sources)
        yield f"No partnership, but a claim: {' and '.join(relation.pair)}; denied by {sources}."
    for partnership, _ in found.ended:
        yield f"No source added, but a claim: {partnership.slug} has ended, as the catalogue knows."
    claims = sum(row.values["rank"] == Rank.NORMAL for row in report.built.rows["claims"])
    if claims:
        yield f"{counted(claims, 'date')} of partnerships became claims, because the record has another date or none."
    for key in report.built.questions.unasked:
        yield f"No question has the id {key}, which {into / REVIEW} answers: correct the id, or remove the row."
    if report.built.questions.waiting:
        waiting = counted(report.built.questions.waiting, "question")
        yield f"Waiting: {waiting} in {into / REVIEW}. Fill in the column `decision`, and import again."
    yield f"Written: {', '.join(report.changed)}." if report.changed else "Nothing changed."


def named_places(found: Resolved) -> str:
    """Return the new places in brackets, so that one sees whether they are new; nothing when there are many."""
    names = sorted(f"{cluster.name} {cluster.country}" for cluster in found.places.values())
    return f" ({', '.join(names)})" if 0 < len(names) <= NAMED else ""


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
