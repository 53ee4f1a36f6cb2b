"""Tables for people, over HTTP and on the command line: checks parameters, selects rows and writes the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from data.catalogue.layers import snapshot_of_layers, strictest, with_references
from data.domain.enums import Language, PartnershipKind, Projection
from data.domain.errors import InputError, InvalidValue, MissingPackage
from data.domain.evidence_enums import GoalBasis
from data.formats.tables.column import TableContext
from data.formats.tables.formats import TABLE_FORMATS, TABLES
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec
from data.snapshot import queries
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot
from schema.arguments import apply_filter
from schema.filters import MunicipalityFilter, PartnershipFilter
from service.http.cached_files import CachedFiles, File
from service.http.problems import ParameterError, error_response
from service.http.response_cache import tag_of
from service.routes.filter_parameters import filter_input
from service.routes.layers import LAYERS, licensed, requested_layers
from service.routes.networks import AROUND, KINDS, RADIUS, requested_ego, requested_radius
from service.routes.operations import ANY, TEXT, Operation, OperationRoute
from service.routes.parameters import (
    BASIS,
    DAY_OF_STATE,
    Parameter,
    Parameters,
    checked,
    choice,
    goal_basis,
    requested_day,
    several,
)

LANGUAGES = {language.lower(): language for language in Language}
LANGUAGE = choice("language", "Language of the names of columns and of the texts; en without the parameter.", LANGUAGES)
EXTENSION = choice("extension", "The file format.", TABLE_FORMATS)
OF_TIES = (KINDS, AROUND, RADIUS)
FILTERS = {"partnerships": PartnershipFilter, "goals": PartnershipFilter, "municipalities": MunicipalityFilter}
ROWS = {"partnerships": "partnerships", "ties": "memberships", "municipalities": "municipalities", "goals": "projects"}


class TableRequest(NamedTuple):
    """A table, its format and what was asked for. It is picklable.

    `day` is None for all time, `layers` is None for all. `filter` is an input object of GraphQL, None for no condition;
    of ties, `spec` is the network.
    """

    name: str
    extension: str
    parameters: Parameters
    day: date | None
    layers: frozenset[str] | None
    language: Language
    basis: frozenset[GoalBasis]
    filter: Any
    spec: NetworkSpec | None


def parameters_of(name: str) -> tuple[Parameter, ...]:
    """The parameters that a table has. Of filtered tables, `goalBasis` also says which links are shown."""
    filters = filter_input(FILTERS[name]).parameters() if name in FILTERS else OF_TIES
    own = (BASIS,) if name in FILTERS else ()
    return (DAY_OF_STATE, LAYERS, LANGUAGE, *own, *(one for one in filters if one.name != BASIS.name))


def operation_of(name: str) -> Operation:
    content = {
        format.media_type: TEXT if format.media_type.startswith("text/") else ANY for format in TABLE_FORMATS.values()
    }
    errors = {501: "The service is installed without what the format needs."}
    about = TABLES[name].about.en
    return Operation(f"table_{name}", about, content, (EXTENSION, *parameters_of(name)), errors=errors)


def parsed(snapshot: Snapshot, name: str, extension: str, parameters: Parameters) -> TableRequest:
    """Reads checked parameters; an empty value counts as absent.

    Raises InputError for a value that the catalogue or another parameter rules out.
    """
    given = {name: text for name, text in parameters.items() if text}
    layers = requested_layers(given, snapshot)
    is_filtered = name in FILTERS
    return TableRequest(
        name,
        extension,
        given,
        requested_day(given),
        layers,
        LANGUAGES[given.get(LANGUAGE.name, "en")],
        goal_basis(given),
        filter_input(FILTERS[name]).build(given) if is_filtered else None,
        None if is_filtered else requested_network(snapshot, given, layers),
    )


def requested_network(snapshot: Snapshot, given: Parameters, layers: frozenset[str] | None) -> NetworkSpec:
    kinds, ego = several(given, "kinds", PartnershipKind), requested_ego(given, snapshot, layers)
    return NetworkSpec(kinds, Projection.MUNICIPALITIES, ego, requested_radius(given), layers)


def number_of_rows(snapshot: Snapshot, asked: TableRequest) -> int:
    """The number of rows by which a file is priced. Raises InputError for a filter that cannot be.

    It is that of the selected rows; of the table of Goals, that of their projects. Ties are priced as all memberships,
    and so is a file of some layers as all rows, because their network or snapshot may have to be built.
    """
    every = snapshot.tables[ROWS[asked.name]].size
    if asked.spec is not None:
        return every
    try:
        found = selected(snapshot.slice(asked.day), asked)
    except InvalidValue as error:
        raise named(error, asked.parameters) from error
    if asked.layers is not None:
        return every
    if asked.name != "goals":
        return len(found)
    partnerships = snapshot.tables["partnerships"]
    return len(partnerships.backs["projects"].of_rows(np.asarray(found.rows) - partnerships.first)[0])


def named(error: InvalidValue, given: Parameters) -> InputError:
    """The error with the name of the parameter, if only one parameter is of the field."""
    names = [name for name in given if name.rpartition(".")[2] == error.field]
    return ParameterError(names[0], str(error)) if len(names) == 1 else error


def selected(slice: Slice, asked: TableRequest) -> Any:
    """What the rows of the table are made of. Raises InputError for a filter that cannot be."""
    if asked.spec is not None:
        return measures_of(slice, asked.spec).network
    if FILTERS[asked.name] is MunicipalityFilter:
        return apply_filter(queries.municipalities, slice.municipalities, asked.filter)
    return apply_filter(
        queries.partnerships, queries.partnerships(slice.partnerships, layers=asked.layers), asked.filter
    )


def render(asked: TableRequest, address: str, snapshot: Snapshot) -> Iterator[bytes]:
    """The file in blocks, from the records of its layers alone. Raises InputError before this returns."""
    slice = snapshot_of_layers(snapshot, asked.layers).slice(asked.day)
    layers = with_references(snapshot, asked.layers)
    context = TableContext(slice, layers, asked.layers, address, asked.parameters, asked.language, asked.basis)
    blocks = TABLE_FORMATS[asked.extension].write(TABLES[asked.name], selected(slice, asked), context)
    return chain([next(blocks, b"")], blocks)


def save(
    snapshot: Snapshot, name: str, extension: str, parameters: Parameters, address: str, path: Path | None = None
) -> Path:
    """Checks parameters, writes the file that HTTP returns for them, and returns its path.

    Without a path, the file has the name of the download. Raises InputError before it opens the file.
    """
    checked(parameters.items(), parameters_of(name), f"/tables/{name}.{extension}")
    asked = parsed(snapshot, name, extension, parameters)
    path, blocks = path or Path(file_name(asked)), render(asked, address, snapshot)
    with path.open("wb") as file:
        file.writelines(blocks)
    return path


def file_name(asked: TableRequest) -> str:
    """A file name such as samband-partnerships-2016-01-01.csv."""
    return f"samband-{asked.name}{f'-{asked.day}' if asked.day else ''}.{asked.extension}"


def routes(files: CachedFiles, address: str) -> list[OperationRoute]:
    """The routes of the tables. `address` is the base URL of the service."""
    return [
        OperationRoute(
            f"/tables/{name}.{{extension}}",
            files.serve(partial(table_file, name, address), in_thread=True),
            operation_of(name),
        )
        for name in TABLES
    ]


def table_file(name: str, address: str, snapshot: Snapshot, request: Request) -> File | Response:
    extension = request.path_params["extension"]
    format = TABLE_FORMATS[extension]
    try:
        format.check()
    except MissingPackage as error:
        return error_response(501, str(error))
    asked = parsed(snapshot, name, extension, request.query_params)
    tag = tag_of(snapshot.version, "table", name, extension, address, *chain(*sorted(asked.parameters.items())))
    seconds = format.seconds * number_of_rows(snapshot, asked)
    write = partial(render, asked, address)
    file = File(tag, format.media_type, write, file_name(asked), format.packed, seconds=seconds)
    return licensed(file, strictest(with_references(snapshot, asked.layers)))
