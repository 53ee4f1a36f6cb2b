"""Calls with their eligible countries, and applications."""

from typing import Annotated

import strawberry

from data.domain.enums import ApplicationKind, CallKind, CoreArea, Decision, MunicipalityKind
from data.snapshot import entities
from data.snapshot.filters.checks import check_codes
from schema.fields import in_language, note_field, resolved
from schema.relay import Node
from schema.types.aim import Aim
from schema.types.country import Country
from schema.types.municipality import Municipality
from schema.types.organisation import Programme
from schema.types.source import Claim, PartialDate, Source


def eligible(
    root: strawberry.Parent[entities.Call],
    country: Annotated[str, strawberry.argument(description="Two-letter country code in capitals: `XK`, `LT`.")],
) -> bool:
    check_codes((country,))
    return any(row.code == country for row in root.countries)


@strawberry.type(description="An application for funding, with its decision.")
class Application:
    reference: str = strawberry.field(description="Reference number given by the coordinator.")
    call: "Call | None" = strawberry.field(description="The call that it responds to; null when unknown.")
    municipality: Municipality = strawberry.field(description="The applicant.")
    country: Country = strawberry.field(description="The country of the intended partner.")
    kind: ApplicationKind = strawberry.field(description="Type of activity applied for.")
    decision: Decision = strawberry.field(description="Outcome of the application.")
    name_in_source: str | None = strawberry.field(
        description="Name of the applicant as printed in the source; null when not recorded."
    )
    sources: list[Source] = strawberry.field(description="Sources of the application.")


@strawberry.type(description="A call for applications (utlysning), or a list of eligible countries at a date.")
class Call(Node):
    slug: str = strawberry.field(description="Identifier in URLs, unique among calls.")
    kind: CallKind = strawberry.field(
        description="Whether it is a call for applications or only a list of eligible countries."
    )
    title: str = in_language("title", "Title, written by the editors.")
    programme: Programme | None = strawberry.field(description="The programme it belongs to; null when unknown.")
    opens: PartialDate | None = strawberry.field(
        description="First day for applications; null when unknown or for a list."
    )
    closes: PartialDate | None = strawberry.field(
        description="Last day for applications; null when unknown or for a list."
    )
    listed: PartialDate | None = strawberry.field(
        description="Date at which a source shows the list; null when there is no such source."
    )
    countries: list[Country] = strawberry.field(description="The eligible countries, by code.")
    complete: bool = strawberry.field(description="False when the list of countries is known to be incomplete.")
    scope: str | None = in_language(
        "scope", "What applications may be about, in our own words; null when no source states it."
    )
    core_areas: list[CoreArea] = strawberry.field(
        description="Core areas of the programme to one or several of which an application must contribute; an empty list when unknown."
    )
    aims: list[Aim] = strawberry.field(description="What the partnerships are to contribute to.")
    applicant_kinds: list[MunicipalityKind] = strawberry.field(
        description="Kinds of local authority that may apply; an empty list when unknown."
    )
    eligible: bool = resolved(eligible, "Whether a country is eligible.")
    applications: list[Application] = strawberry.field(description="Applications to this call with a known decision.")
    claims: list[Claim] = strawberry.field(
        description="Values of single fields on which sources disagree, one claim per source and value."
    )
    note: str | None = note_field()
    sources: list[Source] = strawberry.field(description="Sources of the record.")
