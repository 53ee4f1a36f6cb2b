"""Operations made at random from a schema: fragments, aliases, directives, variables, some of them wrong."""

from __future__ import annotations

import json
from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

DEEPEST = 4
WORDS: dict[str, list[Any]] = {
    "String": [
        "mariestad",
        "herrljunga",
        "ukmerge",
        "herrljunga-ukmerge",
        "SE",
        "UA",
        "xx",
        "11.2",
        "icld",
        "base",
        "Kamyanets",
        "",
    ],
    "ID": ["TXVuaWNpcGFsaXR5Om1hcmllc3RhZA", "R29hbDoxMQ", "no-id"],
    "Instant": ["2018-05-26T12:00:00Z", "2999-01-01T00:00:00Z"],
    "Date": ["2016-01-01", "2018-05-26", "2021-06-01"],
    "Int": [0, 1, 2, 3, 4, 5, 11, 17, -1, 101],
    "Float": [0.0, 0.5, 1],
    "Boolean": [True, False],
}
RARE = {"knownAt": 0.02}  # mostly an error where one version is kept
WRONG = [None, "2019-13-40", 2**40, {"slug": 1}, [[]], "NO_SUCH_VALUE"]


class Asked(NamedTuple):
    """A document and the values of its variables."""

    text: str
    variables: dict[str, Any]


class Operations:
    """Writes one operation; the same chance gives the same one."""

    def __init__(self, schema: GraphQLSchema, chance: Random) -> None:
        self.schema = schema
        self.chance = chance
        self.definitions: dict[str, str] = {}
        self.variables: dict[str, Any] = {}
        self.fragments: list[str] = []
        self.aliases = 0

    def asked(self) -> Asked:
        body = self.selection(self.schema.query_type, DEEPEST)
        head = ", ".join(f"${name}: {type_}" for name, type_ in self.definitions.items())
        text = f"query Q{f'({head})' if head else ''} {body}"
        return Asked("\n".join([text, *self.fragments]), self.variables)

    def likely(self, odds: float) -> bool:
        return self.chance.random() < odds

    def selection(self, type_: Any, depth: int) -> str:
        """Some fields of a type, straight, in fragments, or twice."""
        parts = [self.field(type_, depth) for _ in range(self.chance.randint(1, 4))]
        if is_abstract_type(type_):
            some = self.chance.sample(self.schema.get_possible_types(type_), 2 if depth else 0)
            parts += [f"... on {one.name} {self.selection(one, depth - 1)}" for one in some]
        if self.likely(0.3):
            parts.append(self.chance.choice(parts))
        if self.likely(0.2):
            parts.append(f"... {self.switch()} {{ {self.field(type_, depth)} }}")
        if self.likely(0.2):
            parts.append(self.fragment(type_, depth))
        return "{ " + " ".join(parts) + " }"

    def fragment(self, type_: Any, depth: int) -> str:
        name = f"F{len(self.fragments)}"
        self.fragments.append("")
        self.fragments[int(name[1:])] = f"fragment {name} on {type_.name} {{ {self.field(type_, depth)} }}"
        return f"...{name} {self.switch()}"

    def field(self, type_: Any, depth: int) -> str:
        fields = getattr(type_, "fields", {})
        names = [
            name for name, field in fields.items() if depth > 0 or not is_composite_type(get_named_type(field.type))
        ]
        if not names or self.likely(0.08):
            return "__typename"
        name = self.chance.choice(names)
        field = fields[name]
        alias = ""
        if field.args or self.likely(0.2):
            self.aliases += 1
            alias = f"a{self.aliases}: "
        inner = get_named_type(field.type)
        body = self.selection(inner, depth - 1) if is_composite_type(inner) else ""
        return f"{alias}{name}{self.arguments(field.args)} {self.switch()} {body}"

    def switch(self) -> str:
        """Mostly nothing, else a directive that looks at a value or at a variable."""
        if self.likely(0.85):
            return ""
        value = self.variable("Boolean!", self.likely(0.7)) if self.likely(0.5) else json.dumps(self.likely(0.7))
        return f"@{self.chance.choice(('skip', 'include'))}(if: {value})"

    def arguments(self, args: dict[str, Any]) -> str:
        given = [
            f"{name}: {self.argument(argument.type)}"
            for name, argument in args.items()
            if is_required_argument(argument) or self.likely(RARE.get(name, 0.3))
        ]
        return f"({', '.join(given)})" if given else ""

    def argument(self, type_: Any) -> str:
        if self.likely(0.4):
            return self.variable(str(type_), self.chance.choice(WRONG) if self.likely(0.1) else self.value(type_))
        return literal(self.value(type_), type_)

    def variable(self, type_: str, value: Any) -> str:
        name = f"v{len(self.definitions)}"
        self.definitions[name] = type_
        if not self.likely(0.05):
            self.variables[name] = value
        return f"${name}"

    def value(self, type_: Any) -> Any:
        """A value that often fits, as JSON."""
        if is_non_null_type(type_):
            return self.value(type_.of_type)
        if is_list_type(type_):
            return [self.value(type_.of_type) for _ in range(self.chance.randint(0, 3))]
        if is_enum_type(type_):
            return self.chance.choice(list(type_.values))
        if is_input_object_type(type_):
            wanted = [name for name, field in type_.fields.items() if is_non_null_type(field.type)]
            names = wanted or [self.chance.choice(list(type_.fields))]
            return {name: self.value(type_.fields[name].type) for name in names}
        return self.chance.choice(WORDS[type_.name])


def literal(value: Any, type_: Any) -> str:
    """A JSON value as it is written in a document."""
    if is_non_null_type(type_):
        return literal(value, type_.of_type)
    if is_list_type(type_):
        return f"[{', '.join(literal(item, type_.of_type) for item in value)}]"
    if is_input_object_type(type_):
        fields = (f"{name}: {literal(item, type_.fields[name].type)}" for name, item in value.items())
        return f"{{{', '.join(fields)}}}"
    return str(value) if is_enum_type(type_) else json.dumps(value)
