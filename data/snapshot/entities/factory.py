"""Factories of entities: one function per table, generated and compiled once, like the methods of dataclasses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.snapshot.columns import SliceView, Table
from data.snapshot.entities.entity import Entity, EntityMeta, slots

SET_FIRST = ("slice", "row")


def compile_factory(table: Table) -> Callable[[SliceView, int], Entity]:
    """Compiles a function that materialises a row of a table in a slice, with the `prompt` slots of its class.

    Without prompt slots, all columns are set. What is not set is resolved on first access.

    The function registers the entity in `slice.materialised` by its row. It sets all slots on a mutable subclass
    before other threads can see the entity. The compiled source holds no text from outside this code base.
    """
    names: dict[str, Any] = {"new": object.__new__, "cls": table.cls, "mutable": mutable_class(table.cls)}
    lines = [f"row = number - {table.first}", "entity = new(mutable)"]
    lines += ["entity.slice = slice", "entity.row = number"]
    columns = [name for name in slots(table.cls) if name not in {**table.references, **table.cls.cached_attributes}]
    for name in table.cls.prompt or columns:
        if name in table.references:
            lines += reference_lines(table, name, names)
        elif name == "name" and table.cls.names_of_day:
            names_of_day = f"slice.names_of_day.{table.cls.names_of_day}"
            lines.append(f"entity.name = {names_of_day}.get(number, {value_expression(table, name, names)})")
        elif name not in SET_FIRST:
            lines.append(f"entity.{name} = {value_expression(table, name, names)}")
    lines += ["entity.__class__ = cls", "return slice.materialised.setdefault(number, entity)"]
    exec("\n    ".join(["def create(slice, number):", *lines]), names)  # noqa: S102
    create: Callable[[SliceView, int], Entity] = names["create"]
    return create


def mutable_class(cls: EntityMeta) -> Any:
    """A subclass with the same memory layout whose attributes can be set."""
    plain = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}  # fast only with both
    return type(cls)(cls.__name__, (cls,), plain)


def value_expression(table: Table, name: str, names: dict[str, Any]) -> str:
    """The source of the expression for a slot. A value that all rows share becomes a constant."""
    column = table.columns.get(name)
    if column is None or (len(column.values) == 1 and column.codes is not None):
        names[f"constant_{name}"] = column.values[0] if column else ()
        return f"constant_{name}"
    names[f"values_{name}"], names[f"codes_{name}"] = column
    return f"values_{name}[row]" if column.codes is None else f"values_{name}[codes_{name}[row]]"


def reference_lines(table: Table, name: str, names: dict[str, Any]) -> list[str]:
    """The source lines that set a slot to the entity referred to, or to None."""
    target, rows = table.references[name]
    names[f"rows_{name}"], names[f"create_{name}"] = rows, target.create
    return [
        f"target = rows_{name}[row]",
        f"entity.{name} = None if target < 0 else slice.materialised.get(target) or create_{name}(slice, target)",
    ]
