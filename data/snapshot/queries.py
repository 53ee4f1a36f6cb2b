"""Choosing from a slice: filters, orders and keys. Conditions combine with AND, the values of one with OR."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from data.domain.enums import CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.errors import InputError
from data.search.name_index import collate
from data.snapshot import selection as choosing
from data.snapshot.entities import Country, Goal, Happening, Municipality, Partnership, Thing, order_of
from data.snapshot.slice import Condition, Things

if TYPE_CHECKING:
    from data.snapshot.slice import Slice

T = TypeVar("T", bound=Thing)
alphabetical = lru_cache(10_000)(collate)  # of what cursors carry, which come again


def partnerships(
    found: Things[Partnership],
    *,
    kinds: Collection[PartnershipKind] | None = None,
    states: Collection[PartnershipState] | None = None,
    goals: Collection[int] | None = None,
    countries: Collection[str] | None = None,
    members: Collection[str] | None = None,
    programme: str | None = None,
    core_areas: Collection[CoreArea] | None = None,
    text: str | None = None,
) -> Things[Partnership]:
    """Those that meet all conditions; None is no condition, an empty list is one that nothing meets."""
    check_goals(goals)
    check_codes(countries)
    return meeting(
        found,
        ("kinds", kinds, choosing.of_kind),
        ("states", states, choosing.in_states),
        ("goals", goals, choosing.of_goals),
        ("countries", countries, choosing.with_members_in),
        ("members", members, choosing.with_members),
        ("programme", programme, choosing.in_programme),
        ("core_areas", core_areas, choosing.of_areas),
        ("text", text, choosing.told),
    )


def municipalities(
    found: Things[Municipality],
    *,
    kinds: Collection[MunicipalityKind] | None = None,
    countries: Collection[str] | None = None,
    goals: Collection[int] | None = None,
    partnership_kinds: Collection[PartnershipKind] | None = None,
    has_partnerships: bool | None = None,
    text: str | None = None,
) -> Things[Municipality]:
    """Those that meet all conditions. `goals` and `has_partnerships` count the partnerships of `partnership_kinds`."""
    check_goals(goals)
    check_codes(countries)
    every = tuple(PartnershipKind) if partnership_kinds is None else partnership_kinds
    lacking = None if has_partnerships is not False else every
    holding = every if has_partnerships else partnership_kinds if lacking is None else None
    return meeting(
        found,
        ("kinds", kinds, choosing.of_unit),
        ("countries", countries, choosing.in_countries),
        ("text", text, choosing.named),
        ("holding", holding, choosing.holders),
        (
            "lacking",
            None if lacking is None else True,
            partial(choosing.without, kinds=lacking),
            frozenset(lacking or ()),
        ),
        ("goals", goals, partial(choosing.pursuing, kinds=frozenset(every)), frozenset(every)),
    )


def countries(
    found: Things[Country], *, has_partnerships: bool | None = None, eligible_in: str | None = None
) -> Things[Country]:
    """Those that meet all conditions; `eligible_in` is the slug of a call."""
    return meeting(
        found,
        ("eligible_in", eligible_in, choosing.eligible),
        ("has_partnerships", has_partnerships, choosing.with_partnerships),
    )


def meeting(found: Things[T], *conditions: tuple[Any, ...]) -> Things[T]:
    """Those that meet the conditions that are given: each a name, what is wanted or None, who finds the rows of it, and
    what else it hangs on.
    """
    given = []
    for name, wanted, find, *rest in conditions:
        if isinstance(wanted, str | bool):
            given.append(Condition((name, *rest), frozenset((wanted,)), find))
        elif wanted is not None:
            given.append(Condition((name, *rest), frozenset(wanted), partial(alone, find)))
    return found.among(given)


def alone(find: Callable[[Slice, Collection[Any]], Any], slice: Slice, one: Any) -> Any:
    """The rows of one of several that are wanted."""
    return find(slice, (one,))


def answered(slice: Slice, records: str, name: str, wanted: str, find: Callable[..., Any]) -> Things[Any]:
    """Those that meet one condition, whether they are there themselves or not."""
    rows = slice.snapshot.chosen.get((slice.day, records, name, wanted), partial(find, slice, (wanted,)))
    return Things(slice, slice.snapshot.tables[records], rows, (name, wanted))


def of_country(country: Country) -> Things[Partnership]:
    """The partnerships that have a member in the country."""
    return answered(country.slice, "partnerships", "countries", country.code, choosing.with_members_in)


def places_of(country: Country) -> Things[Municipality]:
    """The local authorities of a country."""
    return answered(country.slice, "municipalities", "countries", country.code, choosing.in_countries)


def of_goal(goal: Goal) -> Things[Partnership]:
    """The partnerships with a project that names the goal."""
    return partnerships(goal.slice.all("partnerships"), goals=(goal.number,))


def of_place(place: Municipality) -> Things[Partnership]:
    """The partnerships in which a municipality holds a seat."""
    rows = sorted(partnership.row for partnership in place.partnerships())
    return Things(place.slice, place.slice.snapshot.tables["partnerships"], rows)


def check_goals(goals: Collection[int] | None) -> None:
    for number in goals or ():
        if not 1 <= number <= 17:
            raise InputError(f"there is no Goal {number}; Goals are numbered 1 to 17")


def check_codes(codes: Collection[str] | None) -> None:
    for code in codes or ():
        if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
            raise InputError("a country is named by its two-letter code in capitals, such as SE or UA")


def place(
    slice: Slice,
    *,
    slug: str | None = None,
    code: tuple[str, str] | None = None,
    wikidata: str | None = None,
    name: str | None = None,
) -> Municipality | None:
    """The municipality of one key, or None. Raises Ambiguous for a name that several have."""
    snapshot = slice.snapshot
    row: int | None = None
    if slug is not None:
        row = snapshot.tables["municipalities"].find(slug)
    elif code is not None:
        row = snapshot.codes.get(code)
    elif wikidata is not None:
        row = snapshot.wikidata.get(wikidata)
    elif name is not None and (named := snapshot.names.place(name)):
        row = named.row
    return None if row is None else slice.thing("municipalities", row)


def by_title(partnership: Partnership) -> tuple[str, str]:
    return alphabetical(partnership.title_en), partnership.slug


def by_start(partnership: Partnership) -> tuple[str, str]:
    """What is known of the start: its first possible day, or its last; partnerships of unknown start come last."""
    return choosing.start_of(partnership.start).isoformat(), partnership.slug


def by_name(municipality: Municipality) -> tuple[str, str]:
    return alphabetical(municipality.name), municipality.slug


def by_country(municipality: Municipality) -> tuple[str, str, str]:
    return municipality.country.code, *by_name(municipality)


def by_degree(municipality: Municipality) -> tuple[int, str]:
    """The number of its partners, of all kinds of partnership."""
    slice = municipality.slice
    first = slice.snapshot.tables["municipalities"].first
    return int(choosing.degrees(slice)[municipality.row - first]), municipality.slug


def by_date(happening: Happening) -> tuple[str, str, int, str]:
    last, first, rank, key = order_of(happening)
    return last.isoformat(), first.isoformat(), rank, key
