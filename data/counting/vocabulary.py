"""What the codes of keys stand for: the text of each key, and its label in a language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from data.domain.enums import Choice, Language
from data.domain.meanings_sv import SWEDISH
from data.snapshot.columns import SliceView, Table


class Vocabulary(NamedTuple):
    """The text of the key of a code, and its label; None where a key speaks for itself."""

    text: Callable[[SliceView, int], str]
    label: Callable[[SliceView, int, Language], str | None]


def rows_of(records: str, name: Callable[[Any, Language], str | None]) -> Vocabulary:
    """Codes that are rows of a table, counted from 0. `name` is the name of an entity in a language."""

    def text(slice: SliceView, code: int) -> str:
        return str(slice.tables[records].key_of(code)[-1])

    def label(slice: SliceView, code: int, language: Language) -> str | None:
        return name(slice.entity(records, code + slice.tables[records].first), language)

    return Vocabulary(text, label)


def choices_of(choices: type[Choice]) -> Vocabulary:
    """Codes that are indices into an enumeration. Labels are the meanings of its values."""
    values, swedish = list(choices), SWEDISH[choices.__name__]

    def label(_: SliceView, code: int, language: Language) -> str | None:
        return swedish[values[code].value] if language is Language.SV else values[code].about

    return Vocabulary(lambda _, code: values[code].value, label)


def county_name(slice: SliceView, number: int, _: Language) -> str | None:
    """The name of the authority that performs the regional tasks of a Swedish county."""
    table, code = slice.tables["municipalities"], f"{number:02}"
    known = slice.snapshot.memoize("authorities of counties", lambda: authorities_of_counties(table))
    name: str | None = slice.entity("municipalities", known[code]).name if code in known else None
    return name


def authorities_of_counties(municipalities: Table) -> dict[str, int]:
    """The rows of the authorities that perform regional tasks, by code of the county."""
    codes = enumerate(municipalities.columns["county_code"].map(lambda code: code or "", object))
    return {code: row + municipalities.first for row, code in codes if code}


NUMBERS = Vocabulary(lambda _, code: str(code), lambda *_: None)
COUNTIES = Vocabulary(lambda _, code: f"{code:02}", county_name)
COUNTRIES = rows_of("countries", lambda country, language: country.name(language))
REGIONS = rows_of("municipalities", lambda municipality, _: municipality.name)
GOALS = rows_of("goals", lambda goal, language: goal.title(language))
PROGRAMMES = rows_of("programmes", lambda programme, language: programme.name(language))
THEMES = rows_of("themes", lambda theme, language: theme.label(language))
LAYERS = rows_of("layers", lambda layer, language: layer.title(language))


def organisation_name(organisation: Any, language: Language) -> str | None:
    """The name in a language; the one that the organisation bears itself where there is no Swedish one."""
    name: str | None = organisation.name_of_day(language) or organisation.name_of_day(Language.EN)
    return name


ORGANISATIONS = rows_of("organisations", organisation_name)
