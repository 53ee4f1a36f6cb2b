"""Hits of a search by name."""

import strawberry

from data.search.name_index import Hit
from data.snapshot import entities
from schema.fields import resolved
from schema.types.country import Country
from schema.types.goal import Goal
from schema.types.municipality import Municipality
from schema.types.partnership import Partnership


def municipality(root: strawberry.Parent[Hit]) -> entities.Municipality | None:
    return root.entity if isinstance(root.entity, entities.Municipality) else None


def partnership(root: strawberry.Parent[Hit]) -> entities.Partnership | None:
    return root.entity if isinstance(root.entity, entities.Partnership) else None


def country(root: strawberry.Parent[Hit]) -> entities.Country | None:
    return root.entity if isinstance(root.entity, entities.Country) else None


def goal(root: strawberry.Parent[Hit]) -> entities.Goal | None:
    return root.entity if isinstance(root.entity, entities.Goal) else None


@strawberry.type(
    description="A hit of a search; exactly one of `municipality`, `partnership`, `country` and `goal` is set."
)
class SearchHit:
    score: float = strawberry.field(
        description="Quality of the match: 1 for the exact preferred name, 0.97 for another exact name, 0.9 when case or diacritics differ, lower for partial and similar names."
    )
    matched: str = strawberry.field(description="The name or title that matched, in its spelling in the catalogue.")
    municipality: Municipality | None = resolved(municipality, "The municipality found; null for other hits.")
    partnership: Partnership | None = resolved(partnership, "The partnership found; null for other hits.")
    country: Country | None = resolved(country, "The country found; null for other hits.")
    goal: Goal | None = resolved(goal, "The Goal found; null for other hits.")
