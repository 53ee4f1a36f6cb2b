"""The commands for catalogue files: check and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from sqlalchemy import Engine

from data.catalogue import export
from data.catalogue.load import read_checked
from data.catalogue.package import Publisher
from data.catalogue.reader import RECORDS_DIR
from data.formats.networks.formats import FORMATS
from data.snapshot.snapshot import Snapshot, read_snapshot
from service.cli.store import readable
from service.routes import linked_data, networks
from service.settings import Settings

Directory = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("directory", type=Directory, default=RECORDS_DIR)
def check(directory: Path) -> None:
    """Report every problem of the records in DIRECTORY.

    Each problem names file, row, column, value and remedy. The default DIRECTORY is the catalogue of this project.

    \b
    Example:
      samband check data/records
    """  # noqa: D301
    click.echo(f"{len(read_checked(directory))} records, no problems.")


RECORDS_AS = {"csv": Path("export"), "package": Path("samband.zip")}
COMPLETE: dict[str, Callable[[Snapshot, Publisher], Iterable[bytes]]] = {
    "jsonld": linked_data.everything,
    "dcat": linked_data.description,
}
NETWORKS = {"ties.csv" if name == "csv" else name: format for name, format in FORMATS.items()}


@click.command("export")
@click.argument("format", type=click.Choice([*RECORDS_AS, *COMPLETE, *NETWORKS]))
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Output path: a directory for csv, else a file.")
@click.option("--as-of", "asOf", help="Day of the network, such as 2016-01-01; default: all time.")
@click.option("--kinds", help="Kinds of partnership, separated by commas; default: all.")
@click.option("--projection", help="Type of the nodes: MUNICIPALITIES, COUNTRIES, GOALS or AFFILIATION.")
@click.option("--around", help="Slug of a municipality; exports only its neighbourhood.")
@click.option("--radius", help="Radius of the neighbourhood in ties, 0 to 4; default: 1.")
@click.option("--edges", help="Key of the list of ties in json: edges, or links for D3.")
@click.pass_obj
def export_files(settings: Settings, /, format: str, output: Path | None, **options: str | None) -> None:
    """Export the served catalogue in FORMAT.

    csv writes a directory of all records with a datapackage.json. package writes the same files as one ZIP archive.
    Both can be loaded again and give the same version. jsonld is linked data. dcat is the description for data
    portals (RDF/XML). The other formats hold the network, like /network.FORMAT; ties.csv is its edge list.

    \b
    Examples:
      samband export csv -o /tmp/records && samband check /tmp/records
      samband export package -o backup.zip && samband load backup.zip
      samband export jsonld -o catalogue.jsonld
      samband export gexf --kinds MUNICIPAL_PARTNERSHIP -o partnerships.gexf
      samband export graphml --around mariestad --radius 2 --as-of 2021-06-01
    """  # noqa: D301
    parameters = {name: text for name, text in options.items() if text is not None}
    if parameters and format not in NETWORKS:
        raise click.UsageError(
            f"{format} exports the complete catalogue; use {', '.join(sorted(parameters))} with network formats only"
        )
    with readable(settings) as engine:
        if format in RECORDS_AS:
            written = write_records(engine, settings, format, output or RECORDS_AS[format])
        elif format in COMPLETE:
            path = output or Path(f"samband.{format}")
            path.write_bytes(b"".join(COMPLETE[format](read_snapshot(engine), settings.published_by)))
            written = str(path)
        else:
            snapshot, kind = read_snapshot(engine), NETWORKS[format]
            networks.parse_parameters(snapshot, kind, parameters)
            path = output or Path(networks.file_name(kind, parameters))
            networks.save(snapshot, kind, parameters, path)
            written = str(path)
    click.echo(f"Wrote {written}.")


def write_records(engine: Engine, settings: Settings, format: str, path: Path) -> str:
    files = export.package_files(read_snapshot(engine), settings.published_by)
    if format == "package":
        path.write_bytes(export.zipped(files))
        return str(path)
    path.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (path / name).write_bytes(body)
    return f"{len(files)} files in {path}"


COMMANDS = (check, export_files)
