"""Countries. The types of later modules are referred to lazily."""

import strawberry

from data.domain.enums import Continent
from data.snapshot import entities, queries
from data.snapshot.columns import SliceView
from data.snapshot.slice import Entities
from schema.arguments import PartnershipConditions, apply_filter
from schema.fields import in_language, note_field, resolved
from schema.filters import BY_NAME, BY_TITLE
from schema.relay import After, Before, First, Last, Page, page, selected_page
from schema.types.actor import Actor
from schema.types.connections import MunicipalityConnection, PartnershipConnection
from schema.types.references import CallRef
from schema.types.source import Source


def municipalities(
    root: strawberry.Parent[entities.Country],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return page(queries.municipalities_of_country(root), BY_NAME, first, after, last, before)


def partnerships(
    root: strawberry.Parent[entities.Country],
    filter: PartnershipConditions = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    def select(slice: SliceView) -> Entities[entities.Partnership]:
        return apply_filter(queries.partnerships, queries.partnerships_of_country(slice.of(root)), filter)

    return selected_page(root.slice, select, BY_TITLE, first, after, last, before)


@strawberry.type(description="A country or territory in ISO 3166-1, or Kosovo.")
class Country(Actor):
    code: str = strawberry.field(description="Two-letter code (ISO 3166-1 alpha-2; the user-assigned `XK` for Kosovo).")
    alpha3: str = strawberry.field(
        description="Three-letter code (ISO 3166-1 alpha-3; the user-assigned `XKX` for Kosovo)."
    )
    numeric: str | None = strawberry.field(description="Three-digit code (ISO 3166-1 numeric); null for Kosovo.")
    iso: bool = strawberry.field(description="Whether ISO 3166-1 assigns the code.")
    continent: Continent | None = strawberry.field(
        description="Continental region of UN M49 that the sources agree on; null where they disagree or name none, as for Antarctica."
    )
    name: str = in_language("name", "Name of the country (Unicode CLDR).")
    municipalities: MunicipalityConnection = resolved(
        municipalities, "Local authorities of the country in the catalogue, by name."
    )
    partnerships: PartnershipConnection = resolved(
        partnerships, "Partnerships with a member in the country on the day asked for, by title."
    )
    eligible_in: list[CallRef] = strawberry.field(description="Calls and lists in which the country is eligible.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")
