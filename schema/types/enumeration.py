"""The meanings of the enumerations in English and in Swedish."""

from collections.abc import Iterable
from typing import NamedTuple

import strawberry

from data.domain.enums import Choice, Language
from data.domain.errors import InputError
from data.domain.meanings_sv import SWEDISH
from schema.fields import in_language


class Meaning(NamedTuple):
    """A value of an enumeration, or the enumeration itself, and what it means."""

    value: str
    english: str
    swedish: str

    def meaning(self, language: Language) -> str:
        return self.swedish if language is Language.SV else self.english


class Described(NamedTuple):
    """An enumeration with its values."""

    name: str
    own: Meaning
    values: list[Meaning]

    def meaning(self, language: Language) -> str:
        return self.own.meaning(language)


def described(choices: type[Choice]) -> Described:
    swedish = SWEDISH[choices.__name__]
    values = [Meaning(choice.value, choice.about, swedish[choice.value]) for choice in choices]
    return Described(choices.__name__, Meaning("", choices.__doc__ or "", swedish[""]), values)


def enumerations(names: Iterable[str] | None = None) -> list[Described]:
    """The enumerations of the schema with these names, by name; None is all. Raises InputError for an unknown name."""
    known = {choices.__name__: choices for choices in Choice.__subclasses__()}
    for name in names or ():
        if name not in known:
            raise InputError(f"there is no enumeration {name[:40]!r}; they are {', '.join(sorted(known))}")
    return [described(known[name]) for name in sorted(known if names is None else set(names))]


@strawberry.type(description="A value of an enumeration.")
class EnumerationValue:
    value: str = strawberry.field(description="The value, as in queries and answers.")
    meaning: str = in_language("meaning", "What the value means.")


@strawberry.type(description="An enumeration of the schema.")
class Enumeration:
    name: str = strawberry.field(description="Name of the enumeration in the schema.")
    meaning: str = in_language("meaning", "What the enumeration tells.")
    values: list[EnumerationValue] = strawberry.field(description="Its values, in their order.")
