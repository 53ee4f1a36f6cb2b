"""Statements of a table: two places, a kind of relation, its dates, and the source that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from data.domain.enums import PartnershipKind, PartnershipState
from data.domain.errors import Problem
from data.domain.evidence_enums import SourceKind
from data.imports.values import UNDATED, last_day

BETWEEN = "|"  # spellings in one cell


@dataclass(frozen=True, slots=True)
class Mention:
    """A place as a table names it. Empty text and None state nothing."""

    name: str
    country: str
    code: str = ""
    wikidata: str = ""
    geonames: str = ""
    latitude: float | None = None
    longitude: float | None = None
    spellings: tuple[str, ...] = ()

    @property
    def point(self) -> tuple[float, float] | None:
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def order(self) -> tuple[Any, ...]:
        """Sort key: first those of which most is known."""
        return not self.code, not self.wikidata, self.point is None, repr(self)


@dataclass(frozen=True, slots=True)
class Reference:
    """The source of a statement, and the day on which it was read.

    `published` is the date that it prints, UNDATED when it prints none, or empty: then a data set is as old as its
    reading, and any other source has no date.
    """

    title: str
    attested: str
    url: str = ""
    publisher: str = ""
    published: str = ""
    kind: SourceKind = SourceKind.DATA_SET
    language: str = ""
    remark: str = ""
    remark_sv: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it another source."""
        return self.title, self.attested, self.url, self.publisher, self.published, self.kind, self.language

    @property
    def date(self) -> str:
        """The date of what it states; empty when that is not known. A data set is as old as its reading."""
        if self.published == UNDATED:
            return ""
        return self.published or (self.attested if self.kind is SourceKind.DATA_SET else "")


class Origin(NamedTuple):
    """Where a statement stands: the file, the row, and the header of each column."""

    file: str
    row: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a row of a table says. `origin` is no part of it."""

    one: Mention
    other: Mention
    kind: PartnershipKind
    since: str
    until: str
    state: PartnershipState | None
    source: Reference
    origin: Origin = field(compare=False)

    @property
    def has_ended(self) -> bool:
        """Whether the source calls it ended."""
        return self.state is PartnershipState.ENDED

    @property
    def end(self) -> str:
        """When it ended: the end that is given, or by the time at which the source calls it ended; else empty."""
        if self.until or not self.has_ended:
            return self.until
        return f"[..{last_day(self.source.date or self.source.attested)}]"

    def problem(self, column: str, value: str, wrong: str, cure: str) -> Problem:
        file, row, headers = self.origin
        return Problem(file, row, headers.get(column, column), value, wrong, cure)

    def cells(self) -> dict[str, str]:
        """Return what the row says, by column of `data/imports/headers.py`."""
        source = self.source
        return {
            **_cells_of("municipality", self.one),
            **_cells_of("partner", self.other),
            "kind": self.kind.value,
            "since": self.since,
            "until": self.until,
            "relation_state": self.state.value if self.state else "",
            "source": source.title,
            "attested": source.attested,
            "url": source.url,
            "publisher": source.publisher,
            "published": source.published,
            "source_kind": "" if source.kind is SourceKind.DATA_SET else source.kind.value,
            "language": source.language,
            "remark": source.remark,
            "remark_sv": source.remark_sv,
        }


def _cells_of(party: str, mention: Mention) -> dict[str, str]:
    return {
        party: mention.name,
        f"{party}_country": mention.country,
        f"{party}_code": mention.code,
        f"{party}_wikidata": mention.wikidata,
        f"{party}_geonames": mention.geonames,
        f"{party}_latitude": "" if mention.latitude is None else str(mention.latitude),
        f"{party}_longitude": "" if mention.longitude is None else str(mention.longitude),
        f"{party}_spellings": BETWEEN.join(mention.spellings),
    }
