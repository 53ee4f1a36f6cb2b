"""Filters of partnerships and municipalities, held against a plain reckoning over entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.counting.facets import facet_of
from data.domain.enums import Certainty, Continent, PartnershipKind, RoleKind
from data.domain.errors import InputError
from data.domain.facet_keys import MunicipalityFacetKey
from data.domain.geography import distance
from data.networks.network import partners
from data.networks.traversal import Traversal
from data.snapshot import orders, queries
from data.snapshot.entities import Municipality, Partnership
from data.snapshot.filters.conditions import (
    LONGEST_CACHED,
    BoundRanges,
    Circle,
    DayRange,
    NumberRange,
    RoleCondition,
    point_at,
)
from data.snapshot.goal_links import STATED_ONLY
from data.snapshot.snapshot import Snapshot

SHARED = "mariestad-ukmerge-kamianets-podilskyi"
TARTU, LUND = (58.38, 26.72), (55.7047, 13.191)
DAYS = (None, date(2016, 6, 1), date(2026, 11, 29))
Predicate = Callable[[Any], bool]


def places_of(partnership: Partnership) -> Iterator[Municipality]:
    """Yields the members of a partnership and of its parts."""
    for one in (partnership, *partnership.parts):
        yield from (membership.municipality for membership in one.members)


def with_place(holds: Predicate) -> Predicate:
    return lambda partnership: any(map(holds, places_of(partnership)))


def county(place: Municipality) -> str | None:
    if place.country.code != "SE":
        return None
    return place.county_code or (place.code and place.code[:2])


def near(point: tuple[float, float], km: float) -> Predicate:
    def holds(place: Municipality) -> bool:
        return place.latitude is not None and distance(point, (place.latitude, place.longitude)) <= km

    return holds


def status_since(day: date) -> Predicate:
    def holds(partnership: Partnership) -> bool:
        when = partnership.status and partnership.status.when
        return bool(when and when.earliest and when.earliest >= day)

    return holds


def funded_by_sida(partnership: Partnership) -> bool:
    programmes = [role for period in partnership.programmes for role in period.programme.roles]
    own = [role for one in (partnership, *partnership.parts) for role in one.own_roles]
    roles = [*own, *(role for project in partnership.projects for role in project.roles), *programmes]
    return any(role.organisation.slug == "sida" and role.kind is RoleKind.FUNDER for role in roles)


def started(first: date, last: date) -> Predicate:
    def holds(partnership: Partnership) -> bool:
        begin = partnership.begin
        return bool(begin and begin.earliest and begin.latest and first <= begin.earliest and begin.latest <= last)

    return holds


YEAR_2013 = BoundRanges(DayRange(date(2013, 1, 1)), DayRange(None, date(2013, 12, 31)))
OF_PARTNERSHIPS: list[tuple[dict[str, Any], Predicate]] = [
    ({"continents": [Continent.AFRICA]}, with_place(lambda place: place.country.continent is Continent.AFRICA)),
    ({"counties": ["14", "25"]}, with_place(lambda place: county(place) in ("14", "25"))),
    ({"regions": ["region-skane"]}, with_place(lambda p: p.region is not None and p.region.slug == "region-skane")),
    ({"near": Circle(TARTU, 300)}, with_place(near(TARTU, 300))),
    ({"start": YEAR_2013}, started(date(2013, 1, 1), date(2013, 12, 31))),
    ({"parties": NumberRange(3)}, lambda p: len({membership.seat.key for membership in p.members}) >= 3),
    ({"sources": NumberRange(None, 1)}, lambda p: len(p.sources) <= 1),
    (
        {"themes": ["waste"]},
        lambda p: any(theme.slug == "waste" for project in p.projects for theme in project.themes),
    ),
    ({"organisations": RoleCondition(frozenset(["sida"]), frozenset([RoleKind.FUNDER]))}, funded_by_sida),
    ({"status_since": date(2022, 2, 24)}, status_since(date(2022, 2, 24))),
    ({"kinds": [PartnershipKind.TWIN_TOWN]}, lambda p: p.kind is PartnershipKind.TWIN_TOWN),
]
IN_SWEDEN: Mapping[str, Any] = {"countries": ["SE"]}
OF_MUNICIPALITIES: list[tuple[dict[str, Any], Predicate]] = [
    ({"continents": [Continent.ASIA, Continent.OCEANIA]}, lambda m: m.country.continent in ("ASIA", "OCEANIA")),
    ({"counties": ["09", "12"]}, lambda m: county(m) in ("09", "12")),
    ({"regions": ["gotland"]}, lambda m: m.region is not None and m.region.slug == "gotland"),
    ({"near": Circle(LUND, 50)}, near(LUND, 50)),
    (
        {"partnerships": {"countries": ["KE"]}},
        lambda m: any(place.country.code == "KE" for p in m.partnerships() for place in places_of(p)),
    ),
    (
        {"partners": {"places": IN_SWEDEN, "count": NumberRange(3)}},
        lambda m: sum(p.municipality.country.code == "SE" for p in partners(m)) >= 3,
    ),
    (
        {"partners": {"places": {"countries": ["UA"]}, "certainty": [Certainty.POSSIBLE]}},
        lambda m: any(p.municipality.country.code == "UA" and p.certainty is Certainty.POSSIBLE for p in partners(m)),
    ),
    (
        {"partners": {"kinds": [PartnershipKind.TWIN_TOWN], "count": NumberRange(0, 0)}},
        lambda m: not partners(m, [PartnershipKind.TWIN_TOWN]),
    ),
    ({"countries": ["SE"]}, lambda m: m.country.code == "SE"),
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("conditions", "holds"), OF_PARTNERSHIPS, ids=[str(next(iter(c))) for c, _ in OF_PARTNERSHIPS])
def test_partnerships_are_those_of_which_a_condition_holds(
    conditions: dict[str, Any], holds: Predicate, day: date | None, whole: Snapshot
) -> None:
    every = whole.slice(day).partnerships

    found = [p.slug for p in queries.partnerships(every, **conditions)]

    assert found == [p.slug for p in every if holds(p)]
    assert found or day


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("conditions", "holds"), OF_MUNICIPALITIES)
def test_municipalities_are_those_of_which_a_condition_holds(
    conditions: dict[str, Any], holds: Predicate, day: date | None, whole: Snapshot
) -> None:
    every = whole.slice(day).municipalities

    found = [m.slug for m in queries.municipalities(every, **conditions)]

    assert found == [m.slug for m in every if holds(m)]


@given(
    chosen=st.lists(st.sampled_from(OF_PARTNERSHIPS), max_size=3, unique_by=id),
    excluded=st.lists(st.sampled_from(OF_PARTNERSHIPS), max_size=2, unique_by=id),
)
def test_conditions_combine_with_and_and_with_not(
    whole: Snapshot, chosen: list[tuple[dict[str, Any], Predicate]], excluded: list[tuple[dict[str, Any], Predicate]]
) -> None:
    every = whole.all_time.partnerships
    wanted = {name: value for conditions, _ in chosen for name, value in conditions.items()}
    unwanted = {name: value for conditions, _ in excluded for name, value in conditions.items()}

    found = [p.slug for p in queries.partnerships(every, **wanted, not_=unwanted)]

    expected = [p for p in every if all(holds(p) for _, holds in chosen)]
    assert found == [p.slug for p in expected if not all(holds(p) for _, holds in excluded)]


def test_nothing_meets_no_condition_but_not_nothing(whole: Snapshot) -> None:
    every = whole.all_time.partnerships

    assert list(queries.partnerships(every, not_={})) == []
    assert len(queries.partnerships(every, not_={"not_": {}})) == len(every)
    assert len(queries.municipalities(whole.all_time.municipalities, not_={"kinds": []})) == 438


def test_slugs_of_any_length_are_not_kept(whole: Snapshot) -> None:
    """Neither of one condition nor of several: the rows of longer ones than LONGEST_CACHED are not cached."""
    every = whole.all_time.partnerships
    for slugs, kept in (
        (["sida"], True),
        (["x" * (LONGEST_CACHED + 1)], False),
        (["sida", "x" * LONGEST_CACHED], False),
    ):
        found = queries.partnerships(every, organisations=RoleCondition(frozenset(slugs)))
        assert (found.selection is not None) is kept


def test_networks_of_many_kinds_and_layers_leave_nothing_behind(whole: Snapshot) -> None:
    """Their certainty levels lie in the bounded cache of selections, not in the slice."""
    day = whole.slice(date(2016, 1, 1))
    whole.selections.clear()
    for kinds in ([kind] for kind in PartnershipKind):
        Traversal(day, kinds)

    assert len(whole.selections) == len(PartnershipKind)


def test_a_filter_that_is_too_long_to_be_cached_answers_the_same(whole: Snapshot) -> None:
    every = whole.all_time.municipalities
    slugs = [p.slug for p in whole.all_time.partnerships if len(p.slug) > 10][:60]
    shared = {"members": [member.municipality.slug for slug in slugs for member in _members(whole, slug)]}

    found = queries.municipalities(every, partnerships=shared, not_={"countries": ["SE"]})

    assert found.selection is None
    assert {m.country.code for m in found} & {"SE"} == set()
    assert len(found) > 50


def _members(whole: Snapshot, slug: str) -> Any:
    partnership: Any = whole.entities["partnerships"][slug]
    return partnership.members


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda: DayRange(date(2020, 1, 2), date(2020, 1, 1)),
            "the range of days from 2020-01-02 to 2020-01-01 is empty",
        ),
        (lambda: NumberRange(3, 2), "the range from 3 to 2 is empty"),
        (lambda: Circle(TARTU, -1), "`km` must be from 0 to 20016, not -1"),
        (lambda: Circle(TARTU, 20_017), "`km` must be from 0 to 20016"),
        (lambda: Circle(TARTU, float("nan")), "`km` must be from 0 to 20016, not nan"),
        (lambda: point_at(90.1, 0), "`latitude` must be from -90 to 90 degrees, not 90.1"),
        (lambda: point_at(0, -180.5), "`longitude` must be from -180 to 180 degrees, not -180.5"),
    ],
)
def test_a_condition_that_nothing_can_meet_is_an_error(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=f"^{message}"):
        ask()


def test_a_county_that_sweden_does_not_have_is_an_error(snapshot: Snapshot) -> None:
    with pytest.raises(InputError, match="there is no Swedish county '99'; the codes are 03, 05, 06, 07"):
        queries.partnerships(snapshot.all_time.partnerships, counties=["14", "99"])
    with pytest.raises(InputError, match="there is no Swedish county"):
        queries.municipalities(snapshot.all_time.municipalities, partnerships={"counties": ["x"]})


def test_the_seat_that_passed_to_mariestad_is_one_party(snapshot: Snapshot) -> None:
    """Four municipalities have held the three seats. The partnership has three parties."""
    every = snapshot.all_time.partnerships

    assert [p.slug for p in queries.partnerships(every, parties=NumberRange(3))] == [
        "haabo-livingstone-victoria-falls",
        SHARED,
    ]
    assert [*queries.partnerships(every, parties=NumberRange(4))] == []


def test_a_long_list_of_organisations_is_not_cached(whole: Snapshot) -> None:
    roles = RoleCondition(frozenset(f"organisation-{number}" for number in range(50)))
    before = len(whole.selections)

    found = queries.partnerships(whole.all_time.partnerships, organisations=roles)

    assert (len(found), found.selection, len(whole.selections)) == (0, None, before)


@pytest.mark.parametrize("day", DAYS)
def test_all_counts_of_partners_agree(day: date | None, whole: Snapshot) -> None:
    """The order by degree, the facet and the field count the same partners."""
    slice = whole.slice(day)
    facet = facet_of(slice.municipalities, MunicipalityFacetKey.DEGREE, STATED_ONLY, 100)

    counted = Counter(orders.by_degree(municipality)[0] for municipality in slice.municipalities)

    assert counted == Counter(len(partners(municipality)) for municipality in slice.municipalities)
    assert counted == {int(value.key): value.count for value in facet.values}
