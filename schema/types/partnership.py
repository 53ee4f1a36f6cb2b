"""Partnerships: seats and their holders, state, projects, grants, claims."""

import strawberry

from data.domain.enums import Certainty, PartnershipKind, PartnershipState
from schema.fields import (
    end_field,
    first_attested_field,
    in_language,
    last_attested_field,
    note_field,
    start_field,
)
from schema.types.actor import Actor
from schema.types.goal_link import GoalLink, goals_field
from schema.types.grant import Grant
from schema.types.handover import Event, Handover
from schema.types.layer import Layer
from schema.types.organisation import Programme, ProgrammePeriod, Role
from schema.types.project import Project, Status
from schema.types.seat import Membership, Seat
from schema.types.source import Attestation, Claim, PartialDate, Source, TimeSpan


@strawberry.input(one_of=True, description="Key of a partnership; set exactly one field.")
class PartnershipKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id of the partnership.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Identifier in URLs: `vaxjo-kalush`.")


@strawberry.type(
    description="A relation between two or more local authorities. Three parties form one partnership, not three pairs."
)
class Partnership(Actor):
    slug: str = strawberry.field(description="Identifier in URLs, unique among partnerships.")
    title: str = in_language(
        "title", "Title, written by the editors. On a day, with the names that the members bore on that day."
    )
    kind: PartnershipKind = strawberry.field(description="Kind of relation.")
    begin: PartialDate | None = start_field()
    finish: PartialDate | None = end_field()
    certainty: Certainty = strawberry.field(description="Whether it certainly exists on the day asked for.")
    span: TimeSpan = strawberry.field(description="The days on which it certainly and possibly holds.")
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    part_of: "Partnership | None" = strawberry.field(
        description="The partnership that describes the same cooperation as a whole; null for a whole. Lists and counts have the whole only."
    )
    parts: "list[Partnership]" = strawberry.field(
        description="Partnerships that describe parts of this cooperation, by slug. `projects`, `goals` and `grants` include theirs."
    )
    state: PartnershipState = strawberry.field(description="State according to `status`; UNKNOWN when there is none.")
    status: Status | None = strawberry.field(
        description="Latest status of the partnership by the day asked for; null when no source states one. `status.certainty` says how sure it is on that day."
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
    goals: list[GoalLink] = goals_field(
        "Goals and targets to which its projects are linked, each once. A Goal that a source names is not inferred."
    )
    programme: Programme | None = strawberry.field(
        description="The programme that it belongs to on the day asked for, without a day the last one; null when it belongs to none or the programme is unknown."
    )
    programmes: list[ProgrammePeriod] = strawberry.field(
        description="The programmes that it belongs to on the day asked for, each with its time; without a day, all of them."
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
    layer: Layer = strawberry.field(description="The layer that holds the record.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(
        description="Sources of the record, then those by which other layers also name the partnership."
    )
