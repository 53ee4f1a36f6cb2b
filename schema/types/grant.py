"""Grants and their recipients."""

import strawberry

from data.domain.enums import Precision, Split
from schema.fields import in_language, note_field
from schema.relay import Node
from schema.types.aim import Aim, AudienceLink, Channel
from schema.types.municipality import Municipality
from schema.types.organisation import Programme
from schema.types.references import PartnershipRef, RoleRef
from schema.types.source import Claim, PartialDate, Source


@strawberry.type(description="The share of one recipient in a grant.")
class GrantShare:
    municipality: Municipality = strawberry.field(description="The recipient.")
    amount: int | None = strawberry.field(
        description="Amount in whole units of the grant's currency; null when no source states it."
    )
    partnership: PartnershipRef | None = strawberry.field(
        description="The partnership that the share is for; null when unknown."
    )
    sources: list[Source] = strawberry.field(description="Sources of the share.")


@strawberry.type(
    description="Money granted. Funding rounds and single grants are both listed and overlap, so amounts must not be added up."
)
class Grant(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among grants.")
    title: str = in_language("title", "Title, written by the editors.")
    programme: Programme | None = strawberry.field(description="The programme that paid the grant; null when unknown.")
    amount: int | None = strawberry.field(
        description="Total in whole units of `currency`; null when unknown, also when only shares are known."
    )
    precision: Precision = strawberry.field(description="How exact the amount is.")
    currency: str = strawberry.field(description="Currency of all amounts of the grant (ISO 4217): `SEK`.")
    purpose: str | None = in_language("purpose", "Purpose of the grant; null when unknown.")
    date: PartialDate | None = strawberry.field(description="Date on which it was granted; null when undated.")
    period: PartialDate | None = strawberry.field(
        description="Time of the work that the grant pays for; null when no source states it."
    )
    pilot: bool = strawberry.field(description="Whether the source calls it a pilot.")
    hoped_successor: str | None = in_language(
        "successor", "What the funder hopes to offer after a pilot; null when no source states it."
    )
    roles: list[RoleRef] = strawberry.field(description="Organisations with a role in the grant.")
    audiences: list[AudienceLink] = strawberry.field(
        description="Groups of people that take part in the work, or to whom it is addressed."
    )
    aims: list[Aim] = strawberry.field(description="What the grant is meant to bring about.")
    channels: list[Channel] = strawberry.field(description="Where to ask for information.")
    recipients: list[Municipality] = strawberry.field(description="Recipients that a source names.")
    recipients_complete: bool = strawberry.field(
        description="False when there are, or may be, recipients that no source names."
    )
    shares: list[GrantShare] = strawberry.field(
        description="The named recipients, each with its share as far as known."
    )
    split: Split = strawberry.field(description="How far the shares of the recipients are known.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")
