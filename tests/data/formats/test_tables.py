"""Tables for people: their cells are what the entities and the files of records say, and none is a formula."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from typing import Any

import pandas as pd
import pytest

from data.catalogue.reader import RECORDS_DIR
from data.domain.enums import Choice, Language
from data.domain.evidence_enums import GoalBasis
from data.formats.tables.column import CellKind
from data.formats.tables.formats import TABLES
from data.networks.network import goal_counts, partners
from data.snapshot import queries
from data.snapshot.filters.conditions import NumberRange
from data.snapshot.snapshot import Snapshot
from tests.data.by_hand import Files
from tests.data.formats.by_table import HOME, HOSTILE, context_of, parts, rows, selected, spoil, text

DAYS = [None, date(2014, 1, 1), date(2020, 1, 1), date(2024, 6, 1)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_table_of_partnerships_has_those_of_the_day(whole: Snapshot, day: date | None) -> None:
    """Held against a plain reckoning from the CSV files: which there are, and who holds their seats."""
    files = Files(RECORDS_DIR)
    there = {
        row["slug"]
        for row in files.rows["partnerships"]
        if not row["part_of"] and files.partnership(row["slug"]).there(day)
    }
    assert {row["slug"] for row in rows("partnerships", context_of(whole, day))} == there


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_partnership_is_what_its_entity_says(whole: Snapshot, day: date | None) -> None:
    """Parties, dates, state, programme, Goals, sources."""
    context = context_of(whole, day, basis=frozenset(GoalBasis))
    for row in rows("partnerships", context):
        one: Any = context.slice.get("partnerships", row["slug"])
        holders = list(dict.fromkeys(member.municipality for member in one.members))

        assert (row["title"], row["kind"], row["state"]) == (one.title(Language.EN), one.kind, one.state)
        assert parts(row["party_slugs"]) == [p.slug for p in holders]
        assert row["party_count"] == str(len({member.seat for member in one.members}))
        assert parts(row["countries"]) == list(dict.fromkeys(party.country.code for party in holders))
        for name, when in (("start", one.begin), ("end", one.finish)):
            known = (when.edtf, when.earliest, when.latest, when.basis) if when else (None,) * 4
            cells = [row[f"{name}{part}"] for part in ("", "_first", "_last", "_basis")]
            assert cells == [str(cell) if cell else "" for cell in known]
        for basis in GoalBasis:
            numbers = sorted({link.goal.number for link in one.goals((basis,))})
            assert parts(row[f"goals_{basis.lower()}"]) == list(map(str, numbers))
        assert row["programme_slug"] == (one.programme.slug if one.programme else "")
        assert row["source_count"] == str(len(one.sources))
        assert set(parts(row["source_addresses"])) == {source.url for source in one.sources if source.url}
        assert row["last_attested"] == (one.last_attested.date.edtf if one.last_attested else "")
        assert row["address"] == f"{HOME}/id/partnership/{one.slug}"


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_tie_is_a_pair_of_municipalities_with_its_partnerships(whole: Snapshot, day: date | None) -> None:
    """Held against the ties of the network as GraphQL gives them."""
    context = context_of(whole, day)
    network = selected(TABLES["ties"], context)
    found = {(row["slug_a"], row["slug_b"]): row for row in rows("ties", context)}

    assert len(found) == network.size
    for tie in network.ties:
        row = found[tie.a.slug, tie.b.slug]
        assert (row["name_a"], row["country_b"]) == (tie.a.name, tie.b.country.code)
        assert (row["weight"], row["certainty"]) == (str(tie.weight), tie.certainty)
        assert parts(row["partnerships"]) == [one.slug for one in tie.partnerships]
        assert parts(row["kinds"]) == sorted({one.kind for one in tie.partnerships})
        assert row["latitude_a"] == ("" if tie.a.latitude is None else str(tie.a.latitude))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_municipality_has_the_numbers_of_its_network(whole: Snapshot, day: date | None) -> None:
    """Held against its entity: partnerships, partners, their countries, Goals that sources name."""
    context = context_of(whole, day, basis=frozenset(GoalBasis))
    found = rows("municipalities", context)

    assert [row["slug"] for row in found] == [place.slug for place in context.slice.municipalities]
    for row in found:
        place: Any = context.slice.get("municipalities", row["slug"])
        others = partners(place)
        assert (row["partnership_count"], row["partner_count"]) == (str(len(place.partnerships())), str(len(others)))
        assert parts(row["partner_countries"]) == sorted({other.municipality.country.code for other in others})
        for basis in GoalBasis:
            counts = goal_counts(place, basis=(basis,))
            assert parts(row[f"goals_{basis.lower()}"]) == [str(count.goal.number) for count in counts]


@pytest.mark.parametrize("name", ["partnerships", "municipalities"])
def test_inferred_goals_are_shown_to_who_names_them(whole: Snapshot, name: str) -> None:
    """Stated ones always; inferred ones also where they alone are asked for."""
    stated, inferred, both = (
        [(row["goals_stated"], row["goals_inferred"]) for row in rows(name, context_of(whole, basis=frozenset(basis)))]
        for basis in ((GoalBasis.STATED,), (GoalBasis.INFERRED,), GoalBasis)
    )

    assert inferred == both != stated
    assert [(one, "") for one, _ in both] == stated
    assert any(one for one, _ in stated)


def test_pandas_counts_the_same_from_the_files_of_records(whole: Snapshot) -> None:
    """Partnerships by kind; pairs of two parties in partnerships without handovers and parts."""
    table = pd.DataFrame(rows("partnerships", context_of(whole)))
    records = pd.read_csv(RECORDS_DIR / "partnerships.csv", keep_default_na=False)
    own = records[records["part_of"] == ""]
    members = pd.read_csv(RECORDS_DIR / "memberships.csv", keep_default_na=False)

    assert table["kind"].value_counts().to_dict() == own["kind"].value_counts().to_dict()
    parties = members[members["partnership"].isin(own["slug"])].groupby("partnership")["municipality"].nunique()
    assert {
        slug: len(parts(cell)) for slug, cell in zip(table["slug"], table["parties"], strict=True)
    } == parties.to_dict()
    seats = members[members["partnership"].isin(own["slug"])].groupby("partnership")["seat"].nunique()
    assert table.set_index("slug")["party_count"].astype(int).to_dict() == seats.to_dict()


def test_names_and_slugs_of_parties_stand_in_the_same_order(shipped: Snapshot) -> None:
    """Also where two parties have the same name: that of Berg in Sweden with Berg in Germany."""
    found = {row["slug"]: row for row in rows("partnerships", context_of(shipped))}

    assert found["twin-berg-berg-de"]["parties"] == "Berg; Berg"
    assert all(len(parts(row["parties"])) == len(parts(row["party_slugs"])) for row in found.values())


def test_a_seat_that_passed_on_is_one_party(whole: Snapshot) -> None:
    """The partnership of Mariestad: four holders of three seats, counted as its filter counts them."""
    context = context_of(whole)
    three = queries.partnerships(context.slice.partnerships, parties=NumberRange(3, 3))
    found = [row for row in rows("partnerships", context) if row["party_count"] == "3"]

    assert [row["slug"] for row in found] == [one.slug for one in three]
    assert 4 in {len(parts(row["parties"])) for row in found if "mariestad" in parts(row["party_slugs"])}


def test_the_county_is_that_of_the_region(whole: Snapshot) -> None:
    """In Sweden the first two digits of the code, also of Gotland, which is its own region."""
    swedish = [
        row for row in rows("municipalities", context_of(whole)) if row["country"] == "SE" and len(row["code"]) == 4
    ]

    assert len(swedish) == 290
    assert all(row["county"] == row["code"][:2] for row in swedish)


def test_the_county_is_that_of_the_filter(shipped: Snapshot) -> None:
    """Of each county the same rows, regions included."""
    context, by_county = context_of(shipped), defaultdict(list)
    for row in rows("municipalities", context):
        by_county[row["county"]].append(row["slug"])

    assert len(by_county.keys() - {""}) == 21
    for county in by_county.keys() - {""}:
        found = queries.municipalities(context.slice.municipalities, counties=[county])
        assert by_county[county] == [place.slug for place in found]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_in_swedish_when_that_is_asked_for(whole: Snapshot, name: str) -> None:
    """Names of columns, titles and labels; slugs and codes are the same."""
    english, swedish = (text(name, context_of(whole, language=language)).splitlines() for language in Language)

    assert len(english) == len(swedish)
    assert english[0].split(",") == TABLES[name].header(Language.EN)
    assert swedish[0].split(",") == TABLES[name].header(Language.SV)
    assert english[0] != swedish[0]


@pytest.mark.parametrize("name", TABLES)
def test_each_column_has_its_own_name_and_an_explanation_in_both_languages(name: str) -> None:
    """A closed list is one of the enumerations, whose values have meanings in both languages."""
    for language in Language:
        assert max(Counter(TABLES[name].header(language)).values()) == 1
        assert all(column.about.text(language).endswith(".") for column in TABLES[name].columns)
    assert all(issubclass(column.choices, Choice) for column in TABLES[name].columns if column.choices)


@pytest.mark.parametrize("name", TABLES)
def test_each_cell_has_the_type_of_its_column(whole: Snapshot, name: str) -> None:
    """Text, texts, whole numbers, numbers, flags and days; or nothing."""
    types = {
        CellKind.TEXT: str, CellKind.TEXTS: list, CellKind.INTEGER: int,
        CellKind.NUMBER: float, CellKind.FLAG: bool, CellKind.DAY: date,
    }  # fmt: skip
    table, context = TABLES[name], context_of(whole)
    for cells in table.cells(selected(table, context), context):
        for column, cell in zip(table.columns, cells, strict=True):
            assert cell is None or type(cell) is types[column.kind], column.name
            assert (
                column.choices is None
                or cell is None
                or {*([cell] if isinstance(cell, str) else cell)} <= {*column.choices}
            )


@pytest.mark.parametrize("bad", HOSTILE)
def test_no_cell_of_a_table_is_a_formula(read: Any, world: Any, bad: str) -> None:
    """Names, titles, labels and addresses that a spreadsheet would compute are texts to it."""
    snapshot = read(world)
    spoil(snapshot, bad)
    for name in TABLES:
        for row in rows(name, context_of(snapshot)):
            for cell in row.values():
                assert not cell.startswith(("=", "+", "@", "\t", "\r", "＝"))
                assert not (cell.startswith("-") and not cell[1:].replace(".", "").isdigit())
                assert ";=" not in cell.replace(" ", "")
        assert any("'" in cell for row in rows(name, context_of(snapshot)) for cell in row.values())


def test_the_weights_of_ties_are_numbers_of_shared_partnerships(whole: Snapshot) -> None:
    """Counted again from the members on one day, when each seat has one holder; those of a part count for the whole."""
    context, shared = context_of(whole, date(2020, 1, 1)), Counter[tuple[str, ...]]()
    for one in context.slice.partnerships:
        each = [sorted({member.municipality.slug for member in part.members}) for part in (one, *one.parts)]
        shared.update({pair for members in each for pair in combinations(members, 2)})
    table = {(row["slug_a"], row["slug_b"]): int(row["weight"]) for row in rows("ties", context)}

    assert {pair: weight for pair, weight in table.items() if shared[pair] != weight} == {}
