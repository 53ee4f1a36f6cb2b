"""What a document asks for when its fragments are expanded, counted without expanding them.

Every fragment is counted once and remembered, so that the time is linear in the length of the document, however many
times its fragments spread one another. All numbers are Python's, which do not overflow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from schema.execution.cost import ONCE, size, weight

ITEMS = ("edges", "nodes")  # the fields of a connection that are as long as its page
WRAPPED = "ofType"  # what a type of lists and of non-null is of; ends after a few steps
WHOLE = "Network"
Fragments = Mapping[str, FragmentDefinitionNode]


class Complexity(NamedTuple):
    """What some selections ask for; `heaviest` is what the dearest field weighs by itself.

    The cost has three parts: `own`, once; `paged`, for each item of the page they are asked of; `whole`, once for
    the network that they are asked of.
    """

    depth: int = 0
    heaviest: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    selections: int = 0
    own: int = 0
    paged: int = 0
    whole: int = 0

    def plus(self, other: Complexity) -> Complexity:
        _, _, *rest = map(sum, zip(self, other, strict=True))
        return Complexity(max(self.depth, other.depth), max(self.heaviest, other.heaviest), *rest)


class ComplexityVisitor:
    """Counts selections of one document, with the sizes of pages taken from these variables."""

    def __init__(self, schema: GraphQLSchema, fragments: Fragments, variables: Mapping[str, Any]) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables
        self.known: dict[str, Complexity | None] = {}

    def fragment(self, name: str) -> Complexity:
        """The counts of a fragment; those of one that there is not are none. Raises GraphQLError for a circle."""
        if name not in self.fragments:
            return Complexity()
        if name not in self.known:
            node = self.fragments[name]
            self.known[name] = None
            on = self.schema.get_type(node.type_condition.name.value)
            self.known[name] = self.all(node.selection_set, on, len(node.directives or ()))
        found = self.known[name]
        if found is None:
            raise GraphQLError(f"Cannot spread fragment '{name}' within itself.", self.fragments[name])
        return found

    def all(self, node: SelectionSetNode | None, on: GraphQLNamedType | None, directives: int = 0) -> Complexity:
        found = Complexity(directives=directives)
        for selection in node.selections if node else ():
            found = found.plus(self.selection(selection, on))
        return found

    def selection(self, node: SelectionNode, on: GraphQLNamedType | None) -> Complexity:
        if isinstance(node, FieldNode):
            return self.field(node, on)
        here = Complexity(directives=len(node.directives or ()), selections=1)
        if isinstance(node, FragmentSpreadNode):
            return here.plus(self.fragment(node.name.value))
        assert isinstance(node, InlineFragmentNode)
        narrowed = self.schema.get_type(node.type_condition.name.value) if node.type_condition else on
        return here.plus(self.all(node.selection_set, narrowed))

    def field(self, node: FieldNode, on: GraphQLNamedType | None) -> Complexity:
        name = node.name.value
        field = self.schema.get_field(on, name) if on is not None and is_composite_type(on) else None
        type_ = get_named_type(field.type) if field else None
        below = self.all(node.selection_set, type_)
        here = below._replace(
            depth=below.depth + (name != WRAPPED),
            root_fields=1,
            aliases=below.aliases + (node.alias is not None),
            directives=below.directives + len(node.directives or ()),
            selections=below.selections + 1,
        )
        if field is None or on is None:
            return here
        if name in ITEMS and on.name.endswith("Connection"):
            return here._replace(own=1, paged=below.own + below.paged)
        key = f"{on.name}.{name}"
        own, whole = below.own, below.whole
        if is_list_type(get_nullable_type(field.type)):
            own *= size(key, node, field, self.variables)
        elif below.paged:
            own += below.paged * size(key, node, field, self.variables)
        if type_ is not None and type_.name == WHOLE:
            own, whole = own + whole, 0
        heavy, once = weight(key, node), ONCE.get(key, 0)
        heaviest = max(here.heaviest, heavy, once)
        return here._replace(heaviest=heaviest, own=own + 1 + heavy, paged=0, whole=whole + once)


def duplicate_fields(selection_sets: list[SelectionSetNode], fragments: Fragments) -> int:
    """How many fields are asked for again where a field of the same name in the answer is asked for already.

    Validation compares them all with each other. Takes time in the number of expanded selections.
    """
    groups: dict[str, list[FieldNode]] = {}
    for selection_set in selection_sets:
        for node in expanded(selection_set, fragments):
            groups.setdefault((node.alias or node.name).value, []).append(node)
    again = sum(len(group) - 1 for group in groups.values())
    below = ([node.selection_set for node in group if node.selection_set] for group in groups.values())
    return again + sum(duplicate_fields(inner, fragments) for inner in below if inner)


def expanded(selection_set: SelectionSetNode, fragments: Fragments) -> Iterator[FieldNode]:
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from expanded(node.selection_set, fragments)
        elif isinstance(node, FragmentSpreadNode) and node.name.value in fragments:
            yield from expanded(fragments[node.name.value].selection_set, fragments)
