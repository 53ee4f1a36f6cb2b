"""Queries on a slice: filters and keys. Conditions combine with AND, values of one condition with OR."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from functools import partial
from typing import Any, TypeVar, Unpack

from data.domain.enums import PartnershipKind
from data.domain.evidence_enums import GoalBasis
from data.snapshot import selection
from data.snapshot.columns import SliceView
from data.snapshot.entities import (
    Country,
    Entity,
    Goal,
    Layer,
    Municipality,
    Partnership,
    Project,
    Theme,
)
from data.snapshot.filtered import Condition, difference, intersection, where
from data.snapshot.filters import partners, places, texts
from data.snapshot.filters import partnerships as facts
from data.snapshot.filters.checks import check_codes, check_counties, check_goals, check_layers
from data.snapshot.filters.conditions import (
    MunicipalityConditions,
    NumberRange,
    PartnerConditions,
    PartnershipConditions,
)
from data.snapshot.goal_links import bases
from data.snapshot.slice import Entities

T = TypeVar("T", bound=Entity)
V = TypeVar("V")


PARTNERSHIP_ROWS: dict[str, Callable[..., Any]] = {
    "kinds": selection.by_kind,
    "states": selection.by_state,
    "status_since": facts.status_since,
    "countries": selection.by_member_country,
    "continents": places.of_places(places.by_continent),
    "counties": places.of_places(places.by_county),
    "regions": places.of_places(places.by_region),
    "near": places.of_places(places.by_distance),
    "members": selection.by_member,
    "parties": facts.by_parties,
    "programme": selection.by_programme,
    "certainty": selection.by_certainty,
    "start": facts.by_start,
    "end": facts.by_end,
    "attested_since": selection.attested_since,
    "sources": facts.by_sources,
    "core_areas": selection.by_core_area,
    "themes": facts.by_theme,
    "organisations": facts.by_role,
    "layers": selection.by_layer,
    "text": texts.by_text,
}
MUNICIPALITY_ROWS: dict[str, Callable[..., Any]] = {
    "kinds": selection.by_authority_kind,
    "countries": selection.by_country,
    "continents": places.by_continent,
    "counties": places.by_county,
    "regions": places.by_region,
    "near": places.by_distance,
    "has_grants": selection.by_grants,
    "text": texts.by_name_text,
}


def partnerships(found: Entities[Partnership], **wanted: Unpack[PartnershipConditions]) -> Entities[Partnership]:
    """The partnerships that meet all conditions. No entity meets an empty list.

    `goal_basis` applies to `goals`: None is STATED alone. `not_` holds conditions of which they do not meet all.

    Raises InputError for a Goal, a country code or a county that cannot exist, and for a layer that the catalogue
    lacks.
    """
    check_goals(wanted.get("goals"))
    check_codes(wanted.get("countries"))
    check_counties(found.slice, wanted.get("counties"))
    check_layers(found.slice, wanted.get("layers"))
    basis, excluded = bases(wanted.get("goal_basis")), wanted.get("not_")
    chosen = select_where(
        found,
        ("goals", wanted.get("goals"), partial(selection.by_goal, basis=basis), basis),
        *((name, value, PARTNERSHIP_ROWS[name]) for name, value in wanted.items() if name in PARTNERSHIP_ROWS),
    )
    return chosen if excluded is None else difference(chosen, partnerships(found, **excluded))


def municipalities(found: Entities[Municipality], **wanted: Unpack[MunicipalityConditions]) -> Entities[Municipality]:
    """The municipalities that meet all conditions. `goals` and `has_partnerships` apply to `partnership_kinds`.

    `goal_basis` applies to `goals`: None is STATED alone. `partnerships` holds conditions on one of the partnerships
    in which they hold a seat, `not_` conditions of which they do not meet all.

    Raises InputError for a Goal, a country code or a county that cannot exist.
    """
    check_goals(wanted.get("goals"))
    check_codes(wanted.get("countries"))
    check_counties(found.slice, wanted.get("counties"))
    chosen = select_where(
        found,
        *((name, value, MUNICIPALITY_ROWS[name]) for name, value in wanted.items() if name in MUNICIPALITY_ROWS),
        *_seat_conditions(wanted),
    )
    shared, tied, excluded = wanted.get("partnerships"), wanted.get("partners"), wanted.get("not_")
    if shared is not None:
        chosen = intersection(chosen, holders(partnerships(found.slice.partnerships, **shared)))
    if tied is not None:
        chosen = intersection(chosen, with_partners(found.slice, **tied))
    return chosen if excluded is None else difference(chosen, municipalities(found, **excluded))


def _seat_conditions(wanted: MunicipalityConditions) -> list[tuple[Any, ...]]:
    """The conditions on the seats that a municipality holds in partnerships of some kinds."""
    kinds, has_partnerships = wanted.get("partnership_kinds"), wanted.get("has_partnerships")
    every, basis = tuple(PartnershipKind) if kinds is None else kinds, bases(wanted.get("goal_basis"))
    missing_kinds = None if has_partnerships is not False else every
    seat_kinds = every if has_partnerships else kinds if missing_kinds is None else None
    lacking = partial(selection.without_seats, kinds=missing_kinds)
    with_goals = partial(selection.with_goals, kinds=frozenset(every), basis=basis)
    return [
        ("holding", seat_kinds, selection.seat_holders),
        ("lacking", None if missing_kinds is None else True, lacking, frozenset(missing_kinds or ())),
        ("goals", wanted.get("goals"), with_goals, frozenset(every), basis),
    ]


def holders(shared: Entities[Partnership]) -> Entities[Municipality]:
    """The municipalities that hold a seat in one of some partnerships."""
    key = None if shared.selection is None else ("holders", shared.selection)
    return derived(shared.slice, "municipalities", key, partial(selection.holders, shared.slice, shared.rows))


def with_partners(slice: SliceView, **wanted: Unpack[PartnerConditions]) -> Entities[Municipality]:
    """The municipalities of whose partners a number in a range meets all conditions. Without a range, at least one."""
    chosen = municipalities(slice.all("municipalities"), **wanted.get("places") or {})
    kinds, certainty = frozen(wanted.get("kinds")), frozen(wanted.get("certainty"))
    count = wanted.get("count") or NumberRange(1)
    key = None if chosen.selection is None else ("partners", chosen.selection, kinds, certainty, count)
    find = partial(partners.by_partners, slice, chosen.rows, kinds, certainty, count)
    return derived(slice, "municipalities", key, find)


def frozen(several: Collection[V] | None) -> frozenset[V] | None:
    return None if several is None else frozenset(several)


def derived(slice: SliceView, records: str, key: Hashable | None, find: Callable[[], Any]) -> Entities[Any]:
    """The entities of rows that `find` computes, including those that are not present. Cached under a key, if given."""
    rows = find() if key is None else slice.snapshot.selections.get_or_create((slice.day, records, key), find)
    return Entities(slice, slice.tables[records], rows, key)


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

    A condition is a tuple: its name, the wanted value or values, the function that finds the rows of the one value or
    of several, and further values that the result depends on.
    """
    given = []
    for name, wanted, find, *rest in conditions:
        if wanted is None:
            continue
        if isinstance(wanted, Collection) and not isinstance(wanted, str):
            given.append(Condition((name, *rest), frozenset(wanted), find))
        else:
            given.append(Condition((name, *rest), frozenset((wanted,)), partial(for_only, find)))
    return where(found, given)


def for_only(find: Callable[[SliceView, Any], Any], slice: SliceView, wanted: Collection[Any]) -> Any:
    """The rows of the only wanted value, for a function that takes one."""
    (one,) = wanted
    return find(slice, one)


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
    slice = municipality.slice
    wholes, first = selection.wholes_of_members(slice), slice.tables["memberships"].first
    held = slice.rows_referring("municipalities", municipality.row, "memberships", "memberships")
    return Entities(slice, slice.tables["partnerships"], sorted({wholes[row - first] for row in held}))


def number_of_partnerships(layer: Layer) -> int:
    """The number of partnerships of all time that a layer holds, without those that are part of another one."""
    all_time, first = layer.slice.all_time, layer.slice.tables["layers"].first
    counts = all_time.snapshot.memoize("partnerships of layers", partial(selection.count_by_layer, all_time))
    return int(counts[layer.row - first])


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
