"""What docker-compose.yml describes, started by hand: PostgreSQL, a load, two that serve, nginx in front."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from tests.benchmarks.deployed_proxy import command, configured

if TYPE_CHECKING:
    from tests.faults.conftest import Postgres, Service

ROOT = Path(__file__).parents[2]
PAGE = {"query": "{ partnerships(first: 100) { nodes { title members { municipality { name } } } } }"}


@pytest.fixture
def proxy(nginx: str, tmp_path: Path, tools: SimpleNamespace) -> Callable[..., Any]:
    """Runs nginx in front of services; its address."""

    @contextmanager
    def proxy(*services: Service) -> Iterator[str]:
        port = tools.free_port()
        configuration = configured(port, [service.port for service in services], tmp_path)
        run = command(nginx, configuration, tmp_path)
        with (tmp_path / "nginx.log").open("w") as log, subprocess.Popen(run, stderr=log) as process:
            try:
                url = f"http://127.0.0.1:{port}"
                tools.wait(lambda: process.poll() is not None or reached(url))
                yield url
            finally:
                process.terminate()

    return proxy


def reached(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_the_whole_stands_together(
    primary: Postgres,
    serve: Callable[..., Service],
    proxy: Callable[..., Any],
    edition: Callable[[int], Path],
    version_of: Callable[[Path], str],
    steady: Callable[..., Any],
    tools: SimpleNamespace,
) -> None:
    """Answers come compressed through the proxy while the catalogue changes and a replica goes; none is lost."""
    writer, reader = (tools.address(role, primary) for role in ("samband_load", "samband_read"))
    versions = [version_of(edition(number)) for number in (0, 1)]
    assert tools.samband("load", edition(0), DATABASE_URL=writer).returncode == 0
    replicas = [serve(DATABASE_URL=reader) for _ in range(2)]
    for replica in replicas:
        tools.wait(lambda replica=replica: replica.serves(versions[0]))
    marks = {version: f"Springfield {number}" for number, version in enumerate(versions)}
    with proxy(*replicas) as url, steady(url, marks, 2) as under_load:
        under_load.phase = "a load"
        assert tools.samband("load", edition(1), DATABASE_URL=writer).returncode == 0
        for replica in replicas:
            tools.wait(lambda replica=replica: replica.serves(versions[1]))
        under_load.phase = "a replica ends"
        replicas[0].end()
        under_load.phase = "one replica"
        page = httpx.post(f"{url}/graphql", json=PAGE, headers={"accept-encoding": "gzip"}, trust_env=False)
        metrics = httpx.get(f"{url}/metrics", trust_env=False)

    assert under_load.strange == []
    assert {outcome for _, outcome in under_load.counts} == {"right"}
    assert page.headers["content-encoding"] == "gzip"
    assert len(page.json()["data"]["partnerships"]["nodes"]) > 1
    assert metrics.status_code == 404


def test_the_role_that_reads_cannot_write(
    primary: Postgres, edition: Callable[[int], Path], tools: SimpleNamespace
) -> None:
    """By the rights that it has, also when it asks for a writing transaction; all that reads works with it."""
    writer, reader = (tools.address(role, primary) for role in ("samband_load", "samband_read"))
    loaded = tools.samband("load", edition(0), DATABASE_URL=writer)
    refused = [
        tools.samband(*arguments, DATABASE_URL=reader) for arguments in (["load", edition(1)], ["rollback", "x"])
    ]
    allowed = tools.samband("versions", DATABASE_URL=reader)
    with psycopg.connect(reader.replace("host=127.0.0.1:", "host=127.0.0.1&port="), autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        for statement in ("DELETE FROM serving", "CREATE TABLE graffiti ()", "TRUNCATE versions CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)

    assert loaded.returncode == 0
    assert [done.returncode for done in refused] == [1, 1]
    assert all(done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1 for done in refused)
    assert "secret" not in "".join(done.stderr for done in refused)
    assert version_line(allowed.stdout).startswith("* ")


def version_line(listed: str) -> str:
    return listed.splitlines()[1]
