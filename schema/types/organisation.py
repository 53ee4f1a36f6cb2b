"""Organisations, programmes, and the roles that organisations have."""

import strawberry

from data.domain.enums import Language, RoleKind
from data.snapshot import entities
from schema.arguments import InLanguage
from schema.fields import resolved
from schema.relay import Node
from schema.types.country import Country
from schema.types.references import CallRef, EventRef, GrantRef, PartnershipRef, ProjectRef
from schema.types.source import Claim, PartialDate, Source


@strawberry.input(one_of=True, description="Exactly one key.")
class OrganisationKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Name in addresses: `icld`.")


def name(root: strawberry.Parent[entities.Programme], language: InLanguage = None) -> str:
    return root.name(language or Language.EN)


@strawberry.type(description="A funder, coordinator or operator.")
class Organisation(Node):
    slug: str = strawberry.field(description="Name in addresses.")
    name: str = strawberry.field(description="English name.")
    name_sv: str | None = strawberry.field(description="Swedish name.")
    abbreviation: str | None = strawberry.field(description="Usual abbreviation.")
    country: Country | None = strawberry.field(description="Country of its seat.")
    website: str | None = strawberry.field(description="Home page.")
    mailbox: str | None = strawberry.field(description="Mailbox of a role, never of a person.")
    roles: "list[Role]" = strawberry.field(description="What it does for programmes, partnerships and projects.")
    claims: list[Claim] = strawberry.field(description="What sources say where they do not agree.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(description="A scheme that funds partnerships.")
class Programme(Node):
    slug: str = strawberry.field(description="Name in addresses; for the filter of partnerships.")
    name: str = resolved(name, "Name; the English one where there is no Swedish.")
    start: PartialDate | None = strawberry.field(description="When it began.")
    end: PartialDate | None = strawberry.field(description="When it ended; null when unknown.")
    roles: "list[Role]" = strawberry.field(description="Its funder and coordinator.")
    events: list[EventRef] = strawberry.field(description="What happened to it: changed lists, announced end.")
    calls: list[CallRef] = strawberry.field(description="Its calls and dated lists of eligible countries.")
    grants: list[GrantRef] = strawberry.field(description="Grants made under it.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(description="What an organisation does for a programme, a partnership or a project.")
class Role:
    kind: RoleKind = strawberry.field(description="What it does.")
    organisation: Organisation = strawberry.field(description="Who has the role.")
    programme: Programme | None = strawberry.field(description="The programme, when the role is in one.")
    partnership: PartnershipRef | None = strawberry.field(description="The partnership, when the role is in one.")
    project: ProjectRef | None = strawberry.field(description="The project, when the role is in one.")
    start: PartialDate | None = strawberry.field(description="Since when.")
    end: PartialDate | None = strawberry.field(description="Until when.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the role.")
