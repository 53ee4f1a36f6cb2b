"""When rows hold: made-up rows against a plain second reckoning, and what must be true of any dates and any evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue.reader import RECORDS_DIR, read_row
from data.domain.arrays import pair_keys
from data.domain.dates import Span
from data.domain.enums import Basis, Certainty
from data.snapshot.entities import Initiative, IntervalEntity, Membership, Partnership, Programme, Project
from data.snapshot.linking.linker import columns, link
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD, Record
from tests.data.by_hand import Files

SHARED = "mariestad-ukmerge-kamianets-podilskyi"
SOURCE = "mariestad-2018-05-30-cooperation-begins"
days = st.dates(date(2009, 1, 1), date(2019, 12, 31))
dates = st.one_of(
    days.map(date.isoformat),
    days.map(lambda day: f"{day:%Y}"),
    days.map(lambda day: f"{day:%Y-%m}?"),
    st.tuples(days, days).map(lambda pair: "[{}..{}]".format(*sorted(pair))),
    days.map("[{}..]".format),
    days.map("[..{}]".format),
)


class Made(NamedTuple):
    """A partnership of Herrljunga and Ukmergė that nobody made: its dates, and dated events."""

    start: str
    end: str
    planned: bool
    visits: tuple[str, ...]


made = st.builds(
    Made,
    dates | st.just(""),
    dates | st.sampled_from(["", ".."]),
    st.booleans(),
    st.lists(dates, max_size=3).map(tuple),
).filter(lambda row: row.end not in ("", "..") or not row.planned)


def rows(kind: str, *rows: dict[str, str]) -> list[Any]:
    """Rows as the store has them, in key order."""
    record = RECORD[kind]
    read = [read_row(record, 2, dict.fromkeys(record.headers, "") | row)[0] for row in rows]
    return [tuple(row.values.get(name) for name in columns(record)) for row in sorted(read, key=lambda row: row.key)]


def world_of(partnership: Made, published: str = "") -> Snapshot:
    """A snapshot of one partnership, read like any other, whose only source has a date of publication or none."""
    dated = {"start": partnership.start, "end": partnership.end, "end_planned": "true" if partnership.planned else ""}
    cited = {"sources": SOURCE}
    of = {"partnership": "made", **cited}
    records = {
        "layers": rows("layers", {"slug": "base", "date": "2026-11-21", "precedence": "1"}),
        "sources": rows(
            "sources",
            {
                "slug": SOURCE,
                "kind": "PAGE",
                "dating": "DATED",
                "title": "A page",
                "published": published,
                "read_on": "2026-11-21",
            },
        ),
        "countries": rows("countries", {"code": "SE", "iso": "true", **cited}, {"code": "LT", "iso": "true", **cited}),
        "municipalities": rows(
            "municipalities",
            {"slug": "herrljunga", "country": "SE", "kind": "MUNICIPALITY", "name": "Herrljunga", **cited},
            {"slug": "ukmerge", "country": "LT", "kind": "MUNICIPALITY", "name": "Ukmergė", **cited},
        ),
        "partnerships": rows("partnerships", {"slug": "made", "kind": "TWIN_TOWN", **dated, **cited}),
        "seats": rows("seats", {"number": "1", **of}, {"number": "2", **of}),
        "memberships": rows(
            "memberships",
            {"seat": "1", "turn": "1", "municipality": "herrljunga", **of},
            {"seat": "2", "turn": "1", "municipality": "ukmerge", **of},
        ),
        "events": rows(
            "events",
            *(
                {"slug": f"visit-{number}", "kind": "VISIT", "date": text, "expected": "false", **of}
                for number, text in enumerate(partnership.visits)
            ),
        ),
    }

    def read(record: Record) -> Iterable[Any]:
        return records.get(record.name, [])

    return Snapshot("", "2026-11-21T00:00:00", link(read))


def span_of(partnership: Made) -> Span:
    found = world_of(partnership).all_time.get("partnerships", "made")
    assert isinstance(found, Partnership)
    return found.span


@pytest.mark.parametrize("catalogue", ["world", "records"])
def test_all_times_are_those_of_a_plain_reckoning(
    catalogue: str, world: Path, snapshot: Snapshot, whole: Snapshot
) -> None:
    """The span of every partnership, membership, project, programme and initiative, reckoned again from the files."""
    directory, found = (world, snapshot) if catalogue == "world" else (RECORDS_DIR, whole)
    files = Files(directory)

    def plain(entity: IntervalEntity) -> Any:
        match entity:
            case Partnership():
                return files.partnership(entity.slug)
            case Membership():
                return files.membership(entity.partnership.slug, str(entity.seat.number), str(entity.turn))
            case Project():
                return files.project(entity.slug)
            case Initiative():
                return files.initiative(entity.slug)
            case _:
                assert isinstance(entity, Programme)
                return files.programme(entity.slug)

    for records in ("partnerships", "memberships", "projects", "programmes", "initiatives"):
        for entity in found.rows[records]:
            assert isinstance(entity, IntervalEntity)
            span = entity.span
            bounds = (span.start_earliest, span.start_latest, span.end_earliest, span.end_latest)
            assert bounds == tuple(plain(entity)), entity


@given(made, days)
def test_what_is_sure_is_possible(partnership: Made, day: date) -> None:
    """Of any dates and any evidence, even when they contradict each other."""
    span = span_of(partnership)

    assert span.start_earliest <= span.start_latest
    assert span.end_earliest <= span.end_latest
    assert span.covers(day) is not Certainty.CERTAIN or span.start_earliest <= day <= span.end_latest


@given(made, dates, days)
def test_an_added_attestation_rules_out_nothing(partnership: Made, date: str, day: date) -> None:
    """Every day that was possible stays possible, and every day that was sure stays sure."""
    before = span_of(partnership)
    after = span_of(partnership._replace(visits=(*partnership.visits, date)))

    assert before.covers(day) is None or after.covers(day) is not None
    assert before.covers(day) is not Certainty.CERTAIN or after.covers(day) is Certainty.CERTAIN


@settings(max_examples=60)
@given(made, days, st.integers(0, 400), st.integers(0, 400), days)
def test_a_wider_date_of_an_event_makes_nothing_surer(
    partnership: Made, edge: date, before: int, after: int, day: date
) -> None:
    """An event that may lie further away never makes a day certain that it did not make certain before."""
    wide = f"[{date.fromordinal(edge.toordinal() - before)}..{date.fromordinal(edge.toordinal() + after)}]"
    sharp, blunt = (
        span_of(partnership._replace(visits=(*partnership.visits, text))) for text in (edge.isoformat(), wide)
    )

    assert blunt.covers(day) is not Certainty.CERTAIN or sharp.covers(day) is Certainty.CERTAIN


@given(made)
def test_nothing_is_certain_after_the_source_was_read(partnership: Made) -> None:
    """The only source was read on 2026-11-21."""
    assert span_of(partnership).covers(date(2026, 11, 22)) is not Certainty.CERTAIN


@pytest.mark.parametrize(
    ("start", "last"), [("2018", "2018-05-30"), ("2019", "2018-05-30"), ("2018-05-30", "2018-05-30")]
)
def test_a_start_in_the_future_of_its_sources_attests_nothing(start: str, last: str) -> None:
    """A page of 2018 that announces a start in 2019 attests only its own day."""
    found = world_of(Made(start, "", planned=False, visits=()), "2018-05-30").all_time.get("partnerships", "made")
    assert isinstance(found, Partnership) and found.last_attested is not None

    assert found.last_attested.date.edtf == last


@pytest.mark.parametrize(
    ("slug", "start", "basis", "because"),
    [
        (SHARED, "2013", Basis.STATED, None),
        (
            "habo-brod",
            "[2008-01-01..2021-12-31]",
            Basis.DERIVED,
            "Attested by 2021-12-31. It is not older than its programme.",
        ),
        ("twin-herrljunga-ukmerge", "2008-05", Basis.STATED, None),
    ],
)
def test_a_bound_says_how_it_is_known(
    snapshot: Snapshot, slug: str, start: str, basis: Basis, because: str | None
) -> None:
    """What a source states has no reason; what is attested or derived names both."""
    begin = snapshot.entities["partnerships"][slug].begin  # type: ignore[attr-defined]

    assert (begin.edtf, begin.basis, begin.because) == (start, basis, because)


def test_an_end_that_nobody_states_is_the_last_attestation(snapshot: Snapshot) -> None:
    """The partnership of three is last attested by an undated page of after 2022-02-24."""
    shared = snapshot.entities["partnerships"][SHARED]
    assert isinstance(shared, Partnership)
    finish, last = shared.finish, shared.last_attested

    assert finish is not None and last is not None
    assert (finish.edtf, finish.basis) == ("[2022-02-24..]", Basis.ATTESTED)
    assert finish.because == "Surely attested on 2022-02-24."
    assert (last.date.edtf, last.source.slug) == ("[2022-02-24..]", "mariestad-sustainable-municipalities")


@pytest.mark.parametrize(
    ("day", "last"), [("2013-12-18", "2013-12"), ("2013-12-19", "2013-12-19"), ("2013-11-30", "2013")]
)
def test_the_last_attestation_is_one_by_the_day(snapshot: Snapshot, day: str, last: str) -> None:
    """On a day in 2013 the attestations of later years are not told."""
    shared = snapshot.slice(date.fromisoformat(day)).get("partnerships", SHARED)
    assert isinstance(shared, Partnership)
    assert shared.last_attested is not None

    assert shared.last_attested.date.edtf == last


def test_names_are_attested_by_nothing(snapshot: Snapshot) -> None:
    """A name has only the dates that sources state."""
    name: Callable[[str], Any] = lambda slug: snapshot.municipality(slug).names[0]  # noqa: E731

    assert name("jb-marks").first_attested is None
    assert name("jb-marks").last_attested is None


@given(st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 99_999)), unique=True))
def test_each_pair_of_rows_has_a_key_of_its_own_however_many_rows_there_are(pairs: list[tuple[int, int]]) -> None:
    """Row numbers are 32 bits wide; their keys are wider."""
    one, other = np.array(pairs, np.int32).reshape(-1, 2).T

    assert pair_keys(one, other, 100_000).tolist() == [row * 100_000 + number for row, number in pairs]
