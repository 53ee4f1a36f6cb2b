"""Connections of partnerships and of municipalities, which also count all their items."""

import strawberry

from schema.fields import resolved
from schema.relay import Connection
from schema.types.facet import Facet, municipality_facets, partnership_facets
from schema.types.references import MunicipalityRef, PartnershipRef
from schema.types.series import PartnershipCount, partnership_series


@strawberry.type(description="A page of a list of items (Relay connection), and counts of the items on all pages.")
class PartnershipConnection(Connection[PartnershipRef]):
    facets: list[Facet] = resolved(
        partnership_facets, "How many partnerships of the connection have each Goal, country, programme …"
    )
    series: list[PartnershipCount] = resolved(
        partnership_series,
        "How many partnerships meet the same conditions on each of several days: for each day what the connection would count with this day as `asOf`. The `asOf` of the query does not restrict it.",
    )


@strawberry.type(description="A page of a list of items (Relay connection), and counts of the items on all pages.")
class MunicipalityConnection(Connection[MunicipalityRef]):
    facets: list[Facet] = resolved(
        municipality_facets,
        "How many local authorities of the connection have each country, Goal, number of partners …",
    )
