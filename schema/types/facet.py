"""Facets of a connection: how many of its items have each key."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from data.counting import facets
from data.domain.enums import Choice
from data.domain.evidence_enums import GoalBasis
from data.domain.facet_keys import MunicipalityFacetKey, PartnershipFacetKey
from data.snapshot.goal_links import bases
from schema.arguments import GoalBases
from schema.fields import in_language
from schema.relay import Page, bounded

FacetSize = Annotated[
    int, strawberry.argument(description="Number of values of each facet, 0 to 100, those with the most items first.")
]
PartnershipKeys = Annotated[
    list[PartnershipFacetKey], strawberry.argument(description="What to count by: one facet for each.")
]
MunicipalityKeys = Annotated[
    list[MunicipalityFacetKey], strawberry.argument(description="What to count by: one facet for each.")
]


@strawberry.type(description="A key, and how many items of a connection have it.")
class FacetValue:
    key: str = strawberry.field(
        description="A code, number, slug or value of an enumeration, as filters take it. The filters of years and of numbers take ranges that include it."
    )
    label: str | None = in_language(
        "label",
        "Name of what the key stands for, or the meaning of the value of an enumeration; null for years and numbers. A county has the name of the authority that performs its regional tasks.",
    )
    count: int = strawberry.field(
        description="Number of items, on all pages, that certainly or possibly have the key on the day asked for."
    )
    certain: int = strawberry.field(
        description="Number of these that certainly exist and certainly have the key on the day asked for: the membership, project, role or time in a programme that gives them the key is certain, too."
    )


@strawberry.type(
    description="The items of a connection counted by one key. An item with several keys counts once for each."
)
class Facet:
    by: str = strawberry.field(description="What is counted by: a value of the argument `by`.")
    distinct: int = strawberry.field(description="Number of different keys, also of those beyond `first`.")
    missing: int = strawberry.field(description="Number of items without any key.")
    values: list[FacetValue] = strawberry.field(description="The keys, by descending count, then by key.")


def facets_of(page: Page, by: Sequence[Choice], first: int, goal_basis: list[GoalBasis] | None) -> list[facets.Facet]:
    """One facet of the items of a connection for each key. Raises InputError for an invalid number of values."""
    size, basis = bounded("first", first), bases(goal_basis)
    return [facets.facet_of(page.items, key, basis, size) for key in by]


def partnership_facets(
    root: strawberry.Parent[Page], by: PartnershipKeys, first: FacetSize = 10, goal_basis: GoalBases = None
) -> list[facets.Facet]:
    return facets_of(root, by, first, goal_basis)


def municipality_facets(
    root: strawberry.Parent[Page], by: MunicipalityKeys, first: FacetSize = 10, goal_basis: GoalBases = None
) -> list[facets.Facet]:
    return facets_of(root, by, first, goal_basis)
