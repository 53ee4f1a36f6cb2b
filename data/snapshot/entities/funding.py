"""Calls, eligible countries, applications, grants."""

from __future__ import annotations

from typing import Any

from data.domain.dates import PartialDate
from data.domain.enums import (
    ApplicationKind,
    CallKind,
    CoreArea,
    Decision,
    Language,
    MunicipalityKind,
    Precision,
    Split,
)
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
    scope_en: str | None
    scope_sv: str | None
    note: str | None
    note_sv: str | None
    programme: Programme | None
    call_countries: has_many[CallCountry] = has_many("call_countries")
    call_applicants: has_many[CallApplicant] = has_many("call_applicants")
    call_core_areas: has_many[CallCoreArea] = has_many("call_core_areas")
    aims: has_many[Any] = has_many("aims")
    applications: has_many[Application] = has_many("applications")
    claims: has_many[Claim] = has_many("claims")

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en

    def scope(self, language: Language) -> str | None:
        """What applications may be about. None when no source states it."""
        return self.scope_sv if language is Language.SV else self.scope_en

    @property
    def core_areas(self) -> list[CoreArea]:
        return [row.core_area for row in self.call_core_areas]

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


class CallCoreArea(Entity):
    core_area: CoreArea
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
    """Money granted. Without a date it was granted by the end of the work that it pays for."""

    dates = ("date", "period")
    by_end_of = ("period",)
    slug: str
    title_en: str
    title_sv: str | None
    amount: int | None
    precision: Precision
    currency: str
    purpose_en: str | None
    purpose_sv: str | None
    date: PartialDate | None
    period: PartialDate | None
    pilot: bool
    successor_en: str | None
    successor_sv: str | None
    split: Split
    recipients_complete: bool
    note: str | None
    note_sv: str | None
    programme: Programme | None
    shares: has_many[GrantShare] = has_many("grant_recipients")
    roles: has_many[Any] = has_many("roles")
    audiences: has_many[Any] = has_many("audiences")
    aims: has_many[Any] = has_many("aims")
    channels: has_many[Any] = has_many("channels")
    claims: has_many[Claim] = has_many("claims")

    def title(self, language: Language) -> str:
        return self.title_sv or self.title_en if language is Language.SV else self.title_en

    def purpose(self, language: Language) -> str | None:
        """The purpose of the grant. None when no source states it."""
        en, sv = self.purpose_en, self.purpose_sv
        return (sv or en) if language is Language.SV else (en or sv)

    def successor(self, language: Language) -> str | None:
        """What the funder hopes to offer after a pilot. None when no source states it."""
        return self.successor_sv if language is Language.SV else self.successor_en

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
