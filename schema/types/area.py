"""Areas that are no administrative units."""

import strawberry

from data.domain.evidence_enums import AreaKind
from schema.fields import in_language, note_field
from schema.relay import Node
from schema.types.country import Country
from schema.types.references import MunicipalityRef, ProjectRef
from schema.types.source import Source


@strawberry.type(description="A mention of an area by a municipality or a project; exactly one of the two is set.")
class AreaMention:
    area: "Area" = strawberry.field(description="The area mentioned.")
    municipality: MunicipalityRef | None = strawberry.field(
        description="The municipality that mentions it; null for a project."
    )
    project: ProjectRef | None = strawberry.field(description="The project that mentions it; null for a municipality.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the mention.")


@strawberry.type(description="An area that is no administrative unit, such as a biosphere reserve.")
class Area(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among areas.")
    kind: AreaKind = strawberry.field(description="Kind of area.")
    name: str = in_language("name", "Name of the area in the requested language.")
    country: Country | None = strawberry.field(description="The country in which it lies; null when not recorded.")
    wikidata: str | None = strawberry.field(description="Id of the Wikidata item; null when not recorded.")
    mentions: list[AreaMention] = strawberry.field(
        description="Municipalities and projects that mention it, in the order of their identifiers."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")
