"""Aims and audiences of work, shares of a total, and channels."""

import strawberry

from data.domain.evidence_enums import Audience, ChannelPurpose, Involvement
from schema.fields import in_language, note_field
from schema.types.references import OrganisationRef
from schema.types.source import Source


@strawberry.type(description="What a project, grant, initiative, programme or call is meant to bring about.")
class Aim:
    label: str = in_language("label", "Short label, written by the editors.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the aim.")


@strawberry.type(description="A group of people that takes part in some work, or to whom it is addressed.")
class AudienceLink:
    audience: Audience = strawberry.field(description="The group.")
    involvement: Involvement = strawberry.field(description="Whether it takes part or is addressed.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources that name the group.")


@strawberry.type(
    description="A share of a total. The bounds say no more than the words: `nearly half` is at most 0.5, and no number."
)
class Share:
    text: str | None = strawberry.field(
        description="The share in the words of the source, in the language of the source; null when the source gives numbers only."
    )
    least: float | None = strawberry.field(description="Lower bound, 0 to 1; null when the source implies none.")
    most: float | None = strawberry.field(description="Upper bound, 0 to 1; null when the source implies none.")


@strawberry.type(description="The role mailbox of an organisation to which one writes for a purpose.")
class Channel:
    purpose: ChannelPurpose = strawberry.field(description="What one writes for.")
    organisation: OrganisationRef = strawberry.field(
        description="The organisation that reads it; its field `mailbox` has the address."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources that name the channel.")
