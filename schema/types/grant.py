"""Grants and their recipients."""

import strawberry

from data.domain.enums import Language, Precision, Split
from data.snapshot import entities
from schema.arguments import InLanguage
from schema.fields import resolved
from schema.relay import Node
from schema.types.municipality import Municipality
from schema.types.organisation import Programme
from schema.types.references import PartnershipRef
from schema.types.source import Claim, PartialDate, Source


def title(root: strawberry.Parent[entities.Grant], language: InLanguage = None) -> str:
    return root.title(language or Language.EN)


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
    title: str = resolved(title, "Title, written by the editors.")
    programme: Programme | None = strawberry.field(description="The programme that paid the grant; null when unknown.")
    amount: int | None = strawberry.field(
        description="Total in whole units of `currency`; null when unknown, also when only shares are known."
    )
    precision: Precision = strawberry.field(description="How exact the amount is.")
    currency: str = strawberry.field(description="Currency of all amounts of the grant (ISO 4217): `SEK`.")
    purpose: str | None = strawberry.field(description="Purpose of the grant, in English; null when unknown.")
    date: PartialDate | None = strawberry.field(description="Date on which it was granted; null when undated.")
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
    note: str | None = strawberry.field(description="Remark of the editors, in English; null when there is none.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")
