"""Series against asking on each day, and against networkx on graphs made from the CSV files alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.reader import RECORDS_DIR
from data.counting.days import MOST_DAYS, days_of
from data.counting.network_series import network_series
from data.counting.series import partnership_series
from data.domain.enums import Certainty, PartnershipKind, PartnershipState, Projection
from data.domain.errors import InputError
from data.domain.evidence_enums import GoalBasis
from data.domain.facet_keys import Step
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec
from data.snapshot import queries
from data.snapshot.snapshot import Snapshot
from tests.data.networks.oracle import Oracle

DAYS = days_of(date(1987, 6, 15), date(2026, 6, 15), Step.YEAR)
MUNICIPAL = frozenset((PartnershipKind.MUNICIPAL_PARTNERSHIP,))
FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "a country and a kind": {"countries": ["UA"], "kinds": [PartnershipKind.TWIN_TOWN]},
    "Goals": {"goals": [11, 16], "goal_basis": list(GoalBasis)},
    "a state": {"states": [PartnershipState.ACTIVE]},
    "a programme, certainly": {"programme": "icld-municipal-partnership", "certainty": [Certainty.CERTAIN]},
    "a text": {"text": "ukmerge", "layers": ["base"]},
}
SPECS = {
    "all": NetworkSpec(None, Projection.MUNICIPALITIES),
    "a kind": NetworkSpec(MUNICIPAL, Projection.MUNICIPALITIES),
    "no kind": NetworkSpec(frozenset(), Projection.MUNICIPALITIES),
    "a layer": NetworkSpec(None, Projection.MUNICIPALITIES, layers=frozenset(("base",))),
    "countries": NetworkSpec(None, Projection.COUNTRIES),
    "affiliations": NetworkSpec(MUNICIPAL, Projection.AFFILIATION),
    "Goals": NetworkSpec(None, Projection.GOALS),
    "inferred Goals": NetworkSpec(None, Projection.GOALS, goal_basis=frozenset(GoalBasis)),
    "an ego": NetworkSpec(None, Projection.MUNICIPALITIES, "mariestad", 2),
}


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(RECORDS_DIR)


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS)
def test_a_series_counts_what_each_day_has(whole: Snapshot, wanted: dict[str, Any]) -> None:
    """As `partnerships(asOf:, filter:)` does, by certainty."""

    def select(slice: Any) -> Any:
        return queries.partnerships(slice.partnerships, **wanted)

    found = partnership_series(select(whole.all_time), select, DAYS)
    asked = [select(whole.slice(day)) for day in DAYS]
    certain = [sum(one.certainty is Certainty.CERTAIN for one in every) for every in asked]

    assert [count.day for count in found] == DAYS
    assert [count.certain for count in found] == certain
    assert [count.certain + count.possible for count in found] == [*map(len, asked)]


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_series_has_the_network_of_each_day(whole: Snapshot, spec: NetworkSpec) -> None:
    """Nodes, ties and components as `network(asOf:)` has them."""
    for point in network_series(whole, spec, DAYS[::3]):
        measures = measures_of(whole.slice(point.day), spec)
        network = measures.network

        assert (point.order, point.size) == (network.order, network.size)
        assert point.components == measures.count("components")


@pytest.mark.parametrize("kinds", [None, MUNICIPAL], ids=str)
@pytest.mark.parametrize("projection", Projection, ids=str)
def test_a_series_has_the_numbers_of_the_files(
    whole: Snapshot, oracle: Oracle, projection: Projection, kinds: frozenset[PartnershipKind] | None
) -> None:
    """As networkx counts them on graphs of the rows; and the partnerships that have members."""
    names = None if kinds is None else [*map(str, kinds)]
    for point in network_series(whole, NetworkSpec(kinds, projection), DAYS[::6]):
        graph = oracle.graph(str(projection), names, point.day)
        held = {node for node in oracle.graph("AFFILIATION", names, point.day) if node.startswith("partnership:")}

        assert (point.order, point.size) == (graph.order(), graph.size())
        assert point.components == nx.number_connected_components(graph)
        assert point.partnerships.certain + point.partnerships.possible == len(held)


def test_a_series_evicts_nothing(read: Callable[[Path], Snapshot], world: Path) -> None:
    """Its slices and selections are not cached; only its points are."""
    snapshot = read(world)
    slices, selections, results = len(snapshot.slices), len(snapshot.selections), len(snapshot.results)
    days = days_of(date(2001, 2, 3), date(2021, 2, 3), Step.MONTH)
    network_series(snapshot, NetworkSpec(MUNICIPAL, Projection.MUNICIPALITIES), days)
    partnership_series(snapshot.all_time.partnerships, lambda day: day.partnerships, days)

    assert (len(snapshot.slices), len(snapshot.selections)) == (slices, selections + 1)  # that of the argument
    assert len(snapshot.results) == results + 2


def test_a_series_is_computed_once(snapshot: Snapshot) -> None:
    """The same points are there for whoever asks again."""
    spec = NetworkSpec(None, Projection.MUNICIPALITIES)

    assert network_series(snapshot, spec, DAYS) is network_series(snapshot, spec, DAYS)


def test_a_series_of_a_long_text_is_not_cached(snapshot: Snapshot) -> None:
    """As its selection is not."""

    def select(slice: Any) -> Any:
        return queries.partnerships(slice.partnerships, text="x" * 300)

    before = len(snapshot.results)

    assert {count.possible for count in partnership_series(select(snapshot.all_time), select, DAYS)} == {0}
    assert len(snapshot.results) == before


days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(first=days, more=st.integers(0, 12_000), step=st.sampled_from(Step))
def test_days_are_the_same_day_of_each_step(first: date, more: int, step: Step) -> None:
    """From the first day to the last possible one; a day that a month lacks is its last one."""
    last = first + timedelta(min(more, (date.max - first).days))
    found = days_of(first, last, step)
    months = [day.year * 12 + day.month for day in found]
    width = 12 if step is Step.YEAR else 1

    assert found[0] == first
    assert months == [months[0] + width * number for number in range(len(found))]
    assert all(day.day == min(first.day, monthrange(day.year, day.month)[1]) for day in found)
    assert found[-1] <= last
    assert (last - found[-1]).days <= 31 * width


@pytest.mark.parametrize(
    ("first", "last", "step", "message"),
    [
        (date(2020, 1, 2), date(2020, 1, 1), Step.YEAR, "`to` must not be before `from`"),
        (date(1, 1, 1), date(9999, 12, 31), Step.YEAR, "at most 400 days"),
        (date(1990, 1, 31), date(2023, 5, 31), Step.MONTH, "at most 400 days"),
    ],
)
def test_days_that_are_not_there_or_too_many_are_refused(first: date, last: date, step: Step, message: str) -> None:
    """The error says what to ask for."""
    with pytest.raises(InputError, match=message):
        days_of(first, last, step)


def test_four_hundred_days_are_allowed() -> None:
    """And not one more."""
    assert len(days_of(date(1990, 1, 31), date(2023, 5, 30), Step.MONTH)) == MOST_DAYS
