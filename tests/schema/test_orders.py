"""Sort orders by end, by number of parties, by slug and by distance, with their cursors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.domain.geography import distance
from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]
UKMERGE = {"latitude": 55.25, "longitude": 24.75}
BY_ORDER = """query Page($order: PartnershipOrder, $after: String) {
  partnerships(orderBy: $order, first: 3, after: $after) { nodes { slug seats { number } } pageInfo { endCursor } }
}"""
NEAREST = """query Page($order: MunicipalityOrder, $after: String) {
  municipalities(orderBy: $order, first: 4, after: $after) {
    nodes { slug distance(from: {latitude: 55.25, longitude: 24.75}) }
    pageInfo { endCursor hasNextPage }
  }
}"""


def pages(ask: Ask, query: str, field: str, order: dict[str, Any]) -> list[dict[str, Any]]:
    """All items of a connection, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = ask(query, order=order, after=cursor)[field]
        if not page["nodes"]:
            return found
        found += page["nodes"]
        cursor = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("SLUG", lambda p: (p.slug,)),
        ("MEMBERS", lambda p: (len(p.seats), p.slug)),
        ("END", lambda p: (p.span.end_latest, p.slug)),
    ],
)
def test_partnerships_come_in_the_order_asked_for(
    field: str, key: Callable[[Any], Any], direction: str, ask: Ask, snapshot: Snapshot
) -> None:
    expected = sorted(snapshot.all_time.partnerships, key=key, reverse=direction == "DESC")

    found = pages(ask, BY_ORDER, "partnerships", {"field": field, "direction": direction})

    assert [node["slug"] for node in found] == [p.slug for p in expected]


def test_the_places_nearest_to_ukmerge_come_first_and_those_without_a_point_last(ask: Ask, snapshot: Snapshot) -> None:
    places = [m for m in snapshot.all_time.municipalities if m.coordinates]

    found = pages(ask, NEAREST, "municipalities", {"field": "DISTANCE", "from": UKMERGE})

    known = [node["distance"] for node in found if node["distance"] is not None]
    assert [found[0]["slug"], found[1]["slug"]] == ["ukmerge", "gotland"]
    assert known == pytest.approx(sorted(distance((55.25, 24.75), (m.latitude, m.longitude)) for m in places))  # type: ignore[arg-type]
    assert all(node["distance"] is None for node in found[len(known) :])
    assert len(found) == len(snapshot.all_time.municipalities)


def test_the_farthest_come_first_in_descending_order(ask: Ask) -> None:
    order = {"field": "DISTANCE", "direction": "DESC", "from": UKMERGE}

    found = pages(ask, NEAREST, "municipalities", order)

    assert found[0]["distance"] is None
    assert found[-1]["slug"] == "ukmerge"


def test_a_cursor_belongs_to_its_point(ask: Ask, refuse: Callable[..., str]) -> None:
    cursor = ask(NEAREST, order={"field": "DISTANCE", "from": UKMERGE})["municipalities"]["pageInfo"]["endCursor"]
    elsewhere = {"field": "DISTANCE", "from": UKMERGE | {"latitude": 55.250000001}}

    message = refuse(NEAREST, order=elsewhere, after=cursor)

    assert message.startswith("the cursor belongs to another connection or order")


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"field": "DISTANCE"}, "the order DISTANCE needs a point; give `from` its latitude and longitude"),
        ({"field": "NAME", "from": UKMERGE}, "`from` belongs to the order DISTANCE, not to NAME; leave it out"),
        ({"field": "DISTANCE", "from": {"latitude": 91, "longitude": 0}}, "`latitude` must be from -90 to 90 degrees"),
    ],
)
def test_a_point_is_given_with_the_order_by_distance_alone(
    order: dict[str, Any], message: str, refuse: Callable[..., str]
) -> None:
    assert refuse(NEAREST, order=order).startswith(message)
