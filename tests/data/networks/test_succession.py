"""Succession: of a seat from holder to holder, of places through reforms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from data.networks.succession import ancestors, chain, descendants, succession
from data.snapshot.entities import Handover, Municipality, Partnership, Seat
from data.snapshot.queries import municipality_by_key
from data.snapshot.slice import Slice
from data.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.data.conftest import Desk

SHARED = "mariestad-ukmerge-kamianets-podilskyi"


def seat_of(slice: Slice, number: int = 1) -> Seat:
    """A seat of the partnership whose Swedish seat passed on; seats are there on any day."""
    partnership = slice.snapshot.entities["partnerships"][SHARED]
    assert isinstance(partnership, Partnership)
    return slice.of(partnership.seats[number - 1])


def at(snapshot: Snapshot, day: str | None) -> Slice:
    return snapshot.slice(date.fromisoformat(day) if day else None)


def unit(slice: Slice, slug: str) -> Municipality:
    found = municipality_by_key(slice, slug=slug)
    assert found is not None
    return found


def slugs(places: list[Municipality]) -> list[str]:
    return [place.slug for place in places]


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        (None, ["herrljunga", "mariestad"]),
        ("2012-12-31", []),
        ("2015-06-01", ["herrljunga"]),
        ("2019-06-01", ["herrljunga", "mariestad"]),
        ("2021-06-01", ["mariestad"]),
    ],
)
def test_the_chain_has_the_holders_in_turn(snapshot: Snapshot, day: str | None, holders: list[str]) -> None:
    """Of all time both holders, on a day those who may sit there."""
    assert slugs(chain(seat_of(at(snapshot, day)))) == holders


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        (None, "mariestad"),
        ("2012-12-31", None),
        ("2013-06-01", "herrljunga"),
        ("2018-05-26", "herrljunga"),
        ("2019-06-01", None),
        ("2020-12-31", "mariestad"),
        ("2021-06-01", "mariestad"),
        ("2025-01-01", "mariestad"),
    ],
)
def test_a_seat_names_no_holder_that_nobody_knows(snapshot: Snapshot, day: str | None, holder: str | None) -> None:
    """Who is there for sure, or the only one possible; while it may be either of two the holder is unknown."""
    found = seat_of(at(snapshot, day)).holder

    assert (found and found.slug) == holder


def test_a_handover_tells_its_stages_in_order(snapshot: Snapshot) -> None:
    """Asked, visit and letter of intent on one day, application and answer only expected, then the start."""
    [handover] = seat_of(snapshot.all_time).succession

    assert (handover.predecessor.slug, handover.successor.slug) == ("herrljunga", "mariestad")
    assert [(str(stage.kind), stage.date and stage.date.edtf, stage.expected) for stage in handover.stages] == [
        ("OFFERED", "[..2018-05-26]", False),
        ("VISIT", "2018-05-26", False),
        ("LETTER_OF_INTENT", "2018-05-26", False),
        ("APPLICATION", "2018-23", True),
        ("DECISION", "2019-21", True),
        ("STARTED", "2020", False),
    ]


@pytest.mark.parametrize(
    ("day", "certainty", "stages"),
    [
        ("2018-05-25", None, ["OFFERED"]),
        ("2018-05-26", "POSSIBLE", ["OFFERED", "VISIT", "LETTER_OF_INTENT"]),
        ("2019-06-01", "POSSIBLE", ["OFFERED", "VISIT", "LETTER_OF_INTENT", "APPLICATION", "DECISION"]),
        ("2020-12-31", "CERTAIN", ["OFFERED", "VISIT", "LETTER_OF_INTENT", "APPLICATION", "DECISION", "STARTED"]),
    ],
)
def test_a_handover_is_as_uncertain_as_its_date(
    snapshot: Snapshot, day: str, certainty: str | None, stages: list[str]
) -> None:
    """From the letter of intent on it may have passed; only at the end of 2020 it surely has."""
    slice = at(snapshot, day)
    handovers = [h for h in slice.all("handovers") if isinstance(h, Handover)]
    handover = slice.of(snapshot.rows["handovers"][0])
    assert isinstance(handover, Handover)

    assert [str(h.certainty) for h in handovers] == ([certainty] if certainty else [])
    assert [str(stage.kind) for stage in handover.stages] == stages


def test_both_sides_know_the_handover(snapshot: Snapshot) -> None:
    """Giver, taker, partnership and seat lead to the same handover; the other members to none."""
    handover = snapshot.rows["handovers"][0]
    of = {slug: unit(snapshot.all_time, slug).handovers for slug in ("herrljunga", "mariestad", "ukmerge")}

    assert of == {"herrljunga": [handover], "mariestad": [handover], "ukmerge": []}
    assert seat_of(snapshot.all_time).partnership.handovers == [handover]
    assert [seat_of(snapshot.all_time, number).succession for number in (1, 2, 3)] == [[handover], [], []]


def test_a_handover_changes_no_territory(snapshot: Snapshot) -> None:
    """Mariestad follows Herrljunga in a seat, and comes of it in no other way."""
    assert ancestors(unit(snapshot.all_time, "mariestad")) == []
    assert descendants(unit(snapshot.all_time, "herrljunga")) == []


def test_an_absorbed_unit_leads_to_its_successor(snapshot: Snapshot) -> None:
    """Zmiivka became part of Beryslav; new names of JB Marks lead nowhere else."""
    slice = snapshot.all_time

    assert slugs(descendants(unit(slice, "zmiivka"))) == ["beryslav"]
    assert slugs(ancestors(unit(slice, "beryslav"))) == ["zmiivka"]
    assert ancestors(unit(slice, "jb-marks")) == descendants(unit(slice, "jb-marks")) == []


@pytest.fixture
def reformed(desk: Desk, read: Callable[[Path], Snapshot]) -> Snapshot:
    """The small world after reforms that never were: Lund is split, the parts merge with others, one is split again."""
    changes = [
        ("SPLIT", "lund", "kalix", "2001"),
        ("SPLIT", "lund", "arvika", "2001"),
        ("MERGED", "arvika", "forshaga", "2005"),
        ("MERGED", "bollnas", "forshaga", "2005"),
        ("SPLIT", "forshaga", "habo", "2010-06"),
        ("SPLIT", "forshaga", "haabo", "2010-06"),
    ]
    for kind, before, after, when in changes:
        desk.add(
            "territorial_changes", slug=f"{before}-{after}", kind=kind, predecessor=before, successor=after, date=when
        )
    return read(desk.directory)


def test_every_branch_is_listed(reformed: Snapshot) -> None:
    """All that came of a split is told, near ones before far ones, and all that went into a merger."""
    slice = reformed.all_time

    assert set(slugs(descendants(unit(slice, "lund")))) == {"kalix", "arvika", "forshaga", "habo", "haabo"}
    assert slugs(ancestors(unit(slice, "habo")))[-1] == "forshaga"
    assert set(slugs(ancestors(unit(slice, "habo")))) == {"lund", "arvika", "bollnas", "forshaga"}
    assert [change.successor.slug for change in unit(slice, "lund").successors] == ["arvika", "kalix"]
    assert [change.predecessor.slug for change in unit(slice, "forshaga").predecessors] == ["arvika", "bollnas"]


@pytest.mark.parametrize(
    ("day", "come"),
    [
        ("2000-12-31", set()),
        ("2001-01-01", {"arvika", "kalix"}),
        ("2005-01-01", {"arvika", "kalix", "forshaga"}),
        ("2010-05-31", {"arvika", "kalix", "forshaga"}),
        ("2010-06-01", {"arvika", "kalix", "forshaga", "habo", "haabo"}),
    ],
)
def test_branches_come_with_their_day(reformed: Snapshot, day: str, come: set[str]) -> None:
    """Before a change nothing has come of it; from its first possible day on something may have."""
    slice = at(reformed, day)
    found = descendants(unit(slice, "lund"))

    assert set(slugs(found)) == come
    assert all(place.slice is slice for place in found)


def test_ancestors_and_descendants_are_each_other(reformed: Snapshot) -> None:
    """One unit comes of another exactly when the other led to it."""
    units = reformed.all_time.municipalities
    down = {(unit.slug, other.slug) for unit in units for other in descendants(unit)}
    up = {(other.slug, unit.slug) for unit in units for other in ancestors(unit)}

    assert down == up
    assert len(down) == 14


def test_succession_has_no_cycle(whole: Snapshot) -> None:
    """The changes of the real catalogue, new names aside, are a directed acyclic graph."""
    graph = succession(whole.all_time)

    assert nx.is_directed_acyclic_graph(graph)
    assert ("zmiivka", "beryslav") in graph.edges
