"""Choosing from a slice: filters, orders and keys. Conditions combine with AND, the values of one with OR."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from data.errors import InputError
from data.kinds import CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.names import collate, fold
from data.networks import partners
from data.things import Country, Happening, Municipality, Partnership, order_of

if TYPE_CHECKING:
    from data.slice import Slice


def partnerships(
    found: Iterable[Partnership],
    *,
    kinds: Collection[PartnershipKind] | None = None,
    states: Collection[PartnershipState] | None = None,
    goals: Collection[int] | None = None,
    countries: Collection[str] | None = None,
    members: Collection[str] | None = None,
    programme: str | None = None,
    core_areas: Collection[CoreArea] | None = None,
    text: str | None = None,
) -> list[Partnership]:
    """Those that meet all conditions; None is no condition, an empty list is one that nothing meets."""
    check_goals(goals)
    check_codes(countries)
    if kinds is not None:
        found = [p for p in found if p.kind in kinds]
    if programme is not None:
        found = [p for p in found if p.programme is not None and p.programme.slug == programme]
    if members is not None:
        found = [p for p in found if any(m.municipality.slug in members for m in p.members)]
    if countries is not None:
        found = [p for p in found if any(m.municipality.country.code in countries for m in p.members)]
    if states is not None:
        found = [p for p in found if p.state in states]
    if goals is not None:
        found = [p for p in found if any(link.goal.number in goals for link in p.goals)]
    if core_areas is not None:
        found = [
            p for p in found if any(theme.core_area in core_areas for project in p.projects for theme in project.themes)
        ]
    if text is not None:
        found = [p for p in found if holds(text, words_of(p))]
    return list(found)


def municipalities(
    found: Iterable[Municipality],
    *,
    kinds: Collection[MunicipalityKind] | None = None,
    countries: Collection[str] | None = None,
    goals: Collection[int] | None = None,
    partnership_kinds: Collection[PartnershipKind] | None = None,
    has_partnerships: bool | None = None,
    text: str | None = None,
) -> list[Municipality]:
    """Those that meet all conditions. `goals` and `has_partnerships` count the partnerships of `partnership_kinds`."""
    check_goals(goals)
    check_codes(countries)
    if kinds is not None:
        found = [m for m in found if m.kind in kinds or (m.county_code and MunicipalityKind.REGION in kinds)]
    if countries is not None:
        found = [m for m in found if m.country.code in countries]
    if text is not None:
        found = [m for m in found if holds(text, (m.name, *(name.name for name in m.names)))]
    if has_partnerships is not None:
        found = [m for m in found if bool(m.memberships(partnership_kinds)) is has_partnerships]
    elif partnership_kinds is not None:
        found = [m for m in found if m.memberships(partnership_kinds)]
    if goals is not None:
        found = [m for m in found if partnerships(m.partnerships(partnership_kinds), goals=goals)]
    return list(found)


def countries(
    found: Iterable[Country], *, has_partnerships: bool | None = None, eligible_in: str | None = None
) -> list[Country]:
    """Those that meet all conditions; `eligible_in` is the slug of a call."""
    if eligible_in is not None:
        found = [c for c in found if any(call.slug == eligible_in for call in c.eligible_in)]
    if has_partnerships is not None:
        found = [c for c in found if any(place.memberships() for place in c.municipalities) is has_partnerships]
    return list(found)


def check_goals(goals: Collection[int] | None) -> None:
    for number in goals or ():
        if not 1 <= number <= 17:
            raise InputError(f"there is no Goal {number}; Goals are numbered 1 to 17")


def check_codes(codes: Collection[str] | None) -> None:
    for code in codes or ():
        if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
            raise InputError("a country is named by its two-letter code in capitals, such as SE or UA")


def words_of(partnership: Partnership) -> Iterable[str]:
    """Where a text is looked for: titles of the partnership and its projects, themes, names of its members."""
    yield from (partnership.title_en, partnership.title_sv)
    for project in partnership.projects:
        yield from (title for title in (project.title_en, project.title_sv) if title)
        for theme in project.themes:
            yield from (theme.label_en, theme.label_sv)
    for member in partnership.members:
        yield from (member.municipality.name, *(name.name for name in member.municipality.names))


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words holds the text, marks and case aside; a text without letters is everywhere."""
    wanted = fold(text)
    return any(wanted in fold(word) for word in words)


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
    return collate(partnership.title_en), partnership.slug


def by_start(partnership: Partnership) -> tuple[str, str]:
    """What is known of the start: its first possible day, or its last; partnerships of unknown start come last."""
    start = partnership.start
    known = (start.earliest or start.latest) if start else None
    return (known or date.max).isoformat(), partnership.slug


def by_name(municipality: Municipality) -> tuple[str, str]:
    return collate(municipality.name), municipality.slug


def by_country(municipality: Municipality) -> tuple[str, str, str]:
    return municipality.country.code, *by_name(municipality)


def by_degree(municipality: Municipality) -> tuple[int, str]:
    """The number of its partners, of all kinds of partnership."""
    return len(partners(municipality)), municipality.slug


def by_date(happening: Happening) -> tuple[str, str, int, str]:
    last, first, rank, key = order_of(happening)
    return last.isoformat(), first.isoformat(), rank, key
