"""What the code of plans needs to know of values once for each class of them, or for each member of an enum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType

from schema.execution._graphql_core import is_iterable
from schema.execution.inputs import Unplannable


class TypeChecks:
    """The classes of values that are known to be of an object type."""

    def __init__(self, type_: GraphQLObjectType) -> None:
        self.type = type_
        self.known: set[type] = set()

    def check(self, value: object) -> None:
        if not is_of_type(self.type, value):
            raise Unplannable
        self.known.add(value.__class__)


class ListChecks:
    """The classes of values that are known to be lists, as graphql-core sees them."""

    def __init__(self) -> None:
        self.known: set[type] = {list, tuple}

    def check(self, value: object) -> None:
        if not is_iterable(value):
            raise Unplannable
        self.known.add(value.__class__)


LIST_CHECKS = ListChecks()


def is_of_type(type_: GraphQLObjectType, value: object) -> bool:
    """Whether a value says that it is of a type. Types that leave that open are graphql-core's."""
    return type_.is_type_of is not None and type_.is_type_of(value, None) is True  # type: ignore[arg-type]


class EnumSerializer(dict[Any, str]):
    """The names of the members of an enum, as the enum itself gives them."""

    def __init__(self, type_: GraphQLEnumType) -> None:
        self.serialize = serializer(type_)

    def __missing__(self, value: Any) -> str:
        name: str = self.serialize(value)
        self[value] = name
        return name


def serializer(type_: GraphQLScalarType | GraphQLEnumType) -> Callable[[Any], Any]:
    """The leaf as the answer holds it; nothing is no answer."""

    def serialize(value: Any) -> Any:
        serialized = type_.serialize(value)
        if serialized is None:
            raise Unplannable
        return serialized

    return serialize
