"""Initiatives of organisations, who takes part in them, findings, channels, and the audiences and aims of all work."""

from __future__ import annotations

from data.domain.dates import PartialDate, by
from data.domain.enums import Certainty, Decision, GoalsStated, Language, MunicipalityKind
from data.domain.evidence_enums import ApplicationStage, Audience, ChannelPurpose, FindingKind, Involvement
from data.snapshot.entities.entity import Claim, Entity, EventEntity, Source, has_many, order_of
from data.snapshot.entities.funding import Call, Grant
from data.snapshot.entities.interval import IntervalEntity
from data.snapshot.entities.partnerships import Event, Programme
from data.snapshot.entities.places import Organisation
from data.snapshot.entities.projects import Project, Role, Share


class Initiative(IntervalEntity):
    """An undertaking that organisations carry, not municipalities."""

    slug: str
    name_en: str
    name_sv: str
    goals_stated: GoalsStated
    note: str | None
    note_sv: str | None
    roles: has_many[Role] = has_many("roles")
    own_participations: has_many[Participation] = has_many("participations")
    applications: has_many[InitiativeApplication] = has_many("initiative_applications")
    findings: has_many[Finding] = has_many("findings")
    programmes: has_many[InitiativeProgramme] = has_many("initiative_programmes")
    audiences: has_many[AudienceLink] = has_many("audiences")
    aims: has_many[Aim] = has_many("aims")
    channels: has_many[Channel] = has_many("channels")
    own_events: has_many[Event] = has_many("events")
    claims: has_many[Claim] = has_many("claims")

    def name(self, language: Language) -> str:
        return self.name_sv if language is Language.SV else self.name_en

    @property
    def participations(self) -> list[Participation]:
        """The statements on who takes part, oldest first. Undated ones come last."""
        return sorted(self.own_participations, key=order_of)

    @property
    def events(self) -> list[Event]:
        return sorted(self.own_events, key=order_of)


class InitiativeProgramme(Entity):
    """A programme that is named as the next step after an initiative."""

    note: str | None
    note_sv: str | None
    initiative: Initiative
    programme: Programme


class Participation(EventEntity):
    """How many local authorities take part in an initiative, dated by the statement or its source."""

    dates = ("as_of", "sources")
    slug: str
    kind: MunicipalityKind | None
    text: str | None
    least: float | None
    most: float | None
    count: int | None
    total: int | None
    as_of: PartialDate | None
    note: str | None
    note_sv: str | None
    initiative: Initiative

    @property
    def share(self) -> Share:
        """The share of all: that of the words, or the exact one of a count out of a total."""
        exact = self.count / self.total if self.count and self.total else None
        return Share(self.text, exact or self.least, exact or self.most)


class InitiativeApplication(EventEntity):
    """An application for the funding of an initiative. The outcome has a date and a source of its own."""

    dates = ("applied", "sources")
    slug: str
    stage: ApplicationStage
    applied: PartialDate | None
    outcome: Decision | None
    decided: PartialDate | None
    note: str | None
    note_sv: str | None
    outcome_source: Source | None
    initiative: Initiative
    organisation: Organisation

    @property
    def is_decided(self) -> bool:
        """Whether it was certainly decided by the day of the slice. Without a day, whether an outcome is known."""
        day = self.slice.day
        return self.outcome is not None and (day is None or by(self.decided, day) is Certainty.CERTAIN)

    @property
    def known_outcome(self) -> Decision | None:
        return self.outcome if self.is_decided else None

    @property
    def known_decision(self) -> PartialDate | None:
        return self.decided if self.is_decided else None

    @property
    def known_source(self) -> Source | None:
        return self.outcome_source if self.is_decided else None


class Finding(EventEntity):
    """What a body states about the field, in our own words."""

    dates = ("as_of", "sources")
    slug: str
    kind: FindingKind
    document: str | None
    goals_stated: GoalsStated
    text_en: str
    text_sv: str
    as_of: PartialDate | None
    note: str | None
    note_sv: str | None
    organisation: Organisation
    initiative: Initiative | None
    programme: Programme | None

    def text(self, language: Language) -> str:
        return self.text_sv if language is Language.SV else self.text_en


class Channel(Entity):
    """A role mailbox to which one writes about a programme, grant or initiative."""

    slug: str
    purpose: ChannelPurpose
    note: str | None
    note_sv: str | None
    organisation: Organisation
    programme: Programme | None
    grant: Grant | None
    initiative: Initiative | None


class AudienceLink(Entity):
    """A group of people that takes part in a project, grant or initiative, or to whom it is addressed."""

    slug: str
    audience: Audience
    involvement: Involvement
    note: str | None
    note_sv: str | None
    project: Project | None
    grant: Grant | None
    initiative: Initiative | None


class Aim(Entity):
    """What a project, grant, initiative, programme or call is meant to bring about."""

    slug: str
    label_en: str
    label_sv: str
    note: str | None
    note_sv: str | None
    project: Project | None
    grant: Grant | None
    initiative: Initiative | None
    programme: Programme | None
    call: Call | None

    def label(self, language: Language) -> str:
        return self.label_sv if language is Language.SV else self.label_en
