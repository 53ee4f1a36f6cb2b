"""Arguments that several fields share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import strawberry

from data.kinds import Language, PartnershipKind
from schema.filters import PartnershipFilter

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


def conditions(filter: object | None) -> dict[str, Any]:
    """A filter as the keyword arguments of the queries."""
    return vars(filter) if filter is not None else {}
