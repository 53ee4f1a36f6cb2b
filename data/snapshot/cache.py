"""Caches: bounded ones that evict the least recently used, on cachetools; recent keys; and a cache without a bound."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
RECENT = 1 << 16  # keys that are remembered; a power of two
REWEIGH_CALLS = 64  # minimum number of `get_or_create` calls between two weighings of all values


class BoundedCache(LRUCache[K, V]):
    """A cache for one thread. `weigh` returns the weight of a value in the unit of `limit`; `currsize` is their sum.

    A value weighs at least 1, so that the number of values is bounded too.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        super().__init__(limit, getsizeof=lambda value: max(1, weigh(value)))

    def put(self, key: K, value: V) -> None:
        """Caches a value in place of that of the same key. A value heavier than the limit only removes that one."""
        try:
            self[key] = value
        except ValueError:  # raised by cachetools for a value heavier than the limit
            self.pop(key, None)


class SharedCache(BoundedCache[K, V]):
    """A cache for several threads. Read it by `get_or_create` only.

    With `grows`, the weight of values may grow with use. All values are then weighed again after REWEIGH_CALLS calls,
    or after as many calls as there are values if that is more.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int], *, grows: bool) -> None:
        super().__init__(limit, weigh)
        self.grows = grows
        self._calls = 0
        self._lock = Lock()

    def get_or_create(self, key: K, create: Callable[[], V]) -> V:
        """The value of a key, created when missing. Two threads that both create it return the one cached first."""
        with self._lock:
            if self.grows:
                self._reweigh_sometimes()
            if key in self:
                return self[key]
        created = create()
        with self._lock:
            if key in self:
                return self[key]
            self.put(key, created)
        return created

    def _reweigh_sometimes(self) -> None:
        """Weighs all values again, the least recently used first, so that their order does not change."""
        self._calls += 1
        if self._calls <= max(REWEIGH_CALLS, len(self)):
            return
        self._calls = 0
        for key, value in [self.popitem() for _ in range(len(self))]:
            self.put(key, value)


class RecentKeys:
    """Remembers the last 65 536 keys or so by their hashes, each in the slot of its last bits, where a newer one replaces it."""

    def __init__(self) -> None:
        self.hashes = array("q", bytes(8 * RECENT))

    def comes_again(self, key: Hashable) -> bool:
        """Whether the key is remembered. From now on it is."""
        found = hash(key)
        slot = found & (RECENT - 1)
        if self.hashes[slot] == found:
            return True
        self.hashes[slot] = found
        return False


class Memoizing:
    """Base of classes that hold derived values by key, without a limit, as long as they exist themselves."""

    __slots__ = ("_memoized",)

    def __init__(self) -> None:
        self._memoized: dict[Hashable, Any] = {}

    def memoize(self, key: Hashable, create: Callable[[], V]) -> V:
        """The value of a key, created on first access. For small values."""
        if key not in self._memoized:
            self._memoized[key] = create()
        value: V = self._memoized[key]
        return value
