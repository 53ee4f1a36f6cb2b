"""Validation rules of dates: what a record states of its times must agree with its sources and its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from data.catalogue.reader import Catalogue, Row
from data.domain.dates import PartialDate, Span, is_fact, span
from data.domain.enums import EventKind, PartnershipState
from data.domain.errors import Problem
from data.snapshot.columns import NONE, Table
from data.snapshot.linker import columns, link
from data.snapshot.times.attestations import UNKNOWN, Attestations, ordinal
from data.snapshot.times.collector import ATTESTED
from data.store.models import Record
from data.store.models.layout import PLANNED

GOING_ON = (PartnershipState.ACTIVE, PartnershipState.PAUSED, PartnershipState.PLANNED)
AGREED = ("programmes", "initiatives", "partnerships", "projects")  # what an agreement may be about
AGREEMENTS = (EventKind.STARTED, EventKind.LETTER_OF_INTENT)
DOUBTS = "?~%"
SUBJECTS = ("project", "partnership", "programme", "initiative")  # of statuses and events, the narrowest first


def partial_date(row: Row, name: str) -> PartialDate | None:
    """Return the date of a field; None when the cell is empty."""
    values = row.values
    if values[name] is None:
        return None
    planned = name == "end" and bool(values.get(PLANNED))
    return PartialDate(
        values[name], values[f"{name}_earliest"], values[f"{name}_latest"], values[f"{name}_wording"], planned
    )


def intervals(catalogue: Catalogue) -> Iterator[Row]:
    """Yield the rows that have a start and an end."""
    return (row for row in catalogue if "end" in row.record.field)


def check_order(catalogue: Catalogue) -> Iterator[Problem]:
    for row in intervals(catalogue):
        start, end = row.values["start_earliest"], row.values["end_latest"]
        if start and end and end < start:
            yield row.problem("end", f"the end is before the start {row.values['start']}", "Correct one date")
        if row.values.get(PLANNED) and row.values["end"] in (None, ".."):
            yield row.problem(
                PLANNED, "no end is given that could be planned", "Give the planned end, or empty the cell"
            )


def check_doubts(catalogue: Catalogue) -> Iterator[Problem]:
    """A date is as doubtful as its sources: no flat date that a source marks as uncertain and no later one confirms."""
    published = Published(catalogue)
    for row in catalogue:
        if published.doubted.isdisjoint(row.sources):
            continue
        for field in row.record.fields:
            date = partial_date(row, field.name) if field.partial else None
            if date and not date.doubted and published.only_doubt(row, date):
                wrong = f"the sources doubt the date: {date.edtf}?"
                yield row.problem(field.name, wrong, f"Write {date.edtf}?, or cite a dated source that is sure")


class Published:
    """The dates of publication of the sources."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.sources = catalogue.by_key("sources")
        dates = {row.values["slug"]: partial_date(row, "published") for row in catalogue.rows["sources"]}
        self.doubted = {slug for slug, date in dates.items() if date and date.doubted}

    def dates(self, row: Row) -> list[PartialDate]:
        """The known dates of the sources that a row cites."""
        cited = [self.sources.get((slug,)) for slug in row.sources]
        dates = [partial_date(source, "published") for source in cited if source]
        return [date for date in dates if date]

    def only_doubt(self, row: Row, date: PartialDate) -> bool:
        """Return whether a cited source marks the date as uncertain, and none of a sure date since can state it."""
        dates = self.dates(row)
        doubted = any(one.edtf in {date.edtf + mark for mark in DOUBTS} for one in dates)
        sure = [one.earliest for one in dates if not one.doubted and one.earliest and one.latest]
        return doubted and not any(date.earliest is not None and day >= date.earliest for day in sure)

    def before(self, row: Row, date: PartialDate) -> str | None:
        """Return a cited source that was surely published before the first possible day of a date."""
        for slug in row.sources:
            source = self.sources.get((slug,))
            latest = source.values["published_latest"] if source else None
            if latest and date.earliest and latest < date.earliest:
                return slug
        return None

    def all_before(self, row: Row, date: PartialDate) -> bool:
        """Return whether all cited sources were surely published before the first possible day of a date."""
        last = [one.latest for one in self.dates(row)]
        first = date.earliest
        return first is not None and len(last) == len(row.sources) and all(day and day < first for day in last)


def subject_of(row: Row) -> tuple[str, Any] | None:
    """Return the kind and slug of what a status or an event is about."""
    name = next((name for name in SUBJECTS if row.values.get(name)), None)
    return (f"{name}s", row.values[name]) if name else None


def by_subject(rows: list[Row]) -> Mapping[tuple[str, Any], list[Row]]:
    found: defaultdict[tuple[str, Any], list[Row]] = defaultdict(list)
    for row in rows:
        subject = subject_of(row)
        if subject:
            found[subject].append(row)
    return found


def check_plans(catalogue: Catalogue) -> Iterator[Problem]:
    """An end or an event that lay in the future of its source is a plan, and says so."""
    published, statuses = Published(catalogue), by_subject(catalogue.rows["statuses"])
    for row in intervals(catalogue):
        end = partial_date(row, "end")
        if end and is_fact(end) and end.latest and row.values.get(PLANNED, False) is None:
            told = statuses.get((row.record.name, row.values.get("slug")), [])
            before = published.before(row, end) or _going_on(row, end, told, published)
            if before and not any(status.values["state"] == PartnershipState.ENDED for status in told):
                wrong = f"the end lay in the future of {before}"
                cure = f"Set {PLANNED} to true, or to false when a source says afterwards that it ended"
                yield row.problem("end", wrong, cure)
    for row in catalogue.rows["events"]:
        date = partial_date(row, "date")
        if date and not row.values["expected"] and published.all_before(row, date):
            wrong = "the event lies in the future of its sources"
            yield row.problem("date", wrong, "Set expected to true, or cite a source that tells of it afterwards")


def _going_on(row: Row, end: PartialDate, statuses: list[Row], published: Published) -> str | None:
    """Return a status by a source of the row that was going on, said perhaps before the end."""
    for status in statuses:
        said = partial_date(status, "as_of") or next(iter(published.dates(status)), None)
        early = said is None or said.earliest is None or (end.latest is not None and said.earliest <= end.latest)
        if status.values["state"] in GOING_ON and early and set(status.sources) & set(row.sources):
            return str(status.values["slug"])
    return None


def check_ended(catalogue: Catalogue) -> Iterator[Problem]:
    """What a source calls ended has an end, not later than the source says so."""
    sources = catalogue.by_key("sources")
    subjects = {name: catalogue.by_key(name) for name in ("partnerships", "projects")}
    for status in catalogue.rows["statuses"]:
        name, slug = subject_of(status) or ("partnerships", None)
        row = subjects[name].get((slug,))
        if row is None or status.values["state"] != PartnershipState.ENDED:
            continue
        said = _last_day(status, sources)
        end = partial_date(row, "end")
        if not is_fact(end):
            wrong = f"the status {status.values['slug']} says that it has ended"
            yield row.problem("end", wrong, f"Give the end{f', as [..{said}] when it is not told' if said else ''}")
        elif said and (end is None or end.latest is None or end.latest > said):
            wrong = f"the status {status.values['slug']} says that it had ended by {said}"
            yield row.problem("end", wrong, f"Let the end be {said} at the latest")


def _last_day(status: Row, sources: Mapping[Any, Row]) -> Any:
    """Return the last day on which a status may have been said: its date, else that of its sources or their reading."""
    if status.values["as_of_latest"]:
        return status.values["as_of_latest"]
    cited = [sources[slug,].values for slug in status.sources if (slug,) in sources]
    days = [values[name] for values in cited for name in ("published_latest", "read_on") if values[name]]
    return min(days, default=None)


def check_agreements(catalogue: Catalogue) -> Iterator[Problem]:
    """An open end is that of an agreement: an event tells of the agreement."""
    told = [row for row in catalogue.rows["events"] if row.values["kind"] in AGREEMENTS and not row.values["expected"]]
    events = by_subject(told)
    for row in intervals(catalogue):
        of_membership = row.record.name == "memberships"
        subject = ("partnerships", row.values["partnership"]) if of_membership else (row.record.name, row.key[0])
        if row.values["end"] == ".." and not events.get(subject):
            wrong = "no event tells of an agreement without an end"
            cure = "Add an event STARTED or LETTER_OF_INTENT with its source, or leave the end empty"
            yield row.problem("end", wrong, cure if subject[0] in AGREED else "Leave the end empty")


def check_within(catalogue: Catalogue) -> Iterator[Problem]:
    """No membership, and no time in a programme, lies certainly outside its partnership or its programme."""
    for name, links in (("memberships", ("partnership",)), ("programme_periods", ("partnership", "programme"))):
        for link_name in links:
            wholes = catalogue.by_key(f"{link_name}s")
            for row in catalogue.rows[name]:
                whole = wholes.get((row.values[link_name],))
                if whole is not None and not _span(row).overlaps(_span(whole)):
                    column = "start" if row.values["start"] else "end" if row.values["end"] else link_name
                    wrong = f"the row lies outside the dates of its {link_name}"
                    yield row.problem(column, wrong, "Correct either")


def _span(row: Row) -> Span:
    """Return the span that the dates of a row give by themselves."""
    return span(partial_date(row, "start"), partial_date(row, "end"))


def check_programmes(catalogue: Catalogue) -> Iterator[Problem]:
    """No partnership belongs to a programme with which it has no day in common."""
    partnerships, programmes = catalogue.by_key("partnerships"), catalogue.by_key("programmes")
    for row in catalogue.rows["programme_periods"]:
        one, other = partnerships.get((row.values["partnership"],)), programmes.get((row.values["programme"],))
        if one and other and not _span(one).overlaps(_span(other)):
            wrong = "the partnership and the programme have no day in common"
            yield row.problem("programme", wrong, "Name the programme of its time, or remove the row")


def check_evidence(catalogue: Catalogue) -> Iterator[Problem]:
    """No stated bound contradicts dated evidence: no start after it, no end before it, no bound wider than it."""
    ordered = in_key_order(catalogue)
    tables = link_rows(ordered)
    for name in ATTESTED:
        attested = tables[name].attestations
        attested_rows = attested.rows
        reported = set[tuple[int, str]]()
        for entry, column in _contradictions(ordered[name], attested):
            index, date = int(attested_rows[entry]), attested.date(entry)
            row = ordered[name][index]
            if date in (partial_date(row, "start"), partial_date(row, "end")) or (index, column) in reported:
                continue
            reported.add((index, column))
            source = tables["sources"].columns["slug"].at(int(attested.sources[entry]) - tables["sources"].first)
            relation = "later" if column == "start" else "older"
            wrong = f"the {column} is {relation} than the evidence of {date.edtf} ({source})"
            yield row.problem(column, wrong, "Correct it, or leave it empty")


def in_key_order(catalogue: Catalogue) -> dict[str, list[Row]]:
    """Return the rows by kind, in the order of their keys."""
    return {name: sorted(rows, key=_byte_order) for name, rows in catalogue.rows.items()}


def link_rows(ordered: Mapping[str, list[Row]]) -> dict[str, Table]:
    """Return the linked tables of the rows of a catalogue, which are in the order of their keys."""

    def read(record: Record) -> Iterator[list[Any]]:
        names = columns(record)
        return ([row.values.get(name) for name in names] for row in ordered[record.name])

    return link(read)


def _byte_order(row: Row) -> tuple[Any, ...]:
    return tuple(part.encode() if isinstance(part, str) else part for part in row.key)


def _contradictions(rows: list[Row], attested: Attestations) -> Iterator[tuple[int, str]]:
    """Yield the indices of the sure, dated attestations that contradict the start or the end of their row."""
    starts = np.array([_start_bound(partial_date(row, "start")) for row in rows] or [UNKNOWN])
    ends = np.array([_end_bound(partial_date(row, "end")) for row in rows] or [UNKNOWN])
    sure = ~attested.doubted & (attested.dates != NONE)
    starts, ends = starts[attested.rows], ends[attested.rows]
    late = sure & (starts > attested.last)
    early = sure & (ends > UNKNOWN) & (ends < attested.first)
    yield from ((int(entry), "start") for entry in np.flatnonzero(late))
    yield from ((int(entry), "end") for entry in np.flatnonzero(early))


def _start_bound(start: PartialDate | None) -> int:
    """The day, as an ordinal, before which no evidence may lie: of an interval its last day, of a date its first."""
    if start is None:
        return UNKNOWN
    return ordinal((start.bounded and start.latest) or start.earliest, UNKNOWN)


def _end_bound(end: PartialDate | None) -> int:
    """The day, as an ordinal, after which no evidence may lie: of an interval its first day, of a date its last."""
    if end is None or not is_fact(end):
        return UNKNOWN
    return ordinal((end.bounded and end.earliest) or end.latest, UNKNOWN)
