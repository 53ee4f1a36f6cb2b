"""The query type and the schema. Root resolvers delegate to `data`; the root value is the snapshot of the request."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, Undefined
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from data.domain.enums import Projection
from data.domain.evidence_enums import GoalBasis
from data.networks.measures import Measures, measures_of
from data.networks.network import NetworkSpec
from data.snapshot import entities, orders, queries
from data.snapshot.goal_links import bases
from data.snapshot.snapshot import Snapshot
from schema.arguments import AsOf, Kinds, PartnershipConditions, apply_filter
from schema.edges import Order, keyed
from schema.evidence_query import EvidenceQuery, keyed_by
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
from schema.relay import NODES, After, Before, Connection, First, Last, Node, Page, node, nodes, page, selected_page
from schema.root_fields import root_field
from schema.scalars import DAY, INSTANT
from schema.types.call import Call
from schema.types.catalogue import Catalogue
from schema.types.change import RecordChange, changes
from schema.types.connections import MunicipalityConnection, PartnershipConnection
from schema.types.country import Country
from schema.types.goal import Goal, Target
from schema.types.grant import Grant
from schema.types.handover import Handover
from schema.types.municipality import Municipality, MunicipalityKey, municipality_by
from schema.types.network import Network
from schema.types.organisation import Organisation, OrganisationKey
from schema.types.partnership import Partnership, PartnershipKey

Root = strawberry.Parent[Snapshot]
GRANTS, HANDOVERS = (Order("date", orders.by_date, connection=name) for name in ("grants", "handovers"))
COUNTRIES, ORGANISATIONS, CALLS = map(keyed, ("countries", "organisations", "calls"))


def municipality(
    root: Root,
    by: Annotated[MunicipalityKey, strawberry.argument(description="Key; set exactly one field.")],
    as_of: AsOf = None,
) -> entities.Municipality | None:
    return municipality_by(root.slice(as_of), by)


def network(
    root: Root,
    as_of: AsOf = None,
    kinds: Kinds = None,
    projection: Annotated[
        Projection, strawberry.argument(description="Kind of the nodes.")
    ] = Projection.MUNICIPALITIES,
    goal_basis: Annotated[
        list[GoalBasis] | None,
        strawberry.argument(
            description="Which links to Goals count in the projection GOALS; without effect in others. Omitted or null: STATED alone."
        ),
    ] = None,
) -> Measures:
    chosen = None if kinds is None else frozenset(kinds)
    return measures_of(root.slice(as_of), NetworkSpec(chosen, projection, goal_basis=bases(goal_basis)))


def municipalities(
    root: Root,
    filter: Annotated[
        MunicipalityFilter | None, strawberry.argument(description="Only those that meet all conditions.")
    ] = None,
    order_by: Annotated[
        MunicipalityOrder | None, strawberry.argument(description="Sort order. Omitted or null: by name.")
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
    by: Annotated[PartnershipKey, strawberry.argument(description="Key; set exactly one field.")],
    as_of: AsOf = None,
) -> entities.Partnership | None:
    return keyed_by(root.slice(as_of), entities.Partnership, by)


def partnerships(
    root: Root,
    filter: PartnershipConditions = None,
    order_by: Annotated[
        PartnershipOrder | None, strawberry.argument(description="Sort order. Omitted or null: by title.")
    ] = None,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    return selected_page(
        root.slice(as_of),
        lambda view: apply_filter(queries.partnerships, view.partnerships, filter),
        *(partnership_order(order_by), first, after, last, before),
    )


def country(
    root: Root,
    code: Annotated[str, strawberry.argument(description="Two-letter code in capitals: `SE`, `XK`.")],
    as_of: AsOf = None,
) -> entities.Country | None:
    return root.slice(as_of).country(code)


def countries(
    root: Root,
    filter: Annotated[
        CountryFilter | None, strawberry.argument(description="Only those that meet all conditions.")
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
    root: Root, number: Annotated[int, strawberry.argument(description="From 1 to 17.")], as_of: AsOf = None
) -> entities.Goal | None:
    return root.slice(as_of).goal(number)


def goals(root: Root, as_of: AsOf = None) -> list[entities.Goal]:
    return list(root.slice(as_of).goals)


def target(
    root: Root, code: Annotated[str, strawberry.argument(description="Code: `11.2`, `16.b`.")], as_of: AsOf = None
) -> entities.Target | None:
    return root.slice(as_of).target(code)


def organisation(
    root: Root,
    by: Annotated[OrganisationKey, strawberry.argument(description="Key; set exactly one field.")],
    as_of: AsOf = None,
) -> entities.Organisation | None:
    return keyed_by(root.slice(as_of), entities.Organisation, by)


def organisations(
    root: Root, as_of: AsOf = None, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Page:
    return page(root.slice(as_of).all("organisations"), ORGANISATIONS, first, after, last, before)


def calls(root: Root, first: First = None, after: After = None, last: Last = None, before: Before = None) -> Page:
    return page(root.all_time.all("calls"), CALLS, first, after, last, before)


def call(
    root: Root, slug: Annotated[str, strawberry.argument(description="Slug of the call, such as `icld-2020`.")]
) -> entities.Entity | None:
    return root.all_time.get("calls", slug)


def grant(
    root: Root, slug: Annotated[str, strawberry.argument(description="Slug of the grant.")]
) -> entities.Entity | None:
    return root.all_time.get("grants", slug)


def grants(root: Root, first: First = None, after: After = None, last: Last = None, before: Before = None) -> Page:
    return page(root.all_time.all("grants"), GRANTS, first, after, last, before)


def handovers(
    root: Root, as_of: AsOf = None, first: First = None, after: After = None, last: Last = None, before: Before = None
) -> Page:
    return page(root.slice(as_of).all("handovers"), HANDOVERS, first, after, last, before)


def catalogue(root: Root) -> Snapshot:
    return root


@strawberry.type(
    description="Municipalities, their partners in other countries and the 17 Goals, with a source for every fact."
)
class Query(EvidenceQuery):
    node: Node | None = resolved(node, "The object with this id; null when unknown.")  # Relay allows no other argument
    nodes: list[Node | None] = root_field(nodes, "The objects with these ids, in this order; null where unknown.")
    municipality: Municipality | None = root_field(municipality, "The local authority with this key, or null.")
    municipalities: MunicipalityConnection = root_field(municipalities, "Local authorities, by name by default.")
    partnership: Partnership | None = root_field(
        partnership, "The partnership with this key; null when unknown or certainly not present on the day asked for."
    )
    partnerships: PartnershipConnection = root_field(
        partnerships, "By title by default. With `asOf`, partnerships that certainly or possibly exist on the day."
    )
    country: Country | None = root_field(country, "The country with this code; null when there is none.")
    countries: Connection[Country] = root_field(countries, "Countries and territories, by code.")
    goal: Goal | None = root_field(goal, "The Goal with this number; null when there is none.")
    goals: list[Goal] = root_field(goals, "The 17 Goals, by number.")
    target: Target | None = root_field(target, "The target with this code; null when there is none.")
    organisation: Organisation | None = root_field(organisation, "The organisation with this key, or null.")
    organisations: Connection[Organisation] = root_field(
        organisations, "Funders, coordinators, operators, authors of findings and parts of authorities, by slug."
    )
    calls: Connection[Call] = root_field(calls, "Calls and dated lists of eligible countries, by slug.")
    call: Call | None = root_field(call, "The call or list with this slug; null when there is none.")
    grants: Connection[Grant] = root_field(
        grants, "Grants, oldest first, by the date of the grant or else of its work; undated grants last."
    )
    grant: Grant | None = root_field(grant, "The grant with this slug; null when there is none.")
    handovers: Connection[Handover] = root_field(
        handovers, "Handovers of seats, oldest first. With `asOf`, those that have or may have taken place by the day."
    )
    network: Network = root_field(network, "The network of all partnerships of these kinds.")
    catalogue: Catalogue = root_field(catalogue, "The catalogue version that the answer is read from.")
    changes: Connection[RecordChange] = root_field(
        changes,
        "Records that changed since another catalogue version, by file and key.",
    )


class Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Logs nothing. The caller decides which errors to log."""


def build_schema() -> strawberry.Schema:
    """Builds the schema. Its execution takes a snapshot as root value."""
    config = StrawberryConfig(scalar_map={date: DAY, datetime: INSTANT})
    built = Schema(Query, config=config, execution_context_class=Executor)
    core = core_schema(built)
    for type_ in core.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field in type_.fields.values():
                _remove_null_defaults(field.args.values())
            if isinstance(type_, GraphQLObjectType) and any(i.name == "Node" for i in type_.interfaces):
                NODES.add(type_.name)
        elif isinstance(type_, GraphQLInputObjectType):
            _remove_null_defaults(type_.fields.values())
    return built


def _remove_null_defaults(arguments: Iterable[Any]) -> None:
    """Removes the default null from nullable arguments, so that the SDL does not print it."""
    for argument in arguments:
        if argument.default_value is None:
            argument.default_value = Undefined
