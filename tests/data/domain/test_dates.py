"""Partial dates: every form, what they refuse, and what they say of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.domain.dates import PartialDate, Span, between, by, parse, span
from data.domain.enums import Basis, Certainty
from data.domain.errors import DateError

FORMS = [
    ("2018-05-26", "2018-05-26", "2018-05-26"),
    ("2018-05", "2018-05-01", "2018-05-31"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("2018", "2018-01-01", "2018-12-31"),
    ("2018-21", "2018-03-01", "2018-05-31"),
    ("2018-22", "2018-06-01", "2018-08-31"),
    ("2018-23", "2018-09-01", "2018-11-30"),
    ("2018-24", "2018-12-01", "2019-02-28"),
    ("2019-24", "2019-12-01", "2020-02-29"),
    ("2008~", "2008-01-01", "2008-12-31"),
    ("2008-05?", "2008-05-01", "2008-05-31"),
    ("2008-05-26%", "2008-05-26", "2008-05-26"),
    ("[2018-05-26..2020]", "2018-05-26", "2020-12-31"),
    ("[..2014]", None, "2014-12-31"),
    ("[2014..]", "2014-01-01", None),
    ("2020/2023", "2020-01-01", "2023-12-31"),
    ("2020/..", "2020-01-01", None),
    ("/2023", None, "2023-12-31"),
    ("..", None, None),
]
REFUSED = [
    "",
    "soon",
    "2018-13",
    "2018-00",
    "2018-25",
    "2018-02-30",
    "2019-02-29",
    "2018-21-05",
    "0000",
    "9999-24",
    "18",
    "2018-5",
    "20180526",
    "2018-05-26T12:00",
    " 2018",
    "2018\n",
    "2008~?",
    "~2008",
    "[2018]",
    "[..]",
    "[2018..2019..2020]",
    "[2020..2018]",
    "[2018,2020]",
    "[2018..2020",
    "/",
    "../..",
    "2020/2021/2022",
    "2023/2020",
    "2018..2020",
    "2020../2023",
    "20..20/2023",
    "٢٠١٨",
]

days = st.dates(date(2000, 1, 1), date(2025, 12, 31))
text_days = days.map(date.isoformat)
points = st.one_of(
    text_days,
    text_days.map(lambda day: day[:7]),
    text_days.map(lambda day: day[:4]),
    st.builds("{:04}-{}".format, st.integers(2000, 2025), st.integers(21, 24)),
)
dates = st.one_of(
    points,
    st.builds("{}{}".format, points, st.sampled_from("~?%")),
    points.map("[..{}]".format),
    points.map("[{}..]".format),
    points.map("/{}".format),
    points.map("{}/..".format),
    st.tuples(text_days, text_days).map(lambda pair: "[{}..{}]".format(*sorted(pair))),
)


def partial(text: str | None) -> PartialDate | None:
    return PartialDate(text, *parse(text)) if text else None


ends = st.one_of(st.none(), st.just(".."), dates)


@pytest.mark.parametrize(("text", "earliest", "latest"), FORMS)
def test_every_form_has_its_bounds(text: str, earliest: str | None, latest: str | None) -> None:
    """Each form of the table in data/domain/dates.py gives the first and last day that it may mean."""
    first, last = parse(text)

    assert first == (date.fromisoformat(earliest) if earliest else None)
    assert last == (date.fromisoformat(latest) if latest else None)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    """A text outside the subset raises DateError, which quotes it."""
    with pytest.raises(DateError) as refusal:
        parse(text)

    assert repr(text)[1:-1][:4] in str(refusal.value)


@given(st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    """Whatever a cell holds, the answer is bounds or DateError, never another exception."""
    try:
        earliest, latest = parse(text)
    except DateError:
        return

    assert earliest is None or latest is None or earliest <= latest


@given(dates)
def test_earliest_is_never_after_latest(text: str) -> None:
    """The bounds of every date are in order."""
    earliest, latest = parse(text)

    assert earliest is None or latest is None or earliest <= latest


@given(days)
def test_a_year_holds_its_months_and_a_month_its_days(day: date) -> None:
    """The bounds of a sharper date lie within those of a blunter one."""
    text = day.isoformat()
    year, month, exact = parse(text[:4]), parse(text[:7]), parse(text)

    assert year[0] <= month[0] <= exact[0] == day == exact[1] <= month[1] <= year[1]  # type: ignore[operator]


@given(points, st.sampled_from("~?%"))
def test_a_mark_of_doubt_leaves_the_bounds(text: str, mark: str) -> None:
    """About 2008 has the bounds of 2008; the doubt stays in the text."""
    marked = parse(text + mark)

    assert marked == parse(text)


@given(st.integers(1, 9998))
def test_four_seasons_make_twelve_months(year: int) -> None:
    """Spring to winter follow each other without gap or overlap."""
    seasons = [parse(f"{year:04}-{number}") for number in (21, 22, 23, 24)]

    for (_, end), (start, _) in pairwise(seasons):
        assert end is not None and start == end + timedelta(days=1)


@given(ends, ends, days)
def test_what_is_certain_is_also_possible(start: str | None, end: str | None, day: date) -> None:
    """A day that is covered for sure lies within the outermost bounds."""
    assume(start != "..")
    whole = span(partial(start), partial(end))
    assume(whole.start_earliest <= whole.end_latest)

    certainty = whole.covers(day)

    assert certainty is None or whole.start_earliest <= day <= whole.end_latest
    assert (certainty is Certainty.CERTAIN) == (whole.start_latest <= day <= whole.end_earliest)


@given(ends, ends, days, days, days)
def test_certainty_has_no_holes(start: str | None, end: str | None, one: date, two: date, three: date) -> None:
    """Between two days that are covered, each day is; between two that are certain, each is certain."""
    assume(start != "..")
    whole = span(partial(start), partial(end))
    before, between, after = sorted((one, two, three))

    outer = {whole.covers(before), whole.covers(after)}

    assert None in outer or whole.covers(between) is not None
    assert outer != {Certainty.CERTAIN} or whole.covers(between) is Certainty.CERTAIN


@given(dates, days, days)
def test_what_has_happened_stays_happened(text: str, one: date, two: date) -> None:
    """As days pass, an event goes from not yet over possibly to certainly, and never back."""
    order = [None, Certainty.POSSIBLE, Certainty.CERTAIN]
    earlier, later = (by(partial(text), day) for day in sorted((one, two)))

    assert order.index(earlier) <= order.index(later)


@pytest.mark.parametrize(
    ("day", "certainty"),
    [
        ("2019-12-31", None),
        ("2020-01-01", Certainty.POSSIBLE),
        ("2020-12-30", Certainty.POSSIBLE),
        ("2020-12-31", Certainty.CERTAIN),
        ("2023-01-01", Certainty.CERTAIN),
        ("2023-01-02", Certainty.POSSIBLE),
        ("2023-12-31", Certainty.POSSIBLE),
        ("2024-01-01", None),
    ],
)
def test_years_are_certain_only_from_last_start_to_first_end(day: str, certainty: Certainty | None) -> None:
    """From 2020 to 2023, each known to the year: certain from the last day of 2020 to the first of 2023."""
    whole = span(partial("2020"), partial("2023"))

    assert whole.covers(date.fromisoformat(day)) is certainty


def test_an_open_end_is_no_end_and_makes_nothing_certain() -> None:
    """An agreement without an end says what was agreed: every later day is possible, none certain."""
    whole = span(partial("2008-05-26"), partial(".."))

    assert whole.covers(date.max) is Certainty.POSSIBLE
    assert whole.covers(date(2008, 5, 25)) is None


def test_a_planned_end_is_no_end() -> None:
    """A project planned to 2023 may go on in 2024; one that ended in 2023 does not."""
    plan = replace(PartialDate("2023", *parse("2023")), planned=True)

    assert span(partial("2020"), plan).covers(date(2024, 1, 1)) is Certainty.POSSIBLE
    assert span(partial("2020"), partial("2023")).covers(date(2024, 1, 1)) is None


@given(points, points, st.sampled_from("~?%"), days)
def test_doubt_makes_nothing_surer_and_rules_out_nothing_more(start: str, end: str, mark: str, day: date) -> None:
    """With a doubted start or end the same days are possible, and no day becomes certain."""
    assume(parse(start)[0] <= parse(end)[1])  # type: ignore[operator]
    flat = span(partial(start), partial(end)).covers(day)
    for doubted in (span(partial(start + mark), partial(end)), span(partial(start), partial(end + mark))):
        assert doubted.covers(day) is (flat and Certainty.POSSIBLE)


@given(days, st.integers(0, 400), st.integers(0, 400), st.booleans(), days)
def test_widening_a_date_makes_nothing_surer(edge: date, before: int, after: int, start: bool, day: date) -> None:
    """A start or an end that may lie further away: what was certain may become possible, never the other way."""
    order = [None, Certainty.POSSIBLE, Certainty.CERTAIN]
    wide = f"[{edge - timedelta(days=before)}..{edge + timedelta(days=after)}]"
    sharp, other = (
        span(partial(text), partial("2025")) if start else span(partial("2000"), partial(text))
        for text in (edge.isoformat(), wide)
    )

    assert other.covers(day) is not Certainty.CERTAIN or sharp.covers(day) is Certainty.CERTAIN
    assert (sharp.covers(day) is None) or order.index(other.covers(day)) > 0


def test_a_day_between_two_is_written_as_such() -> None:
    """A computed bound is an interval in EDTF with its basis and its reason; nothing known is no date."""
    made = between(date(2008, 1, 1), None, Basis.DERIVED, "It is not older than its programme.")

    assert made == PartialDate(
        "[2008-01-01..]", date(2008, 1, 1), None, basis=Basis.DERIVED, because="It is not older than its programme."
    )
    assert between(date(2008, 1, 1), date(2008, 1, 1), Basis.ATTESTED, "").edtf == "2008-01-01"  # type: ignore[union-attr]
    assert between(None, None, Basis.ATTESTED, "") is None


def test_an_unknown_end_is_never_certain() -> None:
    """An empty end says nothing, other than an open one."""
    whole = span(partial("2008-05-26"), None)

    assert whole.covers(date(2008, 5, 26)) is Certainty.POSSIBLE
    assert whole.covers(date.max) is Certainty.POSSIBLE


def test_nothing_known_is_possible_on_any_day() -> None:
    """Without start and end no day is ruled out and none is sure."""
    whole = span(None, None)

    assert {whole.covers(day) for day in (date.min, date(2020, 1, 1), date.max)} == {Certainty.POSSIBLE}


def test_undated_things_may_have_happened() -> None:
    """No date, and a date without bounds, leave it possible on any day."""
    assert by(None, date.min) is Certainty.POSSIBLE
    assert by(PartialDate("..", None, None), date.min) is Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("day", "certainty"),
    [("2018-04-30", None), ("2018-05-01", Certainty.POSSIBLE), ("2018-05-31", Certainty.CERTAIN)],
)
def test_an_event_of_a_month_is_sure_on_its_last_day(day: str, certainty: Certainty | None) -> None:
    """What happened in May may have happened from the first and has happened by the last."""
    assert by(partial("2018-05"), date.fromisoformat(day)) is certainty


spans = st.lists(days, min_size=4, max_size=4).map(lambda bounds: Span(*sorted(bounds)))


@given(spans, spans)
def test_spans_meet_both_ways(one: Span, other: Span) -> None:
    """Whether two spans may share a day does not depend on which of them is asked."""
    assert one.overlaps(other) == other.overlaps(one)


@given(spans, spans, days)
def test_what_covers_one_day_meets(one: Span, other: Span, day: date) -> None:
    """Two spans that both may cover a day may have one in common."""
    assume(one.covers(day) and other.covers(day))

    assert one.overlaps(other)


def test_spans_that_touch_have_a_day_in_common() -> None:
    """Ends are inclusive: who leaves on the day on which another comes has met them."""
    before, after, later = (
        span(partial(day), partial(end))
        for day, end in (("2010", "2018-05-26"), ("2018-05-26", ".."), ("2018-05-27", ".."))
    )

    assert before.overlaps(after)
    assert not before.overlaps(later)


def test_only_two_dots_are_open() -> None:
    """An interval of open end is a date; only `..` itself is an open end."""
    assert PartialDate("..", None, None).open
    assert not PartialDate("2020/..", *parse("2020/..")).open
