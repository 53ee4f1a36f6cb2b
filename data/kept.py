"""What is kept because making it again takes long, as much of it as weighs no more than a limit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key; what was used longest ago goes when all together weigh too much. Weights may grow with use.

    A value that weighs too much by itself goes as well: who has it keeps it, who asks again gets a fresh one. All are
    weighed when one is added, and once in as many questions as there are values.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self.limit = limit
        self.weigh = weigh
        self.values: OrderedDict[K, V] = OrderedDict()
        self.asked = 0
        self.lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key, made when it is not there. Two threads may both make it, and both get the first one."""
        with self.lock:
            self.asked += 1
            if self.asked > len(self.values):
                self.drop()
            if key in self.values:
                self.values.move_to_end(key)
                return self.values[key]
        made = make()
        with self.lock:
            made = self.values.setdefault(key, made)
            self.drop()
        return made

    def drop(self) -> None:
        self.asked = 0
        weights = {key: self.weigh(value) for key, value in self.values.items()}
        total = sum(weights.values())
        for key, weight in weights.items():
            if total <= self.limit:
                return
            del self.values[key]
            total -= weight
