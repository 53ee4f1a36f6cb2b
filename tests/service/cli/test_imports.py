"""The command that imports a table: what it says, and what is served afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

TABLE = "kommun;vänort;land;kontaktväg\nVäxjö;Kaunas;Litauen;brev\nMariestad;Ukmergė;LT;\nHerrljunga;Ukmerge;LT;\n"
SAID = ("--source-title", "List of twin towns", "--attested", "2026-02-08")
NEW = ("--licence", "CC0-1.0", "--steward", "Twinning Association")
ASKED = '{ catalogue { layers { name licence steward date partnerships } } partnerships(filter: {layers: ["mine"]}) { nodes { title } } }'


@pytest.fixture
def bring(samband: Callable[..., Result], world: Path, tmp_path: Path) -> Callable[..., Result]:
    """Imports a text as a table into a layer upon the small world."""

    def bring(text: str, *options: str) -> Result:
        (tmp_path / "table.csv").write_text(text, encoding="utf-8")
        into = tmp_path / "layers" / "mine"
        return samband("import", tmp_path / "table.csv", "--base", world, "--into", into, *options)

    return bring


def test_a_table_is_imported_loaded_and_asked(
    bring: Callable[..., Result], samband: Callable[..., Result], world: Path, tmp_path: Path
) -> None:
    """It says in plain sentences what became of the rows."""
    result = bring(TABLE, *SAID, *NEW)
    loaded = samband("load", world, tmp_path / "layers" / "mine")
    asked = samband("query", ASKED)

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Read 3 rows.",
        "Not used: the columns 'kontaktväg'.",
        "The layer holds 1 partnership of its own and 1 new place (Kaunas LT).",
        "It adds its sources to 1 partnership of earlier layers.",
        "No partnership, but a claim: mariestad and ukmerge; denied by mariestad-2018-05-30-cooperation-begins.",
        "Written: mine.",
    ]
    assert loaded.exit_code == 0
    for told in ('"CC0-1.0"', '"Twinning Association"', '"2026-02-08"', "Växjö – Kaunas"):
        assert told in asked.output


def test_the_same_import_twice_is_said_to_change_nothing(bring: Callable[..., Result]) -> None:
    """A layer that is there needs neither its licence nor its steward again."""
    bring(TABLE, *SAID, *NEW)

    assert bring(TABLE, *SAID).output.endswith("Nothing changed.\n")


def test_mistakes_are_listed_and_nothing_is_written(bring: Callable[..., Result], tmp_path: Path) -> None:
    result = bring("kommun,vänort,land\nHerrljunnga,Ukmergė,LT\nMariestad,Kaunas,Litaunien\n", *SAID, *NEW)

    assert result.exit_code == 1
    assert "table.csv, row 2, kommun = 'Herrljunnga': no local authority of Sweden has this name" in result.output
    assert "table.csv, row 3, land = 'Litaunien': no country has this name or code" in result.output
    assert "2 problems" in result.output
    assert not (tmp_path / "layers").exists()


def test_what_waits_is_said(bring: Callable[..., Result]) -> None:
    result = bring("kommun,vänort,land\nVäxjö,JB Marks,ZA\n", *SAID, *NEW)

    assert "Waiting: 1 question in" in result.output
    assert "review.csv" in result.output


def test_the_template_can_be_imported(bring: Callable[..., Result], samband: Callable[..., Result]) -> None:
    """As it is printed: its rows are true."""
    template = samband("import", "--template").output

    assert template.startswith("\ufeffkommun;vänort;land")
    assert bring(template, "--attested", "2026-02-08", *NEW).exit_code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--columns", "partner"), "not of the form NAME=VALUE"),
        (("--licence", "WTFPL"), "'WTFPL' is not one of"),
        (("--kind", "FRIENDS"), "'FRIENDS' is not one of"),
        (("--where", "källa=a"), "has no such header"),
        ((), "give --attested"),
        (("--attested", "28/11/2026"), "write the day as 2026-11-28"),
        (("--attested", "2999-01-01"), "lies in the future"),
    ],
)
def test_a_wrong_option_is_named(bring: Callable[..., Result], options: Any, words: str) -> None:
    result = bring(TABLE, "--source-title", "List", *NEW, *options)

    assert result.exit_code in (1, 2)
    assert words in result.output


def test_the_help_shows_a_whole_example(samband: Callable[..., Result]) -> None:
    shown = samband("import", "--help").output

    assert "--into data/layers/my-town" in shown
    assert "samband load" in shown


def test_a_directory_that_is_no_layer_name_is_refused(
    samband: Callable[..., Result], world: Path, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    result = samband("import", tmp_path / "table.csv", "--base", world, "--into", tmp_path / "My Town", *SAID, *NEW)

    assert result.exit_code == 1
    assert "use small letters, digits and hyphens" in result.output
