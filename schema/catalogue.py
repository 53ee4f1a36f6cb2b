"""The catalogue as a whole: version, licence, counts."""

from __future__ import annotations

from typing import Any

import strawberry

from data.snapshot import Snapshot
from schema.field import resolved

Root = strawberry.Parent[Snapshot]
LICENCE = "CC BY 4.0; contains data from GeoNames (CC BY 4.0)"


def count(records: str) -> Any:
    """A resolver that counts the rows of a table."""

    def counted(root: Root) -> int:
        return len(root.rows[records])

    return counted


def licence(root: Root) -> str:
    return LICENCE


@strawberry.type(description="The catalogue that is served.")
class Catalogue:
    version: str = strawberry.field(description="Hash of all records; equal records have equal versions.")
    loaded_at: str = strawberry.field(description="When it was loaded into the store (ISO 8601, UTC).")
    licence: str = resolved(licence, "Licence of the data, and whom to credit.")
    municipalities: int = resolved(count("municipalities"), "Number of local authorities of all kinds.")
    partnerships: int = resolved(count("partnerships"), "Number of partnerships of all kinds.")
    handovers: int = resolved(count("handovers"), "Number of handovers.")
    sources: int = resolved(count("sources"), "Number of sources.")
