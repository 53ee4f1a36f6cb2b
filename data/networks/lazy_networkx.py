"""Imports networkx on first use, because the import takes a tenth of the start-up time."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class Lazy:
    """A module that is imported on first attribute access. Attributes are untyped: backends are chosen at run time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def load(self) -> ModuleType:
        return import_module(self.name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.load(), name)


networkx = Lazy("networkx")
