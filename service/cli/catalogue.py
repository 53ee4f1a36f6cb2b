"""The commands for catalogue files: check and export."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path

import click
from sqlalchemy import Engine

from data.catalogue import export
from data.catalogue.duplicates import duplicates
from data.catalogue.load import read_checked
from data.catalogue.rows.catalogue import LAYERS
from data.domain.errors import InputError
from data.domain.evidence_enums import GoalBasis
from data.formats.networks.formats import FORMATS
from data.formats.tables.formats import TABLE_FORMATS, TABLES
from data.snapshot.snapshot import read_snapshot
from service.cli.store import readable
from service.routes import linked_data, networks, tables
from service.routes.parameters import BASIS, Parameters, goal_basis, single_parameters
from service.settings import Settings

Directory = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("directories", type=Directory, nargs=-1)
def check(directories: tuple[Path, ...]) -> None:
    """Report every problem of the records in DIRECTORIES: first the base, then layers.

    Each problem names file, row, column, value and remedy. Without DIRECTORIES, the catalogue of this project with all
    its layers is checked. Rows of layers that are probably duplicates are listed with a score from 0 to 100 and the
    answer that would merge them; they are no problems.

    \b
    Examples:
      samband check
      samband check data/records data/layers/twin-towns-wikidata
    """  # noqa: D301
    catalogue = read_checked(*directories)
    click.echo(f"{len(catalogue)} records, no problems.")
    for found in duplicates(catalogue):
        click.echo(f"Perhaps a duplicate, {found}")


RECORDS_AS = {"csv": Path("export"), "package": Path("samband.zip")}
COMPLETE: dict[str, Callable[..., Iterable[bytes]]] = {
    **{extension: partial(linked_data.everything, extension=extension) for extension in linked_data.COMPLETE},
    "dcat": linked_data.description,
}
TABLE_FILES = {f"{name}.{extension}": (name, extension) for name in TABLES for extension in TABLE_FORMATS}
ALLOWED = {  # the options of exports that are neither tables nor networks
    **{records: {"layer"} for records in RECORDS_AS},
    **{linked: {"layer", "goalBasis"} for linked in linked_data.COMPLETE},
    "dcat": set[str](),
}
NETWORKS = {"network.csv" if name == "csv" else name: format for name, format in FORMATS.items()}


@click.command("export")
@click.argument("format", type=click.Choice([*RECORDS_AS, *COMPLETE, *TABLE_FILES, *NETWORKS]))
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Output path: a directory for csv, else a file.")
@click.option("--as-of", "asOf", help="Day of the network or the table, such as 2016-01-01; default: all time.")
@click.option("--kinds", help="Kinds of partnership, separated by commas; default: all.")
@click.option(
    "--layer", help="Layer of csv, package, jsonld and nq; layers of the network or the table, separated by commas."
)
@click.option("--language", help="Language of the names of columns and of the texts in tables: en or sv; default: en.")
@click.option(
    "--filter", multiple=True, metavar="NAME=VALUE", help="Condition on the rows of a table; may be repeated."
)
@click.option("--projection", help="Type of the nodes: MUNICIPALITIES, COUNTRIES, GOALS or AFFILIATION.")
@click.option(
    "--goal-basis", "goalBasis", help="Links to Goals: STATED, INFERRED or both, separated by a comma; default: STATED."
)
@click.option("--around", help="Slug of a municipality; exports only its neighbourhood.")
@click.option("--radius", help="Radius of the neighbourhood in ties, 0 to 4; default: 1.")
@click.option("--edges", help="Key of the list of ties in json: edges, or links for D3.")
@click.pass_obj
def export_files(
    settings: Settings, /, format: str, output: Path | None, filter: tuple[str, ...], **options: str | None
) -> None:
    """Export the served catalogue in FORMAT.

    csv writes a directory: the records of the base with a datapackage.json, and those of each other layer in
    layers/NAME with their own. package writes the same files as one ZIP archive. Both can be loaded again and give
    the same version; with --layer they hold one layer alone. jsonld and nq are the linked data of one layer, of the
    base unless --layer names another, as one JSON-LD document and as N-Quads, a statement per line. Files such as
    partnerships.csv are tables for people, like /tables/partnerships.csv; --filter takes the parameters of that path.
    dcat is the description for data portals (RDF/XML). The other formats hold the network, like /network.FORMAT;
    network.csv is its edge list.

    \b
    Examples:
      samband export csv -o /tmp/records && samband check /tmp/records
      samband export package -o backup.zip && samband load backup.zip
      samband export jsonld -o catalogue.jsonld
      samband export gexf --kinds MUNICIPAL_PARTNERSHIP -o partnerships.gexf
      samband export graphml --around mariestad --radius 2 --as-of 2021-06-01
      samband export partnerships.csv --filter countries=UA --filter states=ACTIVE --language sv
    """  # noqa: D301
    parameters = {name: text for name, text in options.items() if text is not None}
    given = {*parameters, "filter"} if filter else {*parameters}
    allowed = given if format in TABLE_FILES else ALLOWED.get(format, given - {"filter"})
    if given - allowed:
        wrong, known = (", ".join(sorted(map(option_of, names))) for names in (given - allowed, allowed))
        raise click.UsageError(f"{format} takes no {wrong}; it takes {known or 'no option but --output'}")
    layer = {"layer": parameters["layer"]} if "layer" in parameters else {}
    with readable(settings) as engine:
        if format in RECORDS_AS:
            written = write_records(engine, settings, format, output or RECORDS_AS[format], **layer)
        elif format in COMPLETE:
            path = output or Path(f"samband.{format}")
            basis = {"basis": checked_basis(parameters)} if "goalBasis" in parameters else {}
            blocks = COMPLETE[format](read_snapshot(engine), settings.published_by, **layer, **basis)
            with path.open("wb") as file:
                file.writelines(blocks)
            written = str(path)
        elif format in TABLE_FILES:
            parameters |= single_parameters([condition(text) for text in filter])
            snapshot, address = read_snapshot(engine), settings.public_url
            written = str(tables.save(snapshot, *TABLE_FILES[format], parameters, address, output))
        else:
            written = str(networks.save(read_snapshot(engine), NETWORKS[format], parameters, output))
    click.echo(f"Wrote {written}.")


def condition(text: str) -> tuple[str, str]:
    """The name and the value of a condition NAME=VALUE. Raises UsageError."""
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise click.UsageError(f"--filter {text!r} is not of the form NAME=VALUE, such as countries=UA")
    return name, value


def checked_basis(parameters: Parameters) -> frozenset[GoalBasis]:
    """The bases of links to Goals that are asked for. Raises InputError."""
    if parameters["goalBasis"]:
        BASIS.check(parameters["goalBasis"])
    return goal_basis(parameters)


def option_of(parameter: str) -> str:
    """The option of the command line that stands for a parameter: `--as-of` for `asOf`."""
    return "--" + re.sub("(?=[A-Z])", "-", parameter).lower()


def write_records(engine: Engine, settings: Settings, format: str, path: Path, layer: str | None = None) -> str:
    snapshot, publisher = read_snapshot(engine), settings.published_by
    files = export.layer_files(snapshot, publisher, layer) if layer else export.package_files(snapshot, publisher)
    if format == "package":
        path.write_bytes(export.zipped(files))
        return str(path)
    check_free(path, files)
    for name, body in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(body)
    return f"{len(files)} files in {path}"


def check_free(directory: Path, files: Collection[str]) -> None:
    """Raises InputError if a directory has files of layers that would be read together with those to be written."""
    old = (file.relative_to(directory).as_posix() for file in directory.glob(f"{LAYERS}/*/*.csv"))
    other = next((name for name in sorted(old) if name not in files), None)
    if other is not None:
        raise InputError(
            f"{directory} holds {other}, which is not part of the export; remove it or name another directory"
        )
