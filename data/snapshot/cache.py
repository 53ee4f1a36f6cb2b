"""A bounded cache, on cachetools: least recently used values go first when all together weigh too much."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
REWEIGH_CALLS = 64  # calls of `get_or_create` between two weighings of all values, at least


class BoundedCache(Generic[K, V]):
    """A thread-safe least-recently-used cache bounded by the total weight of its values.

    `weigh` returns the weight of a value in the unit of `limit`. Weights may grow with use, so all values are weighed
    again now and then: once in REWEIGH_CALLS calls of `get_or_create`, or in as many calls as there are values.
    A value that is heavier than the limit is not held.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self.limit = limit
        self._values: LRUCache[K, V] = LRUCache(limit, getsizeof=weigh)
        self._calls = 0
        self._lock = Lock()

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)

    @property
    def weight(self) -> int:
        """The total weight of the values, as they were weighed last."""
        return int(self._values.currsize)

    def get(self, key: K) -> V | None:
        """The value of a key, or None. Marks it as used."""
        with self._lock:
            return self._find(key)

    def put(self, key: K, value: V) -> None:
        """Holds a value, in place of an earlier one of the same key, unless it is heavier than the limit."""
        with self._lock:
            self._hold(key, value)

    def get_or_create(self, key: K, create: Callable[[], V]) -> V:
        """The value of a key, created when it is not held. Two threads may both create it; both get the first one."""
        with self._lock:
            self._calls += 1
            if self._calls > max(REWEIGH_CALLS, len(self._values)):
                self._reweigh()
            found = self._find(key)
        if found is not None:
            return found
        created = create()
        with self._lock:
            found = self._find(key)
            if found is not None:
                return found
            self._hold(key, created)
        return created

    def _find(self, key: K) -> V | None:
        try:
            return self._values[key]
        except KeyError:
            return None

    def _hold(self, key: K, value: V) -> None:
        try:
            self._values[key] = value
        except ValueError:  # cachetools: heavier than the limit
            self._values.pop(key, None)

    def _reweigh(self) -> None:
        """Weighs all values anew, the least recently used first, so that their order stays."""
        self._calls = 0
        for key, value in [self._values.popitem() for _ in range(len(self._values))]:
            self._hold(key, value)
