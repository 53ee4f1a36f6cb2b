"""GraphQL documents: parsed, checked against the limits, validated, with the cost of their operations."""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import count
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    ValueNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.language import ListTypeNode, NonNullTypeNode, TypeNode

from data.domain.errors import SambandError
from schema.execution.complexity import Complexity, ComplexityVisitor, Fragments, duplicate_fields
from schema.execution.cost import DAYS, PRICED_TYPES, PRICED_VALUES, UNBOUNDED, ListSizes, month_number
from schema.execution.filter_cost import InputCost, ListLength, summary
from schema.execution.limits import Limits, check_text
from schema.execution.validation.fast import is_surely_valid
from schema.execution.validation.one_of import OneOfRule

RULES = (*specified_rules, OneOfRule)
MERGING = (OverlappingFieldsCanBeMergedRule,)  # the one rule that a fast validation leaves out
MAX_ERRORS = 10  # validation stops after this number of errors
REMEMBERED = 512  # cached documents …
CHARACTERS = 500_000  # … and the characters of all of them together
COLLECTED = 8  # documents after which the young objects are collected
PRICES = 64  # cached costs of one operation, one for each combination of page sizes and other priced values
VERSION = "knownAt"  # the argument that asks for another version
FILTER = "Filter"  # at the end of the name of every input type of filters


class InvalidDocument(SambandError):
    """The document is not valid GraphQL, or not valid for this schema. `errors` says why."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        self.errors = errors
        super().__init__("; ".join(error.message for error in errors))


class Operation:
    """One operation of a document, with its cost."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode, fragments: Fragments
    ) -> None:
        self.schema = schema
        self.document = document
        self.node = node
        self.fragments = fragments
        self.name = node.name.value if node.name else None
        self.versioned = document.loc is None or VERSION in document.loc.source.body
        self.days = variables_of_days(document, node)
        self.priced = {
            definition.variable.name.value: priced(definition.default_value)
            for definition in node.variable_definitions or ()
            if may_price(definition.type) or definition.variable.name.value in self.days
        }
        self.prices: dict[tuple[Hashable, ...], Complexity] = {}

    @property
    def mutates(self) -> bool:
        return self.node.operation is not OperationType.QUERY

    def cost(self, variables: Mapping[str, Any], sizes: ListSizes = UNBOUNDED) -> int:
        """The cost in points, which depends on the page sizes, centralities, days and filters in these variables."""
        return self.price(variables, sizes).cost

    def price(self, variables: Mapping[str, Any], sizes: ListSizes = UNBOUNDED) -> Complexity:
        """The complexity with these variables. Cached by what it depends on.

        `sizes` bounds the lengths of lists, unless the operation may ask for another version.
        """
        values = [priced(variables[name]) if name in variables else default for name, default in self.priced.items()]
        bounds = UNBOUNDED if self.versioned else sizes
        key = (bounds, *values)
        if key not in self.prices:
            if len(self.prices) >= PRICES:
                self.prices.clear()
            given = dict(zip(self.priced, values, strict=True))
            self.prices[key] = self.counts(ComplexityVisitor(self.schema, self.fragments, given, bounds))
        return self.prices[key]

    def counts(self, visitor: ComplexityVisitor) -> Complexity:
        root = self.schema.get_root_type(self.node.operation)
        return visitor.all(self.node.selection_set, root, len(self.node.directives or ()))


def may_price(type_: TypeNode) -> bool:
    """Whether a variable of this type can be a page size, a list, a filter, or a value on which a cost depends."""
    name = named(type_)
    return name in (None, "Int", *PRICED_TYPES) or name.endswith(FILTER)


def variables_of_days(document: DocumentNode, node: OperationDefinitionNode) -> set[str]:
    """The names of the variables of an operation that give the first or the last day of a series."""
    dates = {one.variable.name.value for one in node.variable_definitions or () if named(one.type) == "Date"}
    names: set[str] = set()

    class Days(Visitor):
        def enter_argument(self, argument: Any, *_: Any) -> None:
            if argument.name.value in DAYS and isinstance(argument.value, VariableNode):
                names.add(argument.value.name.value)

    if dates:
        visit(document, Days())
    return dates & names


def named(type_: TypeNode) -> str | None:
    """The name of a type that is no list."""
    while isinstance(type_, NonNullTypeNode):
        type_ = type_.type
    return None if isinstance(type_, ListTypeNode) else type_.name.value  # type: ignore[attr-defined]


def priced(value: Any) -> int | str | ListLength | InputCost | None:
    """What a cost can depend on: a size, a summary of a list or an input object, or a priced value; else None.

    Takes a JSON value, or the default value of a variable in a document.
    """
    found = summary(value)
    if isinstance(found, ValueNode):
        found = getattr(found, "value", None)
    if isinstance(found, str):
        as_it_is = found in PRICED_VALUES or month_number(found) is not None
        return found if as_it_is else int(found[:10]) if found.isdigit() else None
    return found if isinstance(found, int | ListLength | InputCost) else None


class Document:
    """A parsed document with its operations and fragments. `read_document` returns validated ones."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        self.schema = schema
        self.node = node
        self.fragments = {
            part.name.value: part for part in node.definitions if isinstance(part, FragmentDefinitionNode)
        }
        found = [part for part in node.definitions if isinstance(part, OperationDefinitionNode)]
        self.operations = [Operation(schema, node, part, self.fragments) for part in found]

    def operation(self, name: str | None) -> Operation:
        """The operation with this name; without a name the only one (GetOperation in the GraphQL specification).

        Raises InvalidDocument when there is no such operation.
        """
        if not self.operations:
            raise InvalidDocument([GraphQLError("The document contains no operation; add a query.")])
        if name is None and len(self.operations) > 1:
            several = "The document contains several operations; give the name of one of them in operationName."
            raise InvalidDocument([GraphQLError(several)])
        for operation in self.operations:
            if name in (None, operation.name):
                return operation
        unknown = (
            "The document contains no operation with the name in operationName; give the name of one of its operations."
        )
        raise InvalidDocument([GraphQLError(unknown)])

    def check(self, limits: Limits) -> int:
        """Checks the complexity of every definition, used or not. Returns the number of duplicate fields of all.

        Raises LimitExceeded, or GraphQLError for a fragment that spreads itself.
        """
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
        duplicates = 0
        for part in (*(operation.node for operation in self.operations), *self.fragments.values()):
            found = duplicate_fields([part.selection_set], self.fragments)
            limits.check("repeats", found)
            duplicates += found
        return duplicates


def check_complexity(counts: Complexity, limits: Limits) -> None:
    for limit in ("depth", "aliases", "directives", "selections"):
        limits.check(limit, getattr(counts, limit))


def read_document(schema: GraphQLSchema, text: str, limits: Limits | None = None, *, fast: bool = True) -> Document:
    """Checks the text, parses it, checks the complexity and validates, so that each step bounds the next.

    Without limits the text is trusted. `fast` allows to validate without graphql-core what is valid beyond doubt.
    Raises InvalidDocument, or InputError for a text that exceeds a limit.
    """
    rules: Collection[type[ASTValidationRule]] = RULES
    try:
        if limits:
            check_text(text, limits)
        node = parse(text)
        unlink_tokens(node)
        document = Document(schema, node)
        if limits:
            duplicates = document.check(limits)
            if fast and is_surely_valid(schema, node):
                rules = MERGING if duplicates else ()
    except GraphQLError as error:
        raise InvalidDocument([error]) from None
    if rules:
        validate_by(rules, document)
    return document


def validate_by(rules: Collection[type[ASTValidationRule]], document: Document) -> None:
    """Validates by rules of graphql-core. Raises InvalidDocument.

    They leave thousands of objects in reference cycles. Collecting the young generations first frees those of the
    previous document cheaply.
    """
    gc.collect(1)
    errors = validate(document.schema, document.node, rules, max_errors=MAX_ERRORS)
    if errors:
        raise InvalidDocument(errors)


def unlink_tokens(node: DocumentNode) -> None:
    """Removes the backward links of the tokens. Without reference cycles a dropped document is freed at once."""
    token = node.loc.start_token if node.loc else None
    while token is not None:
        token.prev = None
        token = token.next


class DocumentCache:
    """A least-recently-used cache of valid documents by text. `fast` is that of `read_document`."""

    def __init__(self, schema: GraphQLSchema, limits: Limits | None = None, *, fast: bool = True) -> None:
        self.schema = schema
        self.limits = limits
        self.fast = fast
        self.numbers = count(1)
        self.known: OrderedDict[str, Document] = OrderedDict()

    def find(self, text: str) -> Document | None:
        """The cached document of this text, or None."""
        document = self.known.get(text)
        if document is not None:
            self.known.move_to_end(text)
        return document

    def read(self, text: str) -> Document:
        """Reads a document without caching it, so any thread may call it. Raises the errors of `read_document`.

        A document has hundreds of objects, and a garbage collection stops all threads for the time that the young
        objects take. So they are collected while they are few.
        """
        if next(self.numbers) % COLLECTED == 0:
            gc.collect(1)
        return read_document(self.schema, text, self.limits, fast=self.fast)

    def remember(self, text: str, document: Document) -> Document:
        """Caches a document and evicts others beyond REMEMBERED or CHARACTERS. Returns the document."""
        self.known[text] = document
        while len(self.known) > REMEMBERED or sum(map(len, self.known)) > CHARACTERS:
            self.known.popitem(last=False)
        return document
