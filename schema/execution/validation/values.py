"""Checks of values and variables in a document that is valid beyond doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    ArgumentNode,
    GraphQLInputField,
    GraphQLSchema,
    ListValueNode,
    NonNullTypeNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    is_input_object_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
    type_from_ast,
)

from schema.execution._graphql_core import allowed_variable_usage, validate_input_literal
from schema.execution._strawberry import DEFINITION


class Undecided(Exception):
    """The document may be invalid, or uses what only graphql-core checks."""


class Usage(NamedTuple):
    """A variable in the position of an argument, an item or an input field. `has_to_be` says that null is no value."""

    name: str
    type: Any
    default: Any
    has_to_be: bool


class InputFields(NamedTuple):
    """Arguments or input fields that a document may give by name, and the names of those that it must give."""

    declared: Mapping[str, Any]
    required: frozenset[str]


def arguments_of(declared: Mapping[str, Any]) -> InputFields:
    """The arguments of a field or a directive."""
    return InputFields(declared, frozenset(name for name, each in declared.items() if is_required_argument(each)))


class ValueCheck:
    """Checks literals, and collects the variables of one definition. Its methods raise Undecided."""

    def __init__(self, inputs: dict[str, InputFields]) -> None:
        self.inputs = inputs
        self.usages: list[Usage] = []

    def given(self, nodes: Iterable[ArgumentNode | ObjectFieldNode], inputs: InputFields, *, one_of: bool) -> None:
        """Checks that each name is declared, given once, and has a value of its type; and that none is missing."""
        names: set[str] = set()
        for node in nodes:
            name = node.name.value
            declared = inputs.declared.get(name)
            if declared is None or name in names:
                raise Undecided
            names.add(name)
            self.value(node.value, declared.type, default_of(declared), has_to_be=one_of)
        if not inputs.required <= names:
            raise Undecided

    def value(self, node: Any, type_: Any, default: Any = Undefined, *, has_to_be: bool = False) -> None:
        if isinstance(node, VariableNode):
            self.usages.append(Usage(node.name.value, type_, default, has_to_be))
            return
        if isinstance(node, NullValueNode):
            if has_to_be or is_non_null_type(type_):
                raise Undecided
            return
        if is_non_null_type(type_):
            type_ = type_.of_type
        if is_list_type(type_):
            for item in node.values if isinstance(node, ListValueNode) else (node,):
                self.value(item, type_.of_type)
        elif is_input_object_type(type_):
            self.input_object(node, type_)
        elif isinstance(node, ListValueNode | ObjectValueNode):
            raise Undecided
        else:
            validate_input_literal(node, type_, undecided)

    def input_object(self, node: Any, type_: Any) -> None:
        one_of = is_one_of(type_)
        if not isinstance(node, ObjectValueNode) or (one_of and len(node.fields) != 1):
            raise Undecided
        if type_.name not in self.inputs:
            self.inputs[type_.name] = input_fields_of(type_.fields)
        self.given(node.fields, self.inputs[type_.name], one_of=one_of)


def undecided(*_: Any) -> None:
    """Takes the place of a report of errors."""
    raise Undecided


def default_of(declared: Any) -> Any:
    """The default of an argument or input field as `allowed_variable_usage` takes it."""
    return declared.default_value if declared.default is None else declared.default


def input_fields_of(declared: Mapping[str, GraphQLInputField]) -> InputFields:
    return InputFields(declared, frozenset(name for name, each in declared.items() if is_required_input_field(each)))


def is_one_of(type_: Any) -> bool:
    """Whether graphql-core or Strawberry takes an input type as one of which exactly one field is given."""
    return bool(type_.is_one_of or getattr(type_.extensions.get(DEFINITION), "is_one_of", False))


class Variables:
    """The variables that an operation declares, with the types and defaults in the document. Raises Undecided."""

    def __init__(
        self, schema: GraphQLSchema, nodes: Sequence[VariableDefinitionNode] | None, literals: ValueCheck
    ) -> None:
        self.schema = schema
        self.declared: dict[str, tuple[VariableDefinitionNode, Any]] = {}
        for node in nodes or ():
            name, type_ = node.variable.name.value, type_from_ast(schema, node.type)
            if name in self.declared or node.directives or not is_input_type(type_):
                raise Undecided
            if node.default_value is not None:
                literals.value(node.default_value, type_)
            self.declared[name] = node, type_

    def check(self, usages: Iterable[Usage]) -> None:
        """Checks that each variable is declared, is used, and may be where it is. Raises Undecided."""
        names = set()
        for name, type_, default, has_to_be in usages:
            if name not in self.declared:
                raise Undecided
            names.add(name)
            node, of_variable = self.declared[name]
            if has_to_be and not isinstance(node.type, NonNullTypeNode):
                raise Undecided
            if of_variable is not type_ and not allowed_variable_usage(
                self.schema, of_variable, node.default_value, type_, default
            ):
                raise Undecided
        if len(names) != len(self.declared):
            raise Undecided
