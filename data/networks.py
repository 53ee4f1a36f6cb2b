"""Partnerships as a network: who is tied to whom, and through what."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from data.kinds import PartnershipKind
from data.names import collate
from data.things import Goal, Membership, Municipality, Partnership


class Partner(NamedTuple):
    """A municipality tied to another; the weight is how many partnerships they share."""

    municipality: Municipality
    partnerships: list[Partnership]

    @property
    def weight(self) -> int:
        return len(self.partnerships)


def partners(municipality: Municipality, kinds: Collection[PartnershipKind] | None = None) -> list[Partner]:
    """The neighbours of a municipality in the one-mode projection, the most tied first, then by name.

    Two are tied when they hold different seats of one partnership and may have done so on the same day: who handed
    a seat over is no partner of who took it.
    """
    shared: dict[Municipality, dict[str, Partnership]] = {}
    for mine in municipality.memberships(kinds):
        for other in mine.partnership.members:
            if together(mine, other):
                shared.setdefault(other.municipality, {})[mine._partnership.slug] = mine.partnership
    return sorted((Partner(place, list(ties.values())) for place, ties in shared.items()), key=by_weight)


def by_weight(partner: Partner) -> tuple[int, str, str]:
    return -partner.weight, collate(partner.municipality.name), partner.municipality.slug


def together(mine: Membership, other: Membership) -> bool:
    """Whether two memberships of one partnership tie their holders."""
    return (
        mine._seat.number != other._seat.number
        and mine._municipality.slug != other._municipality.slug
        and mine.span.meets(other.span)
    )


class GoalCount(NamedTuple):
    """How many partnerships name a goal."""

    goal: Goal
    partnerships: int


def goal_counts(municipality: Municipality, kinds: Collection[PartnershipKind] | None = None) -> list[GoalCount]:
    """The goals of a municipality's partnerships, by number."""
    counts: dict[int, tuple[Goal, int]] = {}
    for partnership in municipality.partnerships(kinds):
        for goal in {link.goal.number: link.goal for link in partnership.goals}.values():
            counts[goal.number] = goal, counts.get(goal.number, (goal, 0))[1] + 1
    return [GoalCount(*counts[number]) for number in sorted(counts)]
