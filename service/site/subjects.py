"""What has a page, municipalities and partnerships, and how the data of its document becomes what page and picture say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple
from urllib.parse import quote

from service.site import structured_data
from service.site.evidence import sources_in
from service.site.picture import Marked, Picture, drawable
from service.site.projection import Position
from service.site.structured_data import Node
from service.site.summaries import Summary, last_holders, partnership_summary, place_summary
from service.site.timeline import Timeline
from service.site.words import Words

MOST_MEMBERS = 30  # of a partnership that a picture shows

Record = Mapping[str, Any]
Values = dict[str, Any]


class Subject(NamedTuple):
    """A kind of thing that has pages.

    `name` is that of its document, its template and its records as linked data; `parameter` that of the explorer.
    """

    name: str
    parameter: str
    title: str  # the field with the title
    values: Callable[[Record, str], Values]
    sources: Callable[[Record], list[Record]]
    summary: Callable[[Words, Record, int], Summary]
    node: Callable[[Record, str], Node]
    picture: Callable[[Record, Summary], Picture]
    tables: Callable[[Record, str], dict[str, str]]


def place_values(data: Record, today: str) -> Values:
    """What the template of a municipality needs besides its record."""
    it, now = data["municipality"], data["today"]
    edges = now["partners"]["edges"] if now else []
    holders = [holder for held in it["memberships"] for holder in held["seat"]["memberships"]]
    certainties = {edge["node"]["slug"]: edge["certainty"] for edge in edges}
    return {"timeline": Timeline(holders, today), "certainties": certainties}


def partnership_values(data: Record, today: str) -> Values:
    """What the template of a partnership needs besides its record."""
    holders = [held for seat in data["partnership"]["seats"] for held in seat["memberships"]]
    now = data["today"]
    return {"timeline": Timeline(holders, today), "certainty": now["certainty"] if now else None}


def place_sources(it: Record) -> list[Record]:
    return sources_in(it["sources"], [held["sources"] for held in it["memberships"]])


def partnership_sources(it: Record) -> list[Record]:
    held = [[one["sources"] for one in seat["memberships"]] for seat in it["seats"]]
    return sources_in(it["sources"], held, [project["sources"] for project in it["projects"]])


def place_tables(it: Record, language: str) -> dict[str, str]:
    """The addresses of tables, by the name of their text."""
    slug = quote(it["slug"])
    return {
        "tableOfPartnerships": f"tables/partnerships.csv?members={slug}&language={language}",
        "tableOfTies": f"tables/ties.csv?around={slug}&radius=1&language={language}",
    }


def partnership_tables(it: Record, language: str) -> dict[str, str]:
    slugs = ",".join(quote(place["slug"]) for place in last_holders(it))
    return {"tableOfOne": f"tables/partnerships.csv?members={slugs}&language={language}"} if slugs else {}


def place_picture(it: Record, summary: Summary) -> Picture:
    """A municipality, its partners on the map, and its numbers."""
    marked = tuple(marks([it, *(edge["node"] for edge in it["partners"]["edges"])]))
    ties = tuple((0, number) for number in range(1, len(marked))) if it["coordinates"] else ()
    return Picture(drawable(it["name"], it["slug"]), summary.lines, marked, ties)


def partnership_picture(it: Record, summary: Summary) -> Picture:
    """A partnership and its members on the map."""
    marked = tuple(marks(last_holders(it)[:MOST_MEMBERS]))
    ties = tuple(combinations(range(len(marked)), 2))
    return Picture(drawable(it["title"], it["slug"]), summary.lines, marked, ties)


def marks(places: list[Record]) -> Iterator[Marked]:
    """The places that have coordinates."""
    for place in places:
        point = place["coordinates"]
        if point:
            name = drawable(place["name"], place["slug"])
            yield Marked(name, Position(point["longitude"], point["latitude"]))


MUNICIPALITY = Subject(
    "municipality",
    "place",
    "name",
    place_values,
    place_sources,
    place_summary,
    structured_data.place_node,
    place_picture,
    place_tables,
)
PARTNERSHIP = Subject(
    "partnership",
    "partnership",
    "title",
    partnership_values,
    partnership_sources,
    partnership_summary,
    structured_data.partnership_node,
    partnership_picture,
    partnership_tables,
)
SUBJECTS = (MUNICIPALITY, PARTNERSHIP)
