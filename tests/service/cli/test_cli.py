"""The command line: what each command does, and how it says no."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from schema.query import build_schema
from service.cli.main import COMMANDS
from tests.record_files import checked

Samband = Callable[..., Result]


def test_check_counts_the_records(samband: Samband, world: Path) -> None:
    """Records without a problem are counted, and no store is touched."""
    result = samband("check", world, DATABASE_URL="postgresql://127.0.0.1:1/nothing")

    assert (result.exit_code, result.stdout) == (0, f"{len(checked(world))} records, no problems.\n")


def test_our_own_records_have_no_problems(samband: Samband) -> None:
    """Without a directory the catalogue of the project is checked."""
    assert samband("check").exit_code == 0


def test_load_is_done_once(samband: Samband, world: Path, store_url: str) -> None:
    """The second load of the same records changes nothing, and says so."""
    first, second = (samband("load", world, DATABASE_URL=store_url) for _ in range(2))
    version = checked(world).digest()

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith(f"Now serving version {version} with ")
    assert second.stdout.startswith(f"Nothing to do: already serving version {version}")


def test_what_is_exported_loads_as_the_same_version(
    samband: Samband, world: Path, store_url: str, tmp_path: Path
) -> None:
    """Out of one store, into another of the other kind: not a letter is lost."""
    samband("load", world, DATABASE_URL=store_url)
    first, second = tmp_path / "deep" / "first", tmp_path / "second"
    out = samband("export", "csv", "-o", first, DATABASE_URL=store_url)
    again = samband("load", first)
    samband("export", "csv", "-o", second)

    assert out.exit_code == 0
    assert f"{len(list(world.glob('*.csv'))) + 1} files in {first}" in out.stdout
    assert again.stdout.startswith(f"Now serving version {checked(world).digest()} ")
    assert {path.name: path.read_bytes() for path in first.glob("*.csv")} == {
        path.name: path.read_bytes() for path in second.glob("*.csv")
    }
    assert json.loads((first / "datapackage.json").read_text(encoding="utf-8"))["name"] == "samband"


def test_query_prints_json(samband: Samband, world: Path, store_url: str) -> None:
    """The answer is what HTTP would give."""
    samband("load", world, DATABASE_URL=store_url)
    document = "query($slug: String!) { municipality(by: {slug: $slug}) { name } }"
    result = samband("query", document, "-v", '{"slug": "ukmerge"}', DATABASE_URL=store_url)

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"data": {"municipality": {"name": "Ukmergė"}}}


@pytest.mark.usefixtures("loaded")
def test_query_reads_from_standard_input(samband: Samband) -> None:
    """A dash stands for standard input."""
    assert json.loads(samband("query", "-", input="{ goal(number: 11) { number } }").stdout) == {
        "data": {"goal": {"number": 11}}
    }


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{ partnerships(first: 101) { totalCount } }", "BAD_USER_INPUT"),
        ("{ goals", "GRAPHQL_PARSE_FAILED"),
        ("{ mayors }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_a_query_with_an_error_prints_it_and_fails(samband: Samband, document: str, code: str) -> None:
    """The errors stand in the answer, with their codes."""
    result = samband("query", document)

    assert result.exit_code == 1
    assert [error["extensions"]["code"] for error in json.loads(result.stdout)["errors"]] == [code]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("document", ["", " ", "# nothing\n"])
def test_an_empty_query_is_refused(samband: Samband, document: str) -> None:
    """Nothing was asked: an error, and no stack of calls."""
    assert samband("query", "-", input=document).exit_code in (1, 2)
    assert samband("query", document).exit_code in (1, 2)


def test_schema_prints_the_sdl(samband: Samband) -> None:
    """No store is needed."""
    assert (
        samband("schema", DATABASE_URL="postgresql://127.0.0.1:1/x").stdout.strip() == build_schema().as_str().strip()
    )


def test_migrate_makes_the_tables(samband: Samband) -> None:
    """Also twice, and before anything is loaded."""
    assert [samband("migrate").exit_code for _ in range(2)] == [0, 0]
    assert "samband load" in samband("query", "{ goals { number } }").output


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_each_command_has_help(samband: Samband, command: str) -> None:
    """`--help` shows an example and needs nothing."""
    result = samband(*([command] if command else []), "--help")

    assert result.exit_code == 0
    assert "Example" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["load", "--faster"],
        ["load", "/nowhere"],
        ["check", "/etc/hostname"],
        ["export", "xlsx"],
        ["export"],
        ["query"],
        ["query", "{ goals { number } }", "-v", "{"],
        ["query", "{ goals { number } }", "-v", "[1]"],
        ["query", "{ goals { number } }", "-v", '"\\ud800"'],
        ["serve", "--port", "70000"],
        ["serve", "--port", "http"],
    ],
)
def test_wrong_usage_is_told(samband: Samband, arguments: list[str]) -> None:
    """Exit code 2 and a word on what is wrong."""
    result = samband(*arguments)

    assert result.exit_code == 2
    assert "Error: " in result.output


STORES = {
    "unreachable": "postgresql://nobody:secret@127.0.0.1:1/nothing",
    "directory": "sqlite:///{here}",
    "no store": "sqlite:///{here}/text",
    "other database": "mysql://localhost/samband",
    "no address": "here",
}


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("arguments", [["migrate"], ["load"], ["query", "{ goals { number } }"], ["export", "csv"]])
def test_a_store_that_is_none_is_told_in_one_line(
    samband: Samband, arguments: list[str], store: str, world: Path, tmp_path: Path
) -> None:
    """Unreachable, a directory, another file, another database, nonsense: one line, no password, exit code 1."""
    (tmp_path / "text").write_text("This is no store.\n" * 500, encoding="utf-8")
    if arguments == ["load"]:
        arguments = ["load", str(world)]
    result = samband(*arguments, DATABASE_URL=STORES[store].format(here=tmp_path))

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.output


def test_a_wrong_setting_is_told(samband: Samband) -> None:
    """Whatever the command."""
    result = samband("schema", SAMBAND_PORT="http")

    assert (result.exit_code, result.stderr) == (1, "Error: SAMBAND_PORT='http' is not a whole number\n")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("format", "begins"),
    [("package", b"PK"), ("jsonld", b'{"@context":'), ("nq", b"<http://127.0.0.1:8000/id/"), ("dcat", b"<?xml")],
)
def test_the_whole_catalogue_is_exported(samband: Samband, tmp_path: Path, format: str, begins: bytes) -> None:
    """In one file of each form, the one over HTTP; a wish for networks is refused."""
    result = samband("export", format, "-o", tmp_path / "out")
    refused = samband("export", format, "--as-of", "2016-01-01")

    assert result.stdout == f"Wrote {tmp_path / 'out'}.\n"
    assert (tmp_path / "out").read_bytes().startswith(begins)
    assert (refused.exit_code, f"{format} takes no --as-of" in refused.stderr) == (2, True)


@pytest.mark.usefixtures("loaded")
def test_the_table_of_goals_is_exported(samband: Samband, tmp_path: Path) -> None:
    """Of one day, with what is inferred when it is asked for; no other file of the catalogue takes a basis."""
    day = ("--as-of", "2021-06-01")
    stated = samband("export", "goals.csv", *day, "-o", tmp_path / "stated.csv")
    inferred = samband("export", "goals.csv", *day, "--goal-basis", "STATED,INFERRED", "-o", tmp_path / "inferred.csv")
    refused = samband("export", "dcat", "--goal-basis", "STATED")
    wrong = samband("export", "goals.csv", "--goal-basis", "GUESSED")

    assert (stated.exit_code, inferred.exit_code) == (0, 0)
    assert "INFERRED" not in (tmp_path / "stated.csv").read_text(encoding="utf-8")
    assert "INFERRED" in (tmp_path / "inferred.csv").read_text(encoding="utf-8")
    assert (refused.exit_code, "dcat takes no --goal-basis" in refused.stderr) == (2, True)
    assert (wrong.exit_code != 0, "GUESSED" in wrong.stderr) == (True, True)


@pytest.mark.usefixtures("loaded")
def test_tables_are_exported_as_http_gives_them(samband: Samband, tmp_path: Path) -> None:
    """With conditions, of a day, in Swedish, under the usual name; other formats take no conditions."""
    out = tmp_path / "out.csv"
    wanted = ("--filter", "countries=UA", "--filter", "attestedSince=2010-01-01")
    done = samband("export", "partnerships.csv", "--as-of", "2021-06-01", "--language", "sv", *wanted, "-o", out)
    ties = samband("export", "ties.csv", "--around", "mariestad", "-o", tmp_path / "ties.csv")

    assert (done.exit_code, done.stdout, ties.exit_code) == (0, f"Wrote {out}.\n", 0)
    with out.open(encoding="utf-8", newline="") as file:
        assert ["UA" in row["länder"] for row in csv.DictReader(file)] == [True, True]
    for arguments, code, message in (
        (("export", "partnerships.csv", "--filter", "countries"), 2, "is not of the form NAME=VALUE"),
        (("export", "partnerships.csv", "--filter", "colour=red"), 1, "'colour' is not a parameter of"),
        (("export", "partnerships.csv", "--projection", "GOALS"), 1, "'projection' is not a parameter of"),
        (
            ("export", "partnerships.csv", "--filter", "text=a", "--filter", "text=b"),
            1,
            "'text' is given more than once",
        ),
        (("export", "gexf", "--filter", "countries=UA"), 2, "gexf takes no --filter"),
        (("export", "csv", "--language", "sv"), 2, "csv takes no --language"),
    ):
        refused = samband(*arguments)
        assert (refused.exit_code, message in refused.stderr) == (code, True), refused.stderr


@pytest.mark.usefixtures("loaded")
def test_an_export_onto_a_file_is_told(samband: Samband, tmp_path: Path) -> None:
    """A file stands where the directory should be."""
    (tmp_path / "out").write_text("taken", encoding="utf-8")
    result = samband("export", "csv", "-o", tmp_path / "out")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


def spoil(add: Callable[..., int]) -> list[str]:
    """Four faults in four files; where each stands."""
    places = {
        "memberships.csv, row {}, municipality = 'atlantis'": add(
            "memberships", partnership="habo-brod", seat="2", turn="2", municipality="atlantis"
        ),
        "organisations.csv, row {}, note = 'Write to nomen.nescio@example.se'": add(
            "organisations", slug="bad", name="Bad", note="Write to nomen.nescio@example.se"
        ),
        "projects.csv, row {}, end = '2019'": add(
            "projects", slug="bad", partnership="habo-brod", start="2020", end="2019", goals_stated="NONE"
        ),
        "project_goals.csv, row {}, goal = '18'": add(
            "project_goals", project="energy-plan-agenda-2030", goal="18", emphasis="GENERAL"
        ),
    }
    return [place.format(row) for place, row in places.items()]


def test_all_faults_are_named_at_once(samband: Samband, records: Path, add: Callable[..., int]) -> None:
    """A dangling reference, an e-mail address, an end before its start, an unknown Goal: file, row, column, value."""
    places = spoil(add)
    result = samband("check", records)

    assert result.exit_code == 1
    assert [place for place in places if f"{place}: " not in result.stderr] == []
    assert result.stderr.endswith("Error: 4 problems in the records\n")
    assert len(result.stderr.splitlines()) == 5


def test_a_load_of_bad_records_leaves_the_old_version(
    samband: Samband, store_url: str, world: Path, records: Path, add: Callable[..., int]
) -> None:
    """All goes in, or nothing."""
    samband("load", world, DATABASE_URL=store_url)
    places = spoil(add)
    result = samband("load", records, DATABASE_URL=store_url)
    answer = json.loads(samband("query", "{ catalogue { version } }", DATABASE_URL=store_url).stdout)

    assert result.exit_code == 1
    assert [place for place in places if place not in result.stderr] == []
    assert answer["data"]["catalogue"]["version"] == checked(world).digest()


@pytest.mark.parametrize(("arguments", "code"), [(["schema"], 0), (["query", "{ goals { number } }"], 1)])
def test_a_real_process_ends_with_the_code(arguments: list[str], code: int, tmp_path: Path) -> None:
    """0 done, 1 refused or failed; a mistake of a user never shows a stack of calls."""
    done = subprocess.run(
        [sys.executable, "-m", "service.cli.main", *arguments],
        env={"DATABASE_URL": f"sqlite:///{tmp_path / 'samband.db'}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert (done.stderr == "") is (code == 0)
