"""Calls, eligible countries, applications, grants."""

from __future__ import annotations

from data.domain.dates import PartialDate
from data.domain.enums import ApplicationKind, CallKind, Decision, Language, MunicipalityKind, Precision, Split
from data.snapshot.entities.entity import Claim, Entity, EventEntity, has_many
from data.snapshot.entities.partnerships import Partnership, Programme
from data.snapshot.entities.places import Country, Municipality
from data.snapshot.entities.projects import Project


class Call(EventEntity):
    dates = ("opens", "listed", "closes")
    slug: str
    kind: CallKind
    title_en: str
    title_sv: str
    opens: PartialDate | None
    closes: PartialDate | None
    listed: PartialDate | None
    complete: bool
    note: str | None
    programme: Programme | None
    call_countries: has_many[CallCountry] = has_many("call_countries")
    call_applicants: has_many[CallApplicant] = has_many("call_applicants")
    applications: has_many[Application] = has_many("applications")
    claims: has_many[Claim] = has_many("claims")

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    @property
    def countries(self) -> list[Country]:
        return [row.country for row in self.call_countries]

    @property
    def applicant_kinds(self) -> list[MunicipalityKind]:
        return [row.kind for row in self.call_applicants]


class CallCountry(Entity):
    name_in_source: str | None
    call: Call
    country: Country


class CallApplicant(Entity):
    kind: MunicipalityKind
    call: Call


class Application(Entity):
    slug: str
    reference: str
    kind: ApplicationKind
    decision: Decision
    name_in_source: str | None
    call: Call | None
    municipality: Municipality
    country: Country


class Grant(EventEntity):
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
    programme: Programme | None
    shares: has_many[GrantShare] = has_many("grant_recipients")
    claims: has_many[Claim] = has_many("claims")

    def title(self, language: Language) -> str:
        return self.title_sv or self.title_en if language is Language.SV else self.title_en

    @property
    def recipients(self) -> list[Municipality]:
        return [share.municipality for share in self.shares]


class GrantShare(EventEntity):
    """The share of one recipient in a grant, dated like the grant. `amount` is None where no source states it."""

    dates = ("grant",)

    amount: int | None
    grant: Grant
    municipality: Municipality
    partnership: Partnership | None
    project: Project | None
