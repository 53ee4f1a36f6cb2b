"""A table becomes a layer: what is new, what is known already, what is denied, what waits for a person."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import Engine

from data.catalogue.load import load
from data.domain.enums import Certainty, PartnershipState
from data.domain.errors import InputError
from data.imports.importer import import_table
from data.snapshot.snapshot import read_snapshot
from tests.data.imports.conftest import DENIED, HEADER, KAUNAS, READ, RIVNE, UKMERGE

if TYPE_CHECKING:
    from tests.data.imports.conftest import Table

ROWS = (KAUNAS, RIVNE, UKMERGE, DENIED)
OWN = "twin-vaxjo-kaunas-lt"


def test_a_new_partner_becomes_a_place_and_a_partnership(table: Table) -> None:
    """With country, coordinates and item as given, and no dates that the table does not have."""
    table.bring(KAUNAS)
    (place,) = table.read("municipalities")
    (partnership,) = table.read("partnerships")

    assert (place["slug"], place["country"], place["latitude"], place["wikidata"]) == (
        "kaunas-lt",
        "LT",
        "54.8972",
        "Q4115712",
    )
    assert (partnership["slug"], partnership["kind"], partnership["start"], partnership["end"]) == (
        OWN,
        "TWIN_TOWN",
        "",
        "",
    )
    assert [row["municipality"] for row in table.read("memberships")] == ["vaxjo", "kaunas-lt"]


def test_the_layer_passes_all_checks_and_is_served(table: Table, engine: Engine) -> None:
    """On both databases. Its partnership is attested on the day of its source, and nothing is known of its state."""
    table.bring(*ROWS)
    load(engine, table.catalogue())
    snapshot = read_snapshot(engine)
    found: Any = snapshot.slice(date(2026, 2, 8)).get("partnerships", OWN)

    assert (found.certainty, found.state, found.layer.slug) == (Certainty.CERTAIN, PartnershipState.UNKNOWN, "mine")
    assert snapshot.slice(date(2030, 1, 1)).get("partnerships", OWN).certainty is Certainty.POSSIBLE  # type: ignore[union-attr]


def test_a_fact_read_twice_is_certain_in_between(table: Table, engine: Engine) -> None:
    """Two tables in one layer, read on two days: one partnership with two sources."""
    table.bring(KAUNAS, overrides={"attested": "2016-09-12"}, name="first")
    table.bring(KAUNAS, name="second")
    load(engine, table.catalogue())
    snapshot = read_snapshot(engine)

    assert [row["slug"] for row in table.read("partnerships")] == [OWN]
    levels = [
        snapshot.slice(date(year, 6, 1)).get("partnerships", OWN).certainty  # type: ignore[union-attr]
        for year in (2015, 2020, 2027)
    ]
    assert levels == [Certainty.POSSIBLE, Certainty.CERTAIN, Certainty.POSSIBLE]


def test_a_pair_of_the_base_gets_one_more_source_and_no_second_partnership(table: Table) -> None:
    report = table.bring(UKMERGE)

    assert [row["partnership"] for row in table.read("further_sources")] == ["twin-herrljunga-ukmerge"]
    assert (table.read("partnerships"), table.read("municipalities")) == ([], [])
    assert len(report.built.resolved.further) == 1


def test_what_a_source_denies_becomes_a_claim_and_no_tie(table: Table) -> None:
    """Mariestad's page tells its partnership with Ukmergė apart from a twin town."""
    report = table.bring(DENIED)
    (claim,) = table.read("claims")

    assert (claim["partnership"], claim["field"], claim["value"], claim["rank"]) == (
        "mariestad-ukmerge-kamianets-podilskyi",
        "kind",
        "TWIN_TOWN",
        "DEPRECATED",
    )
    assert "Internationellt samarbete inleds" in claim["note"]
    assert table.read("partnerships") == []
    assert len(report.built.resolved.denied) == 1


def test_a_pair_in_another_relation_waits_until_a_person_decides(table: Table) -> None:
    """Växjö and JB Marks have a municipal partnership; undone, the decision leaves nothing behind."""
    row = ("Växjö", "JB Marks", "ZA", "", "", "", "")
    waiting = table.bring(row).built.questions.waiting
    before = table.files()
    table.decide(twin_vaxjo_jb_marks="yes")
    table.bring(row)
    decided = [one["slug"] for one in table.read("partnerships")]
    table.decide(twin_vaxjo_jb_marks="")
    table.bring(row)

    assert waiting == 1
    assert decided == ["twin-vaxjo-jb-marks"]
    assert table.read("partnerships") == []
    assert table.files() == before


def test_an_ambiguous_place_is_taken_over_as_decided(table: Table) -> None:
    """Kamianets may be Kamianets-Podilskyi; undone, the decision is gone again."""
    row, found = ("Lund", "Kamianets", "UA", "", "", "", ""), []
    table.bring(row)
    (asked,) = table.read("review")
    before = table.files()
    for decision in ("kamianets-podilskyi", "new", ""):
        table.decide(kamianets=decision)
        table.bring(row)
        found.append([one["slug"] for one in table.read("partnerships")])

    assert asked["what"] == "PLACE"
    assert "kamianets-podilskyi" in asked["candidates"]
    assert found == [["twin-lund-kamianets-podilskyi"], ["twin-lund-kamianets-ua"], []]
    assert table.files() == before


def test_a_person_may_hold_back_a_pair(table: Table) -> None:
    """A row of the review that the import itself would not ask for."""
    table.bring(KAUNAS, RIVNE)
    (table.layer / "review.csv").write_text(f"id,decision\npair:{OWN},no\n")
    table.bring(KAUNAS, RIVNE)

    assert [row["slug"] for row in table.read("partnerships")] == ["twin-lund-rivne-ua"]
    assert [row["slug"] for row in table.read("municipalities")] == ["rivne-ua"]


def test_a_decision_that_nobody_understands_is_named(table: Table) -> None:
    row = ("Växjö", "JB Marks", "ZA", "", "", "", "")
    table.bring(row)
    table.decide(twin_vaxjo_jb_marks="perhaps")
    (problem,) = table.problems(row)

    assert (problem.file, problem.row, problem.column, problem.value) == ("mine/review.csv", 2, "decision", "perhaps")
    assert "yes" in problem.cure


def test_the_same_import_twice_changes_nothing(table: Table) -> None:
    table.bring(*ROWS)
    before = table.files()
    report = table.bring(*ROWS)

    assert report.changed == []
    assert table.files() == before


@pytest.mark.parametrize(
    "how",
    [{"delimiter": ";"}, {"delimiter": "\t"}, {"encoding": "utf-8-sig"}, {"lineterminator": "\r\n"}, {"quoting": 1}],
    ids=["semicolons", "tabs", "byte order mark", "CRLF", "quotes"],
)
def test_the_form_of_the_table_does_not_matter(table: Table, how: dict[str, Any]) -> None:
    table.bring(*ROWS)
    before = table.files()
    table.write(*ROWS[::-1], **how)
    import_table(table.request())

    assert table.files() == before


def test_a_workbook_is_as_good(table: Table) -> None:
    """Numbers are numbers in it, and cells at the end may be missing."""
    table.bring(*ROWS)
    before, book = table.files(), Workbook()
    for row in (HEADER, *ROWS):
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in row])  # type: ignore[union-attr]
    path = table.file.with_name("table.xlsx")
    book.save(path)
    import_table(table.request(path))
    path.unlink()

    assert table.files() == before


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_the_order_of_rows_does_not_matter(table: Table, seed: int) -> None:
    """Nor which of the two stands first, nor that a row stands twice."""
    usual = [(*row, "") for row in ROWS]
    table.write(*usual)
    import_table(table.request())
    before = table.files()
    rows = [*usual, usual[seed % len(usual)]]
    random.Random(seed).shuffle(rows)
    table.write(*rows)
    import_table(table.request())

    assert table.files() == before


def test_both_ways_round_are_one_partnership(table: Table) -> None:
    """Wherever the table has the Swedish municipality."""
    header = ("city", "city country", "twin", "country")
    table.write(("Lund", "SE", "Rivne", "UA"), ("Rivne", "UA", "Lund", "SE"), header=header)
    import_table(table.request())

    assert [row["slug"] for row in table.read("partnerships")] == ["twin-lund-rivne-ua"]


def test_a_spelling_finds_its_place(table: Table) -> None:
    """The base knows Kamianets-Podilskyi under many names."""
    table.bring(("Herrljunga", "Kamyanets-Podilsy", "Ukraina", "", "", "", ""))

    assert [row["partnership"] for row in table.read("further_sources")] == ["twin-herrljunga-kamianets-podilskyi"]


def test_habo_is_not_haabo(table: Table) -> None:
    table.bring(("Habo", "Rivne", "UA", "", "", "", ""), ("Håbo", "Kaunas", "LT", "", "", "", ""))

    assert [row["slug"] for row in table.read("partnerships")] == ["twin-haabo-kaunas-lt", "twin-habo-rivne-ua"]


def test_two_towns_of_one_name_are_two_places(table: Table) -> None:
    """Mykolaiv on the Black Sea, and Mykolaiv by Lviv."""
    table.bring(
        ("Lund", "Mykolaiv", "UA", "46.97", "32.0", "", ""), ("Habo", "Mykolaiv", "UA", "49.52", "23.98", "", "")
    )

    assert [row["slug"] for row in table.read("municipalities")] == [
        "mykolaiv-ua-47-0n-32-0e",
        "mykolaiv-ua-49-5n-24-0e",
    ]


def test_another_date_is_kept_as_a_claim(table: Table) -> None:
    """The base has May 2008, which 2008 agrees with and 2010 does not."""
    agree, differ = (*UKMERGE[:6], "2008"), (*UKMERGE[:6], "2010")
    table.bring(agree)
    silent = table.read("claims")
    table.bring(differ)
    (claim,) = table.read("claims")

    assert silent == []
    assert (claim["field"], claim["value"], claim["rank"]) == ("start", "2010", "NORMAL")


def test_a_start_is_taken_over_as_precise_as_it_is(table: Table) -> None:
    table.bring((*KAUNAS[:6], "1995-10"))

    assert [row["start"] for row in table.read("partnerships")] == ["1995-10"]


def test_what_has_ended_has_an_end_and_is_not_attested_afterwards(table: Table, engine: Engine) -> None:
    """A list of today tells of a partnership from 1995 to 2005."""
    table.write((*KAUNAS[:6], "1995", "2005"), header=(*HEADER, "till"))
    import_table(table.request())
    load(engine, table.catalogue())
    found: Any = read_snapshot(engine).slice(date(2000, 1, 1)).get("partnerships", OWN)

    assert [(row["start"], row["end"], row["end_planned"]) for row in table.read("partnerships")] == [
        ("1995", "2005", "false")
    ]
    assert found.certainty is Certainty.CERTAIN
    assert read_snapshot(engine).slice(date(2010, 1, 1)).get("partnerships", OWN) is None


def test_an_end_to_come_is_a_plan(table: Table) -> None:
    table.write((*KAUNAS[:6], "1995", "2030"), header=(*HEADER, "till"))
    import_table(table.request())

    assert [(row["end"], row["end_planned"]) for row in table.read("partnerships")] == [("2030", "true")]


def test_a_partnership_that_has_ended_is_not_revived(edited: Callable[..., Table]) -> None:
    """The base knows of an end in 2015; a list of 2026 that still names it becomes a claim."""
    table = edited("partnerships", slug="twin-lund-ukmerge", kind="TWIN_TOWN", title_en="Lund – Ukmergė",
                   title_sv="Lund – Ukmergė", end="2015")  # fmt: skip
    for record, cells in (("seats", {}), ("memberships", {"turn": "1"})):
        for number, place in (("1", "lund"), ("2", "ukmerge")):
            own = {"seat": number, "municipality": place} if cells else {"number": number}
            table.append(record, partnership="twin-lund-ukmerge", **own, **cells)
    table.bring(("Lund", "Ukmergė", "LT", "", "", "", ""))
    (claim,) = table.read("claims")

    assert (claim["field"], claim["value"], claim["rank"]) == ("end", f"[{READ}..]", "DEPRECATED")
    assert table.read("further_sources") == []


def test_dates_of_one_table_that_differ_are_claims(table: Table) -> None:
    """Whichever row stands first."""
    rows = [(*KAUNAS[:6], "1995"), (*KAUNAS[:6], "1998")]
    table.bring(*rows)
    before = table.files()
    table.bring(*rows[::-1])

    assert [row["start"] for row in table.read("partnerships")] == ["1995"]
    assert [row["value"] for row in table.read("claims")] == ["1998"]
    assert table.files() == before


def test_a_new_layer_needs_a_licence_and_a_steward(table: Table) -> None:
    table.write(KAUNAS)
    with pytest.raises(InputError, match="give --steward"):
        import_table(table.request(layer={"licence": "CC0-1.0"}))
    with pytest.raises(InputError, match="give --licence"):
        import_table(table.request(layer={"steward": "Association"}))

    assert not table.layer.exists()


def test_a_later_layer_gives_way_when_an_earlier_one_learns_of_its_pair(table: Table, tmp_path: Path) -> None:
    """The pair belongs to one layer; the other adds its source."""
    table.bring(RIVNE)
    first, table.layer = table.layer, tmp_path / "layers" / "other"
    table.bring(KAUNAS)
    table.layer = first
    report = table.bring(RIVNE, KAUNAS)
    table.layer = tmp_path / "layers" / "other"

    assert report.changed == ["mine", "other"]
    assert (table.read("partnerships"), [row["partnership"] for row in table.read("further_sources")]) == ([], [OWN])


def test_only_the_rows_that_are_asked_for_are_read(table: Table) -> None:
    """A cell may hold several values; the rest of the rows is counted."""
    table.write((*KAUNAS, "a|b"), (*RIVNE, "b"), header=(*HEADER, "reads"))
    report = import_table(table.request(where={"reads": "a"}))

    assert (report.rows, report.skipped, report.unused) == (2, 1, ["reads"])
    assert [row["slug"] for row in table.read("partnerships")] == [OWN]


def test_the_day_and_the_title_become_a_source(table: Table) -> None:
    table.bring(KAUNAS)
    (source,) = table.read("sources")

    assert (source["slug"], source["published"], source["read_on"]) == (f"list-of-twin-towns-{READ}", READ, READ)


FURTHER = ("kommun", "vänort", "land", "läge", "publicerad", "source kind", "språk")


def test_a_table_gives_the_state_and_what_its_source_is(table: Table) -> None:
    """A state as of the date that the page prints; the kind in any case of letters."""
    table.write(("Växjö", "Kaunas", "LT", "vilande", "2022-05-03", "page", "sv"), header=FURTHER)
    import_table(table.request())
    (source,), (status,) = table.read("sources"), table.read("statuses")

    assert [source[name] for name in ("kind", "published", "dating", "language")] == [
        "PAGE",
        "2022-05-03",
        "DATED",
        "sv",
    ]
    assert (status["state"], status["as_of"], status["sources"]) == ("PAUSED", "2022-05-03", source["slug"])


@pytest.mark.parametrize(("kind", "published"), [("PAGE", ""), ("PAGE", "odaterad"), ("", "undated")])
def test_a_page_without_a_date_is_not_dated_by_its_reading(table: Table, kind: str, published: str) -> None:
    """It attests the relation on no day; a data set without a date is as old as its reading."""
    table.write(("Växjö", "Kaunas", "LT", "", published, kind, ""), header=FURTHER)
    import_table(table.request())
    (source,) = table.read("sources")

    assert (source["published"], source["dating"], source["read_on"]) == ("", "UNDATED", READ)


def test_sources_that_differ_in_kind_alone_are_two(table: Table) -> None:
    table.write(
        ("Växjö", "Kaunas", "LT", "", "2022", "PAGE", ""),
        ("Lund", "Kaunas", "LT", "", "2022", "NEWS", ""),
        header=FURTHER,
    )
    import_table(table.request())

    assert sorted(source["kind"] for source in table.read("sources")) == ["NEWS", "PAGE"]


def test_a_precedence_puts_the_layer_before_another(table: Table, tmp_path: Path) -> None:
    """A pair that both name is recorded in the layer with the smaller number."""
    table.bring(KAUNAS, layer={"licence": "CC0-1.0", "steward": "Twinning Association", "precedence": "3"})
    table.layer = tmp_path / "layers" / "first"
    report = table.bring(KAUNAS, layer={"licence": "CC0-1.0", "steward": "Twinning Association", "precedence": "2"})

    assert [row["partnership"] for row in table.read("memberships")][:1] == [
        row["slug"] for row in table.read("partnerships")
    ]
    assert table.read("layers")[0]["precedence"] == "2"
    assert "first" in report.changed


def test_a_directory_that_no_import_made_is_left_alone(table: Table) -> None:
    """Neither foreign files nor records by hand are replaced."""
    table.layer.mkdir(parents=True)
    (table.layer / "thesis.txt").write_text("mine")
    table.write(KAUNAS)
    with pytest.raises(InputError, match="holds what no import made"):
        import_table(table.request())

    assert (table.layer / "thesis.txt").read_text() == "mine"


def test_other_files_of_a_layer_stay(table: Table) -> None:
    table.bring(KAUNAS)
    (table.layer / "README.md").write_text("ours")
    table.bring(KAUNAS, RIVNE)

    assert (table.layer / "README.md").read_text() == "ours"
    assert len(table.read("partnerships")) == 2


def test_a_known_partner_under_another_name_is_asked_for(table: Table) -> None:
    """Without point and id Kaunas might be another name of Ukmergė, the partner that Herrljunga has in Lithuania."""
    report = table.bring(("Herrljunga", "Kaunas", "LT", "", "", "", ""))
    (asked,) = table.read("review")

    assert report.built.questions.waiting == 1
    assert asked["candidates"].startswith("ukmerge")
    assert table.bring(("Herrljunga", "Kaunas", "LT", "", "", "", ""), UKMERGE).built.questions.waiting == 0


def test_an_id_of_another_town_is_asked_for(table: Table) -> None:
    """The item is that of Kamianets-Podilskyi, the name that of no spelling of it."""
    table.bring(("Lund", "Odesa", "UA", "", "", "Q193965", ""))
    (asked,) = table.read("review")

    assert "kamianets-podilskyi" in asked["candidates"]
    assert table.read("partnerships") == []


def test_a_name_of_several_towns_of_the_table_is_asked_for(table: Table) -> None:
    """Two have points, the third has none."""
    table.bring(
        ("Lund", "Mykolaiv", "UA", "46.97", "32.0", "", ""),
        ("Habo", "Mykolaiv", "UA", "49.52", "23.98", "", ""),
        ("Gotland", "Mykolaiv", "UA", "", "", "", ""),
    )
    (asked,) = table.read("review")

    assert asked["municipality"] == "Gotland"
    assert len(table.read("partnerships")) == 2


def test_one_item_is_one_town(table: Table) -> None:
    """Under two names, and not at two distant points."""
    rows = [("Lund", "Rivne", "UA", "50.62", "26.25", "Q156739", ""), ("Habo", "Rovno", "UA", "", "", "Q156739", "")]
    table.bring(*rows)
    towns = [row["slug"] for row in table.read("municipalities")]
    (problem,) = table.problems(*rows, ("Gotland", "Rivne", "UA", "46.5", "30.7", "Q156739", ""))

    assert towns == ["rivne-ua"]
    assert "km away" in problem.wrong


def test_a_namesake_that_comes_later_does_not_take_the_decision(table: Table) -> None:
    """A decision on a pair is kept by its id, and is said to answer nothing when the id is gone."""
    one, other = (
        ("Lund", "Mykolaiv", "UA", "46.97", "32.0", "", ""),
        ("Lund", "Mykolaiv", "UA", "49.52", "23.98", "", ""),
    )
    table.bring(one)
    (table.layer / "review.csv").write_text("id;decision;remark\npair:twin-lund-mykolaiv-ua;no;not ours\n")
    table.bring(one)
    refused = table.read("partnerships")
    report = table.bring(one, other)

    assert refused == []
    assert report.built.questions.unasked == ["pair:twin-lund-mykolaiv-ua"]
    assert [row["remark"] for row in table.read("review")] == ["not ours"]


def test_a_source_can_be_refused_for_a_pair_of_the_base(table: Table) -> None:
    table.bring(UKMERGE)
    (table.layer / "review.csv").write_text("id;decision\npair:twin-herrljunga-ukmerge;Nej\n")
    table.bring(UKMERGE)

    assert table.read("further_sources") == []


def test_many_sources_of_one_title_are_told_apart(table: Table) -> None:
    """Each row with an address of its own."""
    header = (*HEADER, "länk")
    table.write(*((*row, f"https://example.org/{number}") for number, row in enumerate((KAUNAS, RIVNE))), header=header)
    import_table(table.request())

    assert [row["slug"] for row in table.read("sources")] == [
        f"list-of-twin-towns-{READ}",
        f"list-of-twin-towns-{READ}-2",
    ]


@pytest.mark.parametrize("name", ["../evil", "a/b", "a" * 300, "Min lista"])
def test_a_table_has_a_plain_name(table: Table, name: str) -> None:
    table.write(KAUNAS)
    with pytest.raises(InputError, match="cannot name a table"):
        import_table(table.request(name=name))


def test_two_answers_to_one_question_are_refused(table: Table) -> None:
    table.bring(KAUNAS)
    (table.layer / "review.csv").write_text(f"id;decision\npair:{OWN};no\npair:{OWN};yes\n")
    table.write(KAUNAS)
    with pytest.raises(InputError, match="several rows with the id"):
        import_table(table.request())


def test_an_answer_is_a_place_of_the_country(table: Table) -> None:
    """Herrljunga is no town of Ukraine."""
    row = ("Lund", "Kamianets", "UA", "", "", "", "")
    table.bring(row)
    table.decide(kamianets="herrljunga")
    (problem,) = table.problems(row)

    assert problem.wrong == "the decision is not understood"
    assert "kamianets-podilskyi" in problem.cure
