"""Series in GraphQL: of the partnerships of every connection, and of networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]
Refuse = Callable[..., str]
SERIES = 'series(from: "2008-02-29", to: "2024-12-31") { day certain possible }'
PATHS = {
    "all": "partnerships%s { %s }",
    "a filter": 'partnerships(filter: {kinds: [TWIN_TOWN], countries: ["PL", "LT"]}%s) { %s }',
}
NESTED = {
    "a country": 'country(code: "UA"%s) { partnerships { %s } }',
    "a filter in a country": 'country(code: "SE"%s) { partnerships(filter: {states: [ACTIVE, UNKNOWN]}) { %s } }',
    "a Goal": "goal(number: 11%s) { partnerships(basis: [STATED, INFERRED]) { %s } }",
    "a municipality": 'municipality(by: {slug: "ukmerge"}%s) { partnerships { %s } }',
}


def connection(answer: Any, field: str) -> Any:
    """The value of a field of the only connection in an answer."""
    while field not in answer:
        (answer,) = answer.values()
    return answer[field]


@pytest.mark.parametrize("path", [*PATHS.values(), *NESTED.values()], ids=[*PATHS, *NESTED])
def test_a_day_of_a_series_is_what_one_would_ask_on_it(ask: Ask, path: str) -> None:
    """Whatever led to the connection, and whatever day the query asks for."""
    bare = path.startswith("partnerships%s")

    def on(day: str) -> str:
        return f'(asOf: "{day}")' if bare else f', asOf: "{day}"'

    series = connection(ask("{ " + path % ("", SERIES) + " }"), "series")

    assert series == connection(ask("{ " + path % (on("2016-01-01"), SERIES) + " }"), "series")
    assert len(series) == 17
    for point in series:
        total = connection(ask("{ " + path % (on(point["day"]), "totalCount") + " }"), "totalCount")
        assert point["certain"] + point["possible"] == total


def test_leap_days_are_clipped(ask: Ask) -> None:
    """29 February of 2008 comes again in 2012."""
    days = [point["day"] for point in ask("{ partnerships { " + SERIES + " } }")["partnerships"]["series"]]

    assert days[:5] == ["2008-02-29", "2009-02-28", "2010-02-28", "2011-02-28", "2012-02-29"]


@pytest.mark.parametrize("arguments", ["", "(projection: COUNTRIES)", "(kinds: [TWIN_TOWN], projection: AFFILIATION)"])
def test_a_network_has_a_series(ask: Ask, arguments: str) -> None:
    """Each day has the numbers of the network with the same arguments."""
    series = """series(from: "2014-05-31", to: "2014-12-30", step: MONTH) {
      day order size components partnerships { certain possible } }"""
    points = ask(f"{{ network{arguments} {{ {series} }} }}")["network"]["series"]

    assert [point["day"] for point in points][:3] == ["2014-05-31", "2014-06-30", "2014-07-31"]
    assert len(points) == 7
    for point in points:
        wanted = f'(asOf: "{point["day"]}", {arguments[1:-1]})'
        network = ask(f"{{ network{wanted} {{ order size componentCount }} }}")["network"]
        assert network == {
            "order": point["order"],
            "size": point["size"],
            "componentCount": point["components"],
        }


def test_an_ego_network_has_a_series(ask: Ask) -> None:
    """Its nodes are others on each day."""
    answer = ask("""{ municipality(by: {slug: "ukmerge"}) { network {
      series(from: "2012-12-31", to: "2020-12-31") { order size } } } }""")
    points = answer["municipality"]["network"]["series"]

    assert len(points) == 9
    assert points[0]["order"] < points[-1]["order"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('from: "2020-01-01", to: "2019-12-31"', "`to` must not be before `from`"),
        ('from: "1900-01-01", to: "2020-01-01", step: MONTH', "a series has at most 400 days"),
        ('from: "2020-13-01", to: "2021-01-01"', "2020-13-01"),
        ('from: "2020-01-01"', "`"),
    ],
)
@pytest.mark.parametrize("field", ["partnerships", "network"])
def test_what_cannot_be_a_series_is_refused(refuse: Refuse, field: str, arguments: str, message: str) -> None:
    """The error says what was wrong."""
    assert message.strip("`") in refuse(f"{{ {field} {{ series({arguments}) {{ day }} }} }}")
