"""Projects, their results, and what is said of a state."""

import strawberry

from data.domain.enums import Cause, Certainty, GoalsStated, Language, PartnershipState, Phase
from data.snapshot import entities
from schema.arguments import InLanguage
from schema.fields import resolved
from schema.relay import Node
from schema.types.goal import GoalLink
from schema.types.organisation import Role
from schema.types.references import PartnershipRef
from schema.types.source import Claim, PartialDate, Source


def title(root: strawberry.Parent[entities.Project], language: InLanguage = None) -> str | None:
    return root.title(language)


def themes(root: strawberry.Parent[entities.Project], language: InLanguage = None) -> list[str]:
    return [theme.label(language or Language.EN) for theme in root.themes]


def label(root: strawberry.Parent[entities.Result], language: InLanguage = None) -> str:
    return root.label(language or Language.EN)


@strawberry.type(description="What a source says of the state of a partnership or project.")
class Status:
    state: PartnershipState = strawberry.field(description="What the source says; UNKNOWN when it leaves it open.")
    cause: Cause | None = strawberry.field(description="Its cause, when a source gives one.")
    as_of: PartialDate | None = strawberry.field(description="The date it is stated for; null on an undated page.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the status.")


@strawberry.type(description="What a project led to.")
class Result:
    label: str = resolved(label, "What it is, in our own words.")
    count: int | None = strawberry.field(description="How many, when a source counts them.")
    sources: list[Source] = strawberry.field(description="Sources of the result.")


@strawberry.type(description="A piece of work that a partnership carries out.")
class Project(Node):
    slug: str = strawberry.field(description="Name in addresses.")
    partnership: PartnershipRef = strawberry.field(description="The partnership that carries it out.")
    title: str | None = resolved(
        title,
        "As printed, misprints too; the other language where there is none in the one asked for.",
    )
    phase: Phase | None = strawberry.field(description="Phase of the work.")
    start: PartialDate | None = strawberry.field(description="When it began.")
    end: PartialDate | None = strawberry.field(description="When it ended or was to end.")
    certainty: Certainty = strawberry.field(description="Whether it surely runs on the day of the slice.")
    status: Status | None = strawberry.field(description="What was last said of its state.")
    statuses: list[Status] = strawberry.field(description="All that was said of its state, oldest first.")
    goals: list[GoalLink] = strawberry.field(description="Goals and targets that a source names for it.")
    goals_stated: GoalsStated = strawberry.field(description="How the sources speak of the Goals.")
    themes: list[str] = resolved(themes, "Labels of our own subject vocabulary.")
    results: list[Result] = strawberry.field(description="What it led to.")
    roles: list[Role] = strawberry.field(description="Organisations in the project.")
    reference: str | None = strawberry.field(description="Number given by the coordinator.")
    claims: list[Claim] = strawberry.field(description="What sources say where they do not agree.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")
