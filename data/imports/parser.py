"""Reads the rows of a table into statements, and notes what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from data.catalogue.rules import is_inside
from data.domain.enums import PartnershipKind, PartnershipState
from data.domain.errors import DateError, Problem
from data.domain.evidence_enums import SourceKind
from data.imports.headers import words
from data.imports.sheets import Sheet
from data.imports.statements import BETWEEN, Mention, Origin, Reference, Statement
from data.imports.values import (
    CURES,
    UNDATED,
    first_day,
    last_day,
    read_attested,
    read_date,
    read_item,
    read_kind,
    read_language,
    read_latitude,
    read_longitude,
    read_point,
    read_published,
    read_source_kind,
    read_state,
    read_web,
)

LIKE = 0.7  # minimum similarity of the names of countries that a message suggests
ALIASES = {  # what lists of twin towns write besides the names of the records
    **dict.fromkeys(("England", "Scotland", "Skottland", "Wales", "Northern Ireland", "Nordirland", "UK"), "GB"),
    "USA": "US",
    "Holland": "NL",
    "Åland": "AX",
}
HOME = "SE"


class Countries:
    """Finds countries by code and by English or Swedish name. `rows` are the values of the records of countries."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = {str(row["code"]): row for row in rows}
        names = [(str(row[name]), str(row["code"])) for row in rows for name in ("name_en", "name_sv")]
        codes = [(str(row[name]), str(row["code"])) for row in rows for name in ("code", "alpha3")]
        self.written = {words(name): name for name, _ in names}
        self.codes = {words(name): code for name, code in (*ALIASES.items(), *names, *codes) if code in self.rows}

    def code(self, text: str) -> str:
        """Return the two-letter code. Raises ValueError with the nearest names."""
        found = self.codes.get(words(text))
        if found is None:
            near = get_close_matches(words(text), self.written, n=3, cutoff=LIKE)
            hint = f"; did you mean {' or '.join(self.written[name] for name in near)}" if near else ""
            raise ValueError(f"no country has this name or code{hint}")
        return found


class Parser:
    """Reads the rows of a sheet. `places` holds the place of each column; `defaults` what holds for rows without a cell."""

    def __init__(
        self, sheet: Sheet, places: Mapping[str, int], defaults: Mapping[str, str], countries: Countries
    ) -> None:
        self.sheet, self.places, self.defaults, self.countries = sheet, places, defaults, countries
        self.headers = {column: sheet.header[place] for column, place in places.items()}
        self.problems: list[Problem] = []

    def statements(self) -> list[Statement]:
        """Return the statements of the rows without a problem."""
        return [statement for number, cells in self.sheet.rows for statement in self._statement(number, cells)]

    def _statement(self, number: int, cells: Sequence[str]) -> Iterator[Statement]:
        row = RowReader(self, number, cells)
        one, other = row.mention("municipality"), row.mention("partner")
        kind = row.read("kind", read_kind, PartnershipKind.TWIN_TOWN)
        since, until = (row.read(name, read_date, "") for name in ("since", "until"))
        state, source = row.read("relation_state", read_state, None), row.source()
        origin = Origin(self.sheet.file, number, self.headers)
        statement = Statement(one, other, kind, since, until, state, source, origin)
        for column, wrong in contradictions(statement):
            row.fail(column, wrong, "Correct one of the two")
        if not row.failed:
            yield statement


def contradictions(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield what the dates of a statement exclude: the column, and what is wrong there."""
    source, since, until = statement.source, statement.since, statement.until
    published = "" if source.published == UNDATED else source.published
    read = f"{source.attested}, when the source was read"
    if source.attested:
        latest = last_day(source.attested)
        if published and first_day(published) > latest:
            yield "published", f"the date lies after {read}"
        if since and first_day(since) > latest:
            yield "since", f"the start lies after {read}"
        if statement.has_ended and until and first_day(until) > latest:
            yield "until", f"the end lies after {read}, and the relation is called ended"
    if since and until and first_day(since) > last_day(until):
        yield "until", f"the end is before the start {since}"
    if statement.state is PartnershipState.ACTIVE and until and published and last_day(until) < first_day(published):
        yield "relation_state", f"the relation is called active in {published}, after its end {until}"


class RowReader:
    """Reads the cells of one row, and notes what is wrong with them."""

    def __init__(self, parser: Parser, number: int, cells: Sequence[str]) -> None:
        self.parser, self.number, self.cells = parser, number, cells
        self.failed = False

    def text(self, column: str) -> str:
        """The cell of a column; without one the default."""
        place = self.parser.places.get(column)
        return (self.cells[place] if place is not None else "") or self.parser.defaults.get(column, "")

    def fail(self, column: str, wrong: str, cure: str) -> None:
        file, header = self.parser.sheet.file, self.parser.headers.get(column, column)
        self.parser.problems.append(Problem(file, self.number, header, self.text(column), wrong, cure))
        self.failed = True

    def read(self, column: str, read: Callable[[str], Any], default: Any) -> Any:
        """The value of a cell; `default` when it is empty or wrong."""
        text = self.text(column)
        try:
            return read(text) if text else default
        except (ValueError, DateError) as error:
            self.fail(column, str(error), CURES.get(read, "Correct the cell"))
            return default

    def source(self) -> Reference:
        """The source that the row, or else the default, names."""
        attested = self.read("attested", read_attested, "")
        if not self.text("attested"):
            self.fail("attested", "no day says when the source was read", "Give it with --attested, or in a column")
        if not self.text("source"):
            self.fail("source", "no source is named", "Give it with --source-title, or in a column")
        return Reference(
            self.text("source"),
            attested,
            self.read("url", read_web, ""),
            self.text("publisher"),
            self.read("published", read_published, ""),
            self.read("source_kind", read_source_kind, SourceKind.DATA_SET),
            self.read("language", read_language, ""),
            self.text("remark"),
            self.text("remark_sv"),
        )

    def mention(self, party: str) -> Mention:
        """The place that the columns of a party name."""
        name, wikidata = self.text(party), self.read(f"{party}_wikidata", read_item, "")
        if not name:
            self.fail(party, "the cell is empty", "Name the place")
        country = self.read(f"{party}_country", self.parser.countries.code, "")
        if not country and not self.text(f"{party}_country"):
            there = f"{party}_country" in self.parser.places
            cure = "Fill in the cell" if there else "Add a column `country`"
            self.fail(f"{party}_country", "no country is given", f"{cure}, with a name or a code such as LT")
        latitude, longitude = self._point(party, country)
        spellings = tuple(
            sorted({part.strip() for part in self.text(f"{party}_spellings").split(BETWEEN)} - {"", name})
        )
        code = self.text(f"{party}_code")
        if country == HOME and code.isdigit() and len(code) == 3:  # a spreadsheet drops the zero at the start
            code = f"0{code}"
        geonames = self.text(f"{party}_geonames").rsplit("/", 1)[-1]
        return Mention(name, country, code, wikidata, geonames, latitude, longitude, spellings)

    def _point(self, party: str, country: str) -> tuple[float | None, float | None]:
        column = f"{party}_point" if self.text(f"{party}_point") else f"{party}_latitude"
        latitude, longitude = self._degrees(party)
        if country and latitude is not None and longitude is not None:
            row = self.parser.countries.rows[country]
            if not is_inside(row, latitude, longitude):
                wrong = f"({latitude}, {longitude}) lies outside {row['name_en']}"
                self.fail(column, wrong, "Correct the coordinates or the country, or leave the coordinates empty")
        return latitude, longitude

    def _degrees(self, party: str) -> tuple[float | None, float | None]:
        if self.text(f"{party}_point"):
            return self.read(f"{party}_point", read_point, (None, None))  # type: ignore[no-any-return]
        latitude, longitude = (
            self.read(f"{party}_{name}", read, None)
            for name, read in (("latitude", read_latitude), ("longitude", read_longitude))
        )
        if (latitude is None) != (longitude is None) and not self.failed:
            self.fail(f"{party}_latitude", "only one of latitude and longitude is given", "Give both or none")
        return latitude, longitude
