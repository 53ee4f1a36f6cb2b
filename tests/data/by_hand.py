"""A second, plain reckoning of when rows hold, from the CSV files alone. It is the oracle for the times of the service.

The rules are those of docs/data-model.md: what sources state, what dated evidence attests, what follows from other rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]
POINT = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?[~?%]?")
NO, POSSIBLE, CERTAIN = range(3)
ATTESTING = ("VISIT", "LETTER_OF_INTENT", "GRANTED", "STARTED")


def first(text: str) -> date:
    """The first day of a year, month, season or day."""
    year, month, day = POINT.fullmatch(text).groups()  # type: ignore[union-attr]
    number = int(month or 1)
    return date(int(year), (number - 20) * 3 if number > 20 else number, int(day or 1))


def last(text: str) -> date:
    """The last day of a year, month, season or day."""
    _, month, day = POINT.fullmatch(text).groups()  # type: ignore[union-attr]
    months = 12 if month is None else 3 if int(month) > 20 else 1
    begin = first(text)
    if day:
        return begin
    ahead = begin.year * 12 + begin.month - 1 + months
    return date(ahead // 12, ahead % 12 + 1, 1) - timedelta(days=1)


def bounds(text: str) -> tuple[date, date]:
    """What a date may mean; a bound that is not given is the edge of the calendar."""
    if text in ("", ".."):
        return date.min, date.max
    begin, _, end = text[1:-1].partition("..") if text.startswith("[") else (text, "", text)
    return first(begin) if begin else date.min, last(end) if end else date.max


def doubted(text: str) -> bool:
    return any(mark in text for mark in "~?%")


class Lasts(NamedTuple):
    """From when on a row may hold and does hold, until when it does and may."""

    may: date
    does: date
    still: date
    until: date

    def there(self, day: date | None) -> int:
        if day is None or self.does <= day <= self.still:
            return CERTAIN
        return POSSIBLE if self.may <= day <= self.until else NO


class Proof(NamedTuple):
    """A date on which a row held, as text ("" when the source is undated), and its source."""

    date: str
    source: str


class Files:
    """The records of a directory."""

    def __init__(self, directory: Path) -> None:
        self.rows = {
            path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
            for path in directory.glob("*.csv")
        }
        self.by_slug = {
            name: {row["slug"]: row for row in rows} for name, rows in self.rows.items() if rows and "slug" in rows[0]
        }

    def members(self, partnership: str) -> list[Row]:
        return [row for row in self.rows["memberships"] if row["partnership"] == partnership]

    def read(self, source: str) -> date:
        return date.fromisoformat(self.by_slug["sources"][source]["read_on"] or "9999-12-31")

    def goals(self, project: str) -> set[tuple[str, str]]:
        """The Goals of a project, each with how it is known: STATED by a source, else INFERRED from a theme by a rule."""
        stated = {row["goal"] for row in self.rows["project_goals"] if row["project"] == project}
        themes = {row["theme"] for row in self.rows["project_themes"] if row["project"] == project}
        areas = {row["core_area"] for row in self.rows["themes"] if row["slug"] in themes} - {""}
        lead = [r for r in self.rows["theme_goals"] if r["theme"] in themes or r["core_area"] in areas]
        inferred = {rule["goal"] for rule in lead if rule["goal"]} - stated
        return {(goal, "STATED") for goal in stated} | {(goal, "INFERRED") for goal in inferred}

    def whole(self, slug: str) -> str:
        return self.by_slug["partnerships"][slug]["part_of"] or slug

    def end_of(self, row: Row) -> str:
        """The stated end, when it is a fact."""
        return "" if row["end"] == ".." or row["end_planned"] == "true" else row["end"]

    @cached_property
    def denials(self) -> set[tuple[str, str]]:
        """Partnerships and the sources that call them, or projects of theirs, ended or planned."""
        said = [row for row in self.rows["statuses"] if row["state"] in ("ENDED", "PLANNED")]
        said += [row for row in self.rows["events"] if row["kind"] == "ENDED" and row["expected"] == "false"]
        return {(row["partnership"], source) for row in said for source in row["sources"].split(";")}

    def told(self, text: str, row: Row) -> Iterator[Proof]:
        """A date with the source that has the same date, else the first that may be as young; none for a plan."""
        sources = row["sources"].split(";")
        dates = {source: self.by_slug["sources"][source]["published"] for source in sources}
        able = [s for s in sources if min(bounds(dates[s])[1], self.read(s)) >= bounds(text)[0]]
        if able:
            yield Proof(text, next((source for source in able if dates[source] == text), able[0]))

    def own(self, row: Row) -> Iterator[Proof]:
        """The start and the end of a row."""
        for text in (row["start"], self.end_of(row)):
            if text and text != "..":
                yield from self.told(text, row)

    def published(self, row: Row, partnership: str) -> Iterator[Proof]:
        """The publication of the sources of a row, unless they tell of its end, or doubt that it had begun."""
        for source in row["sources"].split(";"):
            text = self.by_slug["sources"][source]["published"]
            begun, over = date.min, date.max
            if re.fullmatch(r"\[.+\.\..+\]", row["start"]):
                begun = bounds(row["start"])[1]
            if self.end_of(row):
                over = bounds(self.end_of(row))[0]
            early = text and bounds(text)[0] < begun
            if (
                not early
                and min(bounds(text)[1], self.read(source)) <= over
                and (partnership, source) not in self.denials
            ):
                yield Proof(text, source)

    def dated(self, row: Row, column: str) -> Iterator[Proof]:
        """The date of a status, statement or event; of the first two, without a date, that of the first dated source."""
        sources = row["sources"].split(";")
        text = row[column]
        if not text and column == "as_of":
            text = next(filter(None, (self.by_slug["sources"][source]["published"] for source in sources)), "")
        if text:
            yield from self.told(text, row)

    def of_statuses(self, partnership: str, project: str) -> Iterator[Proof]:
        for row in self.rows["statuses"]:
            if (row["partnership"], row["project"]) == (partnership, project) and row["state"] in ("ACTIVE", "PAUSED"):
                yield from self.dated(row, "as_of")

    def of_events(self, column: str, slug: str, kinds: tuple[str, ...] = ATTESTING) -> Iterator[Proof]:
        for row in self.rows["events"]:
            if row[column] == slug and row["kind"] in kinds and row["expected"] == "false":
                yield from self.dated(row, "date")

    def of_grants(self, column: str, slug: str, municipality: str = "") -> Iterator[Proof]:
        for row in self.rows["grant_recipients"]:
            grant = self.by_slug["grants"][row["grant"]]
            when = grant["date"] or (f"[..{bounds(grant['period'])[1]}]" if grant["period"] else "")
            if row[column] == slug and municipality in ("", row["municipality"]) and when:
                yield from self.told(when, row)

    def of_project(self, row: Row) -> list[Proof]:
        kinds = tuple(kind for kind in ATTESTING if kind != "GRANTED")
        slug = row["slug"]
        return [
            *self.own(row),
            *self.of_statuses(row["partnership"], slug),
            *self.of_events("project", slug, kinds),
        ]

    def of_membership(self, row: Row) -> list[Proof]:
        """Its own evidence, grants to its holder, and memberships of the same holder in parts."""
        partnership, holder = row["partnership"], row["municipality"]
        found = [*self.own(row), *self.published(row, partnership)]
        if len([member for member in self.members(partnership) if member["municipality"] == holder]) == 1:
            found += self.of_grants("partnership", partnership, holder)
            parts = [member for member in self.rows["memberships"] if member["municipality"] == holder]
            parts = [
                m for m in parts if m["partnership"] != partnership and self.whole(m["partnership"]) == partnership
            ]
            found += [proof for member in parts for proof in self.of_membership(member)]
        return found

    @lru_cache(None)  # noqa: B019  lives as long as a test module
    def of_partnership(self, slug: str) -> list[Proof]:
        row = self.by_slug["partnerships"][slug]
        parts = [part["slug"] for part in self.rows["partnerships"] if part["part_of"] == slug]
        return [
            *self.own(row),
            *self.published(row, slug),
            *self.of_statuses(slug, ""),
            *self.of_events("partnership", slug),
            *self.of_grants("partnership", slug),
            *(proof for member in self.members(slug) for proof in self.of_membership(member)),
            *(
                p
                for project in self.rows["projects"]
                if project["partnership"] == slug
                for p in self.of_project(project)
            ),
            *(proof for part in parts for proof in self.of_partnership(part)),
        ]

    def sure(self, proofs: list[Proof]) -> tuple[date, date]:
        """By when a row surely held, and until when it surely still did."""
        does, still = date.max, date.min
        for text, source in proofs:
            begin, end = bounds(text)
            end = min(end, self.read(source))
            if begin > end:
                continue
            does = min(does, self.read(source) if doubted(text) else end)
            still = max(still, date.min if doubted(text) else begin)
        return does, still

    def lasts(
        self, row: Row, proofs: list[Proof], limits: tuple[list[date], list[date]], whole: Lasts | None = None
    ) -> Lasts:
        """What is stated, attested and derived of a row; as sure as `whole` where that is given."""
        start, end = row["start"], self.end_of(row)
        may, until = bounds(start)[0], bounds(end)[1]
        does, still = self.sure(proofs)
        does = min(does, date.max if not start or doubted(start) else bounds(start)[1])
        still = max(still, date.min if not end or doubted(end) else bounds(end)[0])
        still = min(still, max(self.read(source) for source in row["sources"].split(";")))
        lower = max([day for day in limits[0] if day <= does], default=date.min)
        upper = min([day for day in limits[1] if day >= still], default=date.max)
        if whole:
            does, still = min(does, whole.does), max(still, whole.still)
        may = lower if may == date.min else may
        until = upper if until == date.max else until
        return Lasts(min(may, does), does, still, max(until, still))

    @lru_cache(None)  # noqa: B019
    def partnership(self, slug: str) -> Lasts:
        row = self.by_slug["partnerships"][slug]
        periods = [period for period in self.rows["programme_periods"] if period["partnership"] == slug]
        starts = [self.programme(period["programme"]).may for period in periods]
        lower = [min(starts, default=date.min), *self.parties(slug)]
        own = self.lasts(row, self.of_partnership(slug), (lower, []))
        if not row["part_of"]:
            return own
        whole = self.partnership(row["part_of"])
        return self.lasts(row, self.of_partnership(slug), ([*lower, whole.may], [whole.until]))

    def parties(self, slug: str) -> list[date]:
        """The day from which two of its members can have existed, when one is known."""
        days = []
        for member in self.members(slug):
            country = self.by_slug["municipalities"][member["municipality"]]["country"]
            row = next(row for row in self.rows["countries"] if row["code"] == country)
            days.append(bounds(row["authorities_since"])[0])
        return sorted(days)[1:2]

    def programme(self, slug: str) -> Lasts:
        row = self.by_slug["programmes"][slug]
        proofs = [*self.own(row), *self.published(row, ""), *self.of_events("programme", slug)]
        return self.lasts(row, proofs, ([], []))

    def initiative(self, slug: str) -> Lasts:
        row = self.by_slug["initiatives"][slug]
        proofs = [*self.own(row), *self.published(row, ""), *self.of_events("initiative", slug)]
        for statement in self.rows["participations"]:
            if statement["initiative"] == slug:
                proofs += self.dated(statement, "as_of")
        return self.lasts(row, proofs, ([], []))

    @lru_cache(None)  # noqa: B019
    def membership(self, partnership: str, seat: str, turn: str) -> Lasts:
        rows = self.members(partnership)
        row = next(one for one in rows if (one["seat"], one["turn"]) == (seat, turn))
        whole, proofs = self.partnership(partnership), self.of_membership(row)
        own = self.lasts(row, proofs, ([whole.may], [whole.until]))
        if len({one["seat"] for one in rows}) != 2:
            return own
        does, still = own.does, own.still
        if turn == "1" and not row["start"]:
            does = min(does, whole.does)
        if turn == max(one["turn"] for one in rows if one["seat"] == seat) and not self.end_of(row):
            still = max(still, whole.still)
        return Lasts(min(own.may, does), does, still, max(own.until, still))

    @lru_cache(None)  # noqa: B019
    def project(self, slug: str) -> Lasts:
        row = self.by_slug["projects"][slug]
        whole = self.partnership(row["partnership"])
        granted = [*self.of_events("project", slug, ("GRANTED",)), *self.of_grants("project", slug)]
        days = [day for text, _ in granted if (day := bounds(text)[0]) > date.min]
        led = [
            self.membership(m["partnership"], m["seat"], m["turn"])
            for m in self.members(row["partnership"])
            if m["municipality"] == row["lead"]
        ]
        lower = [whole.may, *([min(days)] if days else []), *([min(m.may for m in led)] if led else [])]
        upper = [whole.until, *([max(m.until for m in led)] if led else [])]
        return self.lasts(row, self.of_project(row), (lower, upper))
