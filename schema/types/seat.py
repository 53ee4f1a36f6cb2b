"""Seats of a partnership, and the memberships of their holders."""

import strawberry

from data.domain.enums import Certainty
from data.snapshot import entities
from data.snapshot.slice import Slice
from schema.fields import end_field, first_attested_field, last_attested_field, note_field, start_field
from schema.relay import Node, entity_of
from schema.types.handover import Handover
from schema.types.municipality import Municipality
from schema.types.references import PartnershipRef
from schema.types.source import Attestation, PartialDate, Source, TimeSpan


@strawberry.input(description="A seat by its partnership and its number.")
class SeatNumber:
    partnership: str = strawberry.field(description="Slug of the partnership: `mariestad-ukmerge-kamianets-podilskyi`.")
    number: int = strawberry.field(description="Number within the partnership, from 1.")


@strawberry.input(one_of=True, description="Key of a seat; set exactly one field.")
class SeatKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id of the seat.")
    number: SeatNumber | None = strawberry.field(
        default=strawberry.UNSET, description="Its partnership and its number within the partnership."
    )


def seat_by(slice: Slice, by: SeatKey) -> entities.Seat | None:
    """The seat with a key. None when it is unknown, or its partnership certainly not present on the day of the slice."""
    key = f"{by.number.partnership}-{by.number.number}" if by.number else ""
    found = slice.get("seats", key) if by.id is strawberry.UNSET else entity_of(slice, str(by.id))
    return found if isinstance(found, entities.Seat) and slice.each([found.partnership]) else None


@strawberry.type(description="The interval in which a local authority holds a seat.")
class Membership:
    partnership: PartnershipRef = strawberry.field(description="The partnership that the seat belongs to.")
    seat: "Seat" = strawberry.field(description="The seat held.")
    turn: int = strawberry.field(
        description="Position in the sequence of holders: 1 for the first holder of the seat, 2 for the next."
    )
    municipality: Municipality = strawberry.field(description="The local authority that holds the seat.")
    begin: PartialDate | None = start_field("the membership started")
    finish: PartialDate | None = end_field("the membership ended, inclusive")
    certainty: Certainty = strawberry.field(
        description="Whether the authority certainly holds the seat on the day asked for."
    )
    span: TimeSpan = strawberry.field(description="The days on which it certainly and possibly holds.")
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the membership.")


@strawberry.type(description="A seat in a partnership (plats). It continues to exist when its holder changes.")
class Seat(Node):
    partnership: PartnershipRef = strawberry.field(description="The partnership that the seat belongs to.")
    number: int = strawberry.field(description="Number within the partnership, from 1.")
    holder: Municipality | None = strawberry.field(
        description="Holder on the day asked for; null when there is none or several are possible. Without a day, the last holder."
    )
    memberships: list[Membership] = strawberry.field(
        description="Memberships on the day asked for, in the order of the holders; without a day, all memberships."
    )
    succession: list[Handover] = strawberry.field(description="Handovers of the seat, in the order of the holders.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the seat.")
