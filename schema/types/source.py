"""Sources, claims and partial dates: what everything rests on."""

from datetime import date
from typing import Any

import strawberry

from data.domain.enums import FreshnessLevel, Rank
from data.domain.freshness import freshness
from data.snapshot import entities
from schema.fields import resolved
from schema.relay import Node


@strawberry.type(description="A date as well as it is known: EDTF (ISO 8601-2) text and the bounds it implies.")
class PartialDate:
    edtf: str = strawberry.field(
        description="EDTF text: `2018`, `2018-05`, `2018-21` (spring), `2008~` (about), `[2018-05-26..2020]` (some day between), `..` (no end foreseen)."
    )
    earliest: date | None = strawberry.field(description="First day that it may mean; null when there is no bound.")
    latest: date | None = strawberry.field(description="Last day that it may mean; null when there is no bound.")
    wording: str | None = strawberry.field(description="The source's own words for the date.")


@strawberry.type(description="How fresh a source is, and why it is held to be so.")
class Freshness:
    level: FreshnessLevel = strawberry.field(description="Green, yellow or red.")
    reason: str = strawberry.field(description="Why, in a sentence, with the date as it is known.")


def source_freshness(root: strawberry.Parent[entities.Source]) -> Any:
    return freshness(root.published, root.slice.snapshot.read_on)


@strawberry.type(description="Where facts were read: publisher, address and dates.")
class Source(Node):
    slug: str = strawberry.field(description="Name of the source in this catalogue.")
    title: str = strawberry.field(description="Title, in the editors' words unless it is short.")
    publisher: str | None = strawberry.field(description="Organisation that published it.")
    url: str | None = strawberry.field(description="Address; it may have gone dark since.")
    published: PartialDate | None = strawberry.field(
        description="When it was published or last changed; null when undated."
    )
    read_on: date | None = strawberry.field(description="Day on which the facts were read from it.")
    freshness: Freshness = resolved(
        source_freshness, "How old it was when the newest source of the catalogue was read."
    )
    language: str | None = strawberry.field(description="Language tag (BCP 47).")
    note: str | None = strawberry.field(description="Remark of the editors.")


@strawberry.type(description="What one source says of one field, kept where sources do not agree.")
class Claim:
    field: str = strawberry.field(
        description="The field of the record, as in the records: `start`, `members`, `funder` …"
    )
    value: str = strawberry.field(description="The value as this source has it.")
    rank: Rank = strawberry.field(description="Whether the record itself holds this value.")
    source: Source = strawberry.field(description="The source that says so.")
    note: str | None = strawberry.field(description="Remark of the editors.")
