"""The program away from its repository: a wheel built of a zip of the sources, and environments that hold nothing else."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT, WORLD

HERE = Path(__file__).parent
UV = Path(sys.executable).parent / "uv"
LEFT_OUT = (
    ".git",
    "tests",
    "docs",
    "examples",
    *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()),
)
OFFLINE = {"UV_PYTHON_DOWNLOADS": "never"}
UNREACHABLE = re.compile("Failed to fetch|the network was disabled")  # errors of uv without PyPI


def run(*command: object, **options: Any) -> str:
    """The output of a command that must succeed."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, encoding="utf-8", check=False, timeout=300, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(python: object, *packages: object) -> None:
    """Install packages for a Python. Where they are neither cached nor to be had from PyPI, the test is skipped."""
    command = [UV, "pip", "install", "--quiet", "--python", python, *packages]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    if done.returncode != 0 and UNREACHABLE.search(done.stderr):
        pytest.skip("PyPI cannot be reached, which has the packages that are installed for this test")
    assert done.returncode == 0, done.stderr


@cache
def interpreter(version: str, path: str = "") -> str | None:
    """A Python of a minor version on a search path, by default that of this process and pyenv's. None is downloaded."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    own = os.pathsep.join([*map(str, pyenv.glob(f"versions/{version}.*/bin")), os.environ["PATH"]])
    found = subprocess.run(
        [UV, "python", "find", "--system", "--no-project", version],
        env={**os.environ, **OFFLINE, "PATH": path or own}, cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.strip() or None


def for_everyone(program: str) -> bool:
    """Whether other users may reach it."""
    return all(folder.stat().st_mode & 0o1 for folder in Path(program).resolve().parents)


@dataclass(frozen=True)
class Environment:
    """A virtual environment with the wheel, and the user who runs it."""

    home: Path
    python: str
    user: dict[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The minor version of its Python, such as 3.11."""
        return next(self.home.glob("lib/python3.*")).name.removeprefix("python")

    def start(
        self, *arguments: object, environ: Mapping[str, str], program: str = "samband", **options: Any
    ) -> subprocess.Popen[bytes]:
        """Start the program in `/` with umask 077, and with these variables, PATH and nothing else in the environment."""
        return subprocess.Popen(
            [self.home / "bin" / program, *map(str, arguments)],
            **{
                "cwd": "/",
                "umask": 0o077,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                **self.user,
                **options,
            },
            env={"PATH": "/usr/bin:/bin", **environ},
        )

    def load_and_query(self, records: Path, document: str, environ: Mapping[str, str]) -> tuple[int, str, str]:
        """What `samband load` and then `samband query -` print, below a line with the character set of their locale.

        All in one process, as imports take most of the time.
        """
        code = (
            "import locale; print(locale.nl_langinfo(locale.CODESET)); from service.cli.main import main; "
            f"main(['load', {str(records)!r}], standalone_mode=False); main(['query', '-'])"
        )
        return self.samband("-c", code, program="python", given=document, environ=environ)

    def samband(self, *arguments: object, given: str = "", **options: Any) -> tuple[int, str, str]:
        """The exit code, the output and the errors of a command, read as UTF-8."""
        process = self.start(*arguments, stdin=subprocess.PIPE, **options)
        output, errors = process.communicate(given.encode(), timeout=300)
        return process.returncode, output.decode(), errors.decode()

    @contextmanager
    def serving(self, log: Path, **environ: str) -> Iterator[httpx.Client]:
        """A client of a service that is ready, and ends in peace."""
        with log.open("wb") as file:
            process = self.start("serve", "--port", "0", environ=environ, stdout=subprocess.DEVNULL, stderr=file)
        try:
            mark = "Uvicorn running on "
            end = time.monotonic() + 120
            while mark not in (text := log.read_text()):
                assert process.poll() is None and time.monotonic() < end, text
                time.sleep(0.05)
            address = text.split(mark)[1].split()[0]
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                while client.get("/ready").status_code != 200:
                    assert time.monotonic() < end, log.read_text()
                    time.sleep(0.05)
                yield client
        finally:
            process.terminate()
            process.wait(60)
        assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def checkers() -> Path:
    """The folder of programs that check images, manifests, licences and the bill of materials; `make sbom` uses the same."""
    lock, home = HERE / "requirements.lock", HERE / ".venv"
    mark = home / lock.name
    if not mark.exists() or mark.read_bytes() != lock.read_bytes():
        run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, home)
        install(home / "bin/python", "--require-hashes", "-r", lock)
        shutil.copy(lock, mark)
    return home / "bin"


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A folder outside of the repository that every user may reach."""
    folder = Path(tempfile.mkdtemp(prefix="samband-elsewhere-"))
    folder.chmod(0o755)
    yield folder
    for path in folders(folder):
        path.chmod(0o755)
    shutil.rmtree(folder)


def folders(top: Path) -> list[Path]:
    """A folder and those below it."""
    return [Path(path) for path, _, _ in os.walk(top)]


@pytest.fixture(scope="session")
def sources(place: Path) -> Path:
    """A zip of the sources, unpacked: without .git, what is installed or generated, and what no wheel needs."""
    shutil.copytree(ROOT, place / "zipped", ignore=shutil.ignore_patterns(*LEFT_OUT))
    archive = shutil.make_archive(str(place / "sources"), "zip", place / "zipped")
    shutil.unpack_archive(archive, place / "sources")
    shutil.rmtree(place / "zipped")
    return place / "sources"


@pytest.fixture(scope="session")
def wheel(sources: Path) -> Path:
    """The wheel of these sources, built with the project's own build back end."""
    dist = sources / "dist"
    run(UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", dist, sources)
    (wheel,) = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def installed_with(place: Path, wheel: Path) -> Callable[[str], Environment]:
    """Installs the wheel, with the versions of requirements.lock, into an empty environment of an interpreter."""

    @cache
    def installed_with(python: str) -> Environment:
        home = Path(tempfile.mkdtemp(prefix="environment-", dir=place))
        home.chmod(0o755)
        run(UV, "venv", "--quiet", "--clear", "--python", python, home, env={**os.environ, **OFFLINE})
        install(home / "bin/python", "-c", ROOT / "requirements.lock", wheel)
        return Environment(home, python)

    return installed_with


@pytest.fixture(scope="session")
def elsewhere(installed_with: Callable[[str], Environment]) -> Environment:
    """The environment that most tests share, with a Python that every user may run if there is one. Nobody may write to it."""
    system = (interpreter(version, "/usr/local/bin:/usr/bin") for version in ("3.13", "3.12", "3.11"))
    environment = installed_with(next((path for path in system if path and for_everyone(path)), sys.executable))
    environment.samband("schema", environ={})  # compiles the modules, which is not possible later
    for folder in folders(environment.home):
        folder.chmod(0o555)
    return environment


@pytest.fixture(scope="session")
def served(elsewhere: Environment, stored: Callable[..., str], place: Path) -> Iterator[httpx.Client]:
    """A client of a service of the small world."""
    environ = {"DATABASE_URL": stored(WORLD), "SAMBAND_REQUEST_LOG": "off", "SAMBAND_LANES": "no"}
    with elsewhere.serving(place / "served.log", **environ) as client:
        yield client


@pytest.fixture(scope="session")
def stranger(elsewhere: Environment) -> Environment:
    """The same, run by a user who owns nothing of it."""
    if os.geteuid() != 0:
        pytest.skip("only root may start a process as another user")
    if not for_everyone(elsewhere.python):
        pytest.skip(f"other users may not run {elsewhere.python}, and no other Python was found")
    nobody = pwd.getpwnam("nobody")
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return Environment(elsewhere.home, elsewhere.python, user)
