"""The network as a file, over HTTP and on the command line: checks parameters, builds the network and streams it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from starlette.requests import Request

from data.catalogue.layers import snapshot_of_layers, strictest, with_references
from data.domain.enums import PartnershipKind, Projection
from data.formats.blocks import in_blocks
from data.formats.networks import node_link
from data.formats.networks.formats import FORMATS, Format
from data.networks.measures import measures_of
from data.networks.network import MAX_RADIUS, NetworkSpec
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import CachedFiles, File
from service.http.response_cache import tag_of
from service.routes.layers import LAYERS, licensed, requested_layers
from service.routes.operations import DOCUMENT, TEXT, Operation, OperationRoute
from service.routes.parameters import (
    BASIS,
    DAY_OF_STATE,
    GOAL_BASIS,
    Parameter,
    Parameters,
    checked,
    choice,
    goal_basis,
    integer,
    invalid_parameter,
    matching,
    requested_day,
    several,
)

KINDS = choice(
    "kinds", "The kinds of partnership that make ties. Without it: all kinds.", PartnershipKind, several=True
)
AROUND = matching(
    "around",
    "The slug of a municipality; the network then holds what is within the radius.",
    "[a-z0-9]+(-[a-z0-9]+)*",
    "mariestad",
    "the slug of a municipality such as mariestad",
)
RADIUS = integer("radius", "The distance from `around`, in ties; only beside it.", 0, MAX_RADIUS, 1)
EDGES = choice("edges", "The key of the list of ties; D3 reads `links`.", node_link.EDGES)
MEMBERSHIP_SECONDS = 8e-6  # of writing a network, per membership


class NetworkRequest(NamedTuple):
    """The day of a network, or None for all time, and its specification."""

    day: date | None
    spec: NetworkSpec


def parameters_of(format: Format) -> tuple[Parameter, ...]:
    """The parameters that a format has."""
    usual = format.only or Projection.MUNICIPALITIES
    about = f"What the nodes are; {usual} without the parameter."
    projection = choice("projection", about, [format.only] if format.only else Projection)
    edges = (EDGES,) if format is FORMATS["json"] else ()
    return (DAY_OF_STATE, KINDS, LAYERS, projection, AROUND, RADIUS, BASIS, *edges)


def operation_of(format: Format) -> Operation:
    schema = DOCUMENT if format.media_type.endswith("json") else TEXT
    name = f"network_{format.extension.replace('.', '_')}"
    content = {format.media_type: schema}
    return Operation(name, f"A network as {format.about}", content, parameters_of(format))


def parse_parameters(snapshot: Snapshot, format: Format, parameters: Parameters) -> NetworkRequest:
    """Reads checked parameters; an empty value counts as absent.

    Raises InputError for a value that the catalogue or another parameter rules out.
    """
    given = {name: text for name, text in parameters.items() if text}
    layers = requested_layers(given, snapshot)
    around = requested_ego(given, snapshot, layers)
    projection = Projection[given.get("projection", format.only or Projection.MUNICIPALITIES)]
    if GOAL_BASIS in given and projection is not Projection.GOALS:
        raise invalid_parameter(given, GOAL_BASIS, f"projection={Projection.GOALS} beside it, or no such parameter")
    spec = NetworkSpec(
        several(given, "kinds", PartnershipKind), projection, around, requested_radius(given), layers, goal_basis(given)
    )
    return NetworkRequest(requested_day(given), spec)


def requested_ego(given: Parameters, snapshot: Snapshot, layers: frozenset[str] | None) -> str | None:
    """The slug of a municipality of the layers, or of those that they refer to. None without one."""
    slug = given.get("around")
    if slug is None:
        return None
    place: Any = snapshot.entities["municipalities"].get(slug)
    if place is None or place.layer not in with_references(snapshot, layers):
        raise invalid_parameter(given, "around", "the slug of a municipality such as mariestad")
    return slug


def requested_radius(given: Parameters) -> int:
    if "radius" not in given:
        return 1
    if "around" not in given:
        raise invalid_parameter(given, "radius", "the parameter around beside it, the slug of a municipality")
    return int(given["radius"])


def render(snapshot: Snapshot, format: Format, parameters: Parameters) -> Iterator[bytes]:
    """The file in blocks, from the records of its layers alone. Raises InputError.

    The parameters must have been checked. The network is built before this returns.
    """
    day, spec = parse_parameters(snapshot, format, parameters)
    write = format.write
    if parameters.get("edges"):
        write = partial(node_link.write, edges=parameters["edges"])
    slice = snapshot_of_layers(snapshot, spec.layers).slice(day)
    blocks = in_blocks(write(measures_of(slice, spec)))
    return chain([next(blocks, b"")], blocks)


def save(snapshot: Snapshot, format: Format, parameters: Parameters, path: Path | None = None) -> Path:
    """Checks parameters, writes the file that HTTP returns for them, and returns its path.

    Without a path, the file has the name of the download. Raises InputError before it opens the file.
    """
    checked(parameters.items(), parameters_of(format), f"/network.{format.extension}")
    blocks = render(snapshot, format, parameters)
    path = path or Path(file_name(format, parameters))
    with path.open("wb") as file:
        file.writelines(blocks)
    return path


def file_name(format: Format, parameters: Parameters) -> str:
    """A file name such as samband-network-2016-01-01.graphml. The parameters must have been checked."""
    day = parameters.get("asOf")
    return f"samband-network{f'-{day}' if day else ''}.{format.extension}"


def routes(files: CachedFiles) -> list[OperationRoute]:
    """A route for each format."""
    return [
        OperationRoute(f"/network.{name}", files.serve(partial(network_file, format)), operation_of(format))
        for name, format in FORMATS.items()
    ]


def network_file(format: Format, snapshot: Snapshot, request: Request) -> File:
    parameters = dict(request.query_params)
    spec = parse_parameters(snapshot, format, parameters).spec

    given = sorted((name, text) for name, text in parameters.items() if text)
    tag = tag_of(snapshot.version, format.extension, *chain(*given))
    write = partial(network_bytes, format.extension, parameters)
    seconds = MEMBERSHIP_SECONDS * snapshot.tables["memberships"].size
    file = File(tag, format.media_type, write, file_name(format, parameters), seconds=seconds)
    return licensed(file, strictest(with_references(snapshot, spec.layers)))


def network_bytes(extension: str, parameters: Parameters, snapshot: Snapshot) -> Iterator[bytes]:
    return render(snapshot, FORMATS[extension], parameters)
