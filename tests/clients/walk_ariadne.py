"""Walks pages with the client that ariadne-codegen wrote, and prints what it met, as JSON; the address is the argument."""

import json
import sys
from datetime import date

from samband_client import (
    Direction,
    GraphQLClientGraphQLMultiError,
    MunicipalityFilter,
    MunicipalityKey,
    MunicipalityOrder,
    MunicipalityOrderField,
    Samband,
)

BY_DEGREE = MunicipalityOrder(field=MunicipalityOrderField.DEGREE, direction=Direction.DESC)


def places(client: Samband, first: int, as_of: date | None = None) -> list[str]:
    slugs, after, more = list[str](), None, True
    while more:
        page = client.municipalities(
            first, filter_=MunicipalityFilter(has_partnerships=True), order_by=BY_DEGREE, as_of=as_of, after=after
        ).municipalities
        slugs += [place.slug for place in page.nodes]
        more, after = page.page_info.has_next_page, page.page_info.end_cursor
    return slugs


def partners(client: Samband, by: MunicipalityKey, first: int) -> list[list[object]]:
    edges, after, more = list[list[object]](), None, True
    while more:
        place = client.partners(by, first, after=after).municipality
        if place is None:
            return []
        page = place.partners
        edges += [[edge.node.slug, edge.weight, starts(edge.partnerships)] for edge in page.edges]
        more, after = page.page_info.has_next_page, page.page_info.end_cursor
    return edges


def starts(partnerships: list) -> list[str | None]:
    return [one.start and one.start.edtf for one in partnerships]


def things(client: Samband, ids: list[str]) -> list[object]:
    nodes = client.things(ids).nodes
    return [thing and [thing.id, getattr(thing, "title", thing.typename__)] for thing in nodes]


def forged(client: Samband) -> list[list[object]]:
    try:
        client.municipalities(1, after="forged")
    except GraphQLClientGraphQLMultiError as error:
        return [[one.message, one.path] for one in error.errors]
    raise AssertionError("a forged cursor was taken")


def main(address: str, ids: list[str]) -> None:
    with Samband(f"{address}/graphql") as client:
        met = {
            "places": places(client, 4),
            "in2016": places(client, 4, date(2016, 1, 1)),
            "partners": partners(client, MunicipalityKey(slug="ukmerge"), 2),
            "nobody": partners(client, MunicipalityKey(slug="atlantis"), 2),
            "things": things(client, ids),
            "forged": forged(client),
        }
    print(json.dumps(met))


main(sys.argv[1], sys.argv[2:])
