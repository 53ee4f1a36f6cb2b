"""The code of a plan: a function that builds an object of a GraphQL type, made from the names of the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLScalarType,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import is_iterable

from schema.binding import Call, Unplannable, binding

if TYPE_CHECKING:
    from schema.plan import Plan

FIELDS = 2_000  # fields of one function, fragments expanded
NESTING = 24  # levels of one function; Python allows no more than 100 indentations

# Scalars whose values are ready for JSON, unless this holds of the value `v`.
UNREADY = {
    "Boolean": "v is not True and v is not False",
    "Float": "v.__class__ is not float or v - v != 0.0",
    "ID": "v.__class__ is not str",
    "Int": "v.__class__ is not int or not -2147483648 <= v <= 2147483647",
    "String": "v.__class__ is not str",
}
Fields = Mapping[str, list[FieldDetails]]
Run = Callable[[object, "Arguments"], dict[str, Any]]


class Arguments(dict[int, dict[str, Any]]):
    """The arguments of one request, by the number of the call; bound when they are first needed."""

    def __init__(self, calls: list[Call], variables: Any) -> None:
        self.calls = calls
        self.variables = variables

    def __missing__(self, number: int) -> dict[str, Any]:
        bound = self[number] = self.calls[number].bind(self.variables)
        return bound


class Branches:
    """A selection on an interface or union: a function for each class of values, made when the first one comes.

    The GraphQL type of a value depends on its class alone; every possible type says what it is by `is_type_of`.
    """

    def __init__(self, plan: Plan, type_: GraphQLAbstractType, details: list[FieldDetails]) -> None:
        self.plan = plan
        self.possible = plan.schema.get_possible_types(type_)
        self.details = details
        self.known: dict[type, Run] = {}

    def new(self, value: object) -> Run:
        """The function for a value of a class that has not come before."""
        type_ = next((one for one in self.possible if is_a(one, value)), None)
        if type_ is None:
            raise Unplannable
        run = Function(self.plan, type_, self.plan.selected(type_, self.details)).compiled()
        self.known[value.__class__] = run
        return run


class Instances:
    """The classes of values that are known to be of an object type."""

    def __init__(self, type_: GraphQLObjectType) -> None:
        self.type = type_
        self.known: set[type] = set()

    def check(self, value: object) -> None:
        if not is_a(self.type, value):
            raise Unplannable
        self.known.add(value.__class__)


class Lists:
    """The classes of values that are known to be lists, as graphql-core sees them."""

    def __init__(self) -> None:
        self.known: set[type] = {list, tuple}

    def check(self, value: object) -> None:
        if not is_iterable(value):
            raise Unplannable
        self.known.add(value.__class__)


LISTS = Lists()


def is_a(type_: GraphQLObjectType, value: object) -> bool:
    """Whether a value says that it is of a type. Types that leave that open are graphql-core's."""
    return type_.is_type_of is not None and type_.is_type_of(value, None) is True  # type: ignore[arg-type]


class Function:
    """The code of one function that builds an object, and the constants that the code names."""

    def __init__(self, plan: Plan, type_: GraphQLObjectType, fields: Fields) -> None:
        self.plan = plan
        self.constants: dict[str, Any] = {"fail": fail}
        self.lines: list[str] = []
        self.numbers = count()
        self.depth = 1
        self.fields = 0
        self.object(type_, fields, "o")

    def compiled(self) -> Run:
        code = "\n".join(["def run(o, a):", *self.lines, " return o"])
        exec(compile(code, "<plan>", "exec"), self.constants)  # noqa: S102  made from the schema's names alone
        run: Run = self.constants["run"]
        return run

    def constant(self, value: object) -> str:
        name = f"c{next(self.numbers)}"
        self.constants[name] = value
        return name

    def emit(self, line: str) -> None:
        self.lines.append(" " * self.depth + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """What follows belongs to a compound statement."""
        self.emit(head)
        self.depth += 1
        if self.depth > NESTING:
            raise Unplannable
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.emit("pass")
        self.depth -= 1

    def object(self, type_: GraphQLObjectType, fields: Fields, v: str) -> None:
        """Put the fields of the object in `v` in its place."""
        self.fields += len(fields)
        self.plan.fields += len(fields)
        if self.fields > FIELDS:
            raise Unplannable
        if type_.is_type_of is not None:
            instances = Instances(type_)
            known, check = self.constant(instances.known), self.constant(instances.check)
            self.emit(f"if {v}.__class__ not in {known}: {check}({v})")
        items = [f"{self.key(key, details)}: {self.field(type_, details, v)}" for key, details in fields.items()]
        self.emit(f"{v} = {{{', '.join(items)}}}")

    def key(self, key: str, details: list[FieldDetails]) -> str:
        """A name of the schema as it stands, an alias of the client as a constant."""
        return repr(key) if details[0].node.alias is None else self.constant(key)

    def field(self, type_: GraphQLObjectType, details: list[FieldDetails], v: str) -> str:
        """The code of the value of a field of the object in `v`."""
        name = details[0].node.name.value
        if name == "__typename":
            return repr(type_.name)
        field = type_.fields.get(name)
        if field is None:
            raise Unplannable
        call = binding(field, details[0].node)
        result = f"v{next(self.numbers)}"
        self.emit(f"{result} = {self.value(call, v)}")
        self.complete(field.type, details, result)
        return result

    def value(self, call: Call, v: str) -> str:
        """The code that resolves a field."""
        if call.attribute is not None:
            return f"{v}.{call.attribute}"
        given = [call.source.format(v)]
        if call.varies:
            self.plan.calls.append(call)
            given.append(f"**a[{len(self.plan.calls) - 1}]")
        elif constant := call.bind(self.plan.context[2]):
            given.append(f"**{self.constant(constant)}")
        return f"{self.constant(call.function)}({', '.join(given)})"

    def complete(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        """Put the value in `v` in the form of the answer."""
        if is_non_null_type(type_):
            self.emit(f"if {v} is None: fail()")
            self.known(type_.of_type, details, v)
        else:
            with self.block(f"if {v} is not None:"):
                self.known(type_, details, v)

    def known(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        """The same for a value that is not null."""
        if is_list_type(type_):
            self.list(type_.of_type, details, v)
        elif isinstance(type_, GraphQLObjectType):
            self.object(type_, self.plan.selected(type_, details), v)
        elif is_abstract_type(type_):
            branches = Branches(self.plan, type_, details)
            get, new = self.constant(branches.known.get), self.constant(branches.new)
            self.emit(f"{v} = ({get}({v}.__class__) or {new}({v}))({v}, a)")
        elif isinstance(type_, GraphQLEnumType):
            self.emit(f"{v} = {self.constant(Serialized(type_))}[{v}]")
        elif type_.name in UNREADY:
            unready = UNREADY[type_.name].replace("v", v)
            self.emit(f"if {unready}: {v} = {self.constant(serializer(type_))}({v})")
        else:
            self.emit(f"{v} = {self.constant(serializer(type_))}({v})")

    def list(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        items, item = f"v{next(self.numbers)}", f"v{next(self.numbers)}"
        self.emit(f"if {v}.__class__ not in {self.constant(LISTS.known)}: {self.constant(LISTS.check)}({v})")
        self.emit(f"{items} = []")
        with self.block(f"for {item} in {v}:"):
            self.complete(type_, details, item)
            self.emit(f"{items}.append({item})")
        self.emit(f"{v} = {items}")


class Serialized(dict[Any, str]):
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


def fail() -> None:
    """A null in a non-null place, or what is no list in place of a list."""
    raise Unplannable
