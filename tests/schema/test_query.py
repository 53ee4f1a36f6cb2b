"""The root fields: what is there, what is not, what cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.snapshot.snapshot import Snapshot
from schema.execution.execute import execute_document
from schema.query import build_schema

Ask = Callable[..., Any]


@pytest.mark.parametrize(
    "field",
    [
        'node(id: "nothing") { id }',
        'municipality(by: {slug: "atlantis"}) { slug }',
        'municipality(by: {slug: ""}) { slug }',
        'municipality(by: {name: "Atlantis"}) { slug }',
        'municipality(by: {name: ""}) { slug }',
        'municipality(by: {wikidata: "Q1"}) { slug }',
        'municipality(by: {code: {country: "SE", code: "9999"}}) { slug }',
        'municipality(by: {code: {country: "UA", code: "1493"}}) { slug }',
        'partnership(by: {slug: "atlantis"}) { slug }',
        'country(code: "QQ") { code }',
        'target(code: "11.99") { code }',
        'organisation(by: {slug: "atlantis"}) { slug }',
        'call(slug: "atlantis") { slug }',
        'grant(slug: "atlantis") { slug }',
    ],
)
def test_what_is_not_there_is_null(ask: Ask, field: str) -> None:
    """An unknown single thing is null, never an error."""
    assert ask(f"{{ found: {field} }}") == {"found": None}


def test_the_catalogue_tells_what_it_is(ask: Ask, snapshot: Snapshot) -> None:
    """Version, licence and the number of rows."""
    answer = ask("{ catalogue { version loadedAt licence municipalities partnerships handovers sources } }")

    assert answer["catalogue"] == {
        "version": snapshot.version,
        "loadedAt": snapshot.loaded_at,
        "licence": "CC BY 4.0. Contains data from GeoNames (CC BY 4.0), https://www.geonames.org/",
        "municipalities": len(snapshot.rows["municipalities"]),
        "partnerships": len(snapshot.rows["partnerships"]),
        "handovers": 1,
        "sources": len(snapshot.rows["sources"]),
    }


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("{}", "exactly one"),
        ('{slug: "a", name: "b"}', "exactly one"),
        ("{slug: null}", "non-null"),
        ('{id: null, slug: "a"}', "exactly one"),
        ("{slug: 1}", "String cannot represent"),
        ('{town: "a"}', "town"),
    ],
)
@pytest.mark.parametrize("field", ["municipality", "partnership", "organisation"])
def test_a_key_is_exactly_one(refuse: Ask, field: str, by: str, message: str) -> None:
    """None, two, or a null are refused before anything is looked up."""
    assert message in refuse(
        f"{{ {field}(by: {by}) {{ slug }} }}".replace("name:", "id:" if field != "municipality" else "name:")
    )


@pytest.mark.parametrize(
    "key", [{}, {"slug": None}, {"slug": "vaxjo", "name": "Växjö"}, {"slug": "vaxjo", "name": None}]
)
def test_a_key_in_a_variable_is_exactly_one_too(refuse: Ask, key: dict[str, Any]) -> None:
    """What holds for a key in the document holds for one in a variable."""
    message = refuse("query($by: MunicipalityKey!) { municipality(by: $by) { slug } }", by=key)

    assert "exactly one" in message or "non-null" in message


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("partnerships(filter: {goals: [0]}) { totalCount }", "there is no Goal 0; Goals are numbered 1 to 17"),
        ("municipalities(filter: {goals: [18]}) { totalCount }", "there is no Goal 18; Goals are numbered 1 to 17"),
        ('partnerships(filter: {countries: ["se"]}) { totalCount }', "two-letter code in capitals"),
        ('municipalities(filter: {countries: [""]}) { totalCount }', "two-letter code in capitals"),
        ('call(slug: "icld-2020") { eligible(country: "Kosovo") }', "two-letter code in capitals"),
        ('goals(asOf: "2019-02-30") { number }', "Date"),
        ('goals(asOf: "2019") { number }', "Date"),
        ('goals(asOf: "yesterday") { number }', "Date"),
        ("goals(asOf: 2019) { number }", "Date"),
        ('search(text: "a", first: -1) { score }', "`first` must be from 0 to 100, not -1"),
        ('search(text: "a", first: 101) { score }', "`first` must be from 0 to 100, not 101"),
    ],
)
def test_what_cannot_be_asked_is_named(refuse: Ask, field: str, message: str) -> None:
    """A mistake of the client gets a message that says what would be right."""
    assert message in refuse(f"{{ {field} }}")


def test_a_wrong_date_in_a_variable_is_the_clients_mistake(refuse: Ask) -> None:
    """A day that the calendar does not have is refused wherever it stands."""
    assert "2019-02-30" in refuse("query($day: Date) { goals(asOf: $day) { number } }", day="2019-02-30")


def test_a_missing_day_is_all_time(ask: Ask) -> None:
    """`asOf: null` is the same as no `asOf`."""
    answer = ask("{ a: partnerships { totalCount } b: partnerships(asOf: null) { totalCount } }")

    assert answer["a"] == answer["b"] == {"totalCount": 11}


@pytest.mark.parametrize(("day", "there"), [("0001-01-01", False), ("9999-12-31", True)])
def test_the_first_and_the_last_day_of_the_calendar_are_days(ask: Ask, day: str, there: bool) -> None:
    """The edges of the calendar are answered like other days: nothing was there, nothing is certain to be."""
    answer = ask("query($day: Date) { partnerships(asOf: $day) { nodes { slug certainty } } }", day=day)

    assert ("habo-brod" in {node["slug"] for node in answer["partnerships"]["nodes"]}) is there
    assert {node["certainty"] for node in answer["partnerships"]["nodes"]} <= {"POSSIBLE"}


def test_a_partnership_that_is_surely_not_there_is_null(ask: Ask) -> None:
    """Before its first possible day, a partnership is not in the slice, neither alone nor in the list."""
    answer = ask("""{
      before: partnership(by: {slug: "gotland-beryslav"}, asOf: "2023-12-31") { slug }
      first: partnership(by: {slug: "gotland-beryslav"}, asOf: "2024-01-01") { certainty }
      listed: partnerships(asOf: "2023-12-31") { nodes { slug } }
    }""")

    assert answer["before"] is None
    assert answer["first"] == {"certainty": "POSSIBLE"}
    assert "gotland-beryslav" not in {node["slug"] for node in answer["listed"]["nodes"]}


def test_lists_have_their_order(ask: Ask, snapshot: Snapshot) -> None:
    """By key, where no other order is named."""
    answer = ask("""{
      countries(first: 100) { nodes { code } } organisations { nodes { slug } } programmes { slug }
      calls { nodes { slug } } goals { number }
    }""")

    assert [node["code"] for node in answer["countries"]["nodes"]] == sorted(snapshot.entities["countries"])
    assert [node["slug"] for node in answer["organisations"]["nodes"]] == sorted(snapshot.entities["organisations"])
    assert [programme["slug"] for programme in answer["programmes"]] == ["icld-municipal-partnership"]
    assert [node["slug"] for node in answer["calls"]["nodes"]] == ["icld-2020"]
    assert [goal["number"] for goal in answer["goals"]] == list(range(1, 18))


def test_the_roles_of_a_programme_are_named(ask: Ask) -> None:
    """Who pays and who coordinates is told apart."""
    answer = ask("""{
      organisation(by: {slug: "icld"}) { name nameSv abbreviation mailbox claims { value rank } }
      programmes { name nameSv: name(language: SV) roles { kind organisation { slug } } end { edtf } }
    }""")

    assert answer["organisation"]["name"] == "Swedish International Centre for Local Democracy"
    assert {"value": "Sveriges kommuner och landsting", "rank": "DEPRECATED"} in answer["organisation"]["claims"]
    assert answer["programmes"] == [
        {
            "name": "Municipal Partnership Programme",
            "nameSv": "Kommunala partnerskap",
            "roles": [
                {"kind": "COORDINATOR", "organisation": {"slug": "icld"}},
                {"kind": "FUNDER", "organisation": {"slug": "sida"}},
            ],
            "end": {"edtf": "[2025-01-01..]"},
        }
    ]


def test_several_operations_want_a_name(snapshot: Snapshot) -> None:
    """Which of two operations is meant must be said, as the specification of GraphQL has it."""
    result = execute_document(
        build_schema(), snapshot, "query A { goals { number } } query B { catalogue { version } }"
    )

    assert result.data is None
    assert "operationName" in str(result.errors)


@pytest.mark.parametrize("kind", ["mutation", "subscription"])
def test_nothing_can_be_changed(refuse: Ask, kind: str) -> None:
    """The service only answers."""
    assert kind in refuse(f"{kind} {{ goals {{ number }} }}")
