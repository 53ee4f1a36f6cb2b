"""Orders, cursors and edges of connections."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from itertools import count, repeat
from typing import Any, NamedTuple

import orjson

from data.snapshot.columns import SliceView
from data.snapshot.entities import Entity
from data.snapshot.slice import EntityRows

NUMBERS = count()
URL_SAFE = bytes.maketrans(b"+/", b"-_")


def encode(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).translate(URL_SAFE).rstrip(b"=").decode()


def decode(text: str) -> bytes | None:
    """The inverse of `encode`. None for a text that `encode` does not produce."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if encode(data) == text else None


class Order:
    """A sort order of a connection: a name, and a key function with a different value for each item.

    Orders are module constants. An `Ordered` sequence has a precomputed order with this name, which must agree with the
    key. Cursors contain a tag: the name of the connection if given, else that of the order.
    """

    def __init__(
        self,
        name: Hashable,
        key: Callable[[Any], tuple[Any, ...]],
        *,
        descending: bool = False,
        connection: str | None = None,
    ) -> None:
        self.name = name
        self.key = key
        self.descending = descending
        self.tag = f"{connection or name}-" if descending else str(connection or name)
        self.number = next(NUMBERS)

    def cursor(self, node: Any) -> str:
        return encode(orjson.dumps([self.tag, *self.key(node)]))


def by_key(entity: Entity) -> tuple[str]:
    return (entity.key,)


def keyed(connection: str) -> Order:
    return Order("key", by_key, connection=connection)


class Item(NamedTuple):
    """An edge: an item in an order. For an entity, `slice` and `row` identify the edge in the fragment cache."""

    node: Any
    order: Order

    @property
    def cursor(self) -> str:
        return self.order.cursor(self.node)

    @property
    def row(self) -> int:
        return self.order.number << 32 | int(self.node.row)

    @property
    def slice(self) -> SliceView:
        return self.node.slice  # type: ignore[no-any-return]


as_item = partial(tuple.__new__, Item)  # Item(*pair), three times as fast


class Edges(Sequence[Item]):
    """The edges of a page of entities, each made on access."""

    def __init__(self, nodes: EntityRows[Any], order: Order) -> None:
        self.nodes, self.order, self.slice = nodes, order, nodes.slice

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, index: Any) -> Any:
        return edges(self.nodes[index], self.order) if isinstance(index, slice) else Item(self.nodes[index], self.order)

    def __iter__(self) -> Iterator[Item]:
        return map(as_item, zip(self.nodes, repeat(self.order)))

    @property
    def fragment_rows(self) -> list[int]:
        """As `Item.row`."""
        order = self.order.number << 32
        return [order | row for row in self.nodes.fragment_rows]


def edges(nodes: Sequence[Any], order: Order) -> Sequence[Item]:
    """The edges of the nodes of a page."""
    return Edges(nodes, order) if isinstance(nodes, EntityRows) else [*map(as_item, zip(nodes, repeat(order)))]
