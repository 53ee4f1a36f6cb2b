"""Walks pages with gql, which reads the schema from the service first, and prints what it met, as JSON."""

import json
import sys
from pathlib import Path

from gql import Client, GraphQLRequest, gql
from gql.client import SyncClientSession
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from graphql import GraphQLError

VARIABLES = {"filter": {"hasPartnerships": True}, "orderBy": {"field": "DEGREE", "direction": "DESC"}}


def request(name: str, **variables: object) -> GraphQLRequest:
    text = Path(f"operations/{name}.graphql").read_text(encoding="utf-8")
    return GraphQLRequest(gql(text), variable_values=variables)


def places(session: SyncClientSession, **variables: object) -> list[str]:
    slugs, after, more = list[str](), None, True
    while more:
        page = session.execute(request("municipalities", **VARIABLES, **variables, after=after))["municipalities"]
        slugs += [place["slug"] for place in page["nodes"]]
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    return slugs


def partners(session: SyncClientSession, slug: str, first: int) -> list[list[object]]:
    edges, after, more = list[list[object]](), None, True
    while more:
        place = session.execute(request("partners", by={"slug": slug}, first=first, after=after))["municipality"]
        if place is None:
            return []
        page = place["partners"]
        edges += [[edge["node"]["slug"], edge["weight"], starts(edge["partnerships"])] for edge in page["edges"]]
        more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    return edges


def starts(partnerships: list) -> list[str | None]:
    return [one["start"] and one["start"]["edtf"] for one in partnerships]


def things(session: SyncClientSession, ids: list[str]) -> list[object]:
    nodes = session.execute(request("things", ids=ids))["nodes"]
    return [thing and [thing["id"], thing.get("title", thing["__typename"])] for thing in nodes]


def forged(session: SyncClientSession) -> list[list[object]]:
    try:
        session.execute(request("municipalities", first=1, after="forged"))
    except TransportQueryError as error:
        return [[one["message"], one["path"]] for one in error.errors]
    raise AssertionError("a forged cursor was taken")


def unknown_field(session: SyncClientSession) -> str:
    """What the client itself finds wrong, by the schema that it read from the service."""
    try:
        session.execute(gql("{ municipalities { nodes { mayor } } }"))
    except GraphQLError as error:
        return error.message
    raise AssertionError("a field that is not there was asked for")


def main(address: str, ids: list[str]) -> None:
    client = Client(transport=HTTPXTransport(f"{address}/graphql"), fetch_schema_from_transport=True)
    with client as session:
        met = {
            "places": places(session, first=4),
            "in2016": places(session, first=4, asOf="2016-01-01"),
            "partners": partners(session, "ukmerge", 2),
            "nobody": partners(session, "atlantis", 2),
            "things": things(session, ids),
            "forged": forged(session),
            "unknown": unknown_field(session),
        }
    print(json.dumps(met))


main(sys.argv[1], sys.argv[2:])
