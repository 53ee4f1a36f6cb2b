"""Who could be a partner: places in the countries eligible in a call, ranked by what they have in common."""

from __future__ import annotations

from typing import NamedTuple

from data.domain.enums import CoreArea, MunicipalityKind, PartnershipKind, PartnershipState
from data.domain.errors import InputError
from data.domain.text import collate
from data.networks.network import goal_counts
from data.networks.traversal import Traversal
from data.snapshot.entities import Call, Goal, Municipality, Partnership

FAR = 3
NEARNESS = {2: 3, 3: 1}
GOAL, AREA = 3, 2


class Suggestion(NamedTuple):
    """A place with the reasons for it; the score adds them up."""

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
        """The state of the liveliest municipal partnership that the two share, or else of another one."""
        municipal = [p for p in self.partnerships if p.kind is PartnershipKind.MUNICIPAL_PARTNERSHIP]
        states = {partnership.state for partnership in municipal or self.partnerships}
        return next((state for state in LIVELIEST if state in states), None)


LIVELIEST = (
    PartnershipState.ACTIVE,
    PartnershipState.PLANNED,
    PartnershipState.PAUSED,
    PartnershipState.UNKNOWN,
    PartnershipState.ENDED,
)


def suggest(place: Municipality, call: str) -> list[Suggestion]:
    """All places with a score, the best first, then by name; not those that are partners already.

    Places whose partnership with `place` was paused or ended, or of unknown state, are there with that state.
    Raises InputError for an unknown call.
    """
    slice = place.slice
    row = slice.snapshot.tables["calls"].find(call)
    if row is None:
        raise InputError("there is no such call; `calls` lists them")
    found: Call = slice.entity("calls", row)
    near = Traversal(slice, None).ego(place.row, FAR)
    goals, areas = _goals(place), _areas(place)
    ranked = []
    for country in found.countries:
        for other in country.municipalities:
            shared = _shared(place, other)
            if other is place or other.kind is MunicipalityKind.UNIDENTIFIED or any(map(_goes_on, shared)):
                continue
            common = [goal for goal in _goals(other).values() if goal.number in goals]
            suggestion = Suggestion(other, common, sorted(areas & _areas(other)), near.get(other.row), shared)
            if suggestion.score:
                ranked.append(suggestion)
    return sorted(ranked, key=lambda s: (-s.score, collate(s.municipality.name), s.municipality.slug))


def _goes_on(partnership: Partnership) -> bool:
    """Whether a municipal partnership is planned or active, so that there is nothing to suggest."""
    lively = (PartnershipState.ACTIVE, PartnershipState.PLANNED)
    return partnership.kind is PartnershipKind.MUNICIPAL_PARTNERSHIP and partnership.state in lively


def _goals(place: Municipality) -> dict[int, Goal]:
    return {count.goal.number: count.goal for count in goal_counts(place)}


def _areas(place: Municipality) -> set[CoreArea]:
    themes = (theme for p in place.partnerships() for project in p.projects for theme in project.themes)
    return {theme.core_area for theme in themes if theme.core_area is not None}


def _shared(place: Municipality, other: Municipality) -> list[Partnership]:
    mine = set(place.partnerships())
    return [partnership for partnership in other.partnerships() if partnership in mine]
