"""The catalogue: version, layers, licence, number of records, history of versions."""

from datetime import date
from typing import Annotated, Any, NamedTuple

import strawberry

from data.catalogue.layers import layers_of
from data.snapshot import entities
from data.snapshot.snapshot import Snapshot
from schema.fields import resolved
from schema.relay import bounded
from schema.types.layer import Layer

Root = strawberry.Parent[Snapshot]
Last = Annotated[int, strawberry.argument(description="Number of versions, 0 to 100.")]
LAYERED = "Each record has the licence of its layer, as `layers` names it. The base has {}"


def count(records: str) -> Any:
    """A resolver that returns the number of rows of a table."""

    def counted(root: Root) -> int:
        return len(root.rows[records])

    return counted


def partnerships(root: Root) -> int:
    return len(root.all_time.partnerships)


def layers(root: Root) -> list[entities.Layer]:
    return layers_of(root)


def licence(root: Root) -> str:
    base, *others = layers(root)
    own = ". ".join(filter(None, (base.licence.replace("-", " "), base.credit)))
    return LAYERED.format(own) if others else own


class Activation(NamedTuple):
    """A version and the instant from which it was served (ISO 8601, UTC)."""

    version: str
    since: str


@strawberry.type(name="Activation", description="A catalogue version with the time from which it was served.")
class ActivationType:
    version: str = strawberry.field(description="Hash of all records of the version.")
    since: str = strawberry.field(
        description="Time from which it was served, until the next version replaced it (ISO 8601, UTC)."
    )


def history(root: Root, last: Last = 20) -> list[Activation]:
    activations = root.history.each()
    return [Activation(*each) for each in activations[max(len(activations) - bounded("last", last), 0) :]]


@strawberry.type(description="A version of the catalogue.")
class Catalogue:
    version: str = strawberry.field(description="Hash of all records; equal catalogues have equal versions.")
    loaded_at: str = strawberry.field(description="Time at which it was loaded into the store (ISO 8601, UTC).")
    read_on: date = strawberry.field(
        name="readUpTo",
        description="Day on which the newest of its sources was read; the day of loading when no source states one.",
    )
    licence: str = resolved(
        licence,
        "Licence of the data, with the required attribution. With several layers, it gives that of the base and refers to `layers`.",
    )
    layers: list[Layer] = resolved(
        layers, "Its layers: the curated base, then imported data. Of two that disagree the earlier holds."
    )
    municipalities: int = resolved(count("municipalities"), "Number of local authorities of all kinds.")
    partnerships: int = resolved(partnerships, "Number of partnerships of all kinds; parts count with their whole.")
    handovers: int = resolved(count("handovers"), "Number of handovers.")
    sources: int = resolved(count("sources"), "Number of sources.")
    history: list[ActivationType] = resolved(
        history, "The versions served most recently, oldest first, including versions that are no longer stored."
    )
