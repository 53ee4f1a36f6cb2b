"""Partnerships: seats and their holders, state, projects, grants, claims."""

import strawberry

from data.domain.enums import Certainty, Language, PartnershipKind, PartnershipState
from data.snapshot import entities
from schema.arguments import InLanguage
from schema.fields import resolved
from schema.types.actor import Actor
from schema.types.goal import GoalLink
from schema.types.grant import Grant
from schema.types.handover import Event, Handover
from schema.types.organisation import Programme, Role
from schema.types.project import Project, Status
from schema.types.seat import Membership, Seat
from schema.types.source import Claim, PartialDate, Source


@strawberry.input(one_of=True, description="Key of a partnership; set exactly one field.")
class PartnershipKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id of the partnership.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Identifier in URLs: `vaxjo-kalush`.")


def title(root: strawberry.Parent[entities.Partnership], language: InLanguage = None) -> str:
    return root.title(language or Language.EN)


@strawberry.type(
    description="A relation between two or more local authorities. Three parties form one partnership, not three pairs."
)
class Partnership(Actor):
    slug: str = strawberry.field(description="Identifier in URLs, unique among partnerships.")
    title: str = resolved(title, "Title, written by the editors.")
    kind: PartnershipKind = strawberry.field(description="Kind of relation.")
    start: PartialDate | None = strawberry.field(
        description="When it started; an interval when sources only show that it existed by some date; null when unknown."
    )
    end: PartialDate | None = strawberry.field(
        description="When it ended; an interval when sources only show when it last existed; null when unknown."
    )
    certainty: Certainty = strawberry.field(description="Whether it certainly exists on the day asked for.")
    state: PartnershipState = strawberry.field(description="State according to `status`; UNKNOWN when there is none.")
    status: Status | None = strawberry.field(
        description="Latest status of the partnership by the day asked for; null when no source states one."
    )
    statuses: list[Status] = strawberry.field(
        description="All statuses of the partnership by the day asked for, oldest first."
    )
    seats: list[Seat] = strawberry.field(description="Seats of the partnership, by number.")
    members: list[Membership] = strawberry.field(
        description="Memberships on the day asked for; without a day, those of all holders ever."
    )
    projects: list[Project] = strawberry.field(
        description="Projects that certainly or possibly run on the day asked for; without a day, all projects."
    )
    goals: list[GoalLink] = strawberry.field(description="Goals and targets that its projects name, each once.")
    programme: Programme | None = strawberry.field(
        description="The programme that it belongs to; null when it belongs to none or the programme is unknown."
    )
    roles: list[Role] = strawberry.field(
        description="Roles of organisations in the partnership, its projects and its programme. In each role one of `partnership`, `project` and `programme` is set."
    )
    events: list[Event] = strawberry.field(
        description="Events that happened or that sources expect, oldest first; undated events last."
    )
    handovers: list[Handover] = strawberry.field(description="Handovers of its seats, oldest first.")
    grants: list[Grant] = strawberry.field(description="Grants that a source links to the partnership.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields of the partnership and its projects on which sources disagree, one claim per source and value."
    )
    note: str | None = strawberry.field(description="Remark of the editors, in English; null when there is none.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")
