"""The texts of the pages by language, from the files that the explorer reads, with the semantics of its `words.js`.

Also the language that a request asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request

from service.http.negotiation import preferred_language
from service.routes.parameters import choice

FOLDER = Path(__file__).parents[1] / "explorer"
FILES = {"en": "english.json", "sv": "swedish.json"}  # by language, the default first
GAP = "{}"
LANG = choice(
    "lang", "The language. Without it Accept-Language decides, and English is used when that names neither.", FILES
)
VARY = "Accept-Encoding, Accept-Language"  # of a page in the language that the request asks for
SEPARATORS = {"en": ",", "sv": "\N{NO-BREAK SPACE}"}  # of thousands


class Words:
    """The texts of a language by name. Those with gaps are functions of their values, plurals of a number."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = prepare(orjson.loads((FOLDER / FILES[language]).read_bytes()))

    def __getitem__(self, name: str) -> Any:
        return self.texts[name]

    def named(self, table: str, name: str) -> str:
        """The text of a table by name, or the name if there is none."""
        text: str = self.texts[table].get(name, name)
        return text

    def number(self, value: float) -> str:
        """A number with at most three decimals, its thousands apart."""
        whole, _, decimals = f"{value:,.3f}".partition(".")
        decimals = decimals.rstrip("0")
        point = "." if self.language == "en" else ","
        return whole.replace(",", SEPARATORS[self.language]) + (point + decimals if decimals else "")

    def listed(self, names: list[str]) -> str:
        """Names as a list in a sentence."""
        *first, last = names
        return f"{', '.join(first)} {self['and']} {last}" if first else last


def requested_language(request: Request) -> str:
    """The language of the parameter `lang`, else the one that Accept-Language prefers."""
    given = request.query_params.get(LANG.name, "")
    return given if given in FILES else preferred_language(request.headers.get("accept-language", ""), *FILES)


@cache
def words_of(language: str) -> Words:
    """The texts of a language of FILES, read once."""
    return Words(language)


def prepare(text: Any) -> Any:
    """A text ready for use: a function where it has gaps or is a plural."""
    if isinstance(text, str):
        return filler(text) if GAP in text else text
    if isinstance(text, list):
        return text
    if text.keys() >= {"one", "other"}:
        return plural(text)
    return {name: prepare(inner) for name, inner in text.items()}


def filler(text: str) -> Callable[..., str]:
    return lambda *values: fill(text, *values)


def plural(text: Mapping[str, str]) -> Callable[[int], str]:
    return lambda number: fill(text["one" if number == 1 else "other"], number)


def fill(text: str, *values: object) -> str:
    """The text with the values in its gaps, which are not read again."""
    first, *rest = text.split(GAP)
    return first + "".join(f"{value}{part}" for value, part in zip(values, rest, strict=True)) if rest else first
