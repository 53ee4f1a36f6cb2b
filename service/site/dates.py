"""Days, partial dates (EDTF) and periods in words, never sharper than the source; as the explorer's `dates.js`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from service.site.words import Words

OPEN = ".."
RANGE = re.compile(r"\[(.*)\.\.(.*)\]")
SENTENCE = re.compile(r"(?<=\.) ")
ATTESTED = re.compile(r"(.*) (\d{4}-\d{2}-\d{2})\.")  # evidence that ends with its day
FIRST_SEASON = 21  # in the place of a month

Date = Mapping[str, Any]  # the fields of PartialDate


class Phrase(NamedTuple):
    """A part of a period in words, and the date of which it speaks."""

    text: str
    date: Date | None = None


class DateWriter:
    """Writes dates in the language of some texts."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.texts = words["DATES"]

    def day(self, text: str) -> str:
        """A day of the calendar: 4 May 2018."""
        year, month, day = text.split("-")
        return f"{int(day)} {self.month(month)} {int(year)}"

    def month(self, month: str) -> str:
        name: str = self.words["MONTHS"][int(month) - 1]
        return name

    def partial(self, date: Date | None) -> str:
        """2018, May 2018, spring 2018, about 2018, between 26 May 2018 and 2020 …; empty without a date."""
        return self.edtf(text_of(date)) if date else ""

    def edtf(self, text: str) -> str:
        if text == OPEN:
            return str(self.texts["open"])
        found = RANGE.fullmatch(text)
        if found:
            return self.between(*found.groups())
        if "/" in text:
            return "–".join("" if end == OPEN else self.edtf(end) for end in text.split("/"))
        return self.point(text)

    def between(self, first: str, last: str) -> str:
        if not first:
            return str(self.texts["by"](self.edtf(last)))
        if not last:
            return str(self.texts["from"](self.edtf(first)))
        return str(self.texts["between"](self.edtf(first), self.edtf(last)))

    def point(self, text: str) -> str:
        mark = text[-1] if text[-1] in "~?%" else ""
        said = self.plain(text.removesuffix(mark))
        if mark in ("~", "%"):
            said = self.texts["about"](said)
        return str(self.texts["doubtful"](said) if mark in ("?", "%") else said)

    def plain(self, text: str) -> str:
        year, *rest = text.split("-")
        if len(rest) == 2:
            return self.day(text)
        if not rest:
            return year
        season = int(rest[0]) - FIRST_SEASON
        return f"{self.texts['seasons'][season] if season >= 0 else self.month(rest[0])} {year}"

    def period(self, start: Date | None, end: Date | None) -> list[Phrase]:
        """From when to when, as far as it is known. The last day that is attested is no end."""
        over = end and not is_open(end) and not end["planned"]
        if start and end and over and not is_range(start) and not is_range(end):
            return [Phrase(f"{self.partial(start)} – {self.partial(end)}", end)]
        phrases = [*self.begun(start), *self.ended(end)]
        return phrases or [Phrase(self.texts["unknown"])]

    def begun(self, date: Date | None) -> Iterator[Phrase]:
        if date:
            yield Phrase(self.texts["began" if is_range(date) else "since"](self.partial(date)), date)

    def ended(self, date: Date | None) -> Iterator[Phrase]:
        if date is None:
            return
        if is_open(date):
            yield Phrase(self.texts["open"], date)
        elif date["planned"]:
            yield Phrase(self.texts["planned"](self.partial(date)), date)
        elif is_stated(date) or date["latest"]:
            yield Phrase(self.texts["ended" if is_range(date) else "until"](self.partial(date)), date)

    def reasons(self, because: str) -> str:
        """Why the service infers a date."""
        return " ".join(self.reason(sentence) for sentence in SENTENCE.split(because))

    def reason(self, sentence: str) -> str:
        found = ATTESTED.fullmatch(sentence)
        if found and found[1] in self.words["EVIDENCE"]:
            return str(self.words["EVIDENCE"][found[1]](self.day(found[2])))
        return self.words.named("REASONS", sentence)


def is_stated(date: Date) -> bool:
    """Whether a source states the date; false for one that the service has inferred from others."""
    return bool(date["basis"] == "STATED")


def is_open(date: Date) -> bool:
    return bool(date["edtf"] == OPEN)


def is_range(date: Date) -> bool:
    return text_of(date).startswith("[")


def text_of(date: Date) -> str:
    edtf: str = date["edtf"]
    return edtf if is_stated(date) else rounded(edtf)


def rounded(text: str) -> str:
    """An inferred interval between years or months instead of their first and last days."""
    found = RANGE.fullmatch(text)
    if not found:
        return text
    first, last = re.sub(r"(-01)?-01$", "", found[1]), rounded_end(found[2])
    return first if first == last else f"[{first}..{last}]"


def rounded_end(text: str) -> str:
    """The year or the month of which a day is the last one; else the day."""
    if not text:
        return text
    year, month, day = text.split("-")
    if int(day) != monthrange(int(year), int(month))[1]:
        return text
    return year if month == "12" else f"{year}-{month}"


def wording(*dates: Date | None) -> str:
    """The wordings of the sources of dates."""
    return "; ".join(date["wording"] for date in dates if date and date["wording"])
