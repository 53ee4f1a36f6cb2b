"""The timeline of the GEXF: what it shows on a day is what the network holds as of that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.enums import PartnershipKind, Projection
from data.formats.networks import spells
from data.formats.networks.formats import FORMATS
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec
from data.snapshot.entities import IntervalEntity
from data.snapshot.snapshot import Snapshot
from data.snapshot.times.attestations import LAST_DAY
from data.snapshot.times.intervals import FIRST_DAY, Days
from tests.data.formats import by_entity

PARTNERSHIPS = frozenset({PartnershipKind.MUNICIPAL_PARTNERSHIP})
GEXF = "{http://www.gexf.net/1.2draft}"
HELD_UNTIL_2020 = [{"start": "2013-01-01", "end": "2020-12-31"}]
DAY = timedelta(days=1)


class Timeline:
    """The spells that a GEXF file has for each node and tie; none for what has no spells."""

    def __init__(self, snapshot: Snapshot, spec: NetworkSpec, day: date | None = None) -> None:
        root = ET.fromstring("".join(FORMATS["gexf"].write(measures_of(snapshot.slice(day), spec))))
        self.nodes = {node.get("id"): self.spells(node) for node in root.iter(f"{GEXF}node")}
        self.ties = {(tie.get("source"), tie.get("target")): self.spells(tie) for tie in root.iter(f"{GEXF}edge")}

    @staticmethod
    def spells(element: ET.Element) -> list[dict[str, str]]:
        return [spell.attrib for spell in element.iter(f"{GEXF}spell")]


def shown(spans: Iterable[spells.Spell], day: date) -> bool:
    """Whether a spell holds the day. ISO 8601 text sorts as days do."""
    return any((first or "") <= day.isoformat() <= (last or "9999-12-31") for first, last in spans)


@pytest.mark.parametrize("day", [None, date(2019, 1, 1)])
def test_herrljungas_tie_ends_and_mariestads_begins(snapshot: Snapshot, day: date | None) -> None:
    """The seat passed between 2018-05-26 and 2020: by then one tie must have ended, and not before could the other begin."""
    shows = Timeline(snapshot, NetworkSpec(PARTNERSHIPS, Projection.MUNICIPALITIES), day)

    assert shows.ties["herrljunga", "ukmerge"] == HELD_UNTIL_2020
    assert shows.ties["mariestad", "ukmerge"] == [{"start": "2018-05-26"}]
    assert shows.nodes["herrljunga"] == HELD_UNTIL_2020
    assert shows.nodes["mariestad"] == [{"start": "2018-05-26"}]


def test_the_twin_town_goes_on(snapshot: Snapshot) -> None:
    """In the two-mode file the twin town has no end, while the membership in the partnership has one."""
    shows = Timeline(snapshot, NetworkSpec(None, Projection.AFFILIATION))

    assert shows.ties["herrljunga", "partnership:twin-herrljunga-ukmerge"] == [{"start": "2008-05-01"}]
    partnership = "partnership:mariestad-ukmerge-kamianets-podilskyi"
    assert shows.ties["herrljunga", partnership] == HELD_UNTIL_2020


def test_a_derived_bound_begins_a_spell(snapshot: Snapshot) -> None:
    """No source dates Habo – Brod: it may have begun with the programme, in 2008, and nothing ends it."""
    shows = Timeline(snapshot, NetworkSpec(None, Projection.MUNICIPALITIES, "habo"))

    assert shows.ties["brod", "habo"] == [{"start": "2008-01-01"}]
    assert shows.nodes["habo"] == [{"start": "2008-01-01"}]


@pytest.mark.parametrize("projection", Projection)
def test_the_timeline_is_the_network_as_of_each_day(whole: Snapshot, projection: Projection) -> None:
    """On the days on which anything may begin or end, and those beside them, it shows the nodes and ties of that day."""
    spec = NetworkSpec(None, projection)
    network = measures_of(whole.slice(None), spec).network
    of_ties, of_nodes = spells.of_ties(network), spells.of_nodes(network)
    every = zip(*(rows.tolist() for rows in network.tie_table.rows), strict=True)
    ties = {ends: of_ties.at(index) for index, ends in enumerate(every)}
    nodes = {row: of_nodes.at(index) for index, row in enumerate(network.tie_table.nodes.tolist())}
    lasting = [entity for name in ("partnerships", "memberships", "projects") for entity in whole.rows[name]]
    spans = [entity.span for entity in lasting if isinstance(entity, IntervalEntity)]
    bounds = {day for span in spans for day in (span.start_earliest, span.end_latest)} - {date.min, date.max}
    days = {day + step for day in bounds for step in (-DAY, 0 * DAY, DAY)}

    assert len(bounds) > 50
    for day in days:
        then = measures_of(whole.slice(day), spec).network.tie_table
        assert {ends for ends, spans in ties.items() if shown(spans, day)} == set(
            zip(*(rows.tolist() for rows in then.rows), strict=True)
        )
        assert {row for row, spans in nodes.items() if shown(spans, day)} == set(then.nodes.tolist())


@pytest.mark.parametrize("projection", Projection)
@pytest.mark.parametrize("around", [None, "herrljunga"])
def test_what_is_there_on_the_day_has_a_spell_that_holds_it(
    whole: Snapshot, projection: Projection, around: str | None
) -> None:
    """A file as of a day shows all of itself on that day, but for a place that stands alone."""
    day = date(2019, 6, 1)
    network = measures_of(whole.slice(day), NetworkSpec(None, projection, around, 2)).network

    assert network.size or around
    assert all(shown(spells.of_ties(network).at(index), day) for index in range(network.size))
    assert all(shown(spells.of_nodes(network).at(index), day) for index in range(network.order))


OFFSETS = st.integers(0, 60)
BEFORE, AFTER, START = FIRST_DAY, LAST_DAY, date(2020, 1, 1).toordinal()
SPANS = st.lists(st.tuples(st.integers(0, 2), st.tuples(OFFSETS, OFFSETS).map(sorted)))


def merged(*spans: tuple[int, int], of: int = 0) -> list[spells.Spell]:
    """The spells of intervals of ordinals, as those of one of three nodes."""
    first, last = np.array(spans, np.int64).reshape(-1, 2).T
    return spells.Spells(3, np.full(len(first), of), Days(first, last)).at(of)


@given(SPANS)
def test_spells_cover_the_same_days_and_lie_apart(spans: list[tuple[int, tuple[int, int]]]) -> None:
    """Gephi refuses spells that overlap; merging them neither adds nor drops a day, nor mixes nodes."""
    of = np.array([node for node, _ in spans], np.int64)
    first, last = np.array([days for _, days in spans], np.int64).reshape(-1, 2).T + START
    found = spells.Spells(3, of, Days(first, last))

    for node in range(3):
        own = [(date.fromordinal(START + one), date.fromordinal(START + two)) for at, (one, two) in spans if at == node]
        expected = [(str(first), str(last)) for first, last in by_entity.merged(own)]
        assert found.at(node) == expected
        days = [date(2019, 12, 30) + timedelta(days=n) for n in range(70)]
        assert [any(a <= day <= b for a, b in own) for day in days] == [shown(found.at(node), day) for day in days]
        assert all(one[1] + DAY < two[0] for one, two in pairwise(map(days_of, found.at(node))))


def days_of(spell: spells.Spell) -> tuple[date, date]:
    first, last = spell
    return date.fromisoformat(first or "0001-01-01"), date.fromisoformat(last or "9999-12-31")


@pytest.mark.parametrize("of", range(3))
def test_the_ends_of_time_are_open(of: int) -> None:
    """What lasts from or to the end of the calendar has no bound, and takes in all that comes after it."""
    assert merged((BEFORE, START), (START + 9, AFTER), (START + 20, AFTER), of=of) == [
        (None, "2020-01-01"),
        ("2020-01-10", None),
    ]
    assert merged((BEFORE, AFTER), (BEFORE, START), of=of) == [(None, None)]


def test_no_common_day_is_no_spell() -> None:
    """An interval that ends before it begins is ignored, and it does not join those beside it."""
    assert merged((START + 5, START)) == []
    assert merged() == []
    assert merged((START, START), (START + 1, START), (START + 2, START + 2)) == [
        ("2020-01-01", "2020-01-01"),
        ("2020-01-03", "2020-01-03"),
    ]
