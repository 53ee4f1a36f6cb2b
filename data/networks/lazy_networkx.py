"""networkx, imported when something of it is first used: that takes as long as a tenth of a start."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class Lazy:
    """A module that is not there yet. Its functions are not typed: backends are chosen at run time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def load(self) -> ModuleType:
        return import_module(self.name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.load(), name)


networkx = Lazy("networkx")
