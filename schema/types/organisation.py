"""Organisations, programmes, and the roles of organisations."""

import strawberry

from data.domain.enums import Certainty, Language, NameKind, RoleKind
from data.domain.evidence_enums import LabelBasis
from data.snapshot import entities
from schema.fields import (
    InLanguage,
    end_field,
    first_attested_field,
    in_language,
    last_attested_field,
    name_basis_field,
    note_field,
    resolved,
    start_field,
)
from schema.relay import Node
from schema.types.aim import Aim, Channel, Share
from schema.types.country import Country
from schema.types.references import (
    CallRef,
    EventRef,
    FindingRef,
    GrantRef,
    InitiativeProgrammeRef,
    InitiativeRef,
    MunicipalityRef,
    PartnershipRef,
    ProjectRef,
)
from schema.types.source import Attestation, Claim, PartialDate, Source


@strawberry.input(one_of=True, description="Key of an organisation; set exactly one field.")
class OrganisationKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id of the organisation.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Identifier in URLs: `icld`.")


def organisation_name(root: strawberry.Parent[entities.Organisation], language: InLanguage = None) -> str:
    return root.name_of_day(language or Language.EN) or root.name_of_day(Language.EN) or root.name


def organisation_name_sv(root: strawberry.Parent[entities.Organisation]) -> str | None:
    return root.name_of_day(Language.SV)


@strawberry.type(description="Another name of an organisation, such as a former one.")
class OrganisationName:
    name: str = strawberry.field(description="The name as written.")
    language: str | None = strawberry.field(description="Language of the name (BCP 47 tag); null when not recorded.")
    kind: NameKind = strawberry.field(description="Kind of name.")
    start: PartialDate | None = strawberry.field(description="When it came into use; null when unknown.")
    end: PartialDate | None = strawberry.field(
        description="When it went out of use; null when unknown or still in use."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the name.")


@strawberry.type(
    description="A funder, coordinator or operator, an author of findings, or a part of a local authority such as a school."
)
class Organisation(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among organisations.")
    name: str = resolved(
        organisation_name,
        "Name in the requested language; the English name when there is no Swedish one. On a day, the name of that day, where its names have dates.",
    )
    name_sv: str | None = strawberry.field(
        resolver=organisation_name_sv,
        description="Name in Swedish; null when not recorded. On a day, the name of that day, where its names have dates.",
        deprecation_reason="Use `name(language: SV)`.",
    )
    name_basis: LabelBasis = name_basis_field("Who chose the English name.")
    names: list[OrganisationName] = strawberry.field(description="Other names, including former names.")
    abbreviation: str | None = strawberry.field(description="Usual abbreviation of the name; null when there is none.")
    country: Country | None = strawberry.field(
        description="Country in which it is based; null when unknown or not in one country."
    )
    part_of: MunicipalityRef | None = strawberry.field(
        description="The local authority of which it is a part, such as a school; null for an organisation of its own."
    )
    website: str | None = strawberry.field(description="URL of its website; null when not recorded.")
    mailbox: str | None = strawberry.field(
        description="Email address of a function, never of a person; null when not recorded."
    )
    roles: "list[Role]" = strawberry.field(
        description="Its roles in programmes, partnerships, projects, grants and initiatives."
    )
    findings: list[FindingRef] = strawberry.field(description="What it states about the field.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(description="A policy of which programmes are a part.")
class Policy(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among policies.")
    name: str = in_language("name", "Name of the policy in the requested language.")
    abbreviation: str | None = strawberry.field(description="Usual abbreviation of the name; null when there is none.")
    adopted: PartialDate | None = strawberry.field(description="When it was adopted; null when not recorded.")
    programmes: "list[Programme]" = strawberry.field(description="Programmes that are a part of it, by slug.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(description="A programme that funds partnerships.")
class Programme(Node):
    slug: str = strawberry.field(
        description="Identifier in URLs and in `PartnershipFilter.programme`, unique among programmes."
    )
    name: str = in_language("name", "Name in the requested language; the English name when there is no Swedish one.")
    name_basis: LabelBasis = name_basis_field("Who chose the names.")
    policy: Policy | None = strawberry.field(description="The policy of which it is a part; null when none is stated.")
    aims: list[Aim] = strawberry.field(description="What it is to contribute to.")
    channels: list[Channel] = strawberry.field(description="Where to express interest or to ask for information.")
    initiatives: list[InitiativeProgrammeRef] = strawberry.field(
        description="Initiatives after which it is named as the next step."
    )
    findings: list[FindingRef] = strawberry.field(description="What bodies state about it.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    successor: "Programme | None" = strawberry.field(
        description="The programme that took over from it; null when there is none."
    )
    predecessors: "list[Programme]" = strawberry.field(description="The programmes that it took over from, by slug.")
    begin: PartialDate | None = start_field()
    finish: PartialDate | None = end_field()
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    roles: "list[Role]" = strawberry.field(
        description="Organisations with a role in it, such as funder and coordinator."
    )
    events: list[EventRef] = strawberry.field(
        description="Events of the programme, such as a changed list of countries or an announced end."
    )
    calls: list[CallRef] = strawberry.field(description="Its calls and its lists of eligible countries.")
    grants: list[GrantRef] = strawberry.field(description="Grants made under the programme.")
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(description="The time during which a partnership belongs to a programme.")
class ProgrammePeriod:
    programme: Programme = strawberry.field(description="The programme to which it belongs for this time.")
    begin: PartialDate | None = start_field("it came to belong to the programme", "it did")
    finish: PartialDate | None = end_field("it ceased to belong to the programme", "it did")
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    certainty: Certainty = strawberry.field(
        description="Whether the partnership certainly belongs to the programme on the day asked for."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(
    description="The role of an organisation in a programme, partnership, project, grant or initiative; exactly one of the five is set."
)
class Role:
    kind: RoleKind = strawberry.field(description="Kind of role.")
    organisation: Organisation = strawberry.field(description="The organisation that has the role.")
    programme: Programme | None = strawberry.field(
        description="The programme of the role; null for a role in something else."
    )
    partnership: PartnershipRef | None = strawberry.field(
        description="The partnership of the role; null for a role in something else."
    )
    project: ProjectRef | None = strawberry.field(
        description="The project of the role; null for a role in something else."
    )
    grant: GrantRef | None = strawberry.field(description="The grant of the role; null for a role in something else.")
    initiative: InitiativeRef | None = strawberry.field(
        description="The initiative of the role; null for a role in something else."
    )
    share: Share | None = strawberry.field(
        description="Share of the cost that the organisation pays; null when no source states it."
    )
    begin: PartialDate | None = start_field("the role started")
    finish: PartialDate | None = end_field("the role ended")
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the role.")
