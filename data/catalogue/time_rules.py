"""Validation rules of dates: what a record states of its times must agree with its sources and its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np

from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import Row
from data.catalogue.rows.table import RowTable
from data.domain.arrays import Numbers
from data.domain.dates import PartialDate, is_fact
from data.domain.enums import EventKind, PartnershipState
from data.domain.errors import Problem
from data.snapshot.columns import NONE, Table
from data.snapshot.linking.linker import REFERRED, columns, link, link_times
from data.snapshot.times.attestations import UNKNOWN, Attestations, ordinal
from data.snapshot.times.collector import ATTESTED
from data.store.models import Field, Kind, Record
from data.store.models.layout import PLANNED

GOING_ON = (PartnershipState.ACTIVE, PartnershipState.PAUSED, PartnershipState.PLANNED)
AGREED = ("programmes", "initiatives", "partnerships", "projects")  # what an agreement may be about
AGREEMENTS = (EventKind.STARTED, EventKind.LETTER_OF_INTENT)
DOUBTS = "?~%"
TIMELESS = ("project_goals", "project_targets", "project_themes")  # on which no time depends
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


def intervals(catalogue: Catalogue) -> Iterator[RowTable]:
    """Yield the tables whose rows have a start and an end."""
    return (table for table in catalogue.rows.values() if "end" in table.record.field)


def check_order(catalogue: Catalogue) -> Iterator[Problem]:
    for table in intervals(catalogue):
        fields = [name for name in ("start", "end", PLANNED) if name in table.record.field]
        for row in table.where(fields, lambda row: _is_reversed(row) or _plans_nothing(row)):
            if _is_reversed(row):
                wrong = f"the end is before the start {row.values['start']}"
                yield row.problem("end", wrong, "Correct one date")
            if _plans_nothing(row):
                wrong = "no end is given that could be planned"
                yield row.problem(PLANNED, wrong, "Give the planned end, or empty the cell")


def _is_reversed(row: Row) -> bool:
    start, end = row.values["start_earliest"], row.values["end_latest"]
    return bool(start and end and end < start)


def _plans_nothing(row: Row) -> bool:
    return bool(row.values.get(PLANNED)) and row.values["end"] in (None, "..")


def check_doubts(catalogue: Catalogue) -> Iterator[Problem]:
    """A date is as doubtful as its sources: no flat date that a source marks as uncertain and no later one confirms."""
    published = Published(catalogue)
    for table in (table for table in catalogue.rows.values() if "sources" in table.columns):
        fields = [field.name for field in table.record.fields if field.partial]
        for row in table.where(["sources"], lambda row: not published.doubted.isdisjoint(row.sources)):
            for name in fields:
                date = partial_date(row, name)
                if date and not date.doubted and published.only_doubt(row, date):
                    wrong = f"the sources doubt the date: {date.edtf}?"
                    yield row.problem(name, wrong, f"Write {date.edtf}?, or cite a dated source that is sure")


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


def by_subject(rows: Iterable[Row]) -> Mapping[tuple[str, Any], list[Row]]:
    found: defaultdict[tuple[str, Any], list[Row]] = defaultdict(list)
    for row in rows:
        subject = subject_of(row)
        if subject:
            found[subject].append(row)
    return found


def check_plans(catalogue: Catalogue) -> Iterator[Problem]:
    """An end or an event that lay in the future of its source is a plan, and says so."""
    published = Published(catalogue)
    for table in intervals(catalogue):
        if PLANNED not in table.record.field:
            continue
        statuses = _statuses_of(catalogue, table)
        for row in table.where(["end", PLANNED], _may_be_plan):
            end, told = partial_date(row, "end"), statuses.get((table.record.name, row.values.get("slug")), [])
            assert end is not None
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


def _may_be_plan(row: Row) -> bool:
    """Return whether a row has an end that is not said to be planned or not."""
    end = partial_date(row, "end")
    return is_fact(end) and end is not None and bool(end.latest) and row.values[PLANNED] is None


def _statuses_of(catalogue: Catalogue, table: RowTable) -> Mapping[tuple[str, Any], list[Row]]:
    """Return the statuses of the rows of a table whose ends may be plans, by subject."""
    statuses, link = catalogue.rows["statuses"], table.record.name[:-1]
    if link not in statuses.columns:
        return {}
    slugs = {row.values["slug"] for row in table.where(["end", PLANNED], _may_be_plan)}
    return by_subject(statuses.chosen(statuses.holds(link, slugs)))


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
    sources, statuses = catalogue.by_key("sources"), catalogue.rows["statuses"]
    ended, of_project = statuses.holds("state", (PartnershipState.ENDED,)), statuses.given("project")
    for name, mask in (("project", ended & of_project), ("partnership", ended & ~of_project)):
        for status, row in catalogue.pairs("statuses", name, mask):
            yield from _not_ended(status, row, sources)


def _not_ended(status: Row, row: Row, sources: Mapping[Any, Row]) -> Iterator[Problem]:
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
    for table in intervals(catalogue):
        for row in table.where(["end"], lambda row: row.values["end"] == ".."):
            of_membership = row.record.name == "memberships"
            subject = ("partnerships", row.values["partnership"]) if of_membership else (row.record.name, row.key[0])
            if not events.get(subject):
                wrong = "no event tells of an agreement without an end"
                cure = "Add an event STARTED or LETTER_OF_INTENT with its source, or leave the end empty"
                yield row.problem("end", wrong, cure if subject[0] in AGREED else "Leave the end empty")


def check_evidence(catalogue: Catalogue) -> Iterator[Problem]:
    """No stated bound contradicts dated evidence: no start after it, no end before it, no bound wider than it."""
    tables = link_times(partial(_linkable, catalogue, dated=True))
    for name in ATTESTED:
        rows, order, attested = catalogue.rows[name], catalogue.rows[name].in_key_order(), tables[name].attestations
        attested_rows = order[attested.rows]
        reported = set[tuple[int, str]]()
        for entry, column in _contradictions(rows, attested_rows, attested):
            index, date = int(attested_rows[entry]), attested.date(entry)
            row = rows[index]
            if date in (partial_date(row, "start"), partial_date(row, "end")) or (index, column) in reported:
                continue
            reported.add((index, column))
            source = tables["sources"].columns["slug"].at(int(attested.sources[entry]) - tables["sources"].first)
            relation = "later" if column == "start" else "older"
            wrong = f"the {column} is {relation} than the evidence of {date.edtf} ({source})"
            yield row.problem(column, wrong, "Correct it, or leave it empty")


def link_rows(catalogue: Catalogue) -> dict[str, Table]:
    """Return the linked tables of the rows of a catalogue."""
    return link(partial(_linkable, catalogue, dated=False))


def _linkable(catalogue: Catalogue, record: Record, *, dated: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a kind of record in the order of their keys; for their times alone, without texts."""
    if dated and record.name in TIMELESS:
        return
    table, names = catalogue.rows[record.name], columns(record)
    left_out = {field.name for field in record.fields if dated and _is_text(record, field)}
    for values in table.batches(table.in_key_order()):
        yield from zip(*(repeat(None) if name in left_out else values[name] for name in names), strict=False)


def _is_text(record: Record, field: Field) -> bool:
    """Return whether a field is a text that neither is a key which others refer to nor refers to one itself."""
    is_key = field.key and record.name in REFERRED
    return field.kind in (Kind.TEXT, Kind.WEB, Kind.SLUG) and not field.refers and not is_key


def _contradictions(table: RowTable, attested_rows: Numbers, attested: Attestations) -> Iterator[tuple[int, str]]:
    """Yield the indices of the sure, dated attestations that contradict the start or the end of their row."""
    starts = table.columns["start"].each(lambda value: _start_bound(_dated(value)), np.int64)
    ends = table.columns["end"].each(lambda value: _end_bound(_dated(value)), np.int64)
    ends[table.columns[PLANNED].each(bool, bool)] = UNKNOWN
    first, last, doubted = attested.days
    sure = ~doubted & (attested.dates != NONE)
    starts, ends = starts[attested_rows], ends[attested_rows]
    late = sure & (starts > last)
    early = sure & (ends > UNKNOWN) & (ends < first)
    yield from ((int(entry), "start") for entry in np.flatnonzero(late))
    yield from ((int(entry), "end") for entry in np.flatnonzero(early))


def _dated(value: tuple[Any, ...]) -> PartialDate | None:
    """Return a date from its text, its wording and its bounds."""
    text, wording, earliest, latest = value
    return None if text is None else PartialDate(text, earliest, latest, wording)


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
