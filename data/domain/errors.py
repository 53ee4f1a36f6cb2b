"""Errors of the product, named after the situation.

SambandError
├── RecordsError      the records have problems; carries all of them
├── DateError         a text is not a partial date
├── StoreError        the store cannot be reached, is locked or is not a store
├── EmptyStore        the store holds no catalogue yet
├── InputError        a request cannot be answered as it is
│   ├── Ambiguous     a name matches several places
│   ├── InvalidValue  a field of a condition has a value that cannot be
│   └── LimitExceeded a request exceeds a limit
├── MissingPackage    an optional package is not installed
├── SettingError      a setting has an invalid value
└── Interrupted       a process that the answer needs ended early; a retry may succeed
    └── NotReady      the answer is still being computed, or waits for its turn
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MANY = 10**15  # upper bound of the numbers in messages


class SambandError(Exception):
    """Base class of the errors that this product raises."""


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


class InvalidValue(InputError):
    """A field of a condition has a value that no record can have. `field` is its name in a request."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class LimitExceeded(InputError):
    """A limit is exceeded. The message gives its name, the allowed and the requested amount, and the unit."""

    def __init__(self, limit: str, allowed: float, asked: float | str, unit: str) -> None:
        self.limit, self.allowed = limit, allowed
        self.asked = asked if isinstance(asked, str) else min(asked, MANY)
        super().__init__(f"the limit `{limit}` allows {allowed} {unit}; requested: {self.asked}")


class MissingPackage(SambandError):
    pass


class SettingError(SambandError):
    pass


class Interrupted(SambandError):
    pass


class NotReady(Interrupted):
    """The answer is not computed yet. `retry_after` is the number of seconds after which to ask again."""

    def __init__(self, retry_after: int, reason: str) -> None:
        self.retry_after = max(retry_after, 1)
        super().__init__(f"{reason}; retry after {self.retry_after} seconds")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of the records: where it is, what is wrong, and how to fix it. The header is row 1."""

    file: str
    row: int
    column: str
    value: str
    wrong: str
    cure: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= 60 else f"{self.value[:57]}..."
        cell = f", {self.column} = {value!r}" if self.column or value else ""
        return f"{self.file}, row {self.row}{cell}: {self.wrong}. {self.cure}."


class RecordsError(SambandError):
    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(problems)} problem{'s' * (len(problems) != 1)} in the records")
