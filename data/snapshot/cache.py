"""What is kept because making it again takes long, as much of it as weighs no more than a limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
SELDOM = 64  # questions between looks at all weights, at least


class Kept(Generic[K, V]):
    """Values by key; what was used longest ago goes when all together weigh too much. Weights may grow with use.

    A value that weighs too much by itself goes as well: who has it keeps it, who asks again gets a fresh one. Each is
    weighed when it is added, and all now and then: once in SELDOM questions, or in as many as there are values.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self.limit = limit
        self.weigh = weigh
        self.values: OrderedDict[K, V] = OrderedDict()
        self.weights: dict[K, int] = {}
        self.total = 0
        self.asked = 0
        self.lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made when it is not there. Two threads may both make it, and both get the first one."""
        with self.lock:
            self.asked += 1
            if self.asked > SELDOM and self.asked > len(self.values):
                self.weigh_all()
            found = self.values.get(key)
            if found is not None:
                self.values.move_to_end(key)
                return found
        made = make()
        with self.lock:
            made = self.values.setdefault(key, made)
            self.put(key, self.weigh(made))
            self.drop()
        return made

    def weigh_all(self) -> None:
        self.asked = 0
        for key, value in self.values.items():
            self.put(key, self.weigh(value))
        self.drop()

    def put(self, key: K, weight: int) -> None:
        self.total += weight - self.weights.get(key, 0)
        self.weights[key] = weight

    def drop(self) -> None:
        while self.total > self.limit:
            key, _ = self.values.popitem(last=False)
            self.total -= self.weights.pop(key)
