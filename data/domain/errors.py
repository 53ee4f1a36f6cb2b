"""What can go wrong, named after the situation.

SambandError
├── RecordsError      the records hold problems; carries all of them
├── DateError         a text is not a partial date
├── StoreError        the store cannot be reached, is locked or is not a store
├── EmptyStore        the store holds no catalogue yet
├── InputError        a request asks for something impossible
│   ├── Ambiguous     a name means several places
│   └── LimitExceeded a request asks for more than a limit allows
├── SettingError      a setting has a value that cannot be
└── Interrupted       what an answer needs has ended on the way; asking again may help
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MANY = 10**15  # no number in a message is larger


class SambandError(Exception):
    """Whatever this product refuses to do."""


class DateError(SambandError):
    pass


class StoreError(SambandError):
    pass


class EmptyStore(SambandError):
    pass


class InputError(SambandError):
    pass


class Ambiguous(InputError):
    pass


class LimitExceeded(InputError):
    """Says which limit, how much it allows and how much was asked for, in its unit."""

    def __init__(self, limit: str, allowed: float, asked: float | str, unit: str) -> None:
        self.limit, self.allowed = limit, allowed
        self.asked = asked if isinstance(asked, str) else min(asked, MANY)
        super().__init__(f"the limit `{limit}` allows {allowed} {unit}; asked for: {self.asked}")


class SettingError(SambandError):
    pass


class Interrupted(SambandError):
    pass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in the records, where it stands, and what to do. Rows count the header as 1."""

    file: str
    row: int
    column: str
    value: str
    wrong: str
    cure: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= 60 else f"{self.value[:57]}..."
        return f"{self.file}, row {self.row}, {self.column} = {value!r}: {self.wrong}. {self.cure}."


class RecordsError(SambandError):
    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(problems)} problem{'s' * (len(problems) != 1)} in the records")
