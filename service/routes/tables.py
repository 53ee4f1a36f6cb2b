"""Denormalised tables, over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from starlette.requests import Request

from data.catalogue.layers import snapshot_of_layers, strictest, with_references
from data.domain.evidence_enums import GoalBasis
from data.formats.tables import goals
from data.snapshot.snapshot import Snapshot
from service.http.cached_files import CachedFiles, File
from service.http.response_cache import tag_of
from service.routes.layers import LAYERS, licensed, requested_layers
from service.routes.operations import TEXT, Operation, OperationRoute
from service.routes.parameters import BASIS, DAY_OF_STATE, Parameters, checked, goal_basis, requested_day
from service.routes.records import CSV

GOALS = "/tables/goals.csv"
PARAMETERS = (DAY_OF_STATE, LAYERS, BASIS)
TABLE = Operation("goals", "A row for each project and Goal or target", {CSV: TEXT}, PARAMETERS)


class GoalsRequest(NamedTuple):
    """The day of a table of links to Goals, or None for all time; its layers, or None for all; and the bases."""

    day: date | None
    layers: frozenset[str] | None
    basis: frozenset[GoalBasis]


def routes(files: CachedFiles) -> list[OperationRoute]:
    return [OperationRoute(GOALS, files.serve(goals_file), TABLE)]


def goals_file(snapshot: Snapshot, request: Request) -> File:
    given = request.query_params
    asked = parsed(snapshot, given)
    tag = tag_of(snapshot.version, GOALS, *(text for pair in sorted(given.items()) for text in pair))
    file = File(tag, CSV, partial(goal_bytes, asked), "samband-goals.csv")
    return licensed(file, strictest(with_references(snapshot, asked.layers)))


def goal_bytes(asked: GoalsRequest, snapshot: Snapshot) -> Iterator[bytes]:
    return (line.encode() for line in goal_lines(snapshot, asked))


def parsed(snapshot: Snapshot, parameters: Parameters) -> GoalsRequest:
    """Checks the parameters; an empty value counts as absent. Raises InputError."""
    given = checked(parameters.items(), PARAMETERS, GOALS)
    return GoalsRequest(requested_day(given), requested_layers(given, snapshot), goal_basis(given))


def goal_lines(snapshot: Snapshot, asked: GoalsRequest) -> Iterator[str]:
    """The lines of the table of links to Goals, from the records of its layers alone."""
    day, layers, basis = asked
    return goals.write(snapshot_of_layers(snapshot, layers).slice(day), basis, layers)
