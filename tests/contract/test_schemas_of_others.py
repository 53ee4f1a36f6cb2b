"""What is skipped without the files that no package ships, as CONTRIBUTING lists it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NOT_PACKAGED, ROOT
from tests.published import JAR

SECTION = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## Schemas of others\n")[1].split("\n## ")[0]
FILES = ("tests/data/formats/test_dcat.py", "tests/data/formats/test_formats_schemas.py")
RECONCILIATION = "tests/service/routes/test_reconciliation.py"
WANTING = "SHACL or html or rng or agree"  # the names of what needs the folder
PACKAGED = "package or xsd or shapes_do_refuse or strict_as_the_shapes"  # and of what needs a package


def pytest_output(*arguments: str, **environ: str) -> list[str]:
    """The lines that pytest prints with these arguments, without the options of this run."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)
    done = subprocess.run(command, cwd=ROOT, env=given | environ, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_what_is_skipped_is_counted_in_one_line_at_the_end(tmp_path: Path) -> None:
    """On a machine without the folder: as many as CONTRIBUTING says, in all and of each form."""
    *_, message, last = pytest_output("-k", WANTING, *FILES, RECONCILIATION, SAMBAND_TEST_FIXTURES=str(tmp_path))
    listed = [int(number) for number in re.findall(r"\| (\d+): ", SECTION)]

    assert message.startswith(f"{sum(listed)} checks against {NOT_PACKAGED} were skipped, in test_dcat.py, ")
    assert f"Without that folder {sum(listed)} checks are skipped" in SECTION
    assert re.match(rf"{sum(listed)} skipped, \d+ deselected", last)


def test_what_needs_pypi_and_debian_is_counted(tmp_path: Path) -> None:
    """Those that want schemas of packages, by running them without uv's cache and apt-get; those of tests/deploy by their fixtures."""
    if (Path("/") / JAR).exists():
        pytest.skip("the count is of a machine without Debian's package libjgrapht-java")
    alone = {"PATH": str(tmp_path), "UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path)}
    last = pytest_output("-k", PACKAGED, *FILES, **alone)[-1]
    plan = [line for line in pytest_output("--setup-plan", "tests/deploy") if " (fixtures used: " in line]
    installing = [line for line in plan if "::" in line and re.search(r"\b(checkers|installed_with)\b", line)]
    (schemas, deploy) = re.findall(r"(\d+) more are skipped, and (\d+) of `tests/deploy`", SECTION)[0]

    assert re.match(rf"{schemas} skipped, \d+ deselected", last)
    assert len(installing) == int(deploy)
