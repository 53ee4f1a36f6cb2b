"""The image, as far as it can be checked without a container engine: its file and the commands in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import yaml

from tests.conftest import ROOT
from tests.deploy.conftest import run

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CONFIGURATION = ROOT / ".hadolint.yaml"


class Instruction(NamedTuple):
    name: str
    value: str


def instructions(text: str) -> list[Instruction]:
    """Those of a Dockerfile, continued lines joined, without comments."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [Instruction(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


ALL = instructions(TEXT)
START = max(number for number, one in enumerate(ALL) if one.name == "FROM")
BUILD, FINAL = ALL[:START], ALL[START:]


def values(stage: list[Instruction], name: str) -> list[str]:
    return [one.value for one in stage if one.name == name]


def test_hadolint_finds_nothing(checkers: Path) -> None:
    """Not even in style; the labels have the forms that the OCI gives them."""
    assert run(checkers / "hadolint", "--config", CONFIGURATION, ROOT / "Dockerfile") == ""


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("python:3.13-slim-trixie\nLABEL", "python\nLABEL", "DL3006"),
        ("0.2.0", "the newest", "DL3056"),
        ("USER 10001:10001", "USER root", "DL3002"),
        ("WORKDIR /src", "WORKDIR src", "DL3000"),
    ],
)
def test_hadolint_would_object(checkers: Path, tmp_path: Path, right: str, wrong: str, rule: str) -> None:
    """To a base without a tag, a version that is none, the user root, a relative folder."""
    assert right in TEXT
    (tmp_path / "Dockerfile").write_text(TEXT.replace(right, wrong), encoding="utf-8")
    command = [checkers / "hadolint", "--config", CONFIGURATION, "--no-color", tmp_path / "Dockerfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f" {rule} " in done.stdout


def test_the_last_stage_builds_nothing() -> None:
    """It takes an environment with everything in it from the first; no compiler, no lock, no sources, no package manager runs."""
    assert values(FINAL, "COPY") == ["--from=build /opt/samband /opt/samband"]
    assert [tool for tool in ("pip", "uv", "apt-get", "gcc") if any(tool in one for one in values(FINAL, "RUN"))] == []
    assert values(ALL, "FROM") == ["python:3.13-slim-trixie AS build", "python:3.13-slim-trixie"]


def test_the_first_stage_installs_what_is_locked() -> None:
    """With hashes, not editable, and without what is needed for building only."""
    steps = " ".join(values(BUILD, "RUN"))

    assert "--require-hashes -r requirements.lock" in steps
    assert "--no-deps ." in steps
    assert "uninstall --yes setuptools" in steps
    assert not re.search(r"(^|\s)(-e|--editable)\s", steps)


def test_what_is_copied_is_sent_to_the_engine() -> None:
    """`.dockerignore` lets through each path that the image is made of, and nothing else."""
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"}
    copied = {path for one in values(BUILD, "COPY") for path in one.split()[:-1]}

    assert copied == sent
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_it_runs_as_nobody_known() -> None:
    """By number, so that Kubernetes can see that it is not root; the store has a folder that this user may write to."""
    assert values(FINAL, "USER") == ["10001:10001"]
    assert "--uid 10001" in values(FINAL, "RUN")[0]
    assert "--owner=samband --group=samband --mode=0750 /var/lib/samband" in values(FINAL, "RUN")[0]
    assert "DATABASE_URL=sqlite:////var/lib/samband/" in values(FINAL, "ENV")[0]


def test_the_label_is_of_this_version() -> None:
    """The version of the image is that of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert f'org.opencontainers.image.version="{project["version"]}"' in values(FINAL, "LABEL")[0]
    assert f'org.opencontainers.image.licenses="{project["license"]}"' in values(FINAL, "LABEL")[0]


@pytest.fixture
def checks() -> dict[str, list[str]]:
    """The commands by which the image and the Compose file find out whether a service is well."""
    (image,) = values(FINAL, "HEALTHCHECK")
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return {
        "image": json.loads(image.split(" CMD ")[1]),
        "compose": compose["serve"]["healthcheck"]["test"][1:],
    }


@pytest.mark.parametrize("of", ["image", "compose"])
def test_a_health_check_tells_well_from_ill(served: httpx.Client, checks: dict[str, list[str]], of: str) -> None:
    """Exit code 0 beside a service, 1 beside none."""
    program, *arguments = checks[of]
    assert program == "python"

    def exits(port: int) -> int:
        code = [part.replace("127.0.0.1:8000", f"127.0.0.1:{port}") for part in arguments]
        return exit_code(code, str(port))

    assert exits(served.base_url.port or 0) == 0
    assert exits(1) == 1


def exit_code(arguments: list[str], port: str) -> int:
    """The exit code of Python with these arguments where SAMBAND_PORT is `port`."""
    environ = {**os.environ, "SAMBAND_PORT": port}
    done = subprocess.run([sys.executable, *arguments], env=environ, check=False, stderr=subprocess.DEVNULL)
    return done.returncode


@pytest.mark.parametrize("linked", ["tcp://172.17.0.2:8000", ""])
def test_a_variable_of_another_container_is_no_port(
    served: httpx.Client, checks: dict[str, list[str]], linked: str
) -> None:
    """Docker sets it for a link `samband`; the service ignores it and listens on its default, which the check then asks."""
    program, option, code = checks["image"]
    assert (program, option, code.count("'8000'")) == ("python", "-c", 1)

    assert exit_code([option, code.replace("8000", str(served.base_url.port))], linked) == 0
    assert exit_code([option, code.replace("8000", "1")], linked) == 1
