"""Denials: relations between two local authorities that a source expressly denies."""

import strawberry

from data.domain.enums import PartnershipKind
from schema.fields import note_field
from schema.types.references import MunicipalityRef
from schema.types.source import Source


@strawberry.type(
    description="Two local authorities of which a source says expressly that they are in no relation of a kind."
)
class Denial:
    slug: str = strawberry.field(description="Unique identifier of the denial.")
    kind: PartnershipKind = strawberry.field(description="The kind of relation that is denied.")
    municipality: MunicipalityRef = strawberry.field(description="One of the two, as the record names them.")
    partner: MunicipalityRef = strawberry.field(description="The other of the two.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the denial.")
