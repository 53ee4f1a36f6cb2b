"""Suggested partners: municipalities in the countries eligible in a call, ranked by what they have in common."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from data.domain.enums import CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.errors import InputError
from data.domain.evidence_enums import GoalBasis
from data.domain.text import collate
from data.networks.network import goal_counts
from data.networks.traversal import Traversal
from data.snapshot.entities import Call, Goal, Municipality, Partnership

FAR = 3
NEARNESS = {2: 3, 3: 1}
GOAL, AREA = 3, 2


class Suggestion(NamedTuple):
    """A suggested municipality with the reasons. The score is the sum of their points."""

    municipality: Municipality
    shared_goals: list[Goal]
    shared_core_areas: list[CoreArea]
    distance: int | None
    partnerships: list[Partnership]

    @property
    def score(self) -> int:
        near = NEARNESS.get(self.distance or 0, 0)
        return GOAL * len(self.shared_goals) + AREA * len(self.shared_core_areas) + near

    @property
    def state(self) -> PartnershipState | None:
        """The first state in MOST_ACTIVE_FIRST among the shared municipal partnerships; without one, among all shared ones."""
        municipal = [p for p in self.partnerships if p.kind is PartnershipKind.MUNICIPAL_PARTNERSHIP]
        states = {partnership.state for partnership in municipal or self.partnerships}
        return next((state for state in MOST_ACTIVE_FIRST if state in states), None)


MOST_ACTIVE_FIRST = (
    PartnershipState.ACTIVE,
    PartnershipState.PLANNED,
    PartnershipState.PAUSED,
    PartnershipState.UNKNOWN,
    PartnershipState.ENDED,
)


def suggest(place: Municipality, call: str, basis: Collection[GoalBasis] | None = None) -> list[Suggestion]:
    """The municipalities with a positive score, by descending score, then by name.

    Municipalities with a planned or active municipal partnership with `place` are left out. Those with a partnership
    that is paused, ended or of unknown state are included. Links to Goals of these bases count; without a basis, the
    stated ones. Raises InputError for an unknown call.
    """
    slice = place.slice
    row = slice.snapshot.tables["calls"].find(call)
    if row is None:
        raise InputError("there is no call with this slug; the field `calls` lists all calls")
    found: Call = slice.entity("calls", row)
    near = Traversal(slice, None).ego(place.row, FAR)
    goals, areas = _goals(place, basis), _areas(place)
    ranked = []
    for country in found.countries:
        for other in country.municipalities:
            shared = _shared(place, other)
            if other is place or other.kind is MunicipalityKind.UNIDENTIFIED or any(map(_is_planned_or_active, shared)):
                continue
            common = [goal for goal in _goals(other, basis).values() if goal.number in goals]
            suggestion = Suggestion(other, common, sorted(areas & _areas(other)), near.get(other.row), shared)
            if suggestion.score:
                ranked.append(suggestion)
    return sorted(ranked, key=lambda s: (-s.score, collate(s.municipality.name), s.municipality.slug))


def _is_planned_or_active(partnership: Partnership) -> bool:
    """Whether this is a municipal partnership that is planned or active."""
    lively = (PartnershipState.ACTIVE, PartnershipState.PLANNED)
    return partnership.kind is PartnershipKind.MUNICIPAL_PARTNERSHIP and partnership.state in lively


def _goals(place: Municipality, basis: Collection[GoalBasis] | None) -> dict[int, Goal]:
    return {count.goal.number: count.goal for count in goal_counts(place, basis=basis)}


def _areas(place: Municipality) -> set[CoreArea]:
    themes = (theme for p in place.partnerships() for project in p.projects for theme in project.themes)
    return {theme.core_area for theme in themes if theme.core_area is not None}


def _shared(place: Municipality, other: Municipality) -> list[Partnership]:
    mine = set(place.partnerships())
    return [partnership for partnership in other.partnerships() if partnership in mine]
