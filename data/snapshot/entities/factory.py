"""Functions that make the things of a table: one for each class, compiled once, as dataclasses are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from data.snapshot.entities.entity import Kind, Thing, slots

if TYPE_CHECKING:
    from data.snapshot.columns import Table
    from data.snapshot.slice import Slice

MADE = ("slice", "row")


def maker(table: Table) -> Callable[[Slice, int], Thing]:
    """Makes the thing of a row in a slice, and what it refers to, and keeps it there.

    All slots are set at once, on a class that lets them be set, before anybody else sees the thing: an attribute
    that is read is a slot and nothing else. The text that is compiled is made of names of our own classes only.
    """
    known = {"new": object.__new__, "cls": table.cls, "fresh": settable(table.cls)}
    lines = [f"row = number - {table.first}", "made = slice.made", "thing = new(fresh)"]
    lines += ["thing.slice = slice", "thing.row = number"]
    for name in slots(table.cls):
        if name in table.references:
            lines += reference(table, name, known)
        elif name not in MADE and not name.endswith("_"):
            lines.append(f"thing.{name} = {value(table, name, known)}")
    lines += ["thing.__class__ = cls", "return made.setdefault(number, thing)"]
    exec("\n    ".join(["def make(slice, number):", *lines]), known)  # noqa: S102
    made: Callable[[Slice, int], Thing] = known["make"]
    return made


def settable(cls: Kind) -> Any:
    """A class of the same layout whose objects can be set."""
    plain = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}  # both, or neither is fast
    return type(cls)(cls.__name__, (cls,), plain)


def value(table: Table, name: str, known: dict[str, Any]) -> str:
    """What a slot is set to; what every row has alike stands there itself."""
    column = table.columns.get(name)
    if column is None or (len(column.values) == 1 and column.codes is not None):
        known[f"the_{name}"] = column.values[0] if column else ()
        return f"the_{name}"
    known[f"values_{name}"], known[f"codes_{name}"] = column
    return f"values_{name}[row]" if column.codes is None else f"values_{name}[codes_{name}[row]]"


def reference(table: Table, name: str, known: dict[str, Any]) -> list[str]:
    target, rows = table.references[name]
    known[f"rows_{name}"], known[f"make_{name}"] = rows, target.make
    return [
        f"at = rows_{name}[row]",
        f"thing.{name} = None if at < 0 else made.get(at) or make_{name}(slice, at)",
    ]
