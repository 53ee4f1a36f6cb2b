"""Events, and handovers of seats."""

import strawberry

from data.domain.enums import EventKind
from schema.fields import note_field
from schema.relay import Node
from schema.types.municipality import Municipality
from schema.types.references import InitiativeRef, PartnershipRef, ProgrammeRef, ProjectRef, SeatRef
from schema.types.source import PartialDate, Source


@strawberry.type(description="Something that happened or that a source expects to happen.")
class Event(Node):
    slug: str = strawberry.field(description="Unique identifier of the event.")
    kind: EventKind = strawberry.field(description="Kind of event.")
    date: PartialDate | None = strawberry.field(description="Date of the event; null when undated.")
    expected: bool = strawberry.field(
        description="True when the source only expects the event. It does not say whether the event took place."
    )
    programme: ProgrammeRef | None = strawberry.field(description="The programme that it concerns; null for none.")
    initiative: InitiativeRef | None = strawberry.field(description="The initiative that it concerns; null for none.")
    partnership: PartnershipRef | None = strawberry.field(
        description="The partnership that it concerns; null for none."
    )
    municipality: Municipality | None = strawberry.field(
        description="The municipality that it concerns by itself; null for none."
    )
    project: ProjectRef | None = strawberry.field(
        description="The project of the partnership that it concerns; null when it concerns the partnership as a whole."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the event.")


@strawberry.type(description="The transfer of a seat from one holder to the next (övertagande av plats), in stages.")
class Handover(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among handovers.")
    partnership: PartnershipRef = strawberry.field(description="The partnership that the seat belongs to.")
    seat: SeatRef = strawberry.field(description="The seat handed over.")
    predecessor: Municipality = strawberry.field(description="Holder before the handover.")
    successor: Municipality = strawberry.field(description="Holder after the handover.")
    date: PartialDate | None = strawberry.field(
        description="Date of the transfer, as precise as the sources allow; null when undated."
    )
    stages: list[Event] = strawberry.field(
        description="Steps such as offer, letter of intent, application and grant, each with its own date; oldest first."
    )
    cause: str | None = strawberry.field(
        description="Reason for the handover, in English; null when no source states one."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the handover.")
