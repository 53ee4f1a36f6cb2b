"""Validation rules across records. Every rule yields all its problems."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from data.catalogue.claim_rules import check_claims
from data.catalogue.evidence_rules import check_approvals, check_channels, check_goal_rules, check_shares
from data.catalogue.personal_data import check_personal_data, check_private_pages
from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import BASE, Row, cited, file_of
from data.catalogue.seat_rules import check_handovers, check_programmes, check_seats, check_turns, check_within
from data.catalogue.time_rules import (
    check_agreements,
    check_doubts,
    check_ended,
    check_evidence,
    check_order,
    check_plans,
)
from data.domain.errors import Problem
from data.domain.progress import Progress, untold
from data.domain.text import spelling

BOX = ("south", "west", "north", "east")


def check(catalogue: Catalogue, progress: Progress = untold) -> list[Problem]:
    """Return the problems that all rules find, ordered by file, row and column.

    The rules of dates and evidence come last: they need rows whose references are complete.
    """
    problems = list[Problem]()
    for number, rule in enumerate(RULES):
        progress("Applied the rules", number, len(RULES) + 1)
        problems += rule(catalogue)
    if not problems and catalogue.complete(*catalogue.rows):
        progress("Applied the rules, next that of evidence", len(RULES), len(RULES) + 1)
        catalogue.forget_cells()
        problems = list(check_evidence(catalogue))
    return sorted(problems, key=lambda problem: (problem.file, problem.row, problem.column))


def check_keys(catalogue: Catalogue) -> Iterator[Problem]:
    for table in catalogue.rows.values():
        first: dict[tuple[Any, ...], Row] = {}
        for row in table.chosen(table.repeated()):
            same = first.setdefault(row.key, row)
            if same is not row:
                where = "" if same.layer == row.layer else f" of {file_of(same.record, same.layer)}"
                yield row.problem(
                    row.record.key[0], f"row {same.number}{where} has the same key", "Merge the rows or rename one"
                )


def check_references(catalogue: Catalogue) -> Iterator[Problem]:
    for name, table in catalogue.rows.items():
        for link in (link for link in table.record.links if link.refers not in catalogue.unreadable):
            given = np.all([table.given(field) for field in link.names], axis=0)
            invalid = catalogue.invalid_keys.get(link.refers, ())
            for row in table.chosen(given & (catalogue.referred(name, link) < 0)):
                if tuple(row.values.get(field) for field in link.names) not in invalid:
                    wrong = f"no such row in {link.refers}.csv"
                    own = "Correct the reference or add the row"
                    other = "Load the layer that has it, too, before this one: a layer may refer to those before it"
                    yield row.problem(link.names[-1], wrong, own if row.layer == BASE else other)


def check_layers(catalogue: Catalogue) -> Iterator[Problem]:
    """A directory holds one layer, and records refer to no layer of a higher precedence number than their own."""
    first: dict[Any, str] = {}
    for row in catalogue.rows["layers"]:
        other = first.setdefault(row.values["precedence"], row.values["slug"])
        if other != row.values["slug"]:
            yield row.problem("precedence", f"the layer {other} has the same number", "Give each layer its own number")
        if (row.values["slug"] == BASE) is not (row.values["precedence"] == 1):
            yield row.problem("precedence", "1 is the number of the base, and of no other layer", "Change the number")
    if catalogue.complete("layers") and set(catalogue.precedence) != {BASE}:
        yield from _references_to_later_layers(catalogue)


def _references_to_later_layers(catalogue: Catalogue) -> Iterator[Problem]:
    numbers = catalogue.precedence
    tables = {name: table for name, table in catalogue.rows.items() if table.record.layered}
    own = {
        name: table.columns["layer"].each(lambda layer: numbers.get(layer, 0), np.int64)
        for name, table in tables.items()
    }
    of_sources = dict(catalogue.rows["sources"].values("slug", "layer"))
    for name, table in tables.items():
        most = np.where(own[name] == 0, sys.maxsize, own[name])
        for link in table.record.links:
            to = catalogue.referred(name, link)
            later = np.append(own[link.refers], 0)[to] > most
            targets = catalogue.rows[link.refers].rows(to[later])
            for row, target in zip(table.chosen(later), targets, strict=True):
                yield _of_later_layer(row, link.names[-1], link.refers, target.layer)
        if "sources" in table.columns:
            latest = table.columns["sources"].each(
                lambda cell: max((numbers.get(of_sources.get(slug, BASE), 0) for slug in cited(cell)), default=0),
                np.int64,
            )
            for row in table.chosen(latest > most):
                for layer in (of_sources.get(slug, BASE) for slug in row.sources):
                    if numbers.get(layer, 0) > numbers[row.layer]:
                        yield _of_later_layer(row, "sources", "sources", layer)


def _of_later_layer(row: Row, column: str, name: str, layer: str) -> Problem:
    wrong = f"the row of {name}.csv belongs to the layer {layer}, which comes later"
    return row.problem(column, wrong, "Refer to a record of the base or of an earlier layer")


def check_sources(catalogue: Catalogue) -> Iterator[Problem]:
    known = {slug for (slug,) in catalogue.rows["sources"].values("slug")}
    known |= {slug for (slug,) in catalogue.invalid_keys.get("sources", ())}

    def unknown(cell: str | None) -> list[str]:
        return [] if "sources" in catalogue.unreadable else [one for one in cited(cell) if one not in known]

    def twice(cell: str | None) -> bool:
        return len(set(cited(cell))) != len(cited(cell))

    for table in (table for table in catalogue.rows.values() if "sources" in table.columns):
        for row in table.where(["sources"], lambda row: unknown(row.values["sources"]) or twice(row.values["sources"])):
            for source in unknown(row.values["sources"]):
                yield row.problem("sources", f"no source {source!r}", "Name a slug of sources.csv")
            if twice(row.values["sources"]):
                yield row.problem("sources", "a source is cited twice", "Cite it once")


def check_given(catalogue: Catalogue) -> Iterator[Problem]:
    for table in catalogue.rows.values():
        record = table.record
        for names, wanted, most in (
            (record.one_of, "exactly one", 1),
            (record.any_of, "at least one", len(record.fields)),
        ):
            counts = sum(table.given(name).astype(np.int64) for name in names)
            for row in table.chosen((counts < 1) | (counts > most)) if names else ():
                given = [name for name in names if row.values.get(name) is not None]
                wrong = f"{len(given)} of {', '.join(names)} are given"
                yield row.problem(given[0] if given else names[0], wrong, f"Give {wanted} of them")
        for names in record.together:
            counts = sum(table.given(name).astype(np.int64) for name in names)
            for row in table.chosen((counts > 0) & (counts < len(names))):
                missing = next(name for name in names if row.values.get(name) is None)
                yield row.problem(missing, "only some of " + ", ".join(names) + " are given", "Give all or none")


def check_points(catalogue: Catalogue) -> Iterator[Problem]:
    countries = catalogue.by_key("countries")
    for row in countries.values():
        given = [name for name in BOX if row.values[name] is not None]
        if given and len(given) < len(BOX):
            yield row.problem(given[0], "only some of the four bounds are given", "Give all four or none")
    for row in catalogue.rows["municipalities"]:
        country = countries.get((row.values["country"],))
        latitude, longitude = row.values["latitude"], row.values["longitude"]
        if (latitude is None) != (longitude is None):
            yield row.problem("latitude", "only one of latitude and longitude is given", "Give both or none")
        elif latitude is not None and country is not None and not is_inside(country.values, latitude, longitude):
            wrong = f"({latitude}, {longitude}) lies outside {country.values['name_en']}"
            yield row.problem("latitude", wrong, "Correct the coordinates or the country, or leave them empty")


def is_inside(box: Mapping[str, Any], latitude: float, longitude: float) -> bool:
    """Return whether a point lies within the bounds of a country; true when its record has none."""
    if any(box[name] is None for name in BOX):
        return True
    return bool(box["south"] <= latitude <= box["north"] and box["west"] <= longitude <= box["east"])


def check_spellings(catalogue: Catalogue) -> Iterator[Problem]:
    """A spelling is marked as shared when another place of the same layer, or of an earlier one, also has it."""
    number, names = catalogue.precedence, catalogue.rows["names"]
    places: dict[str, dict[str, int]] = {spelling(name): {} for (name,) in names.values("name")}
    for name, place, layer in (
        *(catalogue.rows["municipalities"].values("name", "slug", "layer") if places else ()),
        *names.values("name", "municipality", "layer"),
    ):
        known = places.get(spelling(name))
        if known is not None:
            known[place] = min(number.get(layer, 1), known.get(place, sys.maxsize))
    for row in names:
        named, own = places[spelling(row.values["name"])], row.values["municipality"]
        others = sorted(place for place in named if place != own and named[place] <= number.get(row.layer, 1))
        if bool(others) is not row.values["shared"]:
            wrong = f"the spelling also names {', '.join(others)}" if others else "no other place has this spelling"
            yield row.problem("shared", wrong, f"Set shared to {'true' if others else 'false'}")


def check_cycles(catalogue: Catalogue) -> Iterator[Problem]:
    """Territorial changes, as a directed graph from predecessor to successor, have no cycle."""
    import networkx as nx  # noqa: PLC0415 the import takes as long as all other rules together

    rows = [row for row in catalogue.rows["territorial_changes"] if row.values["kind"] != "RENAMED"]
    graph: Any = nx.DiGraph((row.values["predecessor"], row.values["successor"]) for row in rows)
    in_cycle = {place for part in nx.strongly_connected_components(graph) if len(part) > 1 for place in part}
    for row in catalogue.rows["territorial_changes"]:
        predecessor, successor = row.values["predecessor"], row.values["successor"]
        if predecessor == successor and row.values["kind"] != "RENAMED":
            yield row.problem("successor", "a unit cannot succeed itself", "Correct one of the two")
        elif predecessor in in_cycle and successor in in_cycle:
            yield row.problem("successor", "the changes form a cycle", "Correct or remove one of them")


def check_parts(catalogue: Catalogue) -> Iterator[Problem]:
    """A part belongs to one whole of the same kind that is no part itself."""
    for row, whole in catalogue.pairs("partnerships", "part_of", catalogue.rows["partnerships"].given("part_of")):
        if whole.key == row.key:
            yield row.problem("part_of", "a partnership is no part of itself", "Name the whole, or leave it empty")
        elif whole.values["part_of"]:
            yield row.problem("part_of", "the whole is itself a part", f"Name {whole.values['part_of']}")
        elif whole.values["kind"] != row.values["kind"]:
            wrong = f"the whole is of the kind {whole.values['kind']}"
            yield row.problem("part_of", wrong, "A part has the kind of its whole: correct one of the two")


def check_projects(catalogue: Catalogue) -> Iterator[Problem]:
    """The lead of a project is a member; statuses and events of a project name the partnership of the project."""
    projects, memberships = catalogue.rows["projects"], catalogue.rows["memberships"]
    led = [*projects.chosen(projects.given("lead"))] if catalogue.complete("memberships") else []
    chosen = memberships.holds("partnership", {row.values["partnership"] for row in led})
    members = {(row.values["partnership"], row.values["municipality"]) for row in memberships.chosen(chosen)}
    for row in led:
        if (row.values["partnership"], row.values["lead"]) not in members:
            yield row.problem("lead", "it holds no seat in the partnership", "Name a member, or leave it empty")
    for name in ("statuses", "events"):
        for row, project in catalogue.pairs(name, "project", catalogue.rows[name].given("project")):
            owner = project.values["partnership"]
            if owner != row.values["partnership"] and catalogue.found("partnerships", {owner}):
                wrong = f"the project belongs to {owner}"
                yield row.problem("partnership", wrong, "Name the partnership of the project")


RULES: tuple[Callable[[Catalogue], Iterator[Problem]], ...] = (
    check_keys,
    check_layers,
    check_references,
    check_sources,
    check_given,
    check_order,
    check_points,
    check_spellings,
    check_seats,
    check_within,
    check_programmes,
    check_doubts,
    check_plans,
    check_ended,
    check_agreements,
    check_parts,
    check_projects,
    check_turns,
    check_handovers,
    check_cycles,
    check_claims,
    check_shares,
    check_channels,
    check_approvals,
    check_goal_rules,
    check_personal_data,
    check_private_pages,
)
