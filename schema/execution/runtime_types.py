"""Runtime checks of generated code, cached per class of values or per enum member."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType

from schema.execution._graphql_core import is_iterable
from schema.execution.inputs import Unplannable


class TypeChecks:
    """Caches the classes whose values belong to an object type."""

    def __init__(self, type_: GraphQLObjectType) -> None:
        self.type = type_
        self.known: set[type] = set()

    def check(self, value: object) -> None:
        """Adds the class of a value. Raises Unplannable for a value of another type."""
        if not is_of_type(self.type, value):
            raise Unplannable
        self.known.add(value.__class__)


class ListChecks:
    """Caches the classes whose values graphql-core accepts as lists."""

    def __init__(self) -> None:
        self.known: set[type] = {list, tuple}

    def check(self, value: object) -> None:
        """Adds the class of a value. Raises Unplannable for a value that is not a list."""
        if not is_iterable(value):
            raise Unplannable
        self.known.add(value.__class__)


LIST_CHECKS = ListChecks()


def is_of_type(type_: GraphQLObjectType, value: object) -> bool:
    """Whether `is_type_of` of a type accepts a value. False for a type without `is_type_of`."""
    return type_.is_type_of is not None and type_.is_type_of(value, None) is True  # type: ignore[arg-type]


class EnumSerializer(dict[Any, str]):
    """The GraphQL names of the members of an enum, computed on first access."""

    def __init__(self, type_: GraphQLEnumType) -> None:
        self.serialize = serializer(type_)

    def __missing__(self, value: Any) -> str:
        name: str = self.serialize(value)
        self[value] = name
        return name


def serializer(type_: GraphQLScalarType | GraphQLEnumType) -> Callable[[Any], Any]:
    """A function that serializes a scalar or enum value. It raises Unplannable when the value or the result is None."""

    def serialize(value: Any) -> Any:
        serialized = None if value is None else type_.serialize(value)
        if serialized is None:
            raise Unplannable
        return serialized

    return serialize
