"""Calls, the countries eligible in them, and applications."""

from typing import Annotated

import strawberry

from data.domain.enums import ApplicationKind, CallKind, Decision, Language, MunicipalityKind
from data.snapshot import entities, queries
from schema.arguments import InLanguage
from schema.fields import resolved
from schema.relay import Node
from schema.types.country import Country
from schema.types.municipality import Municipality
from schema.types.organisation import Programme
from schema.types.source import Claim, PartialDate, Source


def title(root: strawberry.Parent[entities.Call], language: InLanguage = None) -> str:
    return root.title(language or Language.EN)


def eligible(
    root: strawberry.Parent[entities.Call],
    country: Annotated[str, strawberry.argument(description="Two-letter country code: `XK`, `LT`.")],
) -> bool:
    queries.check_codes((country,))
    return any(row.code == country for row in root.countries)


@strawberry.type(description="An application and what was decided.")
class Application:
    reference: str = strawberry.field(description="Number given by the coordinator.")
    call: "Call | None" = strawberry.field(description="The call to which it answers, when known.")
    municipality: Municipality = strawberry.field(description="The applicant.")
    country: Country = strawberry.field(description="Country of the intended partner.")
    kind: ApplicationKind = strawberry.field(description="What was applied for.")
    decision: Decision = strawberry.field(description="How it was answered.")
    name_in_source: str | None = strawberry.field(description="The applicant's name as printed.")
    sources: list[Source] = strawberry.field(description="Sources of the application.")


@strawberry.type(description="A call for applications (utlysning), or a list of eligible countries at a date.")
class Call(Node):
    slug: str = strawberry.field(description="Name in addresses.")
    kind: CallKind = strawberry.field(description="A call, or only a list.")
    title: str = resolved(title, "Title in our own words.")
    programme: Programme | None = strawberry.field(description="The scheme that it is of.")
    opens: PartialDate | None = strawberry.field(description="First day for applications.")
    closes: PartialDate | None = strawberry.field(description="Last day for applications.")
    listed: PartialDate | None = strawberry.field(description="When a source shows the list.")
    countries: list[Country] = strawberry.field(description="Eligible countries, by code.")
    complete: bool = strawberry.field(description="False when the list of countries is known to be partial.")
    applicant_kinds: list[MunicipalityKind] = strawberry.field(
        description="Kinds of local authority that may apply; empty when unknown."
    )
    eligible: bool = resolved(eligible, "Whether the country is on the list.")
    applications: list[Application] = strawberry.field(description="Applications of which a decision is known.")
    claims: list[Claim] = strawberry.field(description="What sources say where they do not agree.")
    note: str | None = strawberry.field(description="Remark of the editors.")
    sources: list[Source] = strawberry.field(description="Sources of the record.")
