"""Queries on a slice: filters, orders and keys. Conditions combine with AND, values of one condition with OR."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache, partial
from typing import Any, TypedDict, TypeVar, Unpack

from data.domain.enums import Certainty, CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.errors import InputError
from data.domain.evidence_enums import GoalBasis
from data.domain.text import collate
from data.snapshot import orders, selection
from data.snapshot.columns import SliceView
from data.snapshot.entities import (
    Country,
    Entity,
    EventEntity,
    Goal,
    Layer,
    Municipality,
    Partnership,
    Project,
    Theme,
    order_of,
)
from data.snapshot.goal_links import bases
from data.snapshot.slice import Condition, Entities

T = TypeVar("T", bound=Entity)
alphabetical = lru_cache(10_000)(collate)  # cached, because cursors repeat titles and names


class PartnershipConditions(TypedDict, total=False):
    """Conditions on partnerships. None is no condition."""

    kinds: Collection[PartnershipKind] | None
    states: Collection[PartnershipState] | None
    goals: Collection[int] | None
    goal_basis: Collection[GoalBasis] | None
    countries: Collection[str] | None
    members: Collection[str] | None
    programme: str | None
    certainty: Collection[Certainty] | None
    attested_since: date | None
    core_areas: Collection[CoreArea] | None
    layers: Collection[str] | None
    text: str | None


PARTNERSHIP_ROWS: dict[str, Callable[..., Any]] = {
    "kinds": selection.by_kind,
    "states": selection.by_state,
    "countries": selection.by_member_country,
    "members": selection.by_member,
    "programme": selection.by_programme,
    "certainty": selection.by_certainty,
    "attested_since": selection.attested_since,
    "core_areas": selection.by_core_area,
    "layers": selection.by_layer,
    "text": selection.by_text,
}


def partnerships(found: Entities[Partnership], **wanted: Unpack[PartnershipConditions]) -> Entities[Partnership]:
    """The partnerships that meet all conditions. No entity meets an empty list.

    `goal_basis` applies to `goals`: None is STATED alone.

    Raises InputError for a Goal or a country code that cannot exist, and for a layer that the catalogue lacks.
    """
    check_goals(wanted.get("goals"))
    check_codes(wanted.get("countries"))
    check_layers(found.slice, wanted.get("layers"))
    basis = bases(wanted.get("goal_basis"))
    return select_where(
        found,
        ("goals", wanted.get("goals"), partial(selection.by_goal, basis=basis), basis),
        *((name, wanted.get(name), find) for name, find in PARTNERSHIP_ROWS.items()),
    )


def municipalities(
    found: Entities[Municipality],
    *,
    kinds: Collection[MunicipalityKind] | None = None,
    countries: Collection[str] | None = None,
    goals: Collection[int] | None = None,
    goal_basis: Collection[GoalBasis] | None = None,
    partnership_kinds: Collection[PartnershipKind] | None = None,
    has_partnerships: bool | None = None,
    has_grants: bool | None = None,
    text: str | None = None,
) -> Entities[Municipality]:
    """The municipalities that meet all conditions. `goals` and `has_partnerships` apply to `partnership_kinds`.

    `goal_basis` applies to `goals`: None is STATED alone.

    Raises InputError for a Goal or a country code that cannot exist.
    """
    check_goals(goals)
    check_codes(countries)
    every, basis = tuple(PartnershipKind) if partnership_kinds is None else partnership_kinds, bases(goal_basis)
    missing_kinds = None if has_partnerships is not False else every
    seat_kinds = every if has_partnerships else partnership_kinds if missing_kinds is None else None
    return select_where(
        found,
        ("kinds", kinds, selection.by_authority_kind),
        ("countries", countries, selection.by_country),
        ("text", text, selection.by_name_text),
        ("holding", seat_kinds, selection.seat_holders),
        ("has_grants", has_grants, selection.by_grants),
        (
            "lacking",
            None if missing_kinds is None else True,
            partial(selection.without_seats, kinds=missing_kinds),
            frozenset(missing_kinds or ()),
        ),
        ("goals", goals, partial(selection.with_goals, kinds=frozenset(every), basis=basis), frozenset(every), basis),
    )


def countries(
    found: Entities[Country], *, has_partnerships: bool | None = None, eligible_in: str | None = None
) -> Entities[Country]:
    """The countries that meet all conditions. `eligible_in` is the slug of a call."""
    return select_where(
        found,
        ("eligible_in", eligible_in, selection.by_eligibility),
        ("has_partnerships", has_partnerships, selection.by_partnerships),
    )


def select_where(found: Entities[T], *conditions: tuple[Any, ...]) -> Entities[T]:
    """Filters by the conditions whose wanted value is not None.

    A condition is a tuple: its name, the wanted value or values, the function that finds the rows of one value, and
    further values that the result depends on.
    """
    given = []
    for name, wanted, find, *rest in conditions:
        if isinstance(wanted, str | bool | date):
            given.append(Condition((name, *rest), frozenset((wanted,)), find))
        elif wanted is not None:
            given.append(Condition((name, *rest), frozenset(wanted), partial(for_one, find)))
    return found.where(given)


def for_one(find: Callable[[SliceView, Collection[Any]], Any], slice: SliceView, one: Any) -> Any:
    """The rows of one wanted value, for a function that takes several."""
    return find(slice, (one,))


def selected(slice: SliceView, records: str, name: str, wanted: str, find: Callable[..., Any]) -> Entities[Any]:
    """The entities that meet one condition, including those that are not present. Their rows are cached."""
    rows = slice.snapshot.selections.get_or_create((slice.day, records, name, wanted), partial(find, slice, (wanted,)))
    return Entities(slice, slice.tables[records], rows, (name, wanted))


def partnerships_of_country(country: Country) -> Entities[Partnership]:
    """The partnerships that have a member in the country."""
    return selected(country.slice, "partnerships", "countries", country.code, selection.by_member_country)


def municipalities_of_country(country: Country) -> Entities[Municipality]:
    """The local authorities of a country."""
    return selected(country.slice, "municipalities", "countries", country.code, selection.by_country)


def partnerships_of_goal(goal: Goal, basis: Collection[GoalBasis] | None = None) -> Entities[Partnership]:
    """The partnerships with a project that has a link to the goal; without a basis, those that a source states."""
    return partnerships(goal.slice.partnerships, goals=(goal.number,), goal_basis=basis)


def projects_of_theme(theme: Theme) -> Entities[Project]:
    """The present projects with the theme."""
    return selected(theme.slice, "projects", "theme", theme.slug, selection.projects_by_theme)


def partnerships_of_municipality(municipality: Municipality) -> Entities[Partnership]:
    """The partnerships in which a municipality holds a seat."""
    rows = sorted(partnership.row for partnership in municipality.partnerships())
    return Entities(municipality.slice, municipality.slice.tables["partnerships"], rows)


def number_of_partnerships(layer: Layer) -> int:
    """The number of partnerships of all time that a layer holds, without those that are part of another one."""
    all_time, first = layer.slice.all_time, layer.slice.tables["layers"].first
    counts = all_time.snapshot.memoize("partnerships of layers", partial(selection.count_by_layer, all_time))
    return int(counts[layer.row - first])


def check_goals(goals: Collection[int] | None) -> None:
    for number in goals or ():
        if not 1 <= number <= 17:
            raise InputError(f"there is no Goal {number}; Goals are numbered 1 to 17")


def check_codes(codes: Collection[str] | None) -> None:
    for code in codes or ():
        if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
            raise InputError(
                f"invalid country code {code[:20]!r}; use the two-letter code in capitals, such as SE or UA"
            )


def check_layers(slice: SliceView, slugs: Collection[str] | None) -> None:
    known = slice.tables["layers"].keys
    for slug in slugs or ():
        if slug not in known:
            raise InputError(f"there is no layer {slug[:40]!r}; the layers are {', '.join(known)}")


def municipality_by_key(
    slice: SliceView,
    *,
    slug: str | None = None,
    code: tuple[str, str] | None = None,
    wikidata: str | None = None,
) -> Municipality | None:
    """The municipality with one of the keys, or None. `code` is the country code and the official code."""
    snapshot = slice.snapshot
    row: int | None = None
    if slug is not None:
        row = slice.tables["municipalities"].find(slug)
    elif code is not None:
        row = snapshot.codes.get(code)
    elif wikidata is not None:
        row = snapshot.wikidata.get(wikidata)
    return None if row is None else slice.entity("municipalities", row)


def by_title(partnership: Partnership) -> tuple[str, str]:
    return alphabetical(partnership.title_en), partnership.slug


def by_start(partnership: Partnership) -> tuple[str, str]:
    """Sort key: the first possible day of the start, else its last possible day. Unknown starts come last."""
    return orders.start_of(partnership.span).isoformat(), partnership.slug


def by_last_attested(partnership: Partnership) -> tuple[str, str]:
    """Sort key: the first possible day of the last attestation by the day asked for. Those without one come first."""
    last = partnership.last_attested
    first = last.date.earliest if last else None
    return (first.isoformat() if first else ""), partnership.slug


def by_name(municipality: Municipality) -> tuple[str, str]:
    return alphabetical(municipality.preferred_name), municipality.slug


def by_country(municipality: Municipality) -> tuple[str, str, str]:
    return municipality.country.code, *by_name(municipality)


def by_degree(municipality: Municipality) -> tuple[int, str]:
    """Sort key: the number of partners, through all kinds of partnership."""
    slice = municipality.slice
    first = slice.tables["municipalities"].first
    return int(orders.degrees(slice)[municipality.row - first]), municipality.slug


def by_number(column: str) -> Callable[[Entity], tuple[int, str]]:
    """Returns a sort key by a column of positive integers. A missing number comes before all others."""

    def key(entity: Entity) -> tuple[int, str]:
        return getattr(entity, column) or 0, entity.key

    return key


def by_day(event: EventEntity) -> tuple[str, str, str]:
    """Sort key: the last, then the first possible day. Undated events come last."""
    last, first, _, key = order_of(event)
    return last.isoformat(), first.isoformat(), key


def by_date(event: EventEntity) -> tuple[str, str, int, str]:
    last, first, rank, key = order_of(event)
    return last.isoformat(), first.isoformat(), rank, key
