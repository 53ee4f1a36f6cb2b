"""Code generation for plans: compiles a selection on a GraphQL object type to a Python function."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from itertools import count
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLObjectType,
    Node,
    get_named_type,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
    print_ast,
)

from data.snapshot.fragments import FRAGMENTS
from schema.execution._graphql_core import FieldDetails
from schema.execution.inputs import Unplannable
from schema.execution.resolvers import Call, bind
from schema.execution.runtime_types import LIST_CHECKS, EnumSerializer, TypeChecks, is_of_type, serializer
from schema.execution.selections import Arguments, Fields, Selections

MAX_FIELDS = 2_000  # fields of one function, with fragments expanded
MAX_NESTING = 24  # nested blocks of one function; Python allows 100 levels of indentation
NODE_INTERFACE = "Node"  # implemented by entities, which have a `slice` and a `row` and never change within the slice
EDGE = {"node", "cursor"}  # fields of a plain edge, which depends only on its node
MIN_FRAGMENT_FIELDS = 3  # smaller selections are not cached as JSON fragments

# By scalar, the condition on which a value `v` must be serialized. Other values are valid JSON values.
NEEDS_SERIALIZER = {
    "Boolean": "v is not True and v is not False",
    "Float": "v.__class__ is not float or v - v != 0.0",
    "ID": "v.__class__ is not str",
    "Int": "v.__class__ is not int or not -2147483648 <= v <= 2147483647",
    "String": "v.__class__ is not str",
}
CODES = 256  # texts of functions whose code is cached
SECRET = os.urandom(16)
Run = Callable[[object, Arguments], dict[str, Any]]


class Branches:
    """A selection on an interface or union: one function per class of values, compiled on first use.

    The GraphQL type of a value depends on its class alone. It is the possible type whose `is_type_of` accepts it.
    """

    def __init__(self, selections: Selections, type_: GraphQLAbstractType, details: list[FieldDetails]) -> None:
        self.selections = selections
        self.possible = selections.schema.get_possible_types(type_)
        self.details = details
        self.known: dict[type, Run] = {}

    def new(self, value: object) -> Run:
        """Compiles the function for the class of a value. Raises Unplannable when no possible type accepts it."""
        type_ = next((possible for possible in self.possible if is_of_type(possible, value)), None)
        if type_ is None:
            raise Unplannable
        run = FunctionCompiler(self.selections, type_, self.selections.of(type_, self.details)).compiled()
        self.known[value.__class__] = run
        return run


class Checkpoint(NamedTuple):
    """The lengths and counters of a FunctionCompiler before it compiles an object."""

    line: int
    fields: int
    varying: int
    signature: int


def text_of(node: Node) -> str:
    """The text of a node in its document; equal texts mean the same."""
    return node.loc.source.body[node.loc.start : node.loc.end] if node.loc else print_ast(node)


def selection_hash(signature: list[str]) -> int:
    """A keyed hash of a selection. The key is random per process, so clients cannot construct collisions."""
    return int.from_bytes(blake2b("".join(signature).encode(), digest_size=12, key=SECRET).digest())


@lru_cache(CODES)
def code_of(source: str) -> CodeType:
    """The code of the one function in a text. Operations that differ in names, aliases and literals have equal texts."""
    module = compile(source, "<plan>", "exec")
    return next(constant for constant in module.co_consts if isinstance(constant, CodeType))


class FunctionCompiler:
    """Generates the code of one function that builds an object, and the constants that the code refers to.

    In the code, `o` is the object and `a` the Arguments of the request. Raises Unplannable for an unsupported selection.
    """

    def __init__(self, selections: Selections, type_: GraphQLObjectType, fields: Fields) -> None:
        self.selections = selections
        self.constants: dict[str, Any] = {"fail": fail}
        self.lines: list[str] = []
        self.slices: list[str] = []  # variables, each for the slice of the last item of a list
        self.reused: dict[str, str] = {}  # by variable, the selection whose fragments replace its value
        self.numbers = count()
        self.depth = 1
        self.fields = 0
        self.lists = 0  # number of lists around the current position
        self.varying = 0  # fields so far whose values may differ between requests
        self.signature: list[str] = []  # text of the selection, whose hash identifies it in the cache of fragments
        self.object(type_, fields, "o")

    def compiled(self) -> Run:
        begin = [f" {slice} = None" for slice in self.slices]
        code = code_of("\n".join(["def run(o, a):", *begin, *self.lines, " return o"]))
        return FunctionType(code.replace(), self.constants)  # the interpreter tunes each copy to its constants

    def constant(self, value: object) -> str:
        name = f"c{next(self.numbers)}"
        self.constants[name] = value
        return name

    def emit(self, line: str) -> None:
        self.lines.append(" " * self.depth + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Emits a compound statement. Lines emitted within the context form its body."""
        self.emit(head)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Unplannable
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.emit("pass")
        self.depth -= 1

    def object(self, type_: GraphQLObjectType, fields: Fields, v: str) -> None:
        """Emits code that replaces the object in variable `v` by a dictionary of its selected fields."""
        self.fields += len(fields)
        self.selections.fields += len(fields)
        if self.fields > MAX_FIELDS:
            raise Unplannable
        begin = Checkpoint(len(self.lines), self.fields - len(fields), self.varying, len(self.signature))
        if type_.is_type_of is not None:
            checks = TypeChecks(type_)
            known, check = self.constant(checks.known), self.constant(checks.check)
            self.emit(f"if {v}.__class__ not in {known}: {check}({v})")
        lists = self.lists
        if is_edge(type_):
            self.lists = 0  # the edge is cached instead of its node
        self.signature.append(f"{type_.name}{{")
        items = [f"{self.key(key, details)}: {self.field(type_, key, details, v)}" for key, details in fields.items()]
        self.emit(f"{v} = {{{', '.join(items)}}}")
        self.signature.append("}")
        self.lists = lists
        if self.selections.fragments and lists and (is_edge(type_) or is_entity(type_)):
            self.reuse_fragment(v, begin)

    def reuse_fragment(self, v: str, begin: Checkpoint) -> None:
        """Wraps the code since `begin` in a lookup of the fragment cache. What has a fragment was checked when it was made.

        Does nothing when the selection is too small or may differ between requests.
        """
        if self.varying > begin.varying or self.fields - begin.fields < MIN_FRAGMENT_FIELDS:
            return
        slice, get, row, fragment = (f"{name}{next(self.numbers)}" for name in "sgrp")
        of, store = self.constant(FRAGMENTS.of), self.constant(FRAGMENTS.store)
        built, self.lines[begin.line :] = self.lines[begin.line :], []
        selection = self.constant(selection_hash(self.signature[begin.signature :]))
        self.slices.append(slice)
        self.emit(f"if {v}.slice is not {slice}: {slice} = {v}.slice; {get} = {of}({selection}, {slice}.number).get")
        self.emit(f"{row} = {v}.row")
        self.emit(f"{fragment} = {get}({row})")
        self.emit(f"if {fragment} is None:")
        self.lines += [f" {line}" for line in built]
        self.emit(f" {fragment} = {store}({selection}, {slice}.number, {row}, {v})")
        self.emit(f"{v} = {fragment}")
        self.reused[v] = selection

    def reuse_fragments(self, items: str, v: str, selection: str, begin: int) -> None:
        """Wraps the code since the line `begin` in a lookup of the fragments of all items of the page in `v`."""
        built, self.lines[begin:] = self.lines[begin:], []
        self.emit(f"{items} = {self.constant(FRAGMENTS.of_all)}({selection}, {v})")
        self.emit(f"if {items} is None:")
        self.lines += [f" {line}" for line in built]

    def key(self, key: str, details: list[FieldDetails]) -> str:
        """The code of a response key: a field name as a literal, an alias as a constant."""
        return repr(key) if details[0].node.alias is None else self.constant(key)

    def field(self, type_: GraphQLObjectType, key: str, details: list[FieldDetails], v: str) -> str:
        """Emits code that computes a field of the object in `v`. Returns the name of the variable with the result."""
        name = details[0].node.name.value
        self.signature.append(f"{key}:{name}({','.join(map(text_of, details[0].node.arguments or ()))})")
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
        """The expression that resolves a field of the object in `v`."""
        if call.attribute is not None:
            return f"{v}.{call.attribute}"
        arguments = [call.source.format(v)]
        if call.arguments.varying:
            self.varying += 1
            self.selections.calls.append(call)
            arguments.append(f"**a[{len(self.selections.calls) - 1}]")
        elif call.arguments.constant:
            arguments.append(f"**{self.constant(call.arguments.constant)}")
        return f"{self.constant(call.function)}({', '.join(arguments)})"

    def complete(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        """Emits code that converts the value in `v` to its form in the answer."""
        if is_non_null_type(type_):
            if not rejects_none(type_.of_type):
                self.emit(f"if {v} is None: fail()")
            self.complete_value(type_.of_type, details, v)
        else:
            with self.block(f"if {v} is not None:"):
                self.complete_value(type_, details, v)

    def complete_value(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        """The same for a value that is not None."""
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
        elif type_.name in NEEDS_SERIALIZER:
            condition = NEEDS_SERIALIZER[type_.name].replace("v", v)
            self.emit(f"if {condition}: {v} = {self.constant(serializer(type_))}({v})")
        else:
            self.emit(f"{v} = {self.constant(serializer(type_))}({v})")

    def list(self, type_: Any, details: list[FieldDetails], v: str) -> None:
        items, item = f"v{next(self.numbers)}", f"v{next(self.numbers)}"
        self.emit(
            f"if {v}.__class__ not in {self.constant(LIST_CHECKS.known)}: {self.constant(LIST_CHECKS.check)}({v})"
        )
        begin = len(self.lines)
        self.emit(f"{items} = []")
        self.lists += 1
        with self.block(f"for {item} in {v}:"):
            self.complete(type_, details, item)
            self.emit(f"{items}.append({item})")
        self.lists -= 1
        if item in self.reused and not self.lists:  # the items of an inner list are mostly few, and no page
            self.reuse_fragments(items, v, self.reused[item], begin)
        self.emit(f"{v} = {items}")


def rejects_none(type_: Any) -> bool:
    """Whether the code that `complete_value` emits fails for None by itself."""
    return not isinstance(type_, GraphQLObjectType) or type_.is_type_of is not None


def is_entity(type_: Any) -> bool:
    """Whether the values of a type are entities, which `slice` and `row` identify."""
    return any(interface.name == NODE_INTERFACE for interface in getattr(type_, "interfaces", ()))


def is_edge(type_: GraphQLObjectType) -> bool:
    """Whether a type is an edge of entities with no fields but `node` and `cursor`."""
    return type_.fields.keys() == EDGE and is_entity(get_named_type(type_.fields["node"].type))


def fail() -> None:
    """Raises Unplannable: generated code calls it for None in a non-null field."""
    raise Unplannable
