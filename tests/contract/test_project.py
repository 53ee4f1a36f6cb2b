"""The promises of the project about itself: words in the code, help, settings, documents, locks."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest

from service.cli.main import COMMANDS, main
from service.settings import Settings, markdown, variable

ROOT = Path(__file__).parents[2]
FLOORS = ("data", "schema", "service")
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
WRITTEN = [path for path in MODULES if path.parent.name != "versions"]  # Alembic writes the rest
LONGEST = 300
PATH = re.compile(rf"(?:{'|'.join(FLOORS)}|examples|tests|docs|deploy)(?:/[\w./*-]*)?")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_module_opens_with_one_line(path: Path) -> None:
    """The first line says what lives there."""
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")), clean=False) or ""
    first, *rest = words.split("\n")

    assert first.endswith((".", "`.")), words
    assert not rest or rest[0] == ""


@pytest.mark.parametrize("path", WRITTEN, ids=short)
def test_a_module_can_be_read_in_one_go(path: Path) -> None:
    """No module is longer than 300 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


CONTEXT = click.Context(main)
ALL = {"samband": main} | {name: main.get_command(CONTEXT, name) for name in COMMANDS}


@pytest.mark.parametrize(("name", "command"), [pytest.param(*pair, id=pair[0]) for pair in ALL.items()])
def test_a_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    """The help shows a use of the command, and speaks of every option and argument."""
    text = command.help or ""

    assert re.search(r"^\s+(\w+=\S+ )?samband ", text, re.MULTILINE)
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []
    assert [
        p.name for p in command.params if isinstance(p, click.Argument) and (p.name or "").upper() not in text
    ] == []


def test_the_list_of_commands_says_what_each_says() -> None:
    """Name and first sentence, which stand in the list so that it imports no command."""
    listed = {name: sentence for name, (_, sentence) in COMMANDS.items()}

    assert listed == {command.name: command.get_short_help_str(1000) for name in COMMANDS if (command := ALL[name])}


def test_the_list_of_commands_imports_no_command() -> None:
    """Neither SQLAlchemy nor the schema, which take seconds."""
    code = "import sys, service.cli.main; print({'sqlalchemy', 'strawberry', 'numpy', 'starlette'} & {*sys.modules})"

    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "set()\n"


def test_the_page_of_settings_is_that_of_the_code() -> None:
    """`make freeze` writes it."""
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == markdown()


def test_the_readme_names_no_other_setting() -> None:
    """What left the code left the README."""
    known = {variable(field.name) for field in fields(Settings)}

    assert set(re.findall(r"SAMBAND_[A-Z_]+", README)) <= known | {"SAMBAND_LOAD_PASSWORD", "SAMBAND_READ_PASSWORD"}


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_the_paths_and_links_of_a_page_exist(page: Path) -> None:
    """A path in backticks is one of the project; a relative link leads to a file."""
    text = page.read_text(encoding="utf-8")
    named = {span for span in re.findall(r"`([^`\n]+)`", text) if PATH.fullmatch(span)}
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)

    assert [path for path in sorted(named) if not any(ROOT.glob(path.rstrip("/")))] == []
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_is_short() -> None:
    """It has at most 120 lines, and names the folders."""
    assert len(README.splitlines()) <= 120
    assert all(f"`{folder}/`" in README for folder in ("data", "schema", "service", "tests"))


def test_contributing_says_where_to_change_what() -> None:
    """At least twenty rows, each of which names one file or folder that exists."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## Where do I change …")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (?!…)[^|]+ \| `([^`|]+)` \|$", section, re.MULTILINE)

    assert len(rows) >= 20
    assert len(rows) == len(re.findall(r"^\| (?!…)", section, re.MULTILINE))
    assert [path for path in rows if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("record", sorted(ROOT.glob("docs/decisions/*.md")), ids=short)
def test_a_decision_record_is_short_and_complete(record: Path) -> None:
    """At most 25 lines: the context, the decision, its price, its switch, what would reverse it; the index lists it."""
    lines = record.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 25
    assert [line[3:] for line in lines if line.startswith("## ")] == [
        *("Context", "Decision", "Price", "Switch", "Reversal")
    ]
    assert f"decisions/{record.name}" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


def test_what_the_operators_page_names_exists() -> None:
    """Its settings and its commands are there."""
    variables = {variable(field.name) for field in fields(Settings)} | {
        "SAMBAND_LOAD_PASSWORD",
        "SAMBAND_READ_PASSWORD",
    }
    used = set(re.findall(r"samband (\w+)", " ".join(re.findall(r"`[^`\n]+`|```.*?```", OPERATING, re.DOTALL))))

    assert set(re.findall(r"SAMBAND_[A-Z_]+", OPERATING)) <= variables
    assert {"load", "serve", "versions", "rollback", "migrate", "export"} <= used <= set(COMMANDS)


def test_the_readme_quotes_the_first_example() -> None:
    """The first query of the README and its answer are an example that runs."""
    query, answer = (re.search(rf"```{kind}\n(.*?)```", README, re.DOTALL) for kind in ("graphql", "json"))
    examples = ROOT / "tests" / "examples"
    (first,) = examples.glob("01_*.graphql")

    assert query and query[1].split() == first.read_text(encoding="utf-8").split()
    assert answer and json.loads(answer[1]) == json.loads(first.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_changelog_is_of_this_version() -> None:
    """The version on top of the changelog is that of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    top = re.search(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert top and top[1] == project["version"]


LOCKS = {  # the least number of packages in each
    **dict.fromkeys([*ROOT.glob("requirements*.lock"), *ROOT.glob("tests/*/requirements.lock")], 10),
    ROOT / "tests" / "data" / "formats" / "requirements.lock": 1,
}


@pytest.mark.parametrize("path", LOCKS, ids=short)
def test_a_lock_pins_hashes_and_names_no_registry(path: Path) -> None:
    """Whatever registry is used, it must give the very same files."""
    text = path.read_text(encoding="utf-8")
    requirements = re.findall(r"^[^\s#].*(?:\n[ \t]+.*)*", text, re.MULTILINE)

    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)
    assert len(requirements) >= LOCKS[path]
    assert [
        entry.split()[0] for entry in requirements if not re.match(r"\S+==\S+ .*--hash=sha256:\w{64}", entry, re.DOTALL)
    ] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("tests/*/package-lock.json")), ids=short)
def test_a_lock_of_node_pins_hashes_and_names_no_registry(path: Path) -> None:
    """The same for packages of npm."""
    _root, *packages = json.loads(path.read_text(encoding="utf-8"))["packages"].values()

    assert [package for package in packages if "resolved" in package or "integrity" not in package] == []
    assert packages
