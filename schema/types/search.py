"""Hits of a search by name."""

from collections.abc import Callable
from typing import Any

import strawberry

from data.domain.enums import SearchKind
from data.search.name_index import Hit
from data.snapshot import entities
from schema.fields import resolved
from schema.types.area import Area
from schema.types.call import Call
from schema.types.country import Country
from schema.types.goal import Goal, Target
from schema.types.grant import Grant
from schema.types.initiative import Initiative
from schema.types.municipality import Municipality
from schema.types.organisation import Organisation, Policy, Programme
from schema.types.partnership import Partnership
from schema.types.project import Project
from schema.types.source import Source
from schema.types.theme import Theme


def if_found(cls: type[entities.Entity]) -> Callable[..., Any]:
    """A resolver of the entity found, if it belongs to a class, else None."""

    def read(root: strawberry.Parent[Hit]) -> Any:
        return root.entity if isinstance(root.entity, cls) else None

    return read


@strawberry.type(
    description="A hit of a search. Exactly one field is set of those that name what was found, such as `municipality` or `source`."
)
class SearchHit:
    kind: SearchKind = strawberry.field(description="What was found; the field of this name is set.")
    score: float = strawberry.field(
        description="Quality of the match: 1 for the exact preferred name, 0.97 for another exact name, 0.9 when diacritics differ (0.89 for another name), "
        "0.85 for an official form such as `Malmö stad` (0.84 when diacritics differ), up to 0.8 for the beginning of a name, up to 0.7 for that of a word, up to 0.6 for "
        "another part, 0.5 for a theme of what was found, less for a similar name. Case never counts. Hits of the same score come by kind, then by `matched`."
    )
    matched: str = strawberry.field(
        description="The name, title or theme that matched, in its spelling in the catalogue."
    )
    municipality: Municipality | None = resolved(
        if_found(entities.Municipality), "The municipality found; null for other hits."
    )
    partnership: Partnership | None = resolved(
        if_found(entities.Partnership), "The partnership found; null for other hits."
    )
    country: Country | None = resolved(if_found(entities.Country), "The country found; null for other hits.")
    goal: Goal | None = resolved(if_found(entities.Goal), "The Goal found; null for other hits.")
    organisation: Organisation | None = resolved(
        if_found(entities.Organisation), "The organisation found; null for other hits."
    )
    initiative: Initiative | None = resolved(
        if_found(entities.Initiative), "The initiative found; null for other hits."
    )
    programme: Programme | None = resolved(if_found(entities.Programme), "The programme found; null for other hits.")
    policy: Policy | None = resolved(if_found(entities.Policy), "The policy found; null for other hits.")
    area: Area | None = resolved(if_found(entities.Area), "The area found; null for other hits.")
    theme: Theme | None = resolved(if_found(entities.Theme), "The theme found; null for other hits.")
    project: Project | None = resolved(if_found(entities.Project), "The project found; null for other hits.")
    source: Source | None = resolved(if_found(entities.Source), "The source found; null for other hits.")
    call: Call | None = resolved(if_found(entities.Call), "The call found; null for other hits.")
    grant: Grant | None = resolved(if_found(entities.Grant), "The grant found; null for other hits.")
    target: Target | None = resolved(if_found(entities.Target), "The target found; null for other hits.")
