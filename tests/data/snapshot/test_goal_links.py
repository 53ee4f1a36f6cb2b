"""Stated and inferred links to Goals, held against a plain reckoning from the CSV files."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.reader import RECORDS_DIR
from data.domain.enums import Emphasis, Projection
from data.domain.evidence_enums import GoalBasis, Strength
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec, goal_counts
from data.snapshot.entities import Partnership
from data.snapshot.queries import partnerships, partnerships_of_goal
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot
from tests.data.by_hand import Files
from tests.data.networks.oracle import Oracle, wanted

STATED, INFERRED = frozenset((GoalBasis.STATED,)), frozenset((GoalBasis.INFERRED,))
BASES = [frozenset[GoalBasis](), STATED, INFERRED, STATED | INFERRED]
DAYS = [None, date(2012, 6, 1), date(2016, 6, 1), date(2018, 6, 1), date(2020, 6, 1), date(2024, 6, 1)]
days = st.none() | st.dates(date(2005, 1, 1), date(2027, 1, 1))


@pytest.fixture(scope="module")
def files() -> Files:
    return Files(RECORDS_DIR)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(RECORDS_DIR)


def by_hand(files: Files, day: date | None, basis: frozenset[GoalBasis]) -> dict[str, set[int]]:
    """The Goals of each partnership that is, or may be, there, by its projects of the day."""
    stated: dict[str, set[int]] = {}
    every: dict[str, set[int]] = {}
    for project in files.rows["projects"]:
        whole = files.whole(project["partnership"])
        if files.partnership(whole).there(day) and files.project(project["slug"]).there(day):
            links = files.goals(project["slug"])
            every.setdefault(whole, set()).update(int(goal) for goal, _ in links)
            stated.setdefault(whole, set()).update(int(goal) for goal, how in links if how == "STATED")
    chosen = {
        slug: (stated[slug] if GoalBasis.STATED in basis else set())
        | (goals - stated[slug] if GoalBasis.INFERRED in basis else set())
        for slug, goals in every.items()
    }
    return {slug: goals for slug, goals in chosen.items() if goals}


@given(day=days, basis=st.sampled_from(BASES))
def test_partnerships_lead_to_the_goals_that_the_files_give(
    whole: Snapshot, files: Files, day: date | None, basis: frozenset[GoalBasis]
) -> None:
    """Asked by Goal and asked by partnership, on any day, with any bases: the same as by hand."""
    slice, expected = whole.slice(day), by_hand(files, day, basis)
    of_partnerships = {p.slug: {link.goal.number for link in p.goals(basis)} for p in slice.partnerships}
    of_goals = {goal.number: {p.slug for p in partnerships_of_goal(goal, basis)} for goal in slice.goals}

    assert {slug: goals for slug, goals in of_partnerships.items() if goals} == expected
    assert of_goals == {n: {slug for slug, goals in expected.items() if n in goals} for n in range(1, 18)}


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("basis", BASES[1:], ids=lambda basis: "+".join(sorted(basis)))
def test_the_network_of_goals_is_that_of_networkx(
    whole: Snapshot, oracle: Oracle, day: date | None, basis: frozenset[GoalBasis]
) -> None:
    """Ties, weights, partnerships and certainty; how much of each tie is stated."""
    network = measures_of(whole.slice(day), NetworkSpec(None, Projection.GOALS, goal_basis=basis)).network
    graph, named = (oracle.graph("GOALS", None, day, which) for which in (basis, basis & STATED))
    found = {
        frozenset((tie.a.key, tie.b.key)): (
            tie.weight,
            tuple(sorted(p.slug for p in tie.partnerships)),
            tie.certainty.value,
        )
        for tie in network.ties
    }
    weights = {frozenset(pair): named.edges[pair]["weight"] for pair in named.edges}

    assert found == wanted(graph)
    assert {node.key for node in network.nodes} == set(graph)
    assert {node.key for node in network.nodes if network.basis(node) is GoalBasis.STATED} == set(named)
    for tie in network.ties:
        assert tie.stated == weights.get(frozenset((tie.a.key, tie.b.key)), 0)
        assert tie.basis is (GoalBasis.STATED if tie.stated else GoalBasis.INFERRED)


@given(day=days)
def test_what_is_inferred_says_why(whole: Snapshot, day: date | None) -> None:
    """Each inferred link has a theme of a project of the day, a rule that leads from it, a strength, and sources."""
    for partnership in whole.slice(day).partnerships:
        themes = set(chain.from_iterable(project.themes for project in partnership.projects))
        for link in partnership.goals(STATED | INFERRED):
            if link.basis is GoalBasis.STATED:
                assert (link.because, link.strength) == ((), None)
                assert link.emphasis
                continue
            assert link.emphasis is Emphasis.GENERAL
            assert link.strength is (
                Strength.DIRECT
                if any(why.rule.strength is Strength.DIRECT for why in link.because)
                else Strength.RELATED
            )
            for theme, rule in link.because:
                assert theme in themes
                assert (rule.goal, rule.target) == (link.goal, link.target)
                assert theme is rule.theme or rule.core_area is theme.core_area
                assert {*rule.sources} <= {*link.sources}


def test_a_theme_counts_only_while_its_project_does(whole: Snapshot) -> None:
    """The project of Mariestad and Herrljunga on family centres gives no Goal before it began."""

    def goals(day: date | None) -> set[int]:
        found = whole.slice(day).get("partnerships", "mariestad-ukmerge-kamianets-podilskyi")
        return {link.goal.number for link in found.goals(INFERRED)} if found else set()

    assert goals(date(2010, 1, 1)) == set()
    assert goals(None) >= goals(date(2017, 1, 1)) > set()


def test_what_a_source_names_is_not_inferred(whole: Snapshot) -> None:
    """No Goal of a project or partnership is both; asking for more never hides what a source states."""
    owners = [*whole.all_time.partnerships, *whole.all_time.all("projects")]
    for owner in owners:
        stated, inferred, both = owner.goals(), owner.goals(INFERRED), owner.goals(STATED | INFERRED)
        assert [link for link in both if link.basis is GoalBasis.STATED] == list(stated)
        assert [link for link in both if link.basis is GoalBasis.INFERRED] == list(inferred)
        assert {link.goal for link in stated}.isdisjoint(link.goal for link in inferred)
        assert len({link.identity for link in both}) == len(both)


def test_without_a_basis_only_what_is_stated_counts(whole: Snapshot) -> None:
    """Everywhere: filters, Goals, projects, partnerships, municipalities, networks."""

    def of(slice: Slice) -> Partnership:
        return slice.entity("partnerships", slice.tables["partnerships"].find("kalix-masaka") or 0)

    slice = whole.all_time
    kalix = slice.get("municipalities", "kalix")

    assert of(slice).goals() == ()
    assert {link.basis for link in of(slice).goals(INFERRED)} == {GoalBasis.INFERRED}
    assert list(partnerships(slice.partnerships, goals=range(1, 18))) == list(
        partnerships(slice.partnerships, goals=range(1, 18), goal_basis=STATED)
    )
    assert all(count.partnerships == count.stated for count in goal_counts(kalix))
    assert any(count.partnerships > count.stated for count in goal_counts(kalix, basis=STATED | INFERRED))
    assert NetworkSpec(None, Projection.GOALS).goal_basis == STATED
