"""A document of a client: read from its text, checked against the limits and the schema, priced."""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from graphql.language import ListTypeNode, NonNullTypeNode, TypeNode

from data.domain.errors import SambandError
from schema.execution._strawberry import OneOfInputValidationRule
from schema.execution.complexity import Complexity, ComplexityVisitor, Fragments, duplicate_fields
from schema.execution.limits import Limits, check_text

RULES = (*specified_rules, OneOfInputValidationRule)
MOST_ERRORS = 10  # of one document; the rest is not looked for
REMEMBERED = 512  # documents, of so many characters altogether:
CHARACTERS = 500_000
PRICES = 64  # kept for a document: one for each choice of page sizes


class InvalidDocument(SambandError):
    """The document is no GraphQL, or not of this schema."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        self.errors = errors
        super().__init__("; ".join(error.message for error in errors))


class Operation:
    """One operation of a valid document, and what it costs with which variables."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode, fragments: Fragments
    ) -> None:
        self.schema = schema
        self.document = document
        self.node = node
        self.fragments = fragments
        self.name = node.name.value if node.name else None
        self.sizes = {
            definition.variable.name.value: getattr(definition.default_value, "value", None)
            for definition in node.variable_definitions or ()
            if may_size(definition.type)
        }
        self.prices: dict[tuple[int | None, ...], int] = {}

    @cached_property
    def heaviest(self) -> int:
        """What its dearest field weighs by itself, in points."""
        return self.counts(ComplexityVisitor(self.schema, self.fragments, {})).heaviest

    @property
    def mutates(self) -> bool:
        return self.node.operation is not OperationType.QUERY

    def cost(self, variables: Mapping[str, Any]) -> int:
        """In points, with the page sizes that these variables ask for."""
        asked = tuple([sized(variables.get(name, default)) for name, default in self.sizes.items()])
        if asked not in self.prices:
            if len(self.prices) >= PRICES:
                self.prices.clear()
            sizes = dict(zip(self.sizes, asked, strict=True))
            counts = self.counts(ComplexityVisitor(self.schema, self.fragments, sizes))
            self.prices[asked] = counts.own + counts.whole
        return self.prices[asked]

    def counts(self, visitor: ComplexityVisitor) -> Complexity:
        root = self.schema.get_root_type(self.node.operation)
        return visitor.all(self.node.selection_set, root, len(self.node.directives or ()))


def may_size(type_: TypeNode) -> bool:
    """Whether a variable of this type can be a page size or a list of ids."""
    while isinstance(type_, NonNullTypeNode):
        type_ = type_.type
    return isinstance(type_, ListTypeNode) or type_.name.value == "Int"  # type: ignore[attr-defined]


def sized(value: Any) -> int | None:
    if isinstance(value, list):
        return len(value)
    if isinstance(value, str) and value.isdigit():
        return int(value[:10])
    return value if isinstance(value, int) else None


class Document:
    """A document that is parsed and within the limits; `read_document` makes valid ones."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        self.schema = schema
        self.node = node
        self.fragments = {
            part.name.value: part for part in node.definitions if isinstance(part, FragmentDefinitionNode)
        }
        found = [part for part in node.definitions if isinstance(part, OperationDefinitionNode)]
        self.operations = [Operation(schema, node, part, self.fragments) for part in found]

    def operation(self, name: str | None) -> Operation:
        """The operation of this name, or the only one (GraphQL specification, GetOperation). Raises InvalidDocument."""
        if not self.operations:
            raise InvalidDocument([GraphQLError("The document has no operation.")])
        if name is None and len(self.operations) > 1:
            raise InvalidDocument([GraphQLError("The document has several operations: say which in operationName.")])
        for operation in self.operations:
            if name in (None, operation.name):
                return operation
        raise InvalidDocument([GraphQLError("The document has no operation of this operationName.")])

    def check(self, limits: Limits) -> None:
        """Count what it asks for, in every definition, used or not. Raises LimitExceeded, or GraphQLError for a circle."""
        limits.check("operations", len(self.operations))
        limits.check("fragments", len(self.fragments))
        visitor = ComplexityVisitor(self.schema, self.fragments, {})
        for operation in self.operations:
            limits.check("variables", len(operation.node.variable_definitions or ()))
            counts = operation.counts(visitor)
            limits.check("root_fields", counts.root_fields)
            check_complexity(counts, limits)
        for name in self.fragments:
            check_complexity(visitor.fragment(name), limits)
        for part in (*(operation.node for operation in self.operations), *self.fragments.values()):
            limits.check("repeats", duplicate_fields([part.selection_set], self.fragments))


def check_complexity(counts: Complexity, limits: Limits) -> None:
    for limit in ("depth", "aliases", "directives", "selections"):
        limits.check(limit, getattr(counts, limit))


def read_document(schema: GraphQLSchema, text: str, limits: Limits | None = None) -> Document:
    """Look at the text, parse, count, validate; in this order, so that nothing takes long.

    Without limits the text is trusted. Raises InvalidDocument, or InputError for a text that asks for too much.
    """
    try:
        if limits:
            check_text(text, limits)
        node = parse(text)
        unlink_tokens(node)
        document = Document(schema, node)
        if limits:
            document.check(limits)
    except GraphQLError as error:
        raise InvalidDocument([error]) from None
    errors = validate(schema, document.node, RULES, max_errors=MOST_ERRORS)
    if errors:
        raise InvalidDocument(errors)
    return document


def unlink_tokens(node: DocumentNode) -> None:
    """Let tokens know only those that follow, so that a document that is forgotten is gone at once."""
    token = node.loc.start_token if node.loc else None
    while token is not None:
        token.prev = None
        token = token.next


class DocumentCache:
    """Remembers valid documents by their texts; what was not asked for the longest is forgotten."""

    def __init__(self, schema: GraphQLSchema, limits: Limits | None = None) -> None:
        self.schema = schema
        self.limits = limits
        self.known: OrderedDict[str, Document] = OrderedDict()

    def find(self, text: str) -> Document | None:
        """The document that was read of this very text."""
        document = self.known.get(text)
        if document is not None:
            self.known.move_to_end(text)
        return document

    def read(self, text: str) -> Document:
        """Raises as `read_document`. Remembers nothing, so any thread may read.

        Validation leaves thousands of objects in circles, which are quickly found while they are young: those of the
        document before are.
        """
        gc.collect(1)
        return read_document(self.schema, text, self.limits)

    def remember(self, text: str, document: Document) -> Document:
        self.known[text] = document
        while len(self.known) > REMEMBERED or sum(map(len, self.known)) > CHARACTERS:
            self.known.popitem(last=False)
        return document
