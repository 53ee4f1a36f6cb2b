"""The network as a file, over HTTP and on the command line: checks parameters, builds the network and streams it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from data.catalogue.layers import snapshot_of_layers, strictest, with_references
from data.domain.enums import PartnershipKind, Projection
from data.formats.blocks import in_blocks
from data.formats.networks import node_link
from data.formats.networks.formats import FORMATS, Format
from data.networks.measures import measures_of
from data.networks.network import MAX_RADIUS, NetworkSpec
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import CachedFiles, File, error_response
from service.http.response_cache import tag_of
from service.routes.layers import licensed, requested_layers
from service.routes.parameters import (
    GOAL_BASIS,
    Parameters,
    check_known,
    goal_basis,
    invalid_parameter,
    requested_day,
    several,
    single_parameters,
)

PARAMETERS = ("asOf", "kinds", "layer", "projection", "around", "radius", GOAL_BASIS)
MEMBERSHIP_SECONDS = 8e-6  # of writing a network, per membership


class NetworkRequest(NamedTuple):
    """The day of a network, or None for all time, and its specification."""

    day: date | None
    spec: NetworkSpec


def parse_parameters(snapshot: Snapshot, format: Format, parameters: Parameters) -> NetworkRequest:
    """Checks the parameters; an empty value counts as absent. Raises InputError."""
    given = {name: text for name, text in parameters.items() if text}
    known = (*PARAMETERS, "edges") if format is FORMATS["json"] else PARAMETERS
    check_known(parameters, known, f".{format.extension}")
    if given.get("edges", "edges") not in node_link.EDGES:
        raise invalid_parameter(given, "edges", f"the key of the list of ties, {' or '.join(node_link.EDGES)}")
    layers = requested_layers(given, snapshot)
    around = requested_ego(given, snapshot, layers)
    projection = _projection(given, format)
    if GOAL_BASIS in given and projection is not Projection.GOALS:
        raise invalid_parameter(given, GOAL_BASIS, f"projection={Projection.GOALS} beside it, or no such parameter")
    spec = NetworkSpec(
        several(given, "kinds", PartnershipKind), projection, around, requested_radius(given), layers, goal_basis(given)
    )
    return NetworkRequest(requested_day(given), spec)


def _projection(given: Parameters, format: Format) -> Projection:
    if "projection" not in given:
        return format.only or Projection.MUNICIPALITIES
    if given["projection"] not in set(Projection):
        raise invalid_parameter(given, "projection", f"one of {', '.join(Projection)}")
    projection = Projection[given["projection"]]
    if format.only not in (None, projection):
        raise invalid_parameter(
            given, "projection", f"{format.only} or none, as .{format.extension} does not support projections"
        )
    return projection


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
    if given["radius"] not in map(str, range(MAX_RADIUS + 1)):
        raise invalid_parameter(given, "radius", f"a whole number from 0 to {MAX_RADIUS}")
    return int(given["radius"])


def render(snapshot: Snapshot, format: Format, parameters: Parameters) -> Iterator[bytes]:
    """The file in blocks, from the records of its layers alone. Raises InputError.

    The parameters are checked and the network is built before this returns.
    """
    day, spec = parse_parameters(snapshot, format, parameters)
    write = format.write
    if parameters.get("edges"):
        write = partial(node_link.write, edges=parameters["edges"])
    slice = snapshot_of_layers(snapshot, spec.layers).slice(day)
    blocks = in_blocks(write(measures_of(slice, spec)))
    return chain([next(blocks, b"")], blocks)


def save(snapshot: Snapshot, format: Format, parameters: Parameters, path: Path) -> None:
    """Writes the file that HTTP returns for the same parameters. Raises InputError before it opens the file."""
    blocks = render(snapshot, format, parameters)
    with path.open("wb") as file:
        file.writelines(blocks)


def file_name(format: Format, parameters: Parameters) -> str:
    """A file name such as samband-network-2016-01-01.graphml. The parameters must have been checked."""
    day = parameters.get("asOf")
    return f"samband-network{f'-{day}' if day else ''}.{format.extension}"


def network(files: CachedFiles) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of /network.{format:path}: the network of the newest snapshot as a file."""
    return files.serve(network_file)


def network_file(snapshot: Snapshot, request: Request) -> File | Response:
    format = FORMATS.get(request.path_params["format"])
    if format is None:
        return error_response(
            404, f"unknown network format; files are {', '.join(f'/network.{name}' for name in FORMATS)}"
        )
    parameters = single_parameters(request.query_params.multi_items())
    spec = parse_parameters(snapshot, format, parameters).spec

    given = sorted((name, text) for name, text in parameters.items() if text)
    tag = tag_of(snapshot.version, format.extension, *chain(*given))
    write = partial(network_bytes, format.extension, parameters)
    seconds = MEMBERSHIP_SECONDS * snapshot.tables["memberships"].size
    file = File(tag, format.media_type, write, file_name(format, parameters), seconds=seconds)
    return licensed(file, strictest(with_references(snapshot, spec.layers)))


def network_bytes(extension: str, parameters: Parameters, snapshot: Snapshot) -> Iterator[bytes]:
    return render(snapshot, FORMATS[extension], parameters)
