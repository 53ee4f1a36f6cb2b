"""Workers under a supervisor: they share the work, look for versions when told, and end in peace."""

from __future__ import annotations

import json
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest

from data.catalogue.load import load, read_checked
from data.store.database import open_store

if TYPE_CHECKING:
    from tests.faults.conftest import Service

Serve = Callable[..., "Service"]
Editions = Callable[[int], Path]
QUERY = json.dumps({"query": "{ catalogue { version } }"}).encode()


@pytest.fixture
def store(tmp_path: Path, edition: Editions) -> Iterator[Callable[[int], str]]:
    """Loads an edition into a SQLite store; its address."""
    url = f"sqlite:///{tmp_path / 'samband.sqlite'}"

    def fill(number: int) -> str:
        engine = open_store(url)
        load(engine, read_checked(edition(number)))
        engine.dispose()
        return url

    return fill


def begun(port: int, body: bytes) -> socket.socket:
    """A connection on which a request has come half."""
    connection = socket.create_connection(("127.0.0.1", port))
    head = f"POST /graphql HTTP/1.1\r\nHost: samband\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    connection.sendall(head.encode() + b"\r\n\r\n" + body[:5])
    return connection


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize("workers", [1, 2])
def test_a_service_ends_when_what_is_under_way_is_answered(
    serve: Serve,
    store: Callable[[int], str],
    version_of: Callable[[Path], str],
    edition: Editions,
    tools: SimpleNamespace,
    workers: int,
) -> None:
    """After SIGTERM new connections are refused, and a request that had begun gets its answer."""
    service = serve(DATABASE_URL=store(1), SAMBAND_WORKERS=str(workers))
    tools.wait(lambda: service.serves(version_of(edition(1))))
    with begun(service.port, QUERY) as connection:
        tools.wait(service.state)
        service.process.send_signal(signal.SIGTERM)
        tools.wait(lambda: refuses(service.port))
        connection.sendall(QUERY[5:])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert version_of(edition(1)).encode() in answer
    assert service.process.wait(30) in (0, -signal.SIGTERM)


@pytest.mark.parametrize("workers", [1, 2])
def test_sighup_makes_every_worker_look_at_once(
    serve: Serve,
    store: Callable[[int], str],
    version_of: Callable[[Path], str],
    edition: Editions,
    tools: SimpleNamespace,
    workers: int,
) -> None:
    """With an hour between polls a signal brings the new version, and nobody is restarted."""
    service = serve(DATABASE_URL=store(1), SAMBAND_WORKERS=str(workers), SAMBAND_POLL_SECONDS="3600")
    tools.wait(lambda: service.serves(version_of(edition(1))))
    before = {worker.pid for worker in service.workers()}
    store(2)
    unasked = service.serves(version_of(edition(1)))
    service.process.send_signal(signal.SIGHUP)
    tools.wait(lambda: service.serves(version_of(edition(2))))

    assert unasked
    assert {worker.pid for worker in service.workers()} == before
    assert len(before) == (workers if workers > 1 else 0)


def test_the_numbers_of_all_workers_stand_together(
    serve: Serve,
    store: Callable[[int], str],
    version_of: Callable[[Path], str],
    edition: Editions,
    tools: SimpleNamespace,
) -> None:
    """Whichever worker is asked for /metrics, it counts the requests that every one of them answered."""
    service = serve(DATABASE_URL=store(1), SAMBAND_WORKERS="2")
    tools.wait(lambda: service.serves(version_of(edition(1))))
    for _ in range(30):
        httpx.get(f"{service.url}/schema.graphql", trust_env=False)

    def counted(page: str) -> set[str]:
        lines = (line for line in page.splitlines() if line.startswith("samband_request_seconds_count"))
        return {line.split()[1] for line in lines if "/schema.graphql" in line}

    def pages() -> list[str]:
        return [httpx.get(f"{service.url}/metrics", trust_env=False).text for _ in range(6)]

    tools.wait(lambda: all(counted(page) == {"30.0"} for page in pages()))

    assert all("samband_store_failures 0.0" in page for page in pages())


def test_a_wrong_setting_is_told_before_any_worker_starts(tools: SimpleNamespace) -> None:
    """One line and exit code 1, not a worker that is started again and again."""
    done = tools.samband("serve", DATABASE_URL="mysql://localhost/samband", SAMBAND_WORKERS="2")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("Error: ")


def test_idle_connections_keep_nobody_from_an_answer(
    serve: Serve,
    store: Callable[[int], str],
    version_of: Callable[[Path], str],
    edition: Editions,
    tools: SimpleNamespace,
    long: bool,
) -> None:
    """Ten thousand that say nothing (a thousand in the short form): queries are answered, memory stays within bounds."""
    count = 10_000 if long else 1_000
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    service = serve(DATABASE_URL=store(1))
    tools.wait(lambda: service.serves(version_of(edition(1))))
    memory = psutil.Process(service.process.pid).memory_info
    before = memory().rss
    with ExitStack() as idle:
        for _ in range(count):
            idle.enter_context(socket.create_connection(("127.0.0.1", service.port)))
        answers = [
            httpx.post(f"{service.url}/graphql", json={"query": "{ goals { number } }"}, timeout=30, trust_env=False)
            for _ in range(20)
        ]
        each = (memory().rss - before) / count

    print(f"{count} idle connections, {each:.0f} bytes each")  # noqa: T201 — the figure is what the test is for
    assert [answer.status_code for answer in answers] == [200] * 20
    assert each < 64 * 1024
