"""Seats in a partnership, and who holds them."""

import strawberry

from data.domain.enums import Certainty
from schema.types.handover import Handover
from schema.types.municipality import Municipality
from schema.types.references import PartnershipRef
from schema.types.source import PartialDate, Source


@strawberry.type(description="One authority holding one seat over one interval.")
class Membership:
    partnership: PartnershipRef = strawberry.field(description="The partnership in which the seat is.")
    seat: "Seat" = strawberry.field(description="What is held; it exists apart from the holder.")
    turn: int = strawberry.field(description="1 for the first holder of the seat, 2 for the next.")
    municipality: Municipality = strawberry.field(description="The holder.")
    start: PartialDate | None = strawberry.field(description="Since when; null means since the partnership began.")
    end: PartialDate | None = strawberry.field(
        description="Until when, inclusive; null means as long as the partnership, `..` that no end is foreseen."
    )
    certainty: Certainty = strawberry.field(description="Whether it surely holds on the day of the slice.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the membership.")


@strawberry.type(description="A place in a partnership (plats), which exists apart from who holds it.")
class Seat:
    partnership: PartnershipRef = strawberry.field(description="The partnership in which the seat is.")
    number: int = strawberry.field(description="1, 2, 3 … within the partnership.")
    holder: Municipality | None = strawberry.field(
        description="The holder on the day of the slice, null when several may be; of all time, the last one."
    )
    memberships: list[Membership] = strawberry.field(description="Its holders in turn, in the slice.")
    succession: list[Handover] = strawberry.field(description="Its handovers, in the order of the holders.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the seat.")
