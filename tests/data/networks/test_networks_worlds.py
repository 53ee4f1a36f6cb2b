"""Networks of worlds that never were, made at random and read from files: what must hold on every day of any world."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue.reader import read_catalogue
from data.domain.dates import Span
from data.domain.enums import PartnershipKind, Projection
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec, node_id
from data.networks.succession import descendants
from data.snapshot.entities import Membership, Municipality, Partnership, Project
from data.snapshot.linking.linker import columns, link
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD, RECORDS, Record
from tests.data.networks.oracle import Oracle, wanted

if TYPE_CHECKING:
    from tests.data.conftest import Desk

PLACES = {"herrljunga": "SE", "mariestad": "SE", "kalix": "SE", "ukmerge": "LT", "kamianets-podilskyi": "UA"}
KINDS = ["MUNICIPAL_PARTNERSHIP", "TWIN_TOWN"]
ONE_DAY = timedelta(days=1)

RequestInfo = tuple[frozenset[str], frozenset[tuple[frozenset[str], str]]]


class When(NamedTuple):
    """A date as written, and the days between which it lies."""

    text: str
    first: date
    last: date


UNKNOWN, OPEN = When("", date.min, date.max), When("..", date.max, date.max)


class Stay(NamedTuple):
    """Who holds a seat, from when and until when; what is left out is as the partnership."""

    seat: int
    place: str
    start: When
    end: When


class Plan(NamedTuple):
    """A partnership and its members in the order of their turns."""

    kind: str
    start: When
    end: When
    members: list[Stay]

    def lasts(self, stay: Stay | None = None) -> tuple[When, When]:
        start, end = (stay.start, stay.end) if stay else (UNKNOWN, UNKNOWN)
        return start if start.text else self.start, end if end.text else self.end

    def sound(self) -> Plan:
        """Without members that cannot have been there while the partnership was."""
        return self._replace(members=[stay for stay in self.members if overlaps(self.lasts(stay), self.lasts())])


def overlaps(*spans: tuple[When, When]) -> bool:
    return max(start.first for start, _ in spans) <= min(end.last for _, end in spans)


days = st.dates(date(2010, 12, 1), date(2011, 12, 31))


def points(first: date, last: date) -> st.SearchStrategy[When]:
    """Dates about days between the two, in every form."""
    days = st.dates(first, last)
    return st.one_of(
        days.map(lambda day: When(day.isoformat(), day, day)),
        days.map(lambda day: When(f"{day:%Y}", date(day.year, 1, 1), date(day.year, 12, 31))),
        days.map(
            lambda day: When(f"{day:%Y-%m}", day.replace(day=1), day.replace(day=monthrange(*day.timetuple()[:2])[1]))
        ),
        st.tuples(days, days).map(sorted).map(lambda pair: When(f"[{pair[0]}..{pair[1]}]", *pair)),
        days.map(lambda day: When(f"[{day}..]", day, date.max)),
        days.map(lambda day: When(f"[..{day}]", date.min, day)),
    )


starts = st.one_of(points(date(2010, 1, 1), date(2011, 6, 30)), st.just(UNKNOWN))
ends = st.one_of(points(date(2011, 1, 1), date(2012, 6, 30)), st.just(OPEN), st.just(UNKNOWN))
stays = st.builds(Stay, st.integers(1, 3), st.sampled_from(list(PLACES)), starts, ends)
plans = st.lists(
    st.builds(Plan, st.sampled_from(KINDS), starts, ends, st.lists(stays, min_size=2, max_size=5)).map(Plan.sound),
    min_size=1,
    max_size=4,
)
kinds = st.sampled_from([None, *map(frozenset, ([], KINDS[:1], KINDS[1:], KINDS))])
projections = st.sampled_from([Projection.MUNICIPALITIES, Projection.COUNTRIES, Projection.AFFILIATION])

Make = Callable[[list[Plan]], Snapshot]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the records of the last plans are."""
    return tmp_path_factory.mktemp("plans")


@pytest.fixture(scope="module")
def make(world: Path, folder: Path) -> Make:
    """Writes plans as records, with the places and sources of the small world, and reads them as a snapshot."""
    directory = folder
    kept = ("layers", "countries", "municipalities", "sources", "goals")
    for record in RECORDS:
        text = (world / f"{record.name}.csv").read_text(encoding="utf-8")
        (directory / f"{record.name}.csv").write_text(
            text if record.name in kept else text.partition("\n")[0] + "\n", encoding="utf-8"
        )

    def write(name: str, rows: Iterable[dict[str, Any]]) -> None:
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, RECORD[name].headers, lineterminator="\n")
            writer.writeheader()
            writer.writerows({"sources": "geonames", **row} for row in rows)

    def make(plans: list[Plan]) -> Snapshot:
        named = [(f"p-{number}", plan) for number, plan in enumerate(plans)]
        write("partnerships", (_partnership(slug, plan) for slug, plan in named))
        seats = sorted({(slug, stay.seat) for slug, plan in named for stay in plan.members})
        write("seats", ({"partnership": slug, "number": number} for slug, number in seats))
        write("memberships", (row for slug, plan in named for row in _memberships(slug, plan)))
        catalogue, problems = read_catalogue(directory)
        assert problems == []

        def read(record: Record) -> list[tuple[Any, ...]]:
            rows = sorted(catalogue.rows[record.name], key=lambda row: row.key)
            return [tuple(row.values.get(name) for name in columns(record)) for row in rows]

        return Snapshot("", "", link(read))

    return make


def _partnership(slug: str, plan: Plan) -> dict[str, Any]:
    dates = {"start": plan.start.text, "end": plan.end.text}
    return {"slug": slug, "kind": plan.kind, "title_en": slug, "title_sv": slug, **dates}


def _memberships(slug: str, plan: Plan) -> Iterable[dict[str, Any]]:
    turns: defaultdict[int, int] = defaultdict(int)
    for seat, place, start, end in plan.members:
        turns[seat] += 1
        held = {"partnership": slug, "seat": seat, "turn": turns[seat], "municipality": place}
        yield held | {"start": start.text, "end": end.text}


def facts(snapshot: Snapshot, day: date | None, spec: NetworkSpec) -> RequestInfo:
    network = measures_of(snapshot.slice(day), spec).network
    ties = ((frozenset((node_id(t.a), node_id(t.b))), p.slug) for t in network.ties for p in t.partnerships)
    return frozenset(map(node_id, network.nodes)), frozenset(ties)


def spec(kinds: Collection[str] | None, projection: Projection = Projection.MUNICIPALITIES) -> NetworkSpec:
    return NetworkSpec(None if kinds is None else frozenset(map(PartnershipKind, kinds)), projection)


def turning_days(snapshot: Snapshot) -> list[date]:
    """All days at which something may change, those beside them, and one in between."""
    found = {date(2011, 6, 1)}
    for records in ("partnerships", "memberships", "projects"):
        for entity in snapshot.rows[records]:
            assert isinstance(entity, Partnership | Membership | Project)
            for day in edges(entity.span):
                if day not in (date.min, date.max):
                    found |= {day - ONE_DAY, day, day + ONE_DAY}
    return sorted(found)


def edges(span: Span) -> tuple[date, ...]:
    return span.start_earliest, span.start_latest, span.end_earliest, span.end_latest


@settings(max_examples=80)
@given(plans, kinds, projections, st.one_of(days, st.none()))
def test_a_network_has_the_facts_of_its_day(
    make: Make,
    folder: Path,
    plans: list[Plan],
    kinds: Collection[str] | None,
    projection: Projection,
    day: date | None,
) -> None:
    """Who may be there that day and ties with whom, how surely, by which partnerships; no more, no less."""
    network = measures_of(make(plans).slice(day), spec(kinds, projection)).network
    ties = {
        frozenset((node_id(t.a), node_id(t.b))): (t.weight, tuple(p.slug for p in t.partnerships), str(t.certainty))
        for t in network.ties
    }
    graph = Oracle(folder).graph(str(projection), kinds, day)

    assert (set(map(node_id, network.nodes)), ties) == (set(graph), wanted(graph))


@settings(max_examples=40)
@given(plans, kinds, projections)
def test_all_days_together_are_all_time(
    make: Make, plans: list[Plan], kinds: Collection[str] | None, projection: Projection
) -> None:
    """Nodes and ties with their partnerships: what is there on some day is what is there without a day."""
    snapshot = make(plans)
    each = [facts(snapshot, day, spec(kinds, projection)) for day in turning_days(snapshot)]

    assert (frozenset().union(*(n for n, _ in each)), frozenset().union(*(t for _, t in each))) == facts(
        snapshot, None, spec(kinds, projection)
    )


@pytest.mark.parametrize("projection", list(Projection), ids=str)
def test_all_days_together_are_all_time_in_the_catalogue(whole: Snapshot, projection: Projection) -> None:
    """The same of the real catalogue, of each projection, the Goals too."""
    each = [facts(whole, day, spec(None, projection)) for day in turning_days(whole)]

    assert (frozenset().union(*(n for n, _ in each)), frozenset().union(*(t for _, t in each))) == facts(
        whole, None, spec(None, projection)
    )


@given(st.dates(date(1985, 1, 1), date(2030, 1, 1)), kinds, st.sampled_from(list(Projection)))
def test_a_slice_has_only_what_is_valid_that_day(
    whole: Snapshot, day: date, kinds: Collection[str] | None, projection: Projection
) -> None:
    """Every partnership of every tie may be there, has a member there, is of the kinds; the weight counts them once."""
    for tie in measures_of(whole.slice(day), spec(kinds, projection)).network.ties:
        assert tie.weight == len({p.slug for p in tie.partnerships}) == len(tie.partnerships) > 0
        for partnership in tie.partnerships:
            assert partnership.span.start_earliest <= day <= partnership.span.end_latest
            assert kinds is None or partnership.kind in kinds
            assert partnership.slice.day == day
            held = {member.municipality.slug for one in (partnership, *partnership.parts) for member in one.members}
            if projection is Projection.MUNICIPALITIES:
                assert {tie.a.key, tie.b.key} <= held


@pytest.mark.parametrize("dates", [{"start": "1980", "end": "1990"}, {"start": "2025"}, {"end": "1990"}], ids=str)
def test_a_member_outside_of_the_partnership_is_refused(desk: Desk, dates: dict[str, str]) -> None:
    """Else the network of all time has a node and ties that it has on no day."""
    desk.change("partnerships", "kalix-masaka", start="2019", end="2021")
    desk.change("memberships", "kalix-masaka", "1", "1", **dates)

    assert "memberships.csv" in {file for file, *_ in desk.complaints()}


def test_the_nearest_descendants_come_first(desk: Desk, read: Callable[[Path], Snapshot]) -> None:
    """Children before grandchildren, whatever their names: Kalix splits into Arvika and Lund, Arvika into Habo and Håbo."""
    for before, after in (("kalix", "arvika"), ("kalix", "lund"), ("arvika", "habo"), ("arvika", "haabo")):
        desk.add("territorial_changes", slug=f"{before}-{after}", kind="SPLIT", predecessor=before, successor=after)
    kalix = read(desk.directory).entities["municipalities"]["kalix"]
    assert isinstance(kalix, Municipality)

    assert [unit.slug for unit in descendants(kalix)] == ["arvika", "lund", "haabo", "habo"]
