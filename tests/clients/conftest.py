"""What the tests of clients share: running services, the packages of node and of Python, a bench to build on."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from data.catalogue.reader import RECORDS_DIR

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SOON = 120  # seconds; far more than a start takes
INSTALL_PYTHON = (
    "install",
    "-q",
    "--disable-pip-version-check",
    "--no-compile",
    "--require-hashes",
    "-r",
    "requirements.lock",
)

Run = Callable[..., str]


@contextmanager
def serving(url: str, directory: Path) -> Iterator[str]:
    """The address of a `samband serve` of a store, once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {**os.environ, "DATABASE_URL": url}
    samband = (sys.executable, "-m", "service.cli.main")
    with (directory / "log").open("w") as log:
        process = subprocess.Popen([*samband, "serve", "--port", str(port)], cwd=ROOT, env=environ, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=SOON)
    assert "Traceback" not in (directory / "log").read_text(encoding="utf-8")


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SOON
    while not ready(address):
        assert process.poll() is None, "the service ended"
        assert time.monotonic() < end, "the service did not become ready"
        time.sleep(0.05)


def ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/ready", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def service_of(stored: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Starts a service of some records, of those of this project when none are named; its address."""
    with ExitStack() as started:
        yield lambda *records: started.enter_context(serving(stored(*records), tmp_path_factory.mktemp("service")))


@pytest.fixture(scope="session")
def service(service_of: Callable[..., str], world: Path) -> str:
    """The address of a service of the small world."""
    return service_of(world)


@pytest.fixture(scope="session")
def real(service_of: Callable[..., str]) -> str:
    """The address of a service of the curated base."""
    return service_of(RECORDS_DIR)


@pytest.fixture(scope="session")
def run_by_make(service_of: Callable[..., str]) -> str:
    """The address of a service of the base with all layers, as `make run` starts it."""
    return service_of()


@pytest.fixture(scope="session")
def python() -> Path:
    """The Python of an environment beside this file, in which the packages of requirements.lock are."""
    environment = HERE / ".venv"
    found = environment / "bin" / "python"
    if not same(environment / "requirements.lock", HERE / "requirements.lock"):
        venv.create(environment, clear=True)
        pip = (sys.executable, "-m", "pip", "--python", found)
        subprocess.run([*pip, *INSTALL_PYTHON], cwd=HERE, check=True, timeout=300)
        shutil.copy(HERE / "requirements.lock", environment)
    return found


@pytest.fixture(scope="session")
def node_modules(installed: Callable[[Path], Path]) -> Path:
    """The packages of package-lock.json."""
    return installed(HERE)


def same(installed: Path, wanted: Path) -> bool:
    """Whether what is installed was installed from the lock as it is now."""
    return installed.exists() and installed.read_bytes() == wanted.read_bytes()


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs a command; what it printed. It must succeed."""

    def run(*command: object, cwd: Path) -> str:
        arguments = [str(part) for part in command]
        done = subprocess.run(arguments, cwd=cwd, check=False, capture_output=True, encoding="utf-8", timeout=300)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def bench(service: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to build clients in: the sources, the operations, and the schema as the service gives it."""
    bench = tmp_path_factory.mktemp("clients")
    for pattern in ("*.mjs", "*.ts", "*.json", "*.toml", "walk_*.py"):
        for path in HERE.glob(pattern):
            shutil.copy(path, bench)
    for folder, pattern in (("operations", "*.graphql"), ("relay", "*.js")):
        (bench / folder).mkdir()
        for path in HERE.glob(pattern):
            shutil.copy(path, bench / folder)
    schema = httpx.get(f"{service}/schema.graphql", trust_env=False)
    (bench / "schema.graphql").write_bytes(schema.raise_for_status().content)
    return bench
