"""What entities read from columns, held against a plain reckoning over the entities that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import Emphasis, PartnershipState
from data.domain.evidence_enums import GoalBasis
from data.snapshot.entities import GoalLink, Municipality, Partnership, Project
from data.snapshot.queries import partnerships_of_municipality
from data.snapshot.snapshot import Snapshot

days = st.none() | st.dates(date(1990, 1, 1), date(2027, 1, 1))


def plain_status(owner: Partnership | Project) -> Any:
    """The status with the latest day that is possible."""

    def moment(status: Any) -> date:
        when = status.when
        return (when.latest or when.earliest or date.min) if when else date.min

    return max(owner.statuses, key=moment, default=None)


def plain_links(project: Project) -> Iterator[GoalLink]:
    """A link for each named target of each named Goal; without targets, one for the Goal."""
    for row in project.project_goals:
        under = [named for named in project.project_targets if named.target.goal is row.goal]
        for target, sources in [(named.target, named.sources) for named in under] or [(None, row.sources)]:
            yield GoalLink(row.goal, target, GoalBasis.STATED, row.emphasis, (), sources, row.note, row.note_sv)


def plain_goals(partnership: Partnership) -> list[GoalLink]:
    """The links of its projects, of each Goal and target the first with focus, else the first."""
    links = [link for project in partnership.projects for link in plain_links(project)]
    links.sort(key=lambda link: (link.identity, link.emphasis is not Emphasis.FOCUS))
    return [link for at, link in enumerate(links) if not at or links[at - 1].identity != link.identity]


@given(day=days)
def test_the_latest_status_is_that_of_the_sorted_columns(whole: Snapshot, day: date | None) -> None:
    """Of partnerships and of projects, on any day; without a status the state is unknown."""
    slice = whole.slice(day)
    for owner in (*slice.all("partnerships"), *slice.all("projects")):
        status = plain_status(owner)

        assert owner.status is status
        assert owner.state is (status.state if status else PartnershipState.UNKNOWN)


@given(day=days)
def test_the_stated_goals_are_those_of_the_projects(whole: Snapshot, day: date | None) -> None:
    """Of projects one after the other, of partnerships each Goal and target once."""
    slice = whole.slice(day)

    assert all([*project.stated_goals] == [*plain_links(project)] for project in slice.all("projects"))
    assert all([*one.stated_goals] == plain_goals(one) for one in slice.all("partnerships"))


@given(day=days)
def test_the_partnerships_of_a_place_are_those_of_its_memberships(whole: Snapshot, day: date | None) -> None:
    """In the order of their keys, of a part the whole."""
    place: Municipality
    for place in whole.slice(day).all("municipalities"):
        expected = {member.partnership.cooperation for member in place.held}

        assert [*partnerships_of_municipality(place)] == sorted(expected, key=lambda one: one.slug)
