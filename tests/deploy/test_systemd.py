"""deploy/systemd/: units that systemd can read, hardened as far as it can see. No machine with systemd has run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from service.cli.main import COMMANDS
from service.settings import Settings, from_environ
from tests.conftest import ROOT, debian_packages

FOLDER = ROOT / "deploy" / "systemd"
SERVICES = ("samband.service", "samband-load.service")
NAMES = (*SERVICES, "samband-load.timer")
PROGRAM = "/opt/samband/bin/samband"
EXPOSURE = 3.0  # of 10, by `systemd-analyze security`: systemd 252 says 1.5, and others weigh and know other fields

Unit = dict[tuple[str, str], list[str]]


def read(name: str) -> Unit:
    """The values of a unit by section and key, as a key may come more than once."""
    unit: Unit = defaultdict(list)
    section = ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
        elif line and not line.startswith("#"):
            key, value = re.fullmatch(r"(\w+)=(.*)", line).groups()  # type: ignore[union-attr]
            unit[section, key].append(value)
    return unit


ALL = {name: read(name) for name in NAMES}


class Analyze(NamedTuple):
    """The program that reads units as systemd does, and the variables that it needs."""

    program: str
    environ: dict[str, str]

    def __call__(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "SYSTEMD_LOG_LEVEL": "notice", **self.environ}
        return subprocess.run(
            [self.program, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def analyze(tmp_path_factory: pytest.TempPathFactory) -> Analyze:
    """That of the system, or of Debian's package, unpacked and not installed, with the units that it brings."""
    found = shutil.which("systemd-analyze")
    if found:
        return Analyze(found, {})
    place = debian_packages(tmp_path_factory.mktemp("systemd"), "systemd", "libsystemd-shared")
    if place is None:
        pytest.skip("not checked by systemd-analyze: it is neither installed nor to be had from Debian")
    (library,) = place.rglob("libsystemd-shared-*.so")
    (target,) = place.rglob("system/multi-user.target")
    program = Analyze(
        str(place / "usr/bin/systemd-analyze"),
        {"LD_LIBRARY_PATH": str(library.parent), "SYSTEMD_UNIT_PATH": str(target.parent)},
    )
    if program(place, "--version").returncode != 0:
        pytest.skip("not checked by systemd-analyze: it is not there, and what Debian's package has does not run")
    return program


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with a program that is there, as they are checked for one."""
    for name in NAMES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(PROGRAM, str(shutil.which("true"))), encoding="utf-8")
    return tmp_path


def verify(analyze: Analyze, units: Path) -> str:
    """What systemd has to say about the units, which is nothing when they are right."""
    said = analyze(units, "verify", *(f"./{name}" for name in NAMES)).stderr
    return "\n".join(line for line in said.splitlines() if "samband" in line)


def test_systemd_reads_them(analyze: Analyze, units: Path) -> None:
    """`systemd-analyze verify` finds no fault."""
    assert verify(analyze, units) == ""


def test_systemd_would_object(analyze: Analyze, units: Path) -> None:
    """To a name that is none, and to a program that is not there."""
    service = units / "samband.service"
    service.write_text(service.read_text().replace("ProtectHome=yes", "ProtectHouse=yes").replace("/true", "/untrue"))
    said = verify(analyze, units)

    assert "'ProtectHouse' in section [Service], ignoring" in said
    assert "/untrue is not executable" in said


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_exposes_little(analyze: Analyze, units: Path, name: str) -> None:
    """At most 3.0 of 10, as `systemd-analyze security` of any version counts it; a unit without hardening has above 9."""
    said = analyze(units, "security", "--offline=true", "--no-pager", f"./{name}").stdout
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)

    assert exposure and float(exposure[1]) <= EXPOSURE


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_can_do_no_more_than_it_must(name: str) -> None:
    """A user of its own, no capabilities, a system that is for reading, one folder for the store, bounded memory and tasks."""
    unit = {key: values[0] for (section, key), values in ALL[name].items() if section == "Service"}

    assert unit["User"] == unit["Group"] == unit["StateDirectory"] == "samband"
    assert unit["CapabilityBoundingSet"] == unit["AmbientCapabilities"] == ""
    assert (unit["ProtectSystem"], unit["ProtectHome"], unit["NoNewPrivileges"]) == ("strict", "yes", "yes")
    assert unit["SystemCallFilter"] == "@system-service"
    assert {"MemoryMax", "TasksMax"} <= set(unit)


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_runs_a_command_with_valid_settings(name: str) -> None:
    """The program of the documentation, a store in the folder of the unit, and secrets in a file of their own."""
    unit = ALL[name]
    (command,), (given,) = unit["Service", "ExecStart"], unit["Service", "Environment"]
    variable, _, value = given.partition("=")
    settings = from_environ({variable: value})

    assert command.split()[0] == PROGRAM and command.split()[1] in COMMANDS
    assert settings.database_url == "sqlite:////var/lib/samband/samband.db" and settings.embedded
    assert unit["Service", "EnvironmentFile"][0].startswith("-/etc/samband/")


def test_requests_in_progress_are_answered_before_the_end() -> None:
    """The time before a kill is longer than the grace of the service; a reload looks for a new version."""
    unit = ALL["samband.service"]

    assert int(unit["Service", "TimeoutStopSec"][0]) > Settings().grace_seconds
    assert unit["Service", "ExecReload"] == ["/bin/kill -HUP $MAINPID"]
    assert unit["Service", "Restart"] == ["on-failure"]


def test_the_timer_starts_the_load() -> None:
    """That of the same name, at a time that systemd understands, and later when the machine was off."""
    timer = ALL["samband-load.timer"]

    assert ("Timer", "Unit") not in timer
    assert timer["Timer", "Persistent"] == ["yes"]
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:\d\d", timer["Timer", "OnCalendar"][0])


def test_the_user_is_made_by_sysusers() -> None:
    """systemd-sysusers would make it."""
    program = shutil.which("systemd-sysusers")
    if program is None:
        pytest.skip("not checked by systemd-sysusers: it is not there")
    done = subprocess.run(
        [program, "--dry-run", FOLDER / "samband.sysusers"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    assert "Creating user 'samband'" in done.stdout + done.stderr
