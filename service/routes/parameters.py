"""Parameters of paths and query strings: declared once, checked by their declaration, with messages that say what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any, NamedTuple, TypeVar

from data.domain.enums import Choice
from data.domain.evidence_enums import GoalBasis
from data.snapshot.goal_links import bases
from service.http.problems import ParameterError

GOAL_BASIS, AS_OF = "goalBasis", "asOf"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
LONGEST = 40  # maximum number of characters of an invalid value in an error message

Parameters = Mapping[str, str]
Schema = Mapping[str, Any]
C = TypeVar("C", bound=StrEnum)


class Parameter(NamedTuple):
    """A parameter of a path or a query string. `schema` is a JSON Schema; the items of a list are separated by commas.

    `expected` completes the message about an invalid value. An empty value of a query string counts as absent.
    """

    name: str
    description: str
    schema: Schema
    expected: str
    required: bool = False

    def check(self, text: str) -> None:
        """Raises ParameterError for a value that does not conform to the schema."""
        if not conforms(text, self.schema):
            raise invalid_parameter({self.name: text}, self.name, self.expected)


def choice(name: str, description: str, choices: Iterable[str], *, several: bool = False) -> Parameter:
    """A parameter with a closed list of values: one of them, or several of them separated by commas."""
    values = list(choices)
    one: dict[str, Any] = {"type": "string", "enum": [str(value) for value in values]}
    meanings = [f"`{value}`: {value.about}" for value in values if isinstance(value, Choice)]
    if meanings:
        one["description"] = "\n".join(meanings)
    names = ", ".join(one["enum"])
    if not several:
        return Parameter(name, description, one, f"one of {names}")
    schema = {"type": "array", "items": one, "minItems": 1}
    return Parameter(name, description, schema, f"one or more of {names}, separated by commas")


def matching(
    name: str, description: str, pattern: str, example: str, expected: str, *, several: bool = False
) -> Parameter:
    """A parameter that matches a regular expression from its start to its end."""
    one = {"type": "string", "pattern": f"^{pattern}$", "examples": [example]}
    return Parameter(name, description, {"type": "array", "items": one, "minItems": 1} if several else one, expected)


def integer(name: str, description: str, low: int, high: int, default: int | None = None) -> Parameter:
    """A parameter that is a whole number in a range."""
    schema = {"type": "integer", "minimum": low, "maximum": high} | ({} if default is None else {"default": default})
    return Parameter(name, description, schema, f"a whole number from {low} to {high}")


def day(name: str, description: str) -> Parameter:
    """A parameter that is a day of the calendar."""
    schema = {"type": "string", "format": "date", "examples": ["2016-01-01"]}
    return Parameter(name, description, schema, "a day of the calendar such as 2016-01-01")


def text(name: str, description: str) -> Parameter:
    """A parameter that is any text without commas where it is one of several."""
    return Parameter(name, description, {"type": "string"}, "a text")


def number(name: str, description: str) -> Parameter:
    """A parameter that is a number."""
    return Parameter(name, description, {"type": "number"}, "a number such as 56.95")


def boolean(name: str, description: str) -> Parameter:
    """A parameter that says yes or no."""
    return Parameter(name, description, {"type": "boolean"}, "true or false")


def listed(one: Parameter) -> Parameter:
    """The parameter of several values of a parameter, separated by commas."""
    items = {**one.schema, "pattern": "^[^,]+$"} if one.schema["type"] == "string" else one.schema
    expected = f"{one.expected}, or several of them separated by commas"
    return one._replace(schema={"type": "array", "items": items, "minItems": 1}, expected=expected)


DAY_OF_STATE = day(AS_OF, "The day of the state that the file holds. Without it the file is of all time.")
BASIS = choice(
    GOAL_BASIS, "How the links to Goals are known; STATED alone without the parameter.", GoalBasis, several=True
)


def conforms(text: str, schema: Schema) -> bool:
    """Whether the text of a parameter conforms to a schema of this module."""
    if schema["type"] == "array":
        return all(conforms(item, schema["items"]) for item in text.split(","))
    return SCALARS[schema["type"]](text, schema)


def is_integer(text: str, schema: Schema) -> bool:
    return INTEGER.fullmatch(text) is not None and schema["minimum"] <= int(text) <= schema["maximum"]


def is_number(text: str, schema: Schema) -> bool:
    return NUMBER.fullmatch(text) is not None and isfinite(float(text))


def is_boolean(text: str, schema: Schema) -> bool:
    return text in ("true", "false")


def is_string(text: str, schema: Schema) -> bool:
    if "enum" in schema:
        return text in schema["enum"]
    if schema.get("format") == "date":
        return parsed_day(text) is not None
    return "pattern" not in schema or re.fullmatch(schema["pattern"], text) is not None


SCALARS: Mapping[str, Callable[[str, Schema], bool]] = {
    "integer": is_integer,
    "number": is_number,
    "boolean": is_boolean,
    "string": is_string,
}


def checked(pairs: Iterable[tuple[str, str]], declared: Sequence[Parameter], file: str) -> dict[str, str]:
    """The parameters of a query string by name, checked by their declarations. Raises ParameterError."""
    given, known = single_parameters(pairs), {parameter.name: parameter for parameter in declared}
    check_known(given, tuple(known), file)
    for name, value in given.items():
        if value:
            known[name].check(value)
    missing = next((one for one in declared if one.required and not given.get(one.name)), None)
    if missing is not None:
        raise ParameterError(missing.name, f"{missing.name} is missing; expected {missing.expected}")
    return given


def single_parameters(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The parameters of a query string by name. Raises ParameterError if one is given twice."""
    given: dict[str, str] = {}
    for name, text in pairs:
        if name in given:
            raise ParameterError(name, f"{format_value(name)} is given more than once; give each parameter once")
        given[name] = text
    return given


def check_known(parameters: Parameters, known: Sequence[str], file: str) -> None:
    """Raises ParameterError for a parameter that a file does not have."""
    unknown = next((name for name in parameters if name not in known), None)
    if unknown is not None:
        names = f"parameters are {', '.join(summarised(known))}" if known else "it has no parameters"
        raise ParameterError(unknown, f"{format_value(unknown)} is not a parameter of {file}; {names}")


def summarised(names: Iterable[str]) -> list[str]:
    """Names of parameters for a message; those with a dot as one, such as `near.*`."""
    return list(
        dict.fromkeys(f"{head}.*" if rest else head for head, _, rest in (name.partition(".") for name in names))
    )


def several(given: Parameters, name: str, choices: type[C]) -> frozenset[C] | None:
    """The values of an enumeration that a checked parameter names, separated by commas; None without it."""
    return frozenset(map(choices, given[name].split(","))) if given.get(name) else None


def goal_basis(given: Parameters) -> frozenset[GoalBasis]:
    """The bases of links to Goals that are asked for; STATED alone without the parameter, which must have been checked."""
    return bases(several(given, GOAL_BASIS, GoalBasis))


def requested_day(given: Parameters) -> date | None:
    """The day that the checked parameter `asOf` names, None without it."""
    return date.fromisoformat(given[AS_OF]) if given.get(AS_OF) else None


def parsed_day(text: str) -> date | None:
    """The day that a text such as 2016-01-01 names; None when it names none."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def invalid_parameter(given: Parameters, name: str, expected: str) -> ParameterError:
    return ParameterError(name, f"{name}={format_value(given[name])} is not valid; expected {expected}")


def format_value(text: str) -> str:
    """The text for an error message: quoted, and shortened to LONGEST characters."""
    return repr(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
