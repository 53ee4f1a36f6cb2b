"""Validation rules across records. Every rule yields all its problems."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from data.catalogue.reader import Catalogue, Row
from data.domain.dates import PartialDate, Span, span
from data.domain.enums import Rank
from data.domain.errors import Problem
from data.domain.text import spelling
from data.store.models import RECORD, RECORDS, Field, Kind

EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"(?<![\w.-])(?:\+\d{1,3}|0)[\d\s()/\u2010-\u2015-]{6,}\d(?!\w|\.\d)")
BOX = ("south", "west", "north", "east")
PARTIES = {"funder": "FUNDER", "coordinator": "COORDINATOR"}


def check(catalogue: Catalogue) -> list[Problem]:
    """Return the problems that all rules find, ordered by file, row and column."""
    problems = [problem for rule in RULES for problem in rule(catalogue)]
    return sorted(problems, key=lambda problem: (problem.file, problem.row, problem.column))


def check_keys(catalogue: Catalogue) -> Iterator[Problem]:
    for rows in catalogue.rows.values():
        first: dict[tuple[Any, ...], int] = {}
        for row in rows:
            if first.setdefault(row.key, row.number) != row.number:
                wrong = f"row {first[row.key]} has the same key"
                yield row.problem(row.record.key[0], wrong, "Merge the rows or rename one")


def check_references(catalogue: Catalogue) -> Iterator[Problem]:
    known = {name: catalogue.known(name) for name in catalogue.rows}
    for row in catalogue:
        for link in row.record.links:
            target = tuple(row.values.get(name) for name in link.names)
            if None not in target and target not in known[link.refers]:
                wrong = f"no such row in {link.refers}.csv"
                yield row.problem(link.names[-1], wrong, "Correct the reference or add the row")


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


def check_order(catalogue: Catalogue) -> Iterator[Problem]:
    for row in catalogue:
        if "end" in row.record.field:
            start, end = row.values["start_earliest"], row.values["end_latest"]
            if start and end and end < start:
                yield row.problem("end", f"the end is before the start {row.values['start']}", "Correct one date")


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
        elif latitude is not None and country is not None and not _inside(country, latitude, longitude):
            wrong = f"({latitude}, {longitude}) lies outside {country.values['name_en']}"
            yield row.problem("latitude", wrong, "Correct the coordinates or the country, or leave them empty")


def _inside(country: Row, latitude: float, longitude: float) -> bool:
    box = country.values
    if any(box[name] is None for name in BOX):
        return True
    return bool(box["south"] <= latitude <= box["north"] and box["west"] <= longitude <= box["east"])


def check_spellings(catalogue: Catalogue) -> Iterator[Problem]:
    places: defaultdict[str, set[str]] = defaultdict(set)
    for row in catalogue.rows["municipalities"]:
        places[spelling(row.values["name"])].add(row.values["slug"])
    for row in catalogue.rows["names"]:
        places[spelling(row.values["name"])].add(row.values["municipality"])
    for row in catalogue.rows["names"]:
        others = sorted(places[spelling(row.values["name"])] - {row.values["municipality"]})
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


def check_within(catalogue: Catalogue) -> Iterator[Problem]:
    """No membership lies certainly outside the dates of its partnership."""
    partnerships = catalogue.by_key("partnerships")
    for row in catalogue.rows["memberships"]:
        parent = partnerships.get((row.values["partnership"],))
        if parent is None or not (row.values["start"] or row.values["end"]):
            continue
        own = _span(row, parent)
        if own.end_latest < own.start_earliest or not own.overlaps(_span(parent, parent)):
            column = "start" if row.values["start"] else "end"
            yield row.problem(column, "the membership lies outside the dates of its partnership", "Correct either")


def _span(row: Row, parent: Row) -> Span:
    """Return the span of a row. A missing start or end is taken from `parent`."""
    start, end = (row if row.values[name] else parent for name in ("start", "end"))
    return span(partial_date(start, "start"), partial_date(end, "end"))


def partial_date(row: Row, name: str) -> PartialDate | None:
    values = row.values
    if values[name] is None:
        return None
    return PartialDate(values[name], values[f"{name}_earliest"], values[f"{name}_latest"], values[f"{name}_wording"])


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


def check_claims(catalogue: Catalogue) -> Iterator[Problem]:
    """The subject of a claim has the field, and a preferred claim equals the value of the record."""
    columns = [RECORD["claims"].field[name] for name in RECORD["claims"].one_of]
    subjects = {column.name: catalogue.by_key(str(column.refers)) for column in columns}
    for row in catalogue.rows["claims"]:
        for name, known in subjects.items():
            subject = known.get((row.values[name],))
            if subject is not None:
                yield from _claim_problems(catalogue, row, subject)


def _claim_problems(catalogue: Catalogue, claim: Row, subject: Row) -> Iterator[Problem]:
    name = claim.values["field"]
    held = _held(catalogue, subject, name)
    if held is None:
        yield claim.problem("field", f"{subject.record.name} have no such field", "Name a column of its file")
    elif claim.values["rank"] == Rank.PREFERRED and claim.values["value"] not in held:
        wrong = f"the record itself has {', '.join(sorted(held)) or 'no value'}"
        yield claim.problem("value", wrong, "Make the preferred claim and the record agree")


def _held(catalogue: Catalogue, subject: Row, name: str) -> set[str] | None:
    """Return the values of a field of a record, None when the record has no such field."""
    if name in PARTIES or name == "members":
        return _parties(catalogue, subject, name)
    cells = dict(zip(subject.record.headers, subject.cells(), strict=True))
    return {cells[name]} if name in cells else None


def _parties(catalogue: Catalogue, subject: Row, name: str) -> set[str] | None:
    if subject.record.name not in ("partnerships", "projects"):
        return None
    partnership = subject.values.get("partnership", subject.values["slug"])
    if name == "members":
        rows = catalogue.rows["memberships"]
        return {row.values["municipality"] for row in rows if row.values["partnership"] == partnership}
    parent = catalogue.by_key("partnerships").get((partnership,))
    programme = parent.values["programme"] if parent else None
    own = {subject.values["slug"], partnership, programme} - {None}
    return {
        row.values["organisation"]
        for row in catalogue.rows["roles"]
        if row.values["kind"] == PARTIES[name]
        and {row.values["project"], row.values["partnership"], row.values["programme"]} & own
    }


def check_personal_data(catalogue: Catalogue) -> Iterator[Problem]:
    """Free text holds no phone number, and no e-mail address except the role mailboxes of organisations."""
    mailboxes = {row.values["mailbox"] for row in catalogue.rows["organisations"]}
    for record in RECORDS:
        texts = [text for column in record.fields for text in _texts(column)]
        for row in catalogue.rows[record.name]:
            for name, free in texts:
                if row.values.get(name):
                    yield from _personal(row, name, free, mailboxes)


def _texts(column: Field) -> Iterator[tuple[str, bool]]:
    """Yield the column of the table that may hold personal data, if any, and whether it is free text."""
    if column.partial:
        yield f"{column.name}_wording", True
    elif column.kind is Kind.WEB or (column.kind is Kind.TEXT and not column.pattern):
        yield column.name, column.kind is Kind.TEXT


def _personal(row: Row, name: str, free: bool, mailboxes: set[str | None]) -> Iterator[Problem]:
    """Check free text for e-mail addresses and phone numbers, web addresses for e-mail addresses."""
    text = str(row.values[name])
    if "@" in text and any(found not in mailboxes for found in EMAIL.findall(text)):
        yield row.problem(name, "the text contains an e-mail address", "Remove it; only role mailboxes may stay")
    if free and PHONE.search(text):
        yield row.problem(name, "the text contains a phone number", "Remove it")


def check_turns(catalogue: Catalogue) -> Iterator[Problem]:
    """Seats and turns are numbered from 1 without gaps."""
    for name, group in (("seats", 1), ("memberships", 2)):
        if not catalogue.complete(name):
            continue
        counts = Counter(row.key[:group] for row in catalogue.rows[name])
        for row in catalogue.rows[name]:
            if row.key[group] > counts[row.key[:group]]:
                yield row.problem(row.record.key[group], "the numbers have a gap", "Number them 1, 2, 3 …")


RULES: tuple[Callable[[Catalogue], Iterator[Problem]], ...] = (
    check_keys,
    check_references,
    check_sources,
    check_given,
    check_order,
    check_points,
    check_spellings,
    check_seats,
    check_within,
    check_turns,
    check_handovers,
    check_cycles,
    check_claims,
    check_personal_data,
)
