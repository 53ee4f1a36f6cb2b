"""Sources, their freshness, claims, partial dates and attestations."""

from datetime import date
from typing import Any

import strawberry

from data.domain.enums import Basis, FreshnessLevel, Rank
from data.domain.evidence_enums import Dating, SourceKind
from data.domain.freshness import freshness
from data.snapshot import citations, entities
from schema.edges import Order
from schema.fields import in_language, note_field, resolved
from schema.relay import NODES, After, Before, Connection, First, Last, Node, Page, page
from schema.types.layer import Layer


@strawberry.type(description="A date that may be imprecise: an EDTF (ISO 8601-2) text and the bounds that it implies.")
class PartialDate:
    edtf: str = strawberry.field(
        description="EDTF text: `2018`, `2018-05`, `2018-21` (spring), `2008~` (about 2008), `[2018-05-26..2020]` (a day in this interval), `..` (an agreement without an end)."
    )
    earliest: date | None = strawberry.field(
        description="First day that the date may mean; null when there is no lower bound."
    )
    latest: date | None = strawberry.field(
        description="Last day that the date may mean; null when there is no upper bound."
    )
    wording: str | None = strawberry.field(
        description="The few words of the source for the date, as printed, in the language of the source; null when they are not recorded."
    )
    planned: bool = strawberry.field(
        description="True for an end that lay in the future of its source: a plan. It does not say that it ended."
    )
    basis: Basis = strawberry.field(
        description="STATED when a source states the date. Otherwise the bounds are those of attestations or follow from other facts."
    )
    because: str | None = strawberry.field(
        description="Why the bounds are as they are, in English; null for a stated date."
    )


@strawberry.type(description="Evidence that something held on a date.")
class Attestation:
    date: PartialDate = strawberry.field(
        description="The date on which it held, as the source gives it: of a start, end, status, event or grant, or of the publication."
    )
    source: "Source" = strawberry.field(description="The source of the date.")


@strawberry.type(
    description="The days on which something holds, by what is stated, attested and derived. `certainty` on a day follows from them."
)
class TimeSpan:
    possible_from: date | None = strawberry.field(
        description="First day on which it may hold; null when nothing limits it."
    )
    certain_from: date | None = strawberry.field(
        description="First day on which it certainly holds; null when there is none."
    )
    certain_until: date | None = strawberry.field(
        description="Last day on which it certainly holds; null when there is none."
    )
    possible_until: date | None = strawberry.field(
        description="Last day on which it may hold; null when nothing limits it."
    )


@strawberry.type(description="The freshness of a source, with the reason.")
class Freshness:
    level: FreshnessLevel = strawberry.field(
        description="GREEN for a recent source, YELLOW for an old one, RED for an undated one."
    )
    reason: str = in_language("reason", "Reason for the level, as a sentence with the date of the source.")


IN_ORDER = Order("records", lambda citing: citing.order)


def source_freshness(root: strawberry.Parent[entities.Source]) -> Any:
    return freshness(root.published, root.slice.snapshot.read_on)


def source_licence(root: strawberry.Parent[entities.Source]) -> str:
    return root.layer.licence


def records(
    root: strawberry.Parent[entities.Source],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return page(citations.citing_records(root), IN_ORDER, first, after, last, before)


def node_of(root: strawberry.Parent[citations.CitingRecord]) -> Any:
    return root.entity if type(root.entity).__name__ in NODES else None


@strawberry.type(description="A record that cites a source.")
class CitingRecord:
    record: str = strawberry.field(
        description="Name of the CSV file that holds the record, without extension: `partnerships`."
    )
    key: str = strawberry.field(description="Key of the record within its file; several parts are separated by spaces.")
    node: Node | None = resolved(node_of, "The object of the record; null when it has no global id.")


@strawberry.type(description="A document that a source offers for download.")
class Attachment:
    slug: str = strawberry.field(description="Unique identifier of the attachment.")
    title: str = strawberry.field(description="Title as printed, including misprints.")
    media_type: str = strawberry.field(description="Media type (IANA): `application/pdf`.")
    kilobytes: int | None = strawberry.field(
        description="Size in kilobytes as the source prints it; null when it does not."
    )
    note: str | None = note_field()


@strawberry.type(description="A publication in which facts were read: publisher, URL and dates.")
class Source(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among sources.")
    kind: SourceKind = strawberry.field(description="What the source is.")
    title: str = strawberry.field(description="Original title when it is short, else a summary by the editors.")
    publisher: str | None = strawberry.field(description="Organisation that published it; null when unknown.")
    url: str | None = strawberry.field(
        description="URL; may no longer work. Null when not recorded, and for the page of a private person."
    )
    published: PartialDate | None = strawberry.field(
        description="Date on which it was published or last changed; null when undated."
    )
    dating: Dating = strawberry.field(description="How the source is dated.")
    blank: list[str] = strawberry.field(
        name="blankLabels",
        description="Labels that it prints with nothing after them, as printed, such as the one for its date.",
    )
    read_on: date | None = strawberry.field(description="Day on which the facts were read; null when not recorded.")
    freshness: Freshness = resolved(
        source_freshness, "Age of the source on the day on which the newest source of the catalogue was read."
    )
    language: str | None = strawberry.field(description="Language of the source (BCP 47 tag); null when not recorded.")
    attachments: list[Attachment] = strawberry.field(description="Documents that it offers for download.")
    records: Connection[CitingRecord] = resolved(
        records, "What it says: all records of the catalogue that cite it, by file and key, whatever the day asked for."
    )
    licence: str = resolved(
        source_licence,
        "Licence under which facts taken from this source may be used (SPDX identifier): that of its layer.",
    )
    layer: Layer = strawberry.field(description="The layer that holds the record of the source.")
    claims: "list[Claim]" = strawberry.field(
        description="Values of single fields of the source itself on which sources disagree, one claim per source and value."
    )
    note: str | None = note_field()


@strawberry.type(description="The value that one source gives for one field, recorded where sources disagree.")
class Claim:
    field: str = strawberry.field(
        description="The field that the value is for, by its name in the records, such as `start`, `members` or `funder`."
    )
    value: str = strawberry.field(description="The value according to this source.")
    rank: Rank = strawberry.field(description="Whether the record itself holds this value.")
    source: Source = strawberry.field(description="The source that gives the value.")
    note: str | None = note_field()
