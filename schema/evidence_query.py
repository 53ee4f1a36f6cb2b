"""Root fields of sources, of what they say besides partnerships, and of the search."""

from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Annotated, Any, TypeVar

import strawberry

from data.domain.enums import SearchKind
from data.search.hits import MOST_HITS, all_hits, rank, search_all
from data.search.name_index import EVERY_KIND, Hit
from data.snapshot import entities, orders
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot
from schema.arguments import AsOf
from schema.edges import Order, keyed
from schema.relay import After, Before, Connection, First, Last, Page, bounded, entity_of, page
from schema.root_fields import root_field
from schema.types.area import Area
from schema.types.enumeration import Enumeration, enumerations
from schema.types.goal import Target
from schema.types.goal_link import GoalRule
from schema.types.handover import Event
from schema.types.initiative import Finding, Initiative
from schema.types.organisation import OrganisationKey, Policy, Programme
from schema.types.partnership import PartnershipKey
from schema.types.project import Project
from schema.types.search import SearchHit
from schema.types.seat import Seat, SeatKey, seat_by
from schema.types.source import Source
from schema.types.theme import Theme

E = TypeVar("E", bound=entities.Entity)
Root = strawberry.Parent[Snapshot]


@strawberry.input(one_of=True, description="Key of an object; set exactly one field.")
class EntityKey:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id of the object.")
    slug: str | None = strawberry.field(
        default=strawberry.UNSET, description="Identifier in URLs, unique among objects of the type."
    )


By = Annotated[EntityKey, strawberry.argument(description="Key; set exactly one field.")]
SearchText = Annotated[str, strawberry.argument(description="A name, title or theme in any spelling, or a part of it.")]
SearchKinds = Annotated[
    list[SearchKind] | None,
    strawberry.argument(description="Only hits of these kinds. Omitted or null: all kinds."),
]
DEFAULT_HITS = 10
DIGEST_BYTES = 8
SOURCES = keyed("sources")
BY_DATE = Order("date", orders.by_day, connection="events")


def keyed_by(slice: Slice, cls: type[E], by: EntityKey | PartnershipKey | OrganisationKey) -> E | None:
    """The present entity of a class with a global id or a slug, or None."""
    found = entity_of(slice, str(by.id)) if by.id is not strawberry.UNSET else slice.get(cls.records, by.slug or "")
    return found if isinstance(found, cls) else None


def single(cls: type[entities.Entity]) -> Callable[..., Any]:
    """A resolver of the present entity of a class with a key."""

    def read(root: Root, by: By, as_of: AsOf = None) -> Any:
        return keyed_by(root.slice(as_of), cls, by)

    return read


def several(order: Order, records: str) -> Callable[..., Any]:
    """A resolver of a page of all present entities of a table."""

    def read(
        root: Root,
        as_of: AsOf = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Page:
        return page(root.slice(as_of).all(records), order, first, after, last, before)

    return read


def source(root: Root, by: By) -> entities.Source | None:
    return keyed_by(root.all_time, entities.Source, by)


def sources(root: Root, first: First = None, after: After = None, last: Last = None, before: Before = None) -> Page:
    return page(root.all_time.all("sources"), SOURCES, first, after, last, before)


def listed(records: str) -> Callable[..., Any]:
    """A resolver of a page of all present entities of a table, by key."""
    return several(keyed(records), records)


def programmes(root: Root, as_of: AsOf = None) -> list[entities.Entity]:
    return list(root.slice(as_of).all("programmes"))


def seat(
    root: Root,
    by: Annotated[SeatKey, strawberry.argument(description="Key; set exactly one field.")],
    as_of: AsOf = None,
) -> entities.Seat | None:
    return seat_by(root.slice(as_of), by)


def search(
    root: Root,
    text: SearchText,
    kinds: SearchKinds = None,
    as_of: AsOf = None,
    first: Annotated[int | None, strawberry.argument(description="Number of hits, 0 to 100.")] = DEFAULT_HITS,
) -> list[Hit]:
    limit = bounded("first", DEFAULT_HITS if first is None else first)
    return search_all(root, text, root.slice(as_of), limit, EVERY_KIND if kinds is None else kinds)


def search_hits(
    root: Root,
    text: SearchText,
    kinds: SearchKinds = None,
    as_of: AsOf = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page:
    every = EVERY_KIND if kinds is None else frozenset(kinds)
    return page(all_hits(text, root.slice(as_of), every), order_of(text, every), first, after, last, before)


def order_of(text: str, kinds: Collection[SearchKind]) -> Order:
    """The order of the hits of one search. Its cursors hold a digest of the text and the kinds."""
    wanted = "\0".join([*sorted(kinds), text])
    digest = blake2b(wanted.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).hexdigest()
    return Order("rank", rank, connection=f"searchHits-{digest}")


def meanings(
    root: Root,
    names: Annotated[
        list[str] | None, strawberry.argument(description="Names of enumerations. Omitted or null: all of them.")
    ] = None,
) -> list[Any]:
    return enumerations(names)


@strawberry.type
class EvidenceQuery:
    source: Source | None = root_field(source, "The source with this key; null when there is none.")
    sources: Connection[Source] = root_field(sources, "Publications in which facts were read, by slug.")
    initiative: Initiative | None = root_field(
        single(entities.Initiative),
        "The initiative with this key; null when unknown or certainly not present on the day asked for.",
    )
    initiatives: Connection[Initiative] = root_field(
        listed("initiatives"), "Undertakings on the 2030 Agenda that organisations carry, by slug."
    )
    finding: Finding | None = root_field(
        single(entities.Finding),
        "The finding with this key; null when there is none, and when it certainly was stated after the day asked for.",
    )
    findings: Connection[Finding] = root_field(listed("findings"), "What bodies state about the field, by slug.")
    programme: Programme | None = root_field(
        single(entities.Programme),
        "The programme with this key; null when unknown or certainly not present on the day asked for.",
    )
    programmes: list[Programme] = root_field(programmes, "All programmes that fund partnerships, by slug.")
    policy: Policy | None = root_field(single(entities.Policy), "The policy with this key; null when there is none.")
    policies: Connection[Policy] = root_field(listed("policies"), "Policies of which programmes are a part, by slug.")
    area: Area | None = root_field(single(entities.Area), "The area with this key; null when there is none.")
    areas: Connection[Area] = root_field(listed("areas"), "Areas that are no administrative units, by slug.")
    project: Project | None = root_field(
        single(entities.Project),
        "The project with this key; null when unknown or certainly not present on the day asked for.",
    )
    projects: Connection[Project] = root_field(listed("projects"), "Projects of all partnerships, by slug.")
    event: Event | None = root_field(
        single(entities.Event),
        "The event with this key; null when there is none, and when it certainly came after the day asked for.",
    )
    events: Connection[Event] = root_field(
        several(BY_DATE, "events"), "Events that happened or that sources expect, oldest first; undated events last."
    )
    seat: Seat | None = root_field(
        seat, "The seat with this key; null when unknown or its partnership certainly not present on the day asked for."
    )
    theme: Theme | None = root_field(single(entities.Theme), "The theme with this key; null when there is none.")
    themes: Connection[Theme] = root_field(listed("themes"), "The subject vocabulary of the catalogue, by slug.")
    goal_rules: Connection[GoalRule] = root_field(
        listed("theme_goals"), "Rules by which Goals are inferred from the themes of projects, by slug."
    )
    targets: Connection[Target] = root_field(
        listed("targets"), "The targets of the 17 Goals, by code as text: `1.1`, `1.2`, …, `10.1`."
    )
    enumerations: list[Enumeration] = root_field(
        meanings, "The enumerations of the schema and what their values mean, in English or Swedish; by name."
    )
    search: list[SearchHit] = root_field(
        search, "What the catalogue describes under a name, title or theme that matches, by descending score."
    )
    search_hits: Connection[SearchHit] = root_field(
        search_hits,
        f"All hits of `search`, in the same order, to be paged through; at most the best {MOST_HITS:,} of them. A cursor of another text or other kinds is an error.",
    )
