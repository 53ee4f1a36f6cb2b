"""The code of a plan: a function that builds an object of a GraphQL type, made from the names of the schema."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from itertools import count
from typing import Any, NamedTuple

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
    print_ast,
)

from schema.execution._graphql_core import FieldDetails
from schema.execution.inputs import Unplannable
from schema.execution.resolvers import Call, bind
from schema.execution.runtime_types import LIST_CHECKS, EnumSerializer, TypeChecks, is_of_type, serializer
from schema.execution.selections import Arguments, Fields, Selections

FIELDS = 2_000  # fields of one function, fragments expanded
NESTING = 24  # levels of one function; Python allows no more than 100 indentations
NODE_INTERFACE = "Node"  # the interface of what has a `row` in a `slice`, and is the same as long as that lives
EDGE = {"node", "cursor"}  # the fields of an edge that has them from its node, if that is one
LEAST = 3  # fields that are worth keeping as a piece

# Scalars whose values are ready for JSON, unless this holds of the value `v`.
UNREADY = {
    "Boolean": "v is not True and v is not False",
    "Float": "v.__class__ is not float or v - v != 0.0",
    "ID": "v.__class__ is not str",
    "Int": "v.__class__ is not int or not -2147483648 <= v <= 2147483647",
    "String": "v.__class__ is not str",
}
SECRET = os.urandom(16)
Run = Callable[[object, Arguments], dict[str, Any]]


class Branches:
    """A selection on an interface or union: a function for each class of values, made when the first one comes.

    The GraphQL type of a value depends on its class alone; every possible type says what it is by `is_type_of`.
    """

    def __init__(self, selections: Selections, type_: GraphQLAbstractType, details: list[FieldDetails]) -> None:
        self.selections = selections
        self.possible = selections.schema.get_possible_types(type_)
        self.details = details
        self.known: dict[type, Run] = {}

    def new(self, value: object) -> Run:
        """The function for a value of a class that has not come before."""
        type_ = next((one for one in self.possible if is_of_type(one, value)), None)
        if type_ is None:
            raise Unplannable
        run = FunctionCompiler(self.selections, type_, self.selections.of(type_, self.details)).compiled()
        self.known[value.__class__] = run
        return run


class Checkpoint(NamedTuple):
    """How far a function had come when it began to build an object."""

    line: int
    fields: int
    varying: int
    signature: int


def shape_hash(signature: list[str]) -> int:
    """A number that stands for what is built, above all numbers of rows; nobody outside can find two alike."""
    return int.from_bytes(blake2b("".join(signature).encode(), digest_size=12, key=SECRET).digest()) << 64


class FunctionCompiler:
    """The code of one function that builds an object, and the constants that the code names."""

    def __init__(self, selections: Selections, type_: GraphQLObjectType, fields: Fields) -> None:
        self.selections = selections
        self.constants: dict[str, Any] = {"fail": fail}
        self.tie_table: list[str] = []
        self.numbers = count()
        self.depth = 1
        self.fields = 0
        self.lists = 0  # within how many lists the code stands
        self.varying = 0  # fields so far that may differ from request to request
        self.signature: list[str] = []  # what is built, in words
        self.object(type_, fields, "o")

    def compiled(self) -> Run:
        code = "\n".join(["def run(o, a):", *self.tie_table, " return o"])
        exec(compile(code, "<plan>", "exec"), self.constants)  # noqa: S102  made from the schema's names alone
        run: Run = self.constants.pop("run")  # so that nothing is held in a circle
        return run

    def constant(self, value: object) -> str:
        name = f"c{next(self.numbers)}"
        self.constants[name] = value
        return name

    def emit(self, line: str) -> None:
        self.tie_table.append(" " * self.depth + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """What follows belongs to a compound statement."""
        self.emit(head)
        self.depth += 1
        if self.depth > NESTING:
            raise Unplannable
        before = len(self.tie_table)
        yield
        if len(self.tie_table) == before:
            self.emit("pass")
        self.depth -= 1

    def object(self, type_: GraphQLObjectType, fields: Fields, v: str) -> None:
        """Put the fields of the object in `v` in its place."""
        self.fields += len(fields)
        self.selections.fields += len(fields)
        if self.fields > FIELDS:
            raise Unplannable
        if type_.is_type_of is not None:
            instances = TypeChecks(type_)
            complete_value, check = self.constant(instances.known), self.constant(instances.check)
            self.emit(f"if {v}.__class__ not in {complete_value}: {check}({v})")
        begin = Checkpoint(len(self.tie_table), self.fields - len(fields), self.varying, len(self.signature))
        lists = self.lists
        if is_edge(type_):
            self.lists = 0  # its node is no piece of its own
        self.signature.append(f"{type_.name}{{")
        items = [f"{self.key(key, details)}: {self.field(type_, key, details, v)}" for key, details in fields.items()]
        self.emit(f"{v} = {{{', '.join(items)}}}")
        self.signature.append("}")
        self.lists = lists
        if self.selections.fragments and lists and (is_edge(type_) or is_entity(type_)):
            self.reuse_fragment(v, begin)

    def reuse_fragment(self, v: str, begin: Checkpoint) -> None:
        """Keep what the code since then builds, if it is worth it and the same in every request."""
        if self.varying > begin.varying or self.fields - begin.fields < LEAST:
            return
        key, fragments, reuse_fragment = (f"{name}{next(self.numbers)}" for name in "kqp")
        built, self.tie_table[begin.line :] = self.tie_table[begin.line :], []
        self.emit(f"{key} = {self.constant(shape_hash(self.signature[begin.signature :]))} + {v}.row")
        self.emit(f"{fragments} = {v}.slice.fragments")
        self.emit(f"{reuse_fragment} = {fragments}.get({key})")
        self.emit(f"if {reuse_fragment} is None:")
        self.tie_table += [f" {line}" for line in built]
        self.emit(f" {reuse_fragment} = {fragments}.store({key}, {v})")
        self.emit(f"{v} = {reuse_fragment}")

    def key(self, key: str, details: list[FieldDetails]) -> str:
        """A name of the schema as it stands, an alias of the client as a constant."""
        return repr(key) if details[0].node.alias is None else self.constant(key)

    def field(self, type_: GraphQLObjectType, key: str, details: list[FieldDetails], v: str) -> str:
        """The code of the value of a field of the object in `v`."""
        name = details[0].node.name.value
        self.signature.append(f"{key}:{name}({','.join(map(print_ast, details[0].node.arguments or ()))})")
        if name == "__typename":
            return repr(type_.name)
        field = type_.fields.get(name)
        if field is None:
            raise Unplannable
        call = bind(field, details[0].node)
        result = f"v{next(self.numbers)}"
        self.emit(f"{result} = {self.value(call, v)}")
        self.complete(field.type, details, result)
        return result

    def value(self, call: Call, v: str) -> str:
        """The code that resolves a field."""
        if call.attribute is not None:
            return f"{v}.{call.attribute}"
        given = [call.source.format(v)]
        if call.arguments.varying:
            self.varying += 1
            self.selections.calls.append(call)
            given.append(f"**a[{len(self.selections.calls) - 1}]")
        elif call.arguments.constant:
            given.append(f"**{self.constant(call.arguments.constant)}")
        return f"{self.constant(call.function)}({', '.join(given)})"

    def complete(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        """Put the value in `v` in the form of the answer."""
        if is_non_null_type(type_):
            self.emit(f"if {v} is None: fail()")
            self.complete_value(type_.of_type, details, v)
        else:
            with self.block(f"if {v} is not None:"):
                self.complete_value(type_, details, v)

    def complete_value(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        """The same for a value that is not null."""
        if is_list_type(type_):
            self.list(type_.of_type, details, v)
        elif isinstance(type_, GraphQLObjectType):
            self.object(type_, self.selections.of(type_, details), v)
        elif is_abstract_type(type_):
            self.varying += 1
            branches = Branches(self.selections, type_, details)
            get, new = self.constant(branches.known.get), self.constant(branches.new)
            self.emit(f"{v} = ({get}({v}.__class__) or {new}({v}))({v}, a)")
        elif isinstance(type_, GraphQLEnumType):
            self.emit(f"{v} = {self.constant(EnumSerializer(type_))}[{v}]")
        elif type_.name in UNREADY:
            unready = UNREADY[type_.name].replace("v", v)
            self.emit(f"if {unready}: {v} = {self.constant(serializer(type_))}({v})")
        else:
            self.emit(f"{v} = {self.constant(serializer(type_))}({v})")

    def list(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        items, item = f"v{next(self.numbers)}", f"v{next(self.numbers)}"
        self.emit(
            f"if {v}.__class__ not in {self.constant(LIST_CHECKS.known)}: {self.constant(LIST_CHECKS.check)}({v})"
        )
        self.emit(f"{items} = []")
        self.lists += 1
        with self.block(f"for {item} in {v}:"):
            self.complete(type_, details, item)
            self.emit(f"{items}.append({item})")
        self.lists -= 1
        self.emit(f"{v} = {items}")


def is_entity(type_: Any) -> bool:
    """Whether values of a type stay the same in their `slice`, and say by `row` which they are."""
    return any(interface.name == NODE_INTERFACE for interface in getattr(type_, "interfaces", ()))


def is_edge(type_: GraphQLObjectType) -> bool:
    """Whether it is an edge of such values, which says nothing else and does as they do."""
    return type_.fields.keys() == EDGE and is_entity(get_named_type(type_.fields["node"].type))


def fail() -> None:
    """A null in a non-null place, or what is no list in place of a list."""
    raise Unplannable
