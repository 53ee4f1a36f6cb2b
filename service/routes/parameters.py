"""Query parameters of files: each known and given once, with messages that say what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from data.domain.errors import InputError

LONGEST = 40  # maximum number of characters of an invalid value in an error message

Parameters = Mapping[str, str]


def single_parameters(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The parameters of a query string by name. Raises InputError if one is given twice."""
    given: dict[str, str] = {}
    for name, text in pairs:
        if name in given:
            raise InputError(f"{format_value(name)} is given more than once; give each parameter once")
        given[name] = text
    return given


def check_known(parameters: Parameters, known: Sequence[str], file: str) -> None:
    """Raises InputError for a parameter that a file does not have."""
    unknown = next((name for name in parameters if name not in known), None)
    if unknown is not None:
        raise InputError(f"{format_value(unknown)} is not a parameter of {file}; parameters are {', '.join(known)}")


def invalid_parameter(given: Parameters, name: str, expected: str) -> InputError:
    return InputError(f"{name}={format_value(given[name])} is not valid; expected {expected}")


def format_value(text: str) -> str:
    """The text for an error message: quoted, and shortened to LONGEST characters."""
    return repr(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
