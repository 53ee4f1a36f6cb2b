"""Arguments that several fields share, and the application of filters."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

import strawberry

from data.domain.enums import PartnershipKind
from data.domain.evidence_enums import GoalBasis
from data.snapshot.entities import Entity
from data.snapshot.slice import Entities
from schema.filters import PartnershipFilter
from schema.filters.inputs import FilterInput

T = TypeVar("T", bound=Entity)
AsOf = Annotated[
    date | None,
    strawberry.argument(
        description="The day asked for; every nested field is answered as of this day. "
        "Omitted or null: the answer covers all time."
    ),
]
Kinds = Annotated[
    list[PartnershipKind] | None,
    strawberry.argument(description="Only partnerships of these kinds. Omitted or null: all kinds."),
]
GoalBases = Annotated[
    list[GoalBasis] | None,
    strawberry.argument(
        description="Only links to Goals that are known in one of these ways. Omitted or null: STATED alone, what sources name."
    ),
]
PartnershipConditions = Annotated[
    PartnershipFilter | None, strawberry.argument(description="Only partnerships that meet all of these conditions.")
]


def apply_filter(query: Callable[..., Entities[T]], found: Entities[T], filter: FilterInput | None) -> Entities[T]:
    """The entities that `query` selects by the conditions of a filter. Without a filter, `found` itself."""
    return found if filter is None else query(found, **filter.condition())
