"""Fields with a resolver function, and fields that several types have."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry

from data.domain.enums import Language
from data.domain.evidence_enums import LabelBasis

InLanguage = Annotated[
    Language | None, strawberry.argument(description="Language of the text. Omitted or null: English.")
]


def resolved(resolver: Callable[..., Any], description: str) -> Any:
    """A field whose resolver returns objects of `data`. The GraphQL type describes these objects without copying them."""
    return strawberry.field(resolver=resolver, description=description)


def start_field(event: str = "it started", inferred: str = "it started") -> Any:
    """The field `start` of an interval: when `event` happened."""
    return _bound("start", event, inferred)


def end_field(event: str = "it ended", inferred: str = "it ended") -> Any:
    """The field `end` of an interval: when `event` happened."""
    return _bound("end", event, f"{inferred}, if it did")


def _bound(name: str, event: str, inferred: str) -> Any:
    description = (
        f"When {event}: as a source states it, else the interval in which {inferred}; null when nothing is known."
    )
    return strawberry.field(name=name, description=description)


def first_attested_field() -> Any:
    return strawberry.field(description="The first evidence that it held; null when no evidence is dated.")


def last_attested_field() -> Any:
    return strawberry.field(description="The last evidence by the day asked for that it held; null when there is none.")


def _note(root: strawberry.Parent[Any], language: InLanguage = None) -> str | None:
    note: str | None = root.note_sv if language is Language.SV and root.note_sv else root.note
    return note


def note_field() -> Any:
    """The field `note` of an entity with remarks in two languages."""
    return resolved(
        _note, "Remark of the editors; the English one where there is no Swedish one; null when there is none."
    )


def _name_basis(root: strawberry.Parent[Any]) -> LabelBasis:
    return root.name_basis or LabelBasis.STATED


def name_basis_field(description: str) -> Any:
    """The field `nameBasis` of an entity: who chose its name. A record without a basis has that of its sources."""
    return resolved(_name_basis, description)


def in_language(method: str, description: str) -> Any:
    """A field whose value is that of a method of the entity, called with the language asked for."""

    def read(root: strawberry.Parent[Any], language: InLanguage = None) -> Any:
        return getattr(root, method)(language or Language.EN)

    return resolved(read, description)
