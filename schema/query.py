"""The table of contents: root fields name, describe and delegate. The root value is the snapshot of the request."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, Undefined
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

import schema.enums  # noqa: F401 — the enums must be known before the types
from data.domain.enums import Projection
from data.networks.measures import Measures, measures_of
from data.networks.network import NetworkSpec
from data.search.name_index import Hit, index_of
from data.snapshot import entities, queries
from data.snapshot.snapshot import Snapshot
from schema.arguments import AsOf, Kinds, PartnershipConditions, apply_filter
from schema.execution._strawberry import core_schema
from schema.execution.plan import Executor
from schema.fields import resolved
from schema.filters import (
    CountryFilter,
    MunicipalityFilter,
    MunicipalityOrder,
    PartnershipOrder,
    municipality_order,
    partnership_order,
)
from schema.relay import (
    NODES,
    After,
    Before,
    Connection,
    First,
    Last,
    Node,
    Order,
    Page,
    bounded,
    entity_of,
    keyed,
    node,
    nodes,
    page,
)
from schema.root_fields import root_field
from schema.scalars import DAY, INSTANT
from schema.types.call import Call
from schema.types.catalogue import Catalogue
from schema.types.change import RecordChange, changes
from schema.types.country import Country
from schema.types.goal import Goal, Target
from schema.types.grant import Grant
from schema.types.handover import Handover
from schema.types.municipality import Municipality, MunicipalityKey, municipality_by
from schema.types.network import Network
from schema.types.organisation import Organisation, OrganisationKey, Programme
from schema.types.partnership import Partnership, PartnershipKey
from schema.types.search import SearchHit

Root = strawberry.Parent[Snapshot]
DEFAULT_HITS = 10
GRANTS, HANDOVERS = (Order("date", queries.by_date, connection=name) for name in ("grants", "handovers"))
COUNTRIES, ORGANISATIONS, CALLS = map(keyed, ("countries", "organisations", "calls"))


def municipality(
    root: Root,
    by: Annotated[MunicipalityKey, strawberry.argument(description="Exactly one key.")],
    as_of: AsOf = None,
) -> entities.Municipality | None:
    return municipality_by(root.slice(as_of), by)


def network(
    root: Root,
    as_of: AsOf = None,
    kinds: Kinds = None,
    projection: Annotated[
        Projection, strawberry.argument(description="What the nodes are.")
    ] = Projection.MUNICIPALITIES,
) -> Measures:
    return measures_of(root.slice(as_of), NetworkSpec(None if kinds is None else frozenset(kinds), projection))


def municipalities(
    root: Root,
    filter: Annotated[
        MunicipalityFilter | None, strawberry.argument(description="Only those that meet these conditions.")
    ] = None,
    order_by: Annotated[
        MunicipalityOrder | None, strawberry.argument(description="Order; by name unless given.")
    ] = None,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    found = apply_filter(queries.municipalities, root.slice(as_of).municipalities, filter)
    return page(found, municipality_order(order_by), first, after, last, before)


def partnership(
    root: Root,
    by: Annotated[PartnershipKey, strawberry.argument(description="Exactly one key.")],
    as_of: AsOf = None,
) -> entities.Partnership | None:
    slice = root.slice(as_of)
    found = entity_of(slice, str(by.id)) if by.id is not strawberry.UNSET else slice.get("partnerships", by.slug or "")
    return found if isinstance(found, entities.Partnership) else None


def partnerships(
    root: Root,
    filter: PartnershipConditions = None,
    order_by: Annotated[
        PartnershipOrder | None, strawberry.argument(description="Order; by title unless given.")
    ] = None,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    found = apply_filter(queries.partnerships, root.slice(as_of).partnerships, filter)
    return page(found, partnership_order(order_by), first, after, last, before)


def country(
    root: Root,
    code: Annotated[str, strawberry.argument(description="Two-letter code: `SE`, `XK`.")],
    as_of: AsOf = None,
) -> entities.Country | None:
    return root.slice(as_of).country(code)


def countries(
    root: Root,
    filter: Annotated[
        CountryFilter | None, strawberry.argument(description="Only those that meet these conditions.")
    ] = None,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    found = apply_filter(queries.countries, root.slice(as_of).countries, filter)
    return page(found, COUNTRIES, first, after, last, before)


def goal(
    root: Root, number: Annotated[int, strawberry.argument(description="1 to 17.")], as_of: AsOf = None
) -> entities.Goal | None:
    return root.slice(as_of).goal(number)


def goals(root: Root, as_of: AsOf = None) -> list[entities.Goal]:
    return list(root.slice(as_of).goals)


def target(
    root: Root, code: Annotated[str, strawberry.argument(description="Code: `11.2`, `16.b`.")], as_of: AsOf = None
) -> entities.Target | None:
    return root.slice(as_of).target(code)


def organisation(
    root: Root, by: Annotated[OrganisationKey, strawberry.argument(description="Exactly one key.")]
) -> entities.Organisation | None:
    slice = root.all_time
    found = entity_of(slice, str(by.id)) if by.id is not strawberry.UNSET else slice.get("organisations", by.slug or "")
    return found if isinstance(found, entities.Organisation) else None


def organisations(
    root: Root, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Page:
    return page(root.all_time.all("organisations"), ORGANISATIONS, first, after, last, before)


def programmes(root: Root) -> list[entities.Entity]:
    return list(root.all_time.all("programmes"))


def calls(root: Root, first: First = None, after: After = None, last: Last = None, before: Before = None) -> Page:
    return page(root.all_time.all("calls"), CALLS, first, after, last, before)


def call(
    root: Root, slug: Annotated[str, strawberry.argument(description="Name in addresses: `icld-2020`.")]
) -> entities.Entity | None:
    return root.all_time.get("calls", slug)


def grant(
    root: Root, slug: Annotated[str, strawberry.argument(description="Name of the grant.")]
) -> entities.Entity | None:
    return root.all_time.get("grants", slug)


def grants(root: Root, first: First = None, after: After = None, last: Last = None, before: Before = None) -> Page:
    return page(root.all_time.all("grants"), GRANTS, first, after, last, before)


def handovers(
    root: Root,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return page(root.slice(as_of).all("handovers"), HANDOVERS, first, after, last, before)


def search(
    root: Root,
    text: Annotated[str, strawberry.argument(description="A name in any spelling, or a part of one.")],
    as_of: AsOf = None,
    first: Annotated[int | None, strawberry.argument(description="How many hits, 0 to 100.")] = DEFAULT_HITS,
) -> list[Hit]:
    return index_of(root).search(text, root.slice(as_of), bounded("first", DEFAULT_HITS if first is None else first))


def catalogue(root: Root) -> Snapshot:
    return root


@strawberry.type(
    description="Municipalities, their partners in other countries and the 17 Goals, with a source for every fact."
)
class Query:
    node: Node | None = resolved(node, "Anything by its global id; null when unknown.")  # Relay wants no more arguments
    nodes: list[Node | None] = root_field(nodes, "Several at once, in the order asked for.")
    municipality: Municipality | None = root_field(municipality, "One local authority; null when unknown.")
    municipalities: Connection[Municipality] = root_field(municipalities, "Local authorities.")
    partnership: Partnership | None = root_field(
        partnership, "One partnership; null when unknown, or surely not there on the day."
    )
    partnerships: Connection[Partnership] = root_field(
        partnerships, "Partnerships; on a day, those that are or may be there."
    )
    country: Country | None = root_field(country, "One country; null when unknown.")
    countries: Connection[Country] = root_field(countries, "Countries, by code.")
    goal: Goal | None = root_field(goal, "One Goal.")
    goals: list[Goal] = root_field(goals, "The 17 Goals.")
    target: Target | None = root_field(target, "One target; null when unknown.")
    organisation: Organisation | None = root_field(organisation, "One organisation; null when unknown.")
    organisations: Connection[Organisation] = root_field(organisations, "Organisations, by slug.")
    programmes: list[Programme] = root_field(programmes, "All schemes that fund partnerships.")
    calls: Connection[Call] = root_field(calls, "Calls and dated lists of eligible countries, by slug.")
    call: Call | None = root_field(call, "One call; null when unknown.")
    grants: Connection[Grant] = root_field(grants, "Grants, oldest first, undated last.")
    grant: Grant | None = root_field(grant, "One grant; null when unknown.")
    handovers: Connection[Handover] = root_field(
        handovers, "Handovers of seats, oldest first; on a day, those that may have begun."
    )
    search: list[SearchHit] = root_field(
        search, "Municipalities, partnerships, countries and Goals by name, the best first."
    )
    network: Network = root_field(network, "The whole network of these kinds of partnership.")
    catalogue: Catalogue = root_field(catalogue, "The catalogue that is served.")
    changes: Connection[RecordChange] = root_field(
        changes,
        "What the catalogue changed since another version, in the order of the files of records and their keys.",
    )


class Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Logging is the caller's: a mistake of a client is no error of ours."""


def build_schema() -> strawberry.Schema:
    """The schema; `execute(query, root_value=snapshot)` answers from one snapshot."""
    config = StrawberryConfig(scalar_map={date: DAY, datetime: INSTANT})
    built = Schema(Query, config=config, execution_context_class=Executor)
    core = core_schema(built)
    for type_ in core.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                _leave_out(field.args.values())
            if isinstance(type_, GraphQLObjectType) and any(i.name == "Node" for i in type_.interfaces):
                NODES.add(type_.name)
        elif isinstance(type_, GraphQLInputObjectType):
            _leave_out(type_.fields.values())
    return built


def _leave_out(arguments: Iterable[Any]) -> None:
    """What may be left out has no default in the SDL: a default of null says nothing."""
    for argument in arguments:
        if argument.default_value is None:
            argument.default_value = Undefined
