"""Query parameters of files: each known and given once, with messages that say what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from data.domain.evidence_enums import GoalBasis
from data.snapshot.goal_links import bases
from service.http.problems import ParameterError

GOAL_BASIS = "goalBasis"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST = 40  # maximum number of characters of an invalid value in an error message

Parameters = Mapping[str, str]
C = TypeVar("C", bound=StrEnum)


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
        raise ParameterError(
            unknown, f"{format_value(unknown)} is not a parameter of {file}; parameters are {', '.join(known)}"
        )


def several(given: Parameters, name: str, choices: type[C]) -> frozenset[C] | None:
    """The values of an enumeration that a parameter names, separated by commas; None without it. Raises ParameterError."""
    if not given.get(name):
        return None
    names = given[name].split(",")
    if not set(names) <= set(choices):
        raise invalid_parameter(given, name, f"one or more of {', '.join(choices)}, separated by commas")
    return frozenset(map(choices, names))


def goal_basis(given: Parameters) -> frozenset[GoalBasis]:
    """The bases of links to Goals that are asked for; STATED alone without the parameter. Raises ParameterError."""
    return bases(several(given, GOAL_BASIS, GoalBasis))


def requested_day(given: Parameters) -> date | None:
    """The day that the parameter `asOf` names, None without it. Raises ParameterError."""
    if "asOf" not in given:
        return None
    try:
        return date.fromisoformat(given["asOf"] if DAY.fullmatch(given["asOf"]) else "")
    except ValueError:
        raise invalid_parameter(given, "asOf", "a day of the calendar such as 2016-01-01") from None


def invalid_parameter(given: Parameters, name: str, expected: str) -> ParameterError:
    return ParameterError(name, f"{name}={format_value(given[name])} is not valid; expected {expected}")


def format_value(text: str) -> str:
    """The text for an error message: quoted, and shortened to LONGEST characters."""
    return repr(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
