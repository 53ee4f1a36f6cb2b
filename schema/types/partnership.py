"""Partnerships: members by seat, state, projects, money, disagreements."""

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


@strawberry.input(one_of=True, description="Exactly one key.")
class PartnershipKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Name in addresses: `vaxjo-kalush`.")


def title(root: strawberry.Parent[entities.Partnership], language: InLanguage = None) -> str:
    return root.title(language or Language.EN)


@strawberry.type(
    description="A lasting relation between local authorities; three parties are one partnership, not three pairs."
)
class Partnership(Actor):
    slug: str = strawberry.field(description="Name in addresses.")
    title: str = resolved(title, "Title in our own words.")
    kind: PartnershipKind = strawberry.field(description="Kind of relation.")
    start: PartialDate | None = strawberry.field(
        description="When it began; a bound where only its existence is attested."
    )
    end: PartialDate | None = strawberry.field(
        description="When it ended; a bound where it was last attested; null when unknown."
    )
    certainty: Certainty = strawberry.field(description="Whether it surely exists on the day of the slice.")
    state: PartnershipState = strawberry.field(description="State by what was last said; UNKNOWN when nothing was.")
    status: Status | None = strawberry.field(description="What was last said of its state.")
    statuses: list[Status] = strawberry.field(description="All that was said of its state, oldest first.")
    seats: list[Seat] = strawberry.field(description="Its seats, by number.")
    members: list[Membership] = strawberry.field(
        description="Who holds the seats, in the slice; of all time, all holders."
    )
    projects: list[Project] = strawberry.field(description="Its projects, in the slice.")
    goals: list[GoalLink] = strawberry.field(description="Union of the projects' Goals and targets.")
    programme: Programme | None = strawberry.field(description="The programme that it belongs to.")
    roles: list[Role] = strawberry.field(
        description="Organisations in the partnership, its projects and its programme; `partnership`, `project` or `programme` tells in which."
    )
    events: list[Event] = strawberry.field(
        description="What happened, and what sources expect; oldest first, undated last."
    )
    handovers: list[Handover] = strawberry.field(description="Handovers of its seats, oldest first.")
    grants: list[Grant] = strawberry.field(description="Grants that a source ties to it.")
    claims: list[Claim] = strawberry.field(
        description="What sources say of it and its projects where they do not agree."
    )
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")
