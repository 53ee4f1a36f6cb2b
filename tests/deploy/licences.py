"""The licences of dependencies: read from what is installed, checked against licences.toml, written as docs/licences.md."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RULES = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
PAGE = ROOT / "docs" / "licences.md"
HEAD = """\
# Licences of dependencies

What the service needs to run, from `requirements.lock`, as far as this platform installs it. `make licences` writes this page from what the packages say of
themselves; `tests/deploy/licences.toml` says which licences are allowed. `make sbom` writes the same packages with versions and hashes
as a CycloneDX bill of materials, `var/sbom.cdx.json`.

| package | licence |
|---|---|"""


class Package(NamedTuple):
    name: str
    licence: str

    @property
    def row(self) -> str:
        return f"| {self.name} | {self.licence} |"


def normalized(name: str) -> str:
    """The name of a package as all tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path) -> set[str]:
    """The names in a lock."""
    return {normalized(name) for name in re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)}


def installed(program: Path, python: Path) -> list[Package]:
    """The packages that a Python has, with the licences that they say they have, by name."""
    command = [program, "--python", python, "--from=mixed", "--with-system", "--format=json"]
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    packages = (Package(normalized(one["Name"]), one["License"]) for one in json.loads(said))
    return sorted(package for package in packages if package.name != "samband")


def single(licence: str) -> set[str]:
    """The licences of an expression or a list."""
    parts = re.split(r"; | AND | OR ", licence)
    return {part if re.search(r"\(.*\)", part) else part.strip("()") for part in parts}


def forbidden(packages: list[Package], runtime: set[str]) -> list[Package]:
    """Those with a licence that is not allowed, which depends on whether they are needed to run the service."""
    allowed = set(RULES["runtime"])
    more = allowed | set(RULES["development"])
    return [
        package
        for package in packages
        if package.name not in RULES["exceptions"]
        and not single(package.licence) <= (allowed if package.name in runtime else more)
    ]


def main() -> None:
    """Write the page."""
    runtime = locked(ROOT / "requirements.lock")
    packages = installed(Path(sys.argv[1]), Path(sys.executable))
    rows = [package.row for package in packages if package.name in runtime]
    PAGE.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
