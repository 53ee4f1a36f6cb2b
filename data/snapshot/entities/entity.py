"""Base classes of entities: immutable views of table rows within one slice, materialised on first access.

The annotations of a class are its slots: a field of its table, or the entity that the field refers to, in the same
slice. `has_many` holds the entities of another table that refer to this one. `optional_reference` refers to a row of
the same table. References and cached attributes are resolved on first access, so one entity does not materialise the
entire catalogue. `Entity.__getattr__` then fills their slots; later accesses cost as much as those of any slot. A class
of which a wide answer makes many names in `prompt` the few slots that are set at once; the others wait likewise.

A module imports only from modules below it. A link back to a later module is therefore typed `has_many[Any]`; its
argument names the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar, dataclass_transform

from data.domain.dates import PartialDate, by, last_then_first
from data.domain.enums import Certainty, Language, Rank
from data.domain.evidence_enums import Dating, SourceKind
from data.snapshot.columns import SliceView
from data.store.models.layout import LIST_MARK

T = TypeVar("T")
set_slot = object.__setattr__


class CachedAttribute(Generic[T]):
    """An attribute whose value is computed on first access and then cached in the slot of its name."""

    name: str  # set by EntityMeta

    if TYPE_CHECKING:

        def __get__(self, entity: Entity, owner: type) -> T: ...

    def compute(self, entity: Entity) -> T:
        raise NotImplementedError


class has_many(CachedAttribute[tuple[T, ...]]):  # noqa: N801
    """The present entities of table `records` that refer to this one, in key order.

    `link` names the reference, when the table refers to this one by several and only one of them counts. `whole` names
    the reference of this table to a whole, when what belongs to a part also belongs to its whole.
    """

    def __init__(self, records: str, link: str | None = None, whole: str | None = None) -> None:
        self.records, self.link, self.whole = records, link, whole
        self.index = f"{records}.{link}" if link else records

    def compute(self, entity: Entity) -> tuple[T, ...]:
        return entity.slice.referring(entity, self.records, self.index)


class optional_reference(CachedAttribute[T | None]):  # noqa: N801
    """An entity of the same table, or None."""

    def compute(self, entity: Entity) -> T | None:
        referred: T | None = entity.slice.value(entity, self.name)
        return referred


class derived(CachedAttribute[T]):  # noqa: N801
    """A value computed by a function of the entity."""

    def __init__(self, function: Callable[[Any], T]) -> None:
        self.function = function

    def compute(self, entity: Entity) -> T:
        return self.function(entity)


@dataclass_transform(frozen_default=True, eq_default=False, kw_only_default=True)
class EntityMeta(type):
    """Metaclass: the annotations and cached attributes of a class become its slots; `records` names its table."""

    records: str

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> EntityMeta:
        annotations = space.get("__annotations__", {})
        cached = {key: space.pop(key) for key in annotations if isinstance(space.get(key), CachedAttribute)}
        for key, attribute in cached.items():
            attribute.name = key
        inherited = (getattr(base, "cached_attributes", {}) for base in bases)
        space["cached_attributes"] = {key: one for found in (*inherited, cached) for key, one in found.items()}
        space["__slots__"] = tuple(
            key for key, annotation in annotations.items() if not annotation.startswith("ClassVar")
        )
        return super().__new__(cls, name, bases, space)


class Entity(metaclass=EntityMeta):
    """A row of the catalogue within a slice; `row` is its number among all rows of the snapshot."""

    slice: SliceView
    row: int
    sources: tuple[Source, ...]
    names_of_day: ClassVar[str] = ""  # the field of NamesOfDay with the names that replace the slot `name`
    prompt: ClassVar[Sequence[str]] = ()  # the slots that are set at once; () for all columns of the table
    cached_attributes: ClassVar[dict[str, CachedAttribute[Any]]]

    if not TYPE_CHECKING:  # otherwise mypy would accept any attribute

        def __getattr__(self, name: str) -> Any:
            """Fills the slot of a cached attribute, a reference or a column on first access."""
            attribute = self.cached_attributes.get(name)
            value = self.slice.value(self, name) if attribute is None else attribute.compute(self)
            set_slot(self, name, value)
            return value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot set {name!r}: {self!r} is immutable")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'key', '')} as of {self.slice.day or 'all time'}>"

    @property
    def key(self) -> str:
        """Identifies the entity within its table, in every catalogue version."""
        slug: str = self.slug  # type: ignore[attr-defined]
        return slug

    @property
    def certainty(self) -> Certainty:
        """CERTAIN or POSSIBLE on the day of the slice; CERTAIN in the slice of all time."""
        day = self.slice.day
        return (self.certainty_on(day) if day else None) or (Certainty.POSSIBLE if day else Certainty.CERTAIN)

    def certainty_on(self, day: date) -> Certainty | None:
        """The certainty that the entity is present on a day. None when it is certainly not present."""
        return Certainty.CERTAIN


def slots(cls: type[Any]) -> tuple[str, ...]:
    """The names of all slots of a class and its bases."""
    return tuple(name for base in cls.__mro__ for name in getattr(base, "__slots__", ()))


class EventEntity(Entity):
    """An entity that happened on a date. A slice holds the events that may have happened by its day.

    `when` is the first known date among the fields and references that `dates` names. Of those in `by_end_of` it is
    the time up to their end: it happened by then.
    """

    when: PartialDate | None
    dates: ClassVar[Sequence[str]] = ("date",)
    by_end_of: ClassVar[Sequence[str]] = ()

    @property
    def rank(self) -> int:
        """The sort key of events on the same day, ascending."""
        return 0

    def certainty_on(self, day: date) -> Certainty | None:
        return by(self.when, day)


def order_of(event: EventEntity) -> tuple[date, date, int, str]:
    """Sort key by the last, then the first possible day. Undated events come last."""
    return *last_then_first(event.when), event.rank, event.key


class Layer(Entity):
    """A part of the catalogue with its own steward and licence. It is the same object in every slice."""

    slug: str
    title_en: str
    title_sv: str
    steward: str
    licence: str
    credit: str | None
    date: date
    precedence: int
    website: str | None
    note: str | None
    note_sv: str | None

    @property
    def name(self) -> str:
        return self.slug

    def title(self, language: Language) -> str:
        return self.title_sv if language is Language.SV else self.title_en


class Source(Entity):
    """A publication in which facts were read. It has no sources itself and is the same object in every slice."""

    slug: str
    kind: SourceKind
    title: str
    publisher: str | None
    url: str | None
    published: PartialDate | None
    dating: Dating
    blank_labels: str | None
    read_on: date | None
    language: str | None
    note: str | None
    note_sv: str | None
    layer: Layer
    attachments: has_many[Attachment] = has_many("attachments")
    claims: has_many[Claim] = has_many("claims", "publication")

    @property
    def blank(self) -> list[str]:
        """The labels that it prints with nothing after them."""
        return self.blank_labels.split(LIST_MARK) if self.blank_labels else []


class Attachment(Entity):
    """A document that a source offers for download."""

    slug: str
    title: str
    media_type: str
    kilobytes: int | None
    note: str | None
    note_sv: str | None
    source: Source


class Claim(Entity):
    """The value that one source gives for one field of a record."""

    slug: str
    field: str
    value: str
    rank: Rank
    note: str | None
    note_sv: str | None
    source: Source
    project: Any
