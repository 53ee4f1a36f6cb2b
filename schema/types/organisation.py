"""Organisations, programmes, and the roles of organisations."""

import strawberry

from data.domain.enums import Certainty, Language, NameKind, RoleKind
from data.snapshot import entities
from schema.arguments import InLanguage
from schema.fields import end_field, first_attested_field, last_attested_field, resolved, start_field
from schema.relay import Node
from schema.types.country import Country
from schema.types.references import CallRef, EventRef, GrantRef, PartnershipRef, ProjectRef
from schema.types.source import Attestation, Claim, PartialDate, Source


@strawberry.input(one_of=True, description="Key of an organisation; set exactly one field.")
class OrganisationKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id of the organisation.")
    slug: str | None = strawberry.field(default=strawberry.UNSET, description="Identifier in URLs: `icld`.")


def name(root: strawberry.Parent[entities.Programme], language: InLanguage = None) -> str:
    return root.name(language or Language.EN)


def organisation_name(root: strawberry.Parent[entities.Organisation]) -> str:
    return root.name_of_day(Language.EN) or root.name


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
    note: str | None = strawberry.field(description="Remark of the editors, in English; null when there is none.")
    sources: list[Source] = strawberry.field(description="Sources of the name.")


@strawberry.type(
    description="An organisation with a role in programmes, partnerships or projects, such as a funder or coordinator."
)
class Organisation(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among organisations.")
    name: str = resolved(
        organisation_name, "Name in English. On a day, the name of that day, where its names have dates."
    )
    name_sv: str | None = resolved(
        organisation_name_sv,
        "Name in Swedish; null when not recorded. On a day, the name of that day, where its names have dates.",
    )
    names: list[OrganisationName] = strawberry.field(description="Other names, including former names.")
    abbreviation: str | None = strawberry.field(description="Usual abbreviation of the name; null when there is none.")
    country: Country | None = strawberry.field(
        description="Country in which it is based; null when unknown or not in one country."
    )
    website: str | None = strawberry.field(description="URL of its website; null when not recorded.")
    mailbox: str | None = strawberry.field(
        description="Email address of a function, never of a person; null when not recorded."
    )
    roles: "list[Role]" = strawberry.field(description="Its roles in programmes, partnerships and projects.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    note: str | None = strawberry.field(description="Remark of the editors, in English; null when there is none.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(description="A programme that funds partnerships.")
class Programme(Node):
    slug: str = strawberry.field(
        description="Identifier in URLs and in `PartnershipFilter.programme`, unique among programmes."
    )
    name: str = resolved(name, "Name in the requested language; the English name when there is no Swedish one.")
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
    note: str | None = strawberry.field(description="Remark of the editors, in English; null when there is none.")
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
    note: str | None = strawberry.field(description="Remark of the editors, in English; null when there is none.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")


@strawberry.type(
    description="The role of an organisation in a programme, a partnership or a project; exactly one of the three is set."
)
class Role:
    kind: RoleKind = strawberry.field(description="Kind of role.")
    organisation: Organisation = strawberry.field(description="The organisation that has the role.")
    programme: Programme | None = strawberry.field(
        description="The programme of the role; null for a role in a partnership or project."
    )
    partnership: PartnershipRef | None = strawberry.field(
        description="The partnership of the role; null for a role in a programme or project."
    )
    project: ProjectRef | None = strawberry.field(
        description="The project of the role; null for a role in a programme or partnership."
    )
    begin: PartialDate | None = start_field("the role started")
    finish: PartialDate | None = end_field("the role ended")
    first_attested: Attestation | None = first_attested_field()
    last_attested: Attestation | None = last_attested_field()
    note: str | None = strawberry.field(description="Remark of the editors, in English; null when there is none.")
    sources: list[Source] = strawberry.field(description="Sources of the role.")
