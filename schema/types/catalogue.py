"""The catalogue as a whole: version, licence, counts."""

from typing import Annotated, Any, NamedTuple

import strawberry

from data.snapshot.snapshot import Snapshot
from schema.fields import resolved
from schema.relay import bounded

Root = strawberry.Parent[Snapshot]
Last = Annotated[int, strawberry.argument(description="How many, 0 to 100.")]
LICENCE = "CC BY 4.0; contains data from GeoNames (CC BY 4.0)"


def count(records: str) -> Any:
    """A resolver that counts the rows of a table."""

    def counted(root: Root) -> int:
        return len(root.rows[records])

    return counted


def licence(root: Root) -> str:
    return LICENCE


class Activation(NamedTuple):
    """Since when a version was served."""

    version: str
    since: str


@strawberry.type(name="Activation", description="A catalogue version and since when it was served.")
class ActivationType:
    version: str = strawberry.field(description="Hash of all records.")
    since: str = strawberry.field(description="Instant from which it was served, until the next one (ISO 8601, UTC).")


def history(root: Root, last: Last = 20) -> list[Activation]:
    served = root.history.each()
    return [Activation(*each) for each in served[max(len(served) - bounded("last", last), 0) :]]


@strawberry.type(description="The catalogue that is served.")
class Catalogue:
    version: str = strawberry.field(description="Hash of all records; equal records have equal versions.")
    loaded_at: str = strawberry.field(description="When it was loaded into the store (ISO 8601, UTC).")
    licence: str = resolved(licence, "Licence of the data, and whom to credit.")
    municipalities: int = resolved(count("municipalities"), "Number of local authorities of all kinds.")
    partnerships: int = resolved(count("partnerships"), "Number of partnerships of all kinds.")
    handovers: int = resolved(count("handovers"), "Number of handovers.")
    sources: int = resolved(count("sources"), "Number of sources.")
    history: list[ActivationType] = resolved(
        history, "The versions that were served last, oldest first, also those that are no longer kept."
    )
