"""Prints the partner graph of a municipality as JSON: who is tied to whom as of a day, by which partnerships."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

PAGE = 100  # ties asked for at once; the service gives no more
TRIES = 3
LONGEST_WAIT = 30.0  # seconds between tries, whatever a service asks for
PARTNER_GRAPH = """
query PartnerGraph($place: String!, $day: Date, $radius: Int!, $first: Int!, $after: String) {
  catalogue { version }
  municipality(by: {slug: $place}, asOf: $day) {
    network(radius: $radius) {
      order
      ties(first: $first, after: $after) {
        nodes { a { slug } b { slug } weight certainty partnerships { slug } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}"""


class ServiceError(Exception):
    """The service is not there, or refuses what it was asked."""


def partner_graph(client: httpx.Client, **variables: Any) -> dict[str, Any]:
    """The graph, of one version of the catalogue. Raises ServiceError, also when no place has that slug."""
    answers = list(pages(client, **variables))
    if len({answer["catalogue"]["version"] for answer in answers}) > 1:
        return partner_graph(client, **variables)  # the catalogue changed meanwhile: its pages do not fit together
    networks = [answer["municipality"]["network"] for answer in answers]
    return {
        "catalogue": answers[0]["catalogue"]["version"],
        "asOf": variables["day"],
        "places": networks[0]["order"],
        "ties": [tie(found) for network in networks for found in network["ties"]["nodes"]],
    }


def pages(client: httpx.Client, **variables: Any) -> Iterator[dict[str, Any]]:
    after, more = None, True
    while more:
        answer = ask(client, **variables, after=after)
        if answer["municipality"] is None:
            raise ServiceError(f"no place has the slug {variables['place']!r}")
        yield answer
        page = answer["municipality"]["network"]["ties"]["pageInfo"]
        more, after = page["hasNextPage"], page["endCursor"]


def tie(found: dict[str, Any]) -> dict[str, Any]:
    partnerships = [one["slug"] for one in found["partnerships"]]
    return found | {"a": found["a"]["slug"], "b": found["b"]["slug"], "partnerships": partnerships}


def ask(client: httpx.Client, **variables: Any) -> dict[str, Any]:
    """The `data` of the answer. Raises ServiceError with what the service says."""
    response = send(client, {"query": PARTNER_GRAPH, "variables": variables})
    try:
        answer = response.json()
    except ValueError:
        answer = None
    match answer:
        case {"errors": [*errors]}:
            raise ServiceError("; ".join(error["message"] for error in errors))
        case {"data": dict(data)}:
            return data
    raise ServiceError(f"this is no answer to GraphQL (status {response.status_code})")


def send(client: httpx.Client, question: dict[str, Any]) -> httpx.Response:
    """Asks again when the service is busy or not yet ready, after as many seconds as it says."""
    headers = {"Accept": "application/graphql-response+json", "User-Agent": "partner-graph/1.0"}
    for left in reversed(range(TRIES)):
        try:
            response = client.post("/graphql", json=question, headers=headers)
        except httpx.TransportError as error:
            raise ServiceError(f"{client.base_url} does not answer: {error}") from error
        if response.status_code not in (429, 503) or not left:
            break
        time.sleep(min(seconds(response.headers.get("Retry-After", "")), LONGEST_WAIT))
    return response


def seconds(text: str) -> float:
    return float(text) if text.isdecimal() else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", help="slug of the municipality, such as mariestad")
    parser.add_argument("--day", help="as of which day, such as 2016-01-01; of all time without it")
    parser.add_argument("--radius", type=int, default=1, help="how many ties away (default 1)")
    parser.add_argument("--service", default="http://127.0.0.1:8000", help="address of the service")
    given = parser.parse_args()
    with httpx.Client(base_url=given.service, timeout=10) as client:
        try:
            graph = partner_graph(client, place=given.place, day=given.day, radius=given.radius, first=PAGE)
        except ServiceError as error:
            sys.exit(f"partner_graph: {error}")
    print(json.dumps(graph, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
