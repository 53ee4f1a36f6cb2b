"""Decides in one walk that a document is valid. Leaves to graphql-core what it cannot decide.

graphql-core visits each node with 33 rules, which takes several milliseconds for a short document. Most documents are
valid and use a small part of the language: queries with fields, arguments, variables, fragments, `@skip` and `@include`.
For these, one walk over the selections decides the same. Any doubt leaves the document to graphql-core, so every error
comes from the reference implementation. Whether fields of the same response key can be merged is not checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    do_types_overlap,
    get_named_type,
    is_composite_type,
)

from schema.execution.validation.values import InputFields, Undecided, Usage, ValueCheck, Variables, arguments_of

DIRECTIVES = ("skip", "include")
TYPENAME = "__typename"
# graphql-core stops at greater numbers of its own, which documents within these cannot reach.
MAX_FRAGMENTS = 50
MAX_SETS = 200  # selection sets, an upper bound of their nesting through fragments
MAX_SELECTIONS = 1_000  # selections and variables, multiplied by the number of operations
SCHEMAS = 8  # whose fields are cached

Spread = tuple[str, Any]  # the name of a fragment, and the type of the objects that it is spread into


class FieldRule(NamedTuple):
    """What a selection of a field has to meet: its arguments, and the type of its selections, None for a leaf."""

    arguments: InputFields
    below: Any


class SchemaRules:
    """What is valid in documents of a schema, by the names of its types, computed on first access."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.fields: dict[str, dict[str, FieldRule]] = {}
        self.inputs: dict[str, InputFields] = {}
        found = {name: schema.get_directive(name) for name in DIRECTIVES}
        self.directives = {name: arguments_of(each.args) for name, each in found.items() if each is not None}

    def fields_of(self, type_: Any) -> dict[str, FieldRule]:
        """The fields of an object type, an interface or a union, without those of introspection."""
        rules = self.fields.get(type_.name)
        if rules is None:
            rules = {name: field_rule(field) for name, field in getattr(type_, "fields", {}).items()}
            rules[TYPENAME] = FieldRule(arguments_of({}), None)
            self.fields[type_.name] = rules
        return rules

    def composite(self, name: str) -> Any:
        """The type of a type condition. Raises Undecided when it has no fields."""
        type_ = self.schema.get_type(name)
        if not is_composite_type(type_):
            raise Undecided
        return type_


rules_of = lru_cache(SCHEMAS)(SchemaRules)


def field_rule(field: Any) -> FieldRule:
    named = get_named_type(field.type)
    return FieldRule(arguments_of(field.args), named if is_composite_type(named) else None)


class DefinitionCheck:
    """Walks the selections of an operation or a fragment. Raises Undecided."""

    def __init__(self, rules: SchemaRules, node: OperationDefinitionNode | FragmentDefinitionNode, type_: Any) -> None:
        self.rules = rules
        self.values = ValueCheck(rules.inputs)
        self.spreads: list[Spread] = []
        self.sets = self.selections = 0
        if node.directives:
            raise Undecided
        self.selection_set(node.selection_set, type_)

    def selection_set(self, node: SelectionSetNode, type_: Any) -> None:
        self.sets += 1
        self.selections += len(node.selections)
        fields = self.rules.fields_of(type_)
        for selection in node.selections:
            if selection.directives:
                self.directives(selection.directives)
            if isinstance(selection, FieldNode):
                self.field(selection, fields.get(selection.name.value))
            elif isinstance(selection, InlineFragmentNode):
                self.inline_fragment(selection, type_)
            elif isinstance(selection, FragmentSpreadNode) and not selection.arguments:
                self.spreads.append((selection.name.value, type_))
            else:
                raise Undecided

    def field(self, node: FieldNode, rule: FieldRule | None) -> None:
        if rule is None or (rule.below is None) is not (node.selection_set is None):
            raise Undecided
        if node.arguments or rule.arguments.required:
            self.values.given(node.arguments or (), rule.arguments, one_of=False)
        if node.selection_set is not None:
            self.selection_set(node.selection_set, rule.below)

    def inline_fragment(self, node: InlineFragmentNode, type_: Any) -> None:
        condition = type_
        if node.type_condition is not None:
            condition = self.rules.composite(node.type_condition.name.value)
            check_overlap(self.rules.schema, condition, type_)
        self.selection_set(node.selection_set, condition)

    def directives(self, nodes: Sequence[DirectiveNode]) -> None:
        names = {node.name.value for node in nodes}
        if len(names) < len(nodes) or not names <= self.rules.directives.keys():
            raise Undecided
        for node in nodes:
            self.values.given(node.arguments or (), self.rules.directives[node.name.value], one_of=False)


def check_overlap(schema: GraphQLSchema, condition: Any, type_: Any) -> None:
    """Raises Undecided when no object of the one type can be of the other."""
    if condition is not type_ and not do_types_overlap(schema, condition, type_):
        raise Undecided


class Fragments:
    """The checked fragments of a document and what they spread. Raises Undecided."""

    def __init__(self, rules: SchemaRules, nodes: Sequence[FragmentDefinitionNode]) -> None:
        self.schema = rules.schema
        self.types = {node.name.value: rules.composite(node.type_condition.name.value) for node in nodes}
        if len(self.types) < len(nodes) or len(nodes) > MAX_FRAGMENTS or any(n.variable_definitions for n in nodes):
            raise Undecided
        self.checks = {node.name.value: DefinitionCheck(rules, node, self.types[node.name.value]) for node in nodes}
        self.known: dict[str, frozenset[str] | None] = {}

    def reached(self, spreads: Iterable[Spread]) -> frozenset[str]:
        """The names of the fragments that are spread, also by other fragments."""
        found: frozenset[str] = frozenset()
        for name, type_ in spreads:
            if name not in self.types:
                raise Undecided
            check_overlap(self.schema, self.types[name], type_)
            found |= self.reached_by(name)
        return found

    def reached_by(self, name: str) -> frozenset[str]:
        """The name of a fragment and of those that it spreads."""
        if name not in self.known:
            self.known[name] = None
            self.known[name] = self.reached(self.checks[name].spreads) | {name}
        found = self.known[name]
        if found is None:
            raise Undecided  # it spreads itself
        return found


def is_surely_valid(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Whether a document is valid beyond doubt, provided that its fields can be merged. False says nothing."""
    try:
        check(rules_of(schema), document)
    except Undecided:
        return False
    return True


def check(rules: SchemaRules, document: DocumentNode) -> None:
    """Raises Undecided."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    if len(operations) + len(fragments) < len(document.definitions) or not has_good_names(operations):
        raise Undecided
    checked = Fragments(rules, fragments)
    checks = [*checked.checks.values()]
    reached: set[str] = set()
    for node in operations:
        found, names = check_operation(rules, node, checked)
        reached |= names
        checks.append(found)
    work = sum(one.selections + len(one.values.usages) for one in checks) * len(operations)
    if len(reached) < len(fragments) or work > MAX_SELECTIONS or sum(one.sets for one in checks) > MAX_SETS:
        raise Undecided


def has_good_names(operations: Sequence[OperationDefinitionNode]) -> bool:
    """Whether all operations have names of their own, or there is only one."""
    names = {node.name.value for node in operations if node.name}
    return len(operations) == 1 or len(names) == len(operations)


def check_operation(
    rules: SchemaRules, node: OperationDefinitionNode, fragments: Fragments
) -> tuple[DefinitionCheck, frozenset[str]]:
    """The checked operation and the names of the fragments that it reaches. Raises Undecided."""
    root = rules.schema.query_type
    if node.operation is not OperationType.QUERY or root is None:
        raise Undecided
    found = DefinitionCheck(rules, node, root)
    variables = Variables(rules.schema, node.variable_definitions, ValueCheck(rules.inputs))
    names = fragments.reached(found.spreads)
    usages: list[Usage] = [*found.values.usages]
    for name in names:
        usages += fragments.checks[name].values.usages
    variables.check(usages)
    return found, names
