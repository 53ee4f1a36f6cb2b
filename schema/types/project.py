"""Projects, their results, and the statuses of projects and partnerships."""

import strawberry

from data.domain.enums import Cause, Certainty, GoalsStated, Language, PartnershipState, Phase
from data.snapshot import entities
from schema.fields import (
    InLanguage,
    end_field,
    first_attested_field,
    in_language,
    last_attested_field,
    note_field,
    resolved,
    start_field,
)
from schema.relay import Node
from schema.types.aim import Aim, AudienceLink
from schema.types.area import AreaMention
from schema.types.goal_link import GoalLink, goals_field
from schema.types.organisation import Role
from schema.types.references import EventRef, MunicipalityRef, PartnershipRef
from schema.types.source import Attestation, Claim, PartialDate, Source, TimeSpan
from schema.types.theme import Theme


def themes(root: strawberry.Parent[entities.Project], language: InLanguage = None) -> list[str]:
    return [theme.label(language or Language.EN) for theme in root.themes]


@strawberry.type(description="The state of a partnership or project according to a source.")
class Status:
    state: PartnershipState = strawberry.field(
        description="State according to the source; UNKNOWN when the source states none."
    )
    certainty: Certainty = strawberry.field(
        description="Whether the state certainly held on the day asked for: CERTAIN on the day for which a source states it, and after the end. Without a day, CERTAIN when the status is dated."
    )
    cause: Cause | None = strawberry.field(description="Cause of the state; null when no source states one.")
    as_of: PartialDate | None = strawberry.field(
        description="Date for which the source states it; null when the source gives no date."
    )
    when: PartialDate | None = strawberry.field(
        name="said",
        description="When it was said: `asOf`, else the publication of the source; null when both are unknown.",
    )
    contact_kept: bool | None = strawberry.field(
        description="Whether the parties keep in contact; null when no source states it."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the status.")


@strawberry.type(description="An outcome of a project.")
class Result:
    label: str = in_language("label", "Description of the result, written by the editors.")
    count: int | None = strawberry.field(
        description="Number of units of the result, such as 2 family centres; null when no source counts them."
    )
    sources: list[Source] = strawberry.field(description="Sources of the result.")


@strawberry.type(description="A project that a partnership carries out.")
class Project(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among projects.")
    partnership: PartnershipRef = strawberry.field(description="The partnership that carries it out.")
    title: str | None = in_language(
        "title",
        "Title as printed in a source, including misprints; in the other language when there is none in the requested one; null when there is none.",
    )
    phase: Phase | None = strawberry.field(description="Phase in the programme; null when unknown.")
    lead: MunicipalityRef | None = strawberry.field(
        description="The member that carries it out, when a source names one; null when all members do or none is named."
    )
    begin: PartialDate | None = start_field()
    finish: PartialDate | None = end_field("it ended, or when it was planned to end (`planned`)")
    certainty: Certainty = strawberry.field(description="Whether it certainly runs on the day asked for.")
    span: TimeSpan = strawberry.field(description="The days on which it certainly and possibly holds.")
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    status: Status | None = strawberry.field(
        description="Latest status of the project by the day asked for; null when no source states one."
    )
    statuses: list[Status] = strawberry.field(
        description="All statuses of the project by the day asked for, oldest first."
    )
    events: list[EventRef] = strawberry.field(
        description="Events of the project, such as its grant, oldest first; undated events last."
    )
    goals: list[GoalLink] = goals_field(
        "Goals and targets to which the project is linked, each once. A Goal that a source names is not inferred."
    )
    goals_stated: GoalsStated = strawberry.field(description="How the sources of the project mention the Goals.")
    themes: list[str] = resolved(themes, "Labels of its themes, from the subject vocabulary of the catalogue.")
    subjects: list[Theme] = strawberry.field(
        description="Its themes as objects, with their core areas; the classification is that of the editors."
    )
    audiences: list[AudienceLink] = strawberry.field(
        description="Groups of people that take part, or to whom it is addressed."
    )
    aims: list[Aim] = strawberry.field(description="What it is meant to bring about.")
    area_mentions: list[AreaMention] = strawberry.field(
        name="areas", description="Areas that it mentions, such as a biosphere reserve."
    )
    results: list[Result] = strawberry.field(description="Results that sources report.")
    roles: list[Role] = strawberry.field(description="Roles of organisations in the project.")
    reference: str | None = strawberry.field(
        description="Reference number given by the coordinator; null when unknown."
    )
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")
