"""Validation rules across records. Every rule yields all its problems."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from data.catalogue.claim_rules import check_claims
from data.catalogue.evidence_rules import check_approvals, check_channels, check_goal_rules, check_shares
from data.catalogue.personal_data import check_personal_data, check_private_pages
from data.catalogue.reader import BASE, Catalogue, Row, file_of
from data.catalogue.time_rules import (
    check_agreements,
    check_doubts,
    check_ended,
    check_evidence,
    check_order,
    check_plans,
    check_programmes,
    check_within,
    partial_date,
)
from data.domain.dates import Span, span
from data.domain.errors import Problem
from data.domain.text import spelling

BOX = ("south", "west", "north", "east")


def check(catalogue: Catalogue) -> list[Problem]:
    """Return the problems that all rules find, ordered by file, row and column.

    The rules of dates and evidence come last: they need rows whose references are complete.
    """
    problems = [problem for rule in RULES for problem in rule(catalogue)]
    if not problems and catalogue.complete(*catalogue.rows):
        problems = list(check_evidence(catalogue))
    return sorted(problems, key=lambda problem: (problem.file, problem.row, problem.column))


def check_keys(catalogue: Catalogue) -> Iterator[Problem]:
    for rows in catalogue.rows.values():
        first: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            same = first.setdefault(row.key, row)
            if same is not row:
                where = "" if same.layer == row.layer else f" of {file_of(same.record, same.layer)}"
                yield row.problem(
                    row.record.key[0], f"row {same.number}{where} has the same key", "Merge the rows or rename one"
                )


def check_references(catalogue: Catalogue) -> Iterator[Problem]:
    known = {name: catalogue.known(name) for name in catalogue.rows}
    for row in catalogue:
        for link in row.record.links:
            target = tuple(row.values.get(name) for name in link.names)
            if None not in target and target not in known[link.refers]:
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
    numbers = catalogue.precedence
    if not catalogue.complete("layers") or set(numbers) == {BASE}:
        return
    newest = max(numbers, key=lambda layer: numbers[layer], default=None)
    layers = {name: {row.key: row.layer for row in reversed(rows)} for name, rows in catalogue.rows.items()}
    for row in catalogue:
        if row.layer == newest or row.layer not in numbers:
            continue
        for column, name, key in _references(row):
            layer = layers[name].get(key, BASE)
            if numbers.get(layer, 0) > numbers[row.layer]:
                wrong = f"the row of {name}.csv belongs to the layer {layer}, which comes later"
                yield row.problem(column, wrong, "Refer to a record of the base or of an earlier layer")


def _references(row: Row) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Yield the column, the kind and the key of each record that a row refers to, its sources included."""
    for link in row.record.links:
        yield link.names[-1], link.refers, tuple(row.values.get(name) for name in link.names)
    for source in row.sources:
        yield "sources", "sources", (source,)


def check_sources(catalogue: Catalogue) -> Iterator[Problem]:
    known = catalogue.known("sources")
    for row in catalogue:
        for source in row.sources:
            if (source,) not in known:
                yield row.problem("sources", f"no source {source!r}", "Name a slug of sources.csv")
        if len(set(row.sources)) != len(row.sources):
            yield row.problem("sources", "a source is cited twice", "Cite it once")


def check_given(catalogue: Catalogue) -> Iterator[Problem]:
    for row in catalogue:
        record = row.record
        for names, wanted, enough in ((record.one_of, "exactly one", {1}), (record.any_of, "at least one", None)):
            given = [name for name in names if row.values.get(name) is not None]
            if names and (len(given) not in enough if enough else not given):
                wrong = f"{len(given)} of {', '.join(names)} are given"
                yield row.problem(given[0] if given else names[0], wrong, f"Give {wanted} of them")
        for names in record.together:
            missing = [name for name in names if row.values.get(name) is None]
            if missing and len(missing) < len(names):
                yield row.problem(missing[0], "only some of " + ", ".join(names) + " are given", "Give all or none")


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
    number = catalogue.precedence
    places: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row, place in [
        *((row, row.values["slug"]) for row in catalogue.rows["municipalities"]),
        *((row, row.values["municipality"]) for row in catalogue.rows["names"]),
    ]:
        known = places[spelling(row.values["name"])]
        known[place] = min(number.get(row.layer, 1), known.get(place, sys.maxsize))
    for row in catalogue.rows["names"]:
        named, own = places[spelling(row.values["name"])], row.values["municipality"]
        others = sorted(place for place in named if place != own and named[place] <= number.get(row.layer, 1))
        if bool(others) is not row.values["shared"]:
            wrong = f"the spelling also names {', '.join(others)}" if others else "no other place has this spelling"
            yield row.problem("shared", wrong, f"Set shared to {'true' if others else 'false'}")


def check_seats(catalogue: Catalogue) -> Iterator[Problem]:
    """Every seat has a holder, and no two holders of a seat certainly overlap."""
    partnerships = catalogue.by_key("partnerships")
    holders: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in catalogue.rows["memberships"]:
        holders[row.values["partnership"], row.values["seat"]].append(row)
    for row in catalogue.rows["seats"]:
        if row.key not in holders and catalogue.complete("memberships"):
            yield row.problem("number", "the seat has no membership", "Add a membership")
    for (slug, _), rows in holders.items():
        rows.sort(key=lambda row: row.values["turn"])
        parent = partnerships.get((slug,))
        for before, after in combinations(rows, 2):
            if parent and _certainly_overlap(_span(before, parent), _span(after, parent)):
                wrong = f"the seat was still held by {before.values['municipality']}"
                yield after.problem("start", wrong, "A seat has one holder at a time: correct the dates")


def _span(row: Row, parent: Row) -> Span:
    """Return the span of a row. A missing start or end is taken from `parent`."""
    start, end = (row if row.values[name] else parent for name in ("start", "end"))
    return span(partial_date(start, "start"), partial_date(end, "end"))


def _certainly_overlap(before: Span, after: Span) -> bool:
    """Return whether the latest possible start of `after` is before the earliest possible end of `before`."""
    return after.start_latest < before.end_earliest


def check_handovers(catalogue: Catalogue) -> Iterator[Problem]:
    turns: defaultdict[tuple[Any, ...], set[tuple[str, str]]] = defaultdict(set)
    held: defaultdict[tuple[Any, ...], dict[int, str]] = defaultdict(dict)
    for row in catalogue.rows["memberships"]:
        held[row.values["partnership"], row.values["seat"]][row.values["turn"]] = row.values["municipality"]
    for seat, holders in held.items():
        turns[seat] = {(holders[turn], holders[turn + 1]) for turn in holders if turn + 1 in holders}
    for row in catalogue.rows["handovers"]:
        passing = (row.values["predecessor"], row.values["successor"])
        if passing[0] == passing[1]:
            yield row.problem("successor", "a holder cannot succeed itself", "Correct one of the two")
        elif catalogue.complete("memberships") and passing not in turns[row.values["partnership"], row.values["seat"]]:
            wrong = "the two do not hold the seat in consecutive turns"
            yield row.problem("successor", wrong, "Add their memberships with consecutive turns")


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


def check_turns(catalogue: Catalogue) -> Iterator[Problem]:
    """Seats and turns are numbered from 1 without gaps."""
    for name, group in (("seats", 1), ("memberships", 2)):
        if not catalogue.complete(name):
            continue
        counts = Counter(row.key[:group] for row in catalogue.rows[name])
        for row in catalogue.rows[name]:
            if row.key[group] > counts[row.key[:group]]:
                yield row.problem(row.record.key[group], "the numbers have a gap", "Number them 1, 2, 3 …")


def check_parts(catalogue: Catalogue) -> Iterator[Problem]:
    """A part belongs to one whole of the same kind that is no part itself."""
    partnerships = catalogue.by_key("partnerships")
    for row in catalogue.rows["partnerships"]:
        whole = partnerships.get((row.values["part_of"],))
        if whole is row:
            yield row.problem("part_of", "a partnership is no part of itself", "Name the whole, or leave it empty")
        elif whole is not None and whole.values["part_of"]:
            yield row.problem("part_of", "the whole is itself a part", f"Name {whole.values['part_of']}")
        elif whole is not None and whole.values["kind"] != row.values["kind"]:
            wrong = f"the whole is of the kind {whole.values['kind']}"
            yield row.problem("part_of", wrong, "A part has the kind of its whole: correct one of the two")


def check_projects(catalogue: Catalogue) -> Iterator[Problem]:
    """The lead of a project is a member; statuses and events of a project name the partnership of the project."""
    members = {(row.values["partnership"], row.values["municipality"]) for row in catalogue.rows["memberships"]}
    partnerships, projects = catalogue.by_key("partnerships"), catalogue.by_key("projects")
    for row in projects.values():
        lead = row.values["lead"]
        if lead and catalogue.complete("memberships") and (row.values["partnership"], lead) not in members:
            yield row.problem("lead", "it holds no seat in the partnership", "Name a member, or leave it empty")
    for row in (*catalogue.rows["statuses"], *catalogue.rows["events"]):
        project = projects.get((row.values["project"],))
        owner = project.values["partnership"] if project else None
        if (owner,) in partnerships and owner != row.values["partnership"]:
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
