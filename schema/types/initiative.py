"""Initiatives of organisations, who takes part in them, applications for their funding, and findings."""

import strawberry

from data.domain.enums import Certainty, Decision, GoalsStated, MunicipalityKind
from data.domain.evidence_enums import ApplicationStage, FindingKind
from schema.fields import (
    end_field,
    first_attested_field,
    in_language,
    last_attested_field,
    note_field,
    start_field,
)
from schema.relay import Node
from schema.types.aim import Aim, AudienceLink, Channel, Share
from schema.types.handover import Event
from schema.types.organisation import Organisation, Programme, Role
from schema.types.source import Attestation, Claim, PartialDate, Source, TimeSpan


@strawberry.type(description="A statement on how many local authorities take part in an initiative.")
class Participation:
    kind: MunicipalityKind | None = strawberry.field(
        description="Kind of local authority; null for all kinds together."
    )
    share: Share = strawberry.field(description="Share of all of them: of the words, or of the count out of the total.")
    count: int | None = strawberry.field(
        description="Number of participants; null when the source does not count them."
    )
    total: int | None = strawberry.field(description="Number of all of them; null when the source does not state it.")
    as_of: PartialDate | None = strawberry.field(
        description="Date for which it is stated; null when the source gives none."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the statement.")


@strawberry.type(description="An application for the funding of an initiative. Its outcome has a source of its own.")
class InitiativeApplication:
    organisation: Organisation = strawberry.field(description="The organisation applied to.")
    stage: ApplicationStage = strawberry.field(description="The stage that `sources` state.")
    applied: PartialDate | None = strawberry.field(description="When it was handed in; null when not stated.")
    known_outcome: Decision | None = strawberry.field(
        name="outcome",
        description="The outcome, when it was certainly decided by the day asked for; null before and when unknown.",
    )
    known_decision: PartialDate | None = strawberry.field(
        name="decided", description="When it was decided, or by when the outcome was stated; null without an outcome."
    )
    known_source: Source | None = strawberry.field(
        name="outcomeSource", description="Source of the outcome; null without an outcome."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the application.")


@strawberry.type(description="What a body states about the field, in our own words.")
class Finding(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among findings.")
    kind: FindingKind = strawberry.field(description="How the body states it.")
    organisation: Organisation = strawberry.field(name="by", description="The body that states it.")
    text: str = in_language("text", "What it states, in the words of the editors.")
    document: str | None = strawberry.field(
        description="The document in which it states it, when the source only cites that document; null otherwise."
    )
    initiative: "Initiative | None" = strawberry.field(description="The initiative that it is about; null for none.")
    programme: Programme | None = strawberry.field(description="The programme that it is about; null for none.")
    goals_stated: GoalsStated = strawberry.field(description="How it mentions the Goals.")
    as_of: PartialDate | None = strawberry.field(
        description="Date for which it is stated; null when the source gives none."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the finding.")


@strawberry.type(description="A programme that is named as the next step after an initiative.")
class InitiativeProgramme:
    initiative: "Initiative" = strawberry.field(description="The initiative after which it comes.")
    programme: Programme = strawberry.field(description="The programme named as the next step.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources that name it so.")


@strawberry.type(description="An undertaking on the 2030 Agenda that organisations carry, not municipalities.")
class Initiative(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among initiatives.")
    name: str = in_language("name", "Name of the initiative in the requested language.")
    goals_stated: GoalsStated = strawberry.field(description="How the sources of the initiative mention the Goals.")
    begin: PartialDate | None = start_field()
    finish: PartialDate | None = end_field()
    certainty: Certainty = strawberry.field(description="Whether it certainly runs on the day asked for.")
    span: TimeSpan = strawberry.field(description="The days on which it certainly and possibly holds.")
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    roles: list[Role] = strawberry.field(description="Organisations with a role in it, such as carrier and funder.")
    participations: list[Participation] = strawberry.field(
        description="Statements on who takes part, by the day asked for, oldest first; undated ones last."
    )
    applications: list[InitiativeApplication] = strawberry.field(description="Applications for its funding.")
    findings: list[Finding] = strawberry.field(description="What bodies state about it.")
    programmes: list[InitiativeProgramme] = strawberry.field(
        name="leadsTo", description="Programmes that are named as the next step after it."
    )
    audiences: list[AudienceLink] = strawberry.field(
        description="Groups of people that take part, or to whom it is addressed."
    )
    aims: list[Aim] = strawberry.field(description="What it is meant to bring about.")
    channels: list[Channel] = strawberry.field(description="Where to ask for information.")
    events: list[Event] = strawberry.field(description="Events of the initiative, oldest first; undated events last.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")
