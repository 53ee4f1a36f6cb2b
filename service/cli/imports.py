"""The command that imports a table of partnerships into a layer."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from data.catalogue.reader import RECORDS_DIR
from data.domain.enums import PartnershipKind
from data.domain.licences import LICENCES
from data.imports.headers import TEMPLATE
from data.imports.importer import Report, Request, import_table
from data.imports.review import FILE as REVIEW

STEPS = 4
DEFAULTS = {
    "source": "source_title",
    "url": "source_url",
    "publisher": "publisher",
    "kind": "kind",
    "municipality_country": "country",
    "remark": "remark",
    "remark_sv": "remark_sv",
}
OF_LAYER = {"licence": "licence", "steward": "steward", "title_en": "title", "title_sv": "title_sv", "credit": "credit"}
Pairs = tuple[str, ...]


def _pairs(context: click.Context, parameter: click.Parameter, given: Pairs) -> dict[str, str]:
    """Split NAME=VALUE."""
    wrong = next((text for text in given if "=" not in text), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is not of the form NAME=VALUE", context, parameter)
    return dict(text.split("=", 1) for text in given)


def _template(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(template(), nl=False)
        context.exit()


def template() -> str:
    """Return an example table to fill in, as CSV: its columns stand above two rows that are true."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(zip(*TEMPLATE, strict=True))
    return out.getvalue()


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="Directory of the layer, such as data/layers/my-town; made when it is not there.")  # fmt: skip
@click.option("--attested", help="Day on which the source said so, such as 2026-11-28; stands above a column.")
@click.option("--source-title", help="Title of the source, for rows without a column for it.")
@click.option("--source-url", help="Address of the source, for rows without a column for it.")
@click.option("--publisher", help="Organisation that published the source.")
@click.option("--kind", type=click.Choice(list(PartnershipKind)), help="Kind of relation; default: TWIN_TOWN.")
@click.option("--country", help="Country of the municipalities of the first column; default: SE.")
@click.option("--licence", type=click.Choice(list(LICENCES)), help="Licence of the layer; needed for a new one.")
@click.option("--steward", help="Organisation that answers for the layer; needed for a new one.")
@click.option("--title", help="English title of the layer.")
@click.option("--title-sv", help="Swedish title of the layer.")
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
@click.option("--name", help="Name of the table in the layer; default: that of the file. The same name replaces it.")
@click.option("--base", type=click.Path(exists=True, file_okay=False, path_type=Path), default=RECORDS_DIR,
              help="Records that the table is matched with; default: the catalogue of this project.")  # fmt: skip
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
    **options: str | None,
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
        --source-title "Twin towns of My Town" --attested 2026-11-28 \\
        --licence CC0-1.0 --steward "My Town Twinning Association"
      samband load
    """  # noqa: D301

    def given(names: Mapping[str, str]) -> dict[str, str]:
        return {cell: value for cell, option in names.items() if (value := options[option])}

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
    found = report.resolved
    left = f"; {report.skipped} left out by --where" if report.skipped else ""
    yield f"Read {report.rows} rows{left}."
    if report.unused:
        yield f"Not used: the columns {', '.join(map(repr, report.unused))}."
    yield f"The layer holds {len(found.new)} partnerships of its own and {len(found.places)} new places."
    if found.further:
        yield f"It adds its sources to {len(found.further)} partnerships of earlier layers."
    for denial, relation in found.denied:
        yield f"No partnership, but a claim: {' and '.join(relation.pair)}, which {', '.join(s.slug for s in denial.sources)} denies."
    for partnership, _ in found.ended:
        yield f"No source added, but a claim: {partnership.slug} has ended, as the catalogue knows."
    if report.waiting:
        yield f"{report.waiting} questions wait in {into / REVIEW}: fill in the column `decision`, and import again."
    yield f"Written: {', '.join(report.changed)}." if report.changed else "Nothing changed."


COMMANDS = (import_file,)
