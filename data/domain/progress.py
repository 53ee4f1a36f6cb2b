"""How far a long computation has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # takes what is done, how many are done, and of how many


def untold(what: str, done: int, of: int) -> None:
    """Tell nobody."""
