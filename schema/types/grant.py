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


@strawberry.type(description="What one recipient has of a grant.")
class GrantShare:
    municipality: Municipality = strawberry.field(description="The recipient.")
    amount: int | None = strawberry.field(description="Its share in the grant's currency, only where it is stated.")
    partnership: PartnershipRef | None = strawberry.field(description="The partnership that it is for, when known.")
    sources: list[Source] = strawberry.field(description="Sources of the share.")


@strawberry.type(
    description="Money granted. Rounds and single grants both stand here, so amounts must not be added up."
)
class Grant(Node):
    slug: str = strawberry.field(description="Name of the grant.")
    title: str = resolved(title, "Title in our own words.")
    programme: Programme | None = strawberry.field(description="The scheme that paid it.")
    amount: int | None = strawberry.field(
        description="Total in whole units of the currency; null when only shares are known."
    )
    precision: Precision = strawberry.field(description="How exact the amount is.")
    currency: str = strawberry.field(description="ISO 4217 code.")
    purpose: str | None = strawberry.field(description="What for.")
    date: PartialDate | None = strawberry.field(description="When it was granted.")
    recipients: list[Municipality] = strawberry.field(description="Who received it, as far as named.")
    recipients_complete: bool = strawberry.field(
        description="False when there are, or may be, more recipients than are named."
    )
    shares: list[GrantShare] = strawberry.field(description="The recipients with what is known of their shares.")
    split: Split = strawberry.field(description="What is known of the recipients' shares.")
    claims: list[Claim] = strawberry.field(description="What sources say where they do not agree.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")
