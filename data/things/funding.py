"""Calls, eligible countries, applications, grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.dates import PartialDate
from data.kinds import ApplicationKind, CallKind, Certainty, Decision, Language, MunicipalityKind, Precision, Split
from data.things.thing import Claim, Happening, Thing, many, maybe, one

if TYPE_CHECKING:
    from data.things.partnerships import Partnership, Programme
    from data.things.places import Country, Municipality
    from data.things.projects import Project


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Call(Happening):
    slug: str
    kind: CallKind
    title_en: str
    title_sv: str
    opens: PartialDate | None
    closes: PartialDate | None
    listed: PartialDate | None
    complete: bool
    note: str | None
    _programme: Programme | None
    _call_countries: tuple[CallCountry, ...]
    _call_applicants: tuple[CallApplicant, ...]
    _applications: tuple[Application, ...]
    _claims: tuple[Claim, ...]
    programme = maybe["Programme"]()
    applications = many["Application"]("applications")
    claims = many["Claim"]("claims")

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    @property
    def when(self) -> PartialDate | None:
        """Its first known date: what is later than a day is not there yet."""
        return self.opens or self.listed or self.closes

    @property
    def countries(self) -> list[Country]:
        return [self.slice.of(row._country) for row in self._call_countries]

    @property
    def applicant_kinds(self) -> list[MunicipalityKind]:
        return [row.kind for row in self._call_applicants]


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class CallCountry(Thing):
    name_in_source: str | None
    _call: Call
    _country: Country


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class CallApplicant(Thing):
    kind: MunicipalityKind
    _call: Call


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Application(Thing):
    slug: str
    reference: str
    kind: ApplicationKind
    decision: Decision
    name_in_source: str | None
    _call: Call | None
    _municipality: Municipality
    _country: Country
    call = maybe["Call"]()
    municipality = one["Municipality"]()
    country = one["Country"]()


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Grant(Happening):
    slug: str
    title_en: str
    title_sv: str | None
    amount: int | None
    precision: Precision
    currency: str
    purpose: str | None
    date: PartialDate | None
    split: Split
    recipients_complete: bool
    note: str | None
    _programme: Programme | None
    _grant_recipients: tuple[GrantShare, ...]
    _claims: tuple[Claim, ...]
    programme = maybe["Programme"]()
    shares = many["GrantShare"]("grant_recipients")
    claims = many["Claim"]("claims")

    def title(self, language: Language) -> str:
        return self.title_sv or self.title_en if language is Language.SV else self.title_en

    @property
    def recipients(self) -> list[Municipality]:
        return [share.municipality for share in self.shares]


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class GrantShare(Thing):
    """What one recipient got of a grant; the amount only where it is stated."""

    amount: int | None
    _grant: Grant
    _municipality: Municipality
    _partnership: Partnership | None
    _project: Project | None

    def certainty_on(self, day: date) -> Certainty | None:
        return self._grant.certainty_on(day)

    grant = one["Grant"]()
    municipality = one["Municipality"]()
    partnership = maybe["Partnership"]()
    project = maybe["Project"]()
