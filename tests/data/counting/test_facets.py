"""Facets against the filters: each key of a facet counts what a filter by that key finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.counting.facets import Facet, facet_of
from data.domain.enums import Certainty, Choice, PartnershipKind, PartnershipState
from data.domain.evidence_enums import GoalBasis
from data.domain.facet_keys import MunicipalityFacetKey, PartnershipFacetKey
from data.snapshot import orders, queries
from data.snapshot.goal_links import STATED_ONLY, bases
from data.snapshot.slice import Entities
from data.snapshot.snapshot import Snapshot

EVERY = 10_000
DAYS = [None, *map(date.fromisoformat, ["1995-01-01", "2015-06-01", "2019-05-05", "2024-03-01"])]
FILTERS: dict[PartnershipFacetKey, Callable[[str], dict[str, Any]]] = {
    PartnershipFacetKey.COUNTRY: lambda key: {"countries": [key]},
    PartnershipFacetKey.KIND: lambda key: {"kinds": [PartnershipKind(key)]},
    PartnershipFacetKey.STATE: lambda key: {"states": [PartnershipState(key)]},
    PartnershipFacetKey.PROGRAMME: lambda key: {"programme": key},
    PartnershipFacetKey.CORE_AREA: lambda key: {"core_areas": [key]},
    PartnershipFacetKey.LAYER: lambda key: {"layers": [key]},
    PartnershipFacetKey.CERTAINTY: lambda key: {"certainty": [Certainty(key)]},
}
DISJOINT = [  # keys of which a partnership has at most one
    PartnershipFacetKey.KIND,
    PartnershipFacetKey.STATE,
    PartnershipFacetKey.CERTAINTY,
    PartnershipFacetKey.START_YEAR,
    PartnershipFacetKey.END_YEAR,
    PartnershipFacetKey.MEMBERS,
]
conditions = st.fixed_dictionaries(
    {},
    optional={
        "kinds": st.lists(st.sampled_from(PartnershipKind)),
        "states": st.lists(st.sampled_from(PartnershipState)),
        "countries": st.lists(st.sampled_from(["SE", "UA", "LT", "FI", "ZA"]), max_size=2),
        "certainty": st.lists(st.sampled_from(Certainty)),
        "goals": st.lists(st.integers(1, 17), max_size=4),
    },
)


def facet(items: Entities[Any], by: Choice, basis: frozenset[GoalBasis] = STATED_ONLY) -> Facet:
    return facet_of(items, by, basis, EVERY)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("by", FILTERS, ids=str)
def test_a_key_counts_what_its_filter_finds(whole: Snapshot, by: PartnershipFacetKey, day: date | None) -> None:
    """On every day; and whoever is certain of a key is CERTAIN."""
    every = whole.slice(day).partnerships
    found = facet(every, by)
    certain = queries.partnerships(every, certainty=[Certainty.CERTAIN])

    for value in found.values:
        assert value.count == len(queries.partnerships(every, **FILTERS[by](value.key)))  # type: ignore[arg-type]
        assert value.certain <= len(queries.partnerships(certain, **FILTERS[by](value.key)))  # type: ignore[arg-type]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("basis", [None, [GoalBasis.INFERRED], list(GoalBasis)], ids=str)
def test_goals_count_by_the_basis_asked_for(whole: Snapshot, basis: list[GoalBasis] | None, day: date | None) -> None:
    """Stated alone by default; a Goal that is stated for a partnership is not inferred for it."""
    every = whole.slice(day).partnerships
    found = facet(every, PartnershipFacetKey.GOAL, bases(basis))
    numbers = range(1, 18)
    counts = {str(n): len(queries.partnerships(every, goals=[n], goal_basis=basis)) for n in numbers}

    assert {value.key: value.count for value in found.values} == {key: n for key, n in counts.items() if n}
    assert found.missing == len(every) - len(queries.partnerships(every, goals=numbers, goal_basis=basis))


@given(day=st.sampled_from(DAYS), by=st.sampled_from(DISJOINT), wanted=conditions)
def test_disjoint_keys_add_up(whole: Snapshot, day: date | None, by: PartnershipFacetKey, wanted: Any) -> None:
    """Each partnership has one key or is missing, whatever filter it met."""
    items = queries.partnerships(whole.slice(day).partnerships, **wanted)
    found = facet(items, by)

    assert sum(value.count for value in found.values) + found.missing == len(items)
    assert all(0 <= value.certain <= value.count for value in found.values)


@given(day=st.sampled_from(DAYS), by=st.sampled_from(PartnershipFacetKey), wanted=conditions)
def test_values_stand_by_count_then_by_key(
    whole: Snapshot, day: date | None, by: PartnershipFacetKey, wanted: Any
) -> None:
    """The most frequent keys come first, each key once; no more items have it than there are."""
    items = queries.partnerships(whole.slice(day).partnerships, **wanted)
    found = facet(items, by)
    pairs = [(-value.count, value.key) for value in found.values]

    assert pairs == sorted(set(pairs))
    assert len({value.key for value in found.values}) == found.distinct == len(pairs)
    assert all(1 <= value.count <= len(items) - found.missing for value in found.values)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_municipalities_are_counted_by_what_they_are(whole: Snapshot, day: date | None) -> None:
    """By country, by kind and by their number of partners, as their filters and orders do."""
    every = whole.slice(day).municipalities
    degrees = Counter(str(orders.by_degree(municipality)[0]) for municipality in every)

    for value in facet(every, MunicipalityFacetKey.COUNTRY).values:
        assert value.count == value.certain == len(queries.municipalities(every, countries=[value.key]))
    for value in facet(every, MunicipalityFacetKey.KIND).values:
        assert value.count == len(queries.municipalities(every, kinds=[value.key]))  # type: ignore[list-item]
    assert {value.key: value.count for value in facet(every, MunicipalityFacetKey.DEGREE).values} == degrees


def test_counts_are_cached_by_filter_day_and_key(snapshot: Snapshot) -> None:
    """What was counted once is there, and another filter has counts of its own."""
    some = queries.partnerships(snapshot.all_time.partnerships, members=["herrljunga", "kalix"])
    before = len(snapshot.results)
    facet(some, PartnershipFacetKey.KIND)
    facet(some, PartnershipFacetKey.KIND)
    facet(queries.partnerships(some, countries=["UA"]), PartnershipFacetKey.KIND)

    assert len(snapshot.results) == before + 2


def test_no_partnership_is_materialised(whole: Snapshot) -> None:
    """A facet is counted from columns; only the entities of labels are made."""
    slice = whole.slice(date(2017, 3, 4))
    for by in PartnershipFacetKey:
        facet(slice.partnerships, by)
    for by in MunicipalityFacetKey:
        facet(slice.municipalities, by)

    assert slice.materialised == {}
