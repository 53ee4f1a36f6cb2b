"""Arguments that several fields share."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

import strawberry

from data.domain.enums import Language, PartnershipKind
from data.snapshot.entities import Entity
from data.snapshot.slice import Entities
from schema.filters import PartnershipFilter

T = TypeVar("T", bound=Entity)
AsOf = Annotated[
    date | None,
    strawberry.argument(
        description="Day as of which to answer; every nested field lives on that day. Without it, of all time."
    ),
]
Kinds = Annotated[
    list[PartnershipKind] | None,
    strawberry.argument(description="Only partnerships of these kinds; without it, of all kinds."),
]
InLanguage = Annotated[
    Language | None, strawberry.argument(description="Language of the answer; English unless given.")
]
PartnershipConditions = Annotated[
    PartnershipFilter | None, strawberry.argument(description="Only partnerships that meet these conditions.")
]


def apply_filter(query: Callable[..., Entities[T]], found: Entities[T], filter: object | None) -> Entities[T]:
    """What a query chooses by the conditions of a filter; everything without one."""
    return found if filter is None else query(found, **vars(filter))
