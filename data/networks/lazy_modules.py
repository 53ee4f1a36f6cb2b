"""Imports graph libraries on first use, because their imports take a tenth of a second and more."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class Lazy:
    """A module that is imported on first attribute access. Its attributes are untyped."""

    def __init__(self, name: str) -> None:
        self.name = name

    def load(self) -> ModuleType:
        return import_module(self.name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.load(), name)


networkx, networkit = Lazy("networkx"), Lazy("networkit")
