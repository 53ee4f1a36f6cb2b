"""The complexity of a document with its fragments expanded, computed without expanding them.

The complexity of each fragment is computed once and cached, so the time is linear in the length of the document.
All numbers are Python integers, which do not overflow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from schema.execution.cost import ALL_GOALS, NETWORK_WEIGHTS, OF_GOAL, UNBOUNDED, ListSizes, days, size, weight
from schema.execution.filter_cost import REUSE, FilterCost

ITEMS = ("edges", "nodes")  # fields of a connection with one item per item of the page
WRAPPED = "ofType"  # introspection field that does not count towards the depth
NETWORK = "Network"
LEAVES = 2_048  # fields without arguments and selections whose complexity is cached
Fragments = Mapping[str, FragmentDefinitionNode]


class Complexity(NamedTuple):
    """The complexity of some selections. `heaviest` is the greatest weight of a single field, in points.

    The cost in points has four parts: `own` counts once per object, `paged` once per item of the enclosing page,
    `per_network` once per enclosing network, and `filters` once, as rows that a filter found are cached. `days` are those
    of the series of the enclosing connection, for each of which its filter is evaluated anew. `spared` is what the lists
    of all Goals together cost less than the longest of them for each Goal.
    """

    depth: int = 0
    heaviest: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    selections: int = 0
    own: int = 0
    paged: int = 0
    per_network: int = 0
    filters: int = 0
    days: int = 0
    spared: int = 0

    @property
    def cost(self) -> int:
        """The cost of an operation with these selections, in points."""
        return self.own + self.per_network + self.filters

    def plus(self, *others: Complexity) -> Complexity:
        depths, weights, *rest = zip(self, *others, strict=True)
        return Complexity(max(depths), max(weights), *map(sum, rest))


class ComplexityVisitor:
    """Computes the complexity of the selections of one document. `variables` give page sizes.

    `sizes` bounds them by what there is.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Fragments,
        variables: Mapping[str, Any],
        sizes: ListSizes = UNBOUNDED,
    ) -> None:
        self.schema = schema
        self.sizes = sizes
        self.fragments = fragments
        self.variables = variables
        self.filter_cost = FilterCost(variables)
        self.known: dict[str, Complexity | None] = {}

    def fragment(self, name: str) -> Complexity:
        """The complexity of a fragment; zero for an unknown one. Raises GraphQLError when the fragment spreads itself."""
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
        return found.plus(*[self.selection(selection, on) for selection in node.selections]) if node else found

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
        if node.selection_set or node.arguments or node.alias or node.directives:
            return self.counted(node, on)
        return plain_leaf(self.schema, on, node.name.value)

    def counted(self, node: FieldNode, on: GraphQLNamedType | None) -> Complexity:
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
            return here._replace(own=1, paged=below.own + below.paged, spared=0)
        key = f"{on.name}.{name}"
        own, per_network, spared = below.own, below.per_network, 0
        if is_list_type(get_nullable_type(field.type)):
            own *= size(key, node, field, self.variables)
            own -= below.spared if key == ALL_GOALS else 0
        elif below.paged:
            items = size(key, node, field, self.variables)
            own += below.paged * self.sizes.bounded(key, type_, items)
            spared = below.paged * self.sizes.spared(items) if key == OF_GOAL else 0
        if type_ is not None and type_.name == NETWORK:
            own, per_network = own + per_network, 0
        field_weight, network_weight = weight(key, node, self.variables), NETWORK_WEIGHTS.get(key, 0)
        filter_points = self.filter_cost.of_field(node)
        return here._replace(
            heaviest=max(here.heaviest, field_weight, network_weight),
            own=own + 1 + field_weight + filter_points // REUSE + filter_points * below.days,
            paged=0,
            per_network=per_network + network_weight,
            filters=below.filters + filter_points,
            days=days(key, node, self.variables),
            spared=spared,
        )


@lru_cache(LEAVES)
def plain_leaf(schema: GraphQLSchema, on: GraphQLNamedType | None, name: str) -> Complexity:
    """The complexity of a field with nothing but its name."""
    return ComplexityVisitor(schema, {}, {}).counted(FieldNode(name=NameNode(value=name)), on)


def duplicate_fields(selection_sets: list[SelectionSetNode], fragments: Fragments) -> int:
    """The number of fields with the response key of an earlier field of the same selection, fragments expanded.

    Validation compares such fields pairwise. The time is linear in the number of expanded selections.
    """
    groups: dict[str, list[FieldNode]] = {}
    for selection_set in selection_sets:
        for node in expanded(selection_set, fragments):
            groups.setdefault((node.alias or node.name).value, []).append(node)
    duplicates = sum(len(group) - 1 for group in groups.values())
    below = ([node.selection_set for node in group if node.selection_set] for group in groups.values())
    return duplicates + sum(duplicate_fields(inner, fragments) for inner in below if inner)


def expanded(selection_set: SelectionSetNode, fragments: Fragments) -> Iterator[FieldNode]:
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from expanded(node.selection_set, fragments)
        elif isinstance(node, FragmentSpreadNode) and node.name.value in fragments:
            yield from expanded(fragments[node.name.value].selection_set, fragments)
