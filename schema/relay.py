"""Relay nodes with global ids, and connections with keyset pagination."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

import orjson
import strawberry

from data.domain.errors import InputError
from data.snapshot.columns import SliceView
from data.snapshot.entities import ENTITY_CLASSES, Entity
from data.snapshot.slice import Entities, Ordered
from data.snapshot.snapshot import Snapshot
from schema.edges import Order, decode, edges, encode
from schema.fields import resolved

T = TypeVar("T")
DEFAULT_PAGE, LARGEST_PAGE = 20, 100
TABLES = {cls.__name__: records for records, cls in ENTITY_CLASSES.items()}

First = Annotated[
    int | None,
    strawberry.argument(
        description="Number of items from the start, 0 to 100; 20 when neither `first` nor `last` is given."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(description="Only items after this cursor, which must be from the same connection and order."),
]
Last = Annotated[
    int | None, strawberry.argument(description="Number of items from the end, 0 to 100; not together with `first`.")
]
Before = Annotated[
    str | None,
    strawberry.argument(description="Only items before this cursor, which must be from the same connection and order."),
]


def global_id(root: strawberry.Parent[Entity]) -> str:
    return encode(f"{type(root).__name__}:{root.key}".encode())


@strawberry.interface(description="An object with a global id.")
class Node:
    id: strawberry.ID = resolved(
        global_id, "Global id for `node` and `nodes`: opaque, and the same in every catalogue version."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return type(value).__name__ == cls.__name__


def entity_of(slice: SliceView, id: str) -> Entity | None:
    """The entity with a global id. None for an id that is malformed, unknown, or names a type that is not a Node."""
    name, _, key = (decode(id) or b"").decode("utf-8", "replace").partition(":")
    return slice.get(TABLES[name], key) if name in NODES else None


def node(
    root: strawberry.Parent[Snapshot], id: Annotated[strawberry.ID, strawberry.argument(description="Global id.")]
) -> Entity | None:
    return entity_of(root.all_time, id)


def nodes(
    root: strawberry.Parent[Snapshot],
    ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids, at most 100.")],
) -> list[Entity | None]:
    if len(ids) > LARGEST_PAGE:
        raise InputError(f"`ids` must have at most {LARGEST_PAGE} items, not {len(ids)}; split the request")
    return [entity_of(root.all_time, id) for id in ids]


NODES: set[str] = set()


@strawberry.type(description="Position of a page in its connection.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more items follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether more items precede this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item; null on an empty page.")


@strawberry.type(description="An item of a connection, with its cursor.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The item.")
    cursor: str = strawberry.field(
        description="Opaque cursor for `after` and `before`. It encodes the sort key of the item, so it stays valid when the data change."
    )


@strawberry.type(description="A page of a list of items (Relay connection).")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The items with their cursors.")
    nodes: list[T] = strawberry.field(description="The items without cursors.")
    page_info: PageInfo = strawberry.field(description="Position of the page in the connection.")
    total_count: int = strawberry.field(description="Number of items on all pages.")


INVALID_CURSOR = "the cursor is invalid; give `after` or `before` a cursor that this service returned"


class Page(NamedTuple):
    """A page: its items, the size of the connection, and whether items precede or follow.

    `items` are those on all pages, in no particular order. `select` selects such items in the slice of any day.
    """

    items: Any
    found: Sequence[Any]
    order: Order
    total_count: int
    has_previous_page: bool
    has_next_page: bool
    select: Callable[[Any], Any] | None = None

    @property
    def edges(self) -> Sequence[Any]:
        return edges(self.found, self.order)

    @property
    def nodes(self) -> Sequence[Any]:
        return self.found

    @property
    def page_info(self) -> "Page":
        return self

    @property
    def start_cursor(self) -> str | None:
        return self.order.cursor(self.found[0]) if self.found else None

    @property
    def end_cursor(self) -> str | None:
        return self.order.cursor(self.found[-1]) if self.found else None


def page(
    items: Sequence[Any],
    order: Order,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    largest: int = LARGEST_PAGE,
) -> Page:
    """The requested page of `items`. Raises InputError for an invalid size or cursor."""
    size = _size(first, last, largest)
    ordered = items.by(order.name) if isinstance(items, Ordered) else sorted(items, key=order.key)
    total = len(ordered)
    begin = _position(ordered, order, after, after=True) if after is not None else 0
    end = _position(ordered, order, before, after=False) if before is not None else total
    begin, end = (max(begin, end - size), end) if last is not None else (begin, min(end, begin + size))
    stop = max(begin, end)
    found = ordered[total - stop : total - begin][::-1] if order.descending else ordered[begin:stop]
    return Page(items, found, order, total, begin > 0, end < total)


def selected_page(slice: SliceView, select: Callable[[Any], Any], order: Order, *paging: Any) -> Page:
    """The requested page of the items that `select` selects in a slice. `paging` are the further arguments of `page`."""
    return Page(*page(select(slice), order, *paging)[:-1], select)


def _size(first: int | None, last: int | None, largest: int) -> int:
    if first is not None and last is not None:
        raise InputError("give `first` or `last`, not both")
    if last is not None:
        return bounded("last", last, largest)
    return bounded("first", DEFAULT_PAGE if first is None else first, largest)


def bounded(name: str, size: int, largest: int = LARGEST_PAGE) -> int:
    """The size, if it is from 0 to `largest`. Raises InputError otherwise."""
    if not 0 <= size <= largest:
        raise InputError(f"`{name}` must be from 0 to {largest}, not {size}")
    return size


def _position(items: Sequence[Any], order: Order, cursor: str, *, after: bool) -> int:
    """The position before or after the item of a cursor, or where that item would be if it no longer exists.

    Raises InputError for a cursor of another connection or order.
    """
    tag, key = _read(cursor)
    if tag != order.tag:
        raise InputError(
            "the cursor belongs to another connection or order; use a cursor of this connection in this order"
        )
    right = after is not order.descending
    position = _position_of_key(items, order, key, right=right) if items else 0
    return len(items) - position if order.descending else position


@lru_cache(1_000)
def _read(cursor: str) -> tuple[str, tuple[Any, ...]]:
    """The tag and the key in a cursor. Raises InputError for a text that is not a cursor."""
    try:
        found = orjson.loads(decode(cursor) or b"")
    except ValueError:
        found = None
    if not isinstance(found, list) or not found:
        raise InputError(INVALID_CURSOR)
    return found[0], tuple(found[1:])


def _position_of_key(items: Sequence[Any], order: Order, key: tuple[Any, ...], *, right: bool) -> int:
    """The position of a key, or the next position if `right`.

    The last part of the key is the key of the entity, by which entities of a table are found without a search.
    """
    if isinstance(items, Entities) and key and isinstance(key[-1], str):
        entity = items.slice.get(items.table.name, key[-1])
        if entity is not None and order.key(entity) == key:
            return items.before(entity, right=right)
    if [type(part) for part in key] != [type(part) for part in order.key(items[0])]:
        raise InputError(INVALID_CURSOR)
    bisect = bisect_right if right else bisect_left
    return bisect(items, key, key=order.key)
