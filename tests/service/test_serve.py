"""A real `samband serve`, and what happens to it when a load beside it is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

LOAD_THAT_DIES = """
import os, signal, sys
from pathlib import Path
from data.store.database import open_store
from data.catalogue.load import load, read_checked

written = 0

def die(rows):
    global written
    written += rows
    if written > 1000:
        os.kill(os.getpid(), signal.SIGKILL)

load(open_store(sys.argv[1]), read_checked(Path(sys.argv[2])), die)
"""


def run(*arguments: object, url: str, wait: bool = True) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, "DATABASE_URL": url, "SAMBAND_POLL_SECONDS": "0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if wait:
        process.communicate(timeout=60)
    return process


@pytest.fixture
def serving(soon: Callable[..., None]) -> Callable[[str], Any]:
    """A running service on a free port, once it is ready; it must end in peace when it is asked to."""

    @contextmanager
    def serving(url: str) -> Iterator[httpx.Client]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = run("-m", "service.cli.main", "serve", "--port", port, url=url, wait=False)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as client:
                soon(lambda: process.poll() is not None or ready(client))
                yield client
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=20)
        assert process.returncode in (0, -signal.SIGTERM)
        assert "Traceback" not in errors

    return serving


def ready(client: httpx.Client) -> bool:
    try:
        return client.get("/ready").status_code == 200
    except httpx.TransportError:
        return False


def ask(client: httpx.Client, document: str) -> Any:
    return client.post("/graphql", json={"query": document}).json()["data"]


def version(client: httpx.Client) -> str:
    return str(ask(client, "{ catalogue { version } }")["catalogue"]["version"])


def test_the_first_run_makes_and_fills_the_store(serving: Callable[[str], Any], tmp_path: Path) -> None:
    """One command on a fresh machine: the embedded store is made, our catalogue loaded, the README's query answered."""
    with serving(f"sqlite:///{tmp_path / 'var' / 'samband.db'}") as client:
        answer = ask(client, '{ municipality(by: {name: "Ukmerge"}) { name } catalogue { partnerships } }')

        assert answer["municipality"] == {"name": "Ukmergė"}
        assert answer["catalogue"]["partnerships"] > 100
    assert (tmp_path / "var" / "samband.db").exists()


def test_a_load_that_is_killed_leaves_no_trace(
    serving: Callable[[str], Any],
    store_url: str,
    fill: Callable[[Path], str],
    world: Path,
    changed: Path,
    soon: Callable[..., None],
) -> None:
    """Killed among its rows: the old version serves on; the next load goes in, and the service swaps to it."""
    old = fill(world)
    with serving(store_url) as client:
        killed = run("-c", LOAD_THAT_DIES, store_url, changed, url=store_url)
        after = [version(client) for _ in range(20)]
        problem = client.get("/ready").json()["problem"]
        new = fill(changed)
        soon(lambda: version(client) == new)

        assert killed.returncode == -signal.SIGKILL
        assert after == [old] * 20
        assert problem is None
        assert ask(client, '{ municipality(by: {name: "Springfield"}) { slug } }') == {
            "municipality": {"slug": "masaka"}
        }
