"""Loaders that are killed, that come two at a time, or that run out of disk: the old version or the new one, never between."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic import command
from sqlalchemy import Engine, func, select

from data.catalogue.load import load, read_back, read_checked
from data.domain.errors import StoreError
from data.snapshot.snapshot import served_version
from data.store import database
from data.store.database import open_store, reading, writing
from data.store.models import METADATA
from data.store.versions import stored_versions

Editions = Callable[[int], Path]

# Reads all records once; then, for each line with a number, loads the edition of that number in a process of its own,
# whose number it prints: to be killed.
NURSERY = """
import os, sys
from pathlib import Path
from data.store.database import open_store
from data.catalogue.load import load, read_checked

url, keep, *directories = sys.argv[1:]
catalogues = [read_checked(Path(directory)) for directory in directories]
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        load(open_store(url), catalogues[int(line)], keep=int(keep))
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(status, flush=True)
"""


@contextmanager
def nursery(url: str, *directories: Path) -> Iterator[Callable[[int, float | None], int]]:
    """Loads the edition of a number and kills the loader after some seconds, unless None; how it ended."""
    command = [sys.executable, "-W", "ignore", "-c", NURSERY, url, "2", *map(str, directories)]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == "ready\n"

        def run(number: int, seconds: float | None) -> int:
            print(number, file=process.stdin, flush=True)
            child = int(process.stdout.readline())
            if seconds is not None:
                time.sleep(seconds)
                with suppress(ProcessLookupError):  # it was faster
                    os.kill(child, signal.SIGKILL)
            return int(process.stdout.readline())

        yield run
        process.stdin.close()


def rows_in(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        tables = METADATA.sorted_tables
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_killed_loader_leaves_the_old_version_or_the_new(
    store_url: str, engine: Engine, edition: Editions, version_of: Callable[[Path], str], long: bool
) -> None:
    """`kill -9` at random moments: the store is whole each time, and the next load needs no repair."""
    editions = [edition(number) for number in range(3)]
    versions = [version_of(directory) for directory in editions]
    found, wanted = Counter[str](), 100 if long else 20
    with nursery(store_url, *editions) as run:
        begin = time.monotonic()
        assert (run(0, None), run(1, None)) == (0, 0)
        seconds = (time.monotonic() - begin) / 2
        while found.total() < wanted:
            old, kept = served_version(engine), {version.digest for version in stored_versions(engine)}
            number = next(number for number, version in enumerate(versions) if version not in kept)
            killed = run(number, random.uniform(0, 1.2 * seconds)) == signal.SIGKILL  # whichever moment: all must do
            with writing(engine):  # waits for a server that has not yet seen that its client is gone
                pass
            served = served_version(engine)
            with reading(engine) as connection:
                whole = read_back(connection).digest()
            found["old" if served == old else "new"] += killed

            assert served in (old, versions[number])
            assert whole == served
        assert run(0, None) == 0
    rows = rows_in(engine)

    print(dict(found))  # noqa: T201 — the counts are what the test is for
    assert served_version(engine) == versions[0]
    assert rows["versions"] == len(stored_versions(engine)) <= 2
    assert rows["countries"] == rows["versions"] * len(read_checked(editions[0]).rows["countries"])


def test_two_loaders_at_once_come_one_after_the_other(
    store_url: str, engine: Engine, edition: Editions, version_of: Callable[[Path], str], tools: SimpleNamespace
) -> None:
    """Two processes with records of their own: both versions are there in order, or one was refused clearly."""
    command = [sys.executable, "-m", "service.cli.main", "load"]
    environ = {**os.environ, "DATABASE_URL": store_url}
    both = [
        subprocess.Popen([*command, str(edition(number))], env=environ, stderr=subprocess.PIPE, text=True)
        for number in (1, 2)
    ]
    said = [process.communicate(timeout=120)[1] for process in both]
    done = [number for number, process in enumerate(both, start=1) if process.returncode == 0]
    kept = [version.digest for version in stored_versions(engine)]
    with reading(engine) as connection:
        whole = read_back(connection).digest()

    assert done
    assert all("another load" in text for text, process in zip(said, both, strict=True) if process.returncode)
    assert sorted(kept) == sorted(version_of(edition(number)) for number in done)
    assert whole == served_version(engine) == kept[0]


def test_a_loader_that_waits_too_long_is_refused(
    store_url: str, engine: Engine, edition: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another writes on and on: one clear line, and nothing has changed."""
    load(engine, read_checked(edition(1)))
    old = served_version(engine)
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    other = open_store(store_url)
    with writing(engine), pytest.raises(StoreError, match="locked by another load for 1 seconds"):
        load(other, read_checked(edition(2)))
    other.dispose()

    assert served_version(engine) == old


MIGRATION_THAT_DIES = """
import os, signal, sys
from sqlalchemy import Engine, event
from data.store.database import migrate, open_store

left = int(sys.argv[2])

def die(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "after_cursor_execute", die)
migrate(open_store(sys.argv[1]))
"""


@pytest.mark.parametrize("statements", [3, 20, 45, 90])
def test_an_interrupted_migration_is_done_anew(store_url: str, edition: Editions, statements: int) -> None:
    """Killed after so many statements: nothing of it stays, and the next load migrates and goes in."""
    engine = open_store(store_url)
    with writing(engine) as connection:
        command.downgrade(database.migrations(connection), "base")
    engine.dispose()
    dying = [sys.executable, "-c", MIGRATION_THAT_DIES, store_url, str(statements)]
    killed = subprocess.run(dying, cwd=Path(__file__).parents[2], check=False)
    catalogue = read_checked(edition(1))
    load(engine, catalogue)
    with writing(engine) as connection:
        command.check(database.migrations(connection))
    served = served_version(engine)
    engine.dispose()

    assert killed.returncode == -signal.SIGKILL
    assert served == catalogue.digest()


def full_at(size: int) -> Callable[[], None]:
    """As if the disk were full: no file may grow beyond this size."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_full_disk_leaves_the_old_version(tmp_path: Path, edition: Editions) -> None:
    """No room for another version: one line and exit code 1; with room again the load goes in."""
    path = tmp_path / "samband.sqlite"
    engine = open_store(f"sqlite:///{path}")
    load(engine, read_checked(edition(1)))
    old = served_version(engine)
    engine.dispose()
    done = subprocess.run(
        [sys.executable, "-m", "service.cli.main", "load", str(edition(2))],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}"},
        preexec_fn=full_at(path.stat().st_size // 2),
        capture_output=True,
        text=True,
        check=False,
    )
    with reading(engine) as connection:
        whole = read_back(connection).digest()
    changed = load(engine, read_checked(edition(2)))
    engine.dispose()

    assert done.returncode == 1
    assert done.stderr.startswith("Error: the store ")
    assert done.stderr.count("\n") == 1
    assert whole == old
    assert changed


def test_a_spoiled_file_is_told_and_left_alone(tmp_path: Path, edition: Editions, tools: SimpleNamespace) -> None:
    """A SQLite file with rubbish in its middle: one line and exit code 1, never a wrong catalogue."""
    path = tmp_path / "samband.sqlite"
    engine = open_store(f"sqlite:///{path}")
    load(engine, read_checked(edition(1)))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    spoiled = bytearray(path.read_bytes())
    spoiled[4096:-4096] = b"\xa5" * (len(spoiled) - 8192)
    path.write_bytes(spoiled)
    done = [
        tools.samband(*arguments, DATABASE_URL=f"sqlite:///{path}")
        for arguments in (["load", edition(2)], ["query", "{ catalogue { version } }"], ["versions"])
    ]

    assert [one.returncode for one in done] == [1, 1, 1]
    assert all(one.stderr.startswith("Error: ") and one.stderr.count("\n") == 1 for one in done)
    assert path.read_bytes() == bytes(spoiled)
