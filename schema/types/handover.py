"""Handovers of seats, and events."""

import strawberry

from data.domain.enums import EventKind
from schema.relay import Node
from schema.types.municipality import Municipality
from schema.types.references import PartnershipRef, SeatRef
from schema.types.source import PartialDate, Source


@strawberry.type(description="Something that happened, or that a source expects.")
class Event:
    slug: str = strawberry.field(description="Name of the event.")
    kind: EventKind = strawberry.field(description="What happened.")
    date: PartialDate | None = strawberry.field(description="When; null when undated.")
    expected: bool = strawberry.field(
        description="Whether the source only expects it; whether it came about is not said."
    )
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the event.")


@strawberry.type(description="A seat passing from one holder to the next (övertagande av plats): a process in stages.")
class Handover(Node):
    slug: str = strawberry.field(description="Name in addresses.")
    partnership: PartnershipRef = strawberry.field(description="The partnership whose seat passes.")
    seat: SeatRef = strawberry.field(description="The seat that passes.")
    predecessor: Municipality = strawberry.field(description="Who held it before.")
    successor: Municipality = strawberry.field(description="Who holds it after.")
    date: PartialDate | None = strawberry.field(
        description="When the seat passed, no sharper than the sources leave it."
    )
    stages: list[Event] = strawberry.field(
        description="Offered, letter of intent, applied, granted … each with its own date, oldest first."
    )
    cause: str | None = strawberry.field(description="Why, when a source says so.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the handover.")
