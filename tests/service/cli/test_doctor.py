"""`samband doctor` on set-ups that are broken in one way each, and on good ones."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
import uvicorn
from click.testing import Result
from sqlalchemy import make_url, text, update

from data.catalogue.load import load
from data.store.database import writing
from data.store.models import activations, images, versions
from data.store.versions import Version, stored_versions
from service.app import create_app
from service.cli.doctor import address
from service.cli.doctor.command import examine
from service.cli.doctor.findings import Finding, State, secrets_of
from service.cli.doctor.machine import check_memory, group_limits, memory_needed
from service.cli.doctor.store import StoreReport
from service.settings import Settings
from tests.conftest import ROOT, _at, _command, _postgres_database, opened
from tests.record_files import checked

Samband = Callable[..., Result]
NOBODY = 65534
DAY = timedelta(days=1)


class Report(NamedTuple):
    """What the command said: its exit code, and state and text of each subject."""

    exit_code: int
    states: dict[str, str]
    texts: dict[str, str]
    output: str

    @property
    def wrong(self) -> dict[str, str]:
        return {subject: state for subject, state in self.states.items() if state != "ok"}


@pytest.fixture
def doctor(samband: Samband) -> Callable[..., Report]:
    """Examines the set-up of these variables."""

    def doctor(**environ: str) -> Report:
        result = samband("doctor", "--json", **environ)
        found = json.loads(result.stdout)
        states = {finding["subject"]: finding["state"] for finding in found}
        texts = {finding["subject"]: f"{finding['message']} → {finding['cure']}" for finding in found}
        assert all(bool(finding["cure"]) == (finding["state"] != "ok") for finding in found)
        return Report(result.exit_code, states, texts, result.output)

    return doctor


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, stored: Callable[..., str], world: Path) -> Iterator[str]:
    """The address of a store of each database that serves the small world, and that nobody changes."""
    if request.param == "sqlite":
        yield stored(world)
        return
    server = request.getfixturevalue("postgres")
    with _postgres_database(server, request.getfixturevalue("postgres_template")) as name:
        with opened(_at(server, name)) as engine:
            load(engine, checked(world))
        yield _at(server, name)


@pytest.fixture(scope="module")
def running(url: str) -> Iterator[str]:
    """The address of a service of the small world, in a thread."""
    app = create_app(Settings(database_url=url, poll_seconds=3600, request_log="off"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    end = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive() and time.monotonic() < end
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@contextmanager
def answering(answer: bytes, pause: float = 0) -> Iterator[str]:
    """The address of a listener that sends these bytes, one after the other with a pause, to whoever connects."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)  # for a client that never comes

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                for byte in answer if pause else [answer]:
                    try:
                        connection.sendall(bytes([byte]) if isinstance(byte, int) else byte)
                    except OSError:
                        return
                    time.sleep(pause)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


# A set-up in which nothing is wrong


def test_a_good_set_up_is_green(samband: Samband, filled: str, running: str) -> None:
    """Store, program, machine and the service at the public address: one line each, and exit code 0."""
    result = samband("doctor", DATABASE_URL=filled, SAMBAND_PUBLIC_URL=running, SAMBAND_SPOOL_BYTES="1000000")
    *lines, last = result.stdout.splitlines()

    assert result.exit_code == 0
    assert last == "All is as it should be."
    assert [line.split()[0] for line in lines] == ["ok"] * len(lines)
    assert [line[9:27].strip() for line in lines if "disk" not in line[:27]] == [
        *("settings", "program", "store", "tables", "catalogue", "clock", "temporary files", "memory"),
        "public address",
    ]
    assert len(lines) <= 20


def test_a_fault_has_a_second_line_with_what_to_do(samband: Samband, url: str) -> None:
    """As people read it: a state, a subject, what is wrong; the cure below; the number of faults at the end."""
    result = samband("doctor", DATABASE_URL=url, SAMBAND_PROT="1")
    first, second, *_, last = result.stdout.splitlines()

    assert result.exit_code == 1
    assert first == "fault    settings           SAMBAND_PROT is not a setting"
    assert second.strip().startswith("→ rename SAMBAND_PROT to SAMBAND_PORT")
    assert last == "1 fault."


def test_no_running_service_is_needed(doctor: Callable[..., Report], filled: str) -> None:
    """Nobody answers at the public address: a warning, which is no fault."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    report = doctor(DATABASE_URL=filled, SAMBAND_PUBLIC_URL=f"http://127.0.0.1:{port}")

    assert (report.exit_code, report.wrong) == (0, {"public address": "warning"})
    assert "refused" in report.texts["public address"]


def test_a_reader_of_a_replica_sees_whether_both_serve_the_same(
    doctor: Callable[..., Report], filled: str, store_url: str
) -> None:
    """Another catalogue in the store of loads, or none, is a warning."""
    same = doctor(DATABASE_URL=filled, SAMBAND_READ_URL=filled)
    other = doctor(DATABASE_URL=store_url, SAMBAND_READ_URL=filled)

    assert same.states["loading"] == "ok"
    assert (other.exit_code, other.wrong) == (0, {"loading": "warning"})


# The store


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("postgresql://samband:hush-hush@127.0.0.1:1/samband", "start the database server"),
        ("postgresql://samband:hush-hush@/samband?host=/nowhere", "correct host and port"),
        ("postgresql://127.0.0.1:1/samband?password=hush-hush", "start the database server"),
        ("postgresql://samband:it@hush-hush@127.0.0.1:1/samband", "write an @ of a user or password as %40"),
        ("mysql://samband:hush-hush@127.0.0.1/samband", "sqlite:///FILE or postgresql"),
        ("sqlite:///file:/nowhere/samband.db?mode=ro&uri=true", "there is no file /nowhere/samband.db"),
    ],
)
def test_a_store_that_cannot_be_reached_is_named_without_its_password(
    doctor: Callable[..., Report], url: str, text: str
) -> None:
    """The rest that needs it is not checked, what needs it not is."""
    report = doctor(DATABASE_URL=url, PGCONNECT_TIMEOUT="2")

    assert report.exit_code == 1
    assert report.states["store"] == "fault"
    assert text in report.texts["store"]
    assert {report.states["tables"], report.states["catalogue"]} == {"warning"}
    assert report.states["memory"] == "ok"
    assert "hush" not in report.output
    assert not Path("/nowhere").exists()


def test_a_file_of_something_else(doctor: Callable[..., Report], tmp_path: Path) -> None:
    """It is no database."""
    (tmp_path / "names.csv").write_text("municipality,name\nherrljunga,Herrljunga\n")
    report = doctor(DATABASE_URL=f"sqlite:///{tmp_path / 'names.csv'}")

    assert (report.exit_code, report.states["store"]) == (1, "fault")
    assert "name a file of Samband" in report.texts["store"]


@pytest.mark.parametrize(("name", "subject"), [("none/samband.db", "store"), ("empty.db", "tables")])
def test_a_store_that_the_service_will_create(
    doctor: Callable[..., Report], tmp_path: Path, name: str, subject: str
) -> None:
    """A file of SQLite that is not there yet, nor its folder, and one without tables: no fault, and none is made."""
    (tmp_path / "empty.db").touch()
    report = doctor(DATABASE_URL=f"sqlite:///{tmp_path / name}")
    reader = doctor(DATABASE_URL="postgresql://127.0.0.1:1/samband", SAMBAND_READ_URL=f"sqlite:///{tmp_path / name}")

    assert (report.exit_code, report.states[subject]) == (0, "warning")
    assert "`samband serve` creates what is missing" in report.texts[subject]
    assert (reader.exit_code, reader.states[subject]) == (1, "fault")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.db"]


def test_a_store_whose_folder_cannot_be_created(doctor: Callable[..., Report], elsewhere: Path) -> None:
    """The service would not create it either."""
    with as_nobody():
        report = doctor(DATABASE_URL=f"sqlite:///{elsewhere / 'none' / 'samband.db'}")

    assert (report.exit_code, report.states["disk"]) == (1, "fault")


def test_tables_that_are_not_there(doctor: Callable[..., Report], postgres: str) -> None:
    """An empty database of PostgreSQL, which only a load fills."""
    with _postgres_database(postgres) as name:
        report = doctor(DATABASE_URL=_at(postgres, name))

    assert (report.exit_code, report.states["tables"]) == (1, "fault")
    assert "`samband load`" in report.texts["tables"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nothing_is_changed(doctor: Callable[..., Report], url: str, tmp_path: Path) -> None:
    """Neither an empty file, nor one without write-ahead logging, nor a store; and no file appears beside them."""
    (tmp_path / "empty.db").touch()
    with closing(sqlite3.connect(tmp_path / "songs #1.db")) as songs:
        songs.execute("CREATE TABLE songs (title TEXT)")
    shutil.copy(url.removeprefix("sqlite:///"), tmp_path / "samband.db")
    before = contents(tmp_path)
    addresses = [f"sqlite:///{tmp_path / name}" for name in ("empty.db", "samband.db", "songs #1.db")]
    addresses.append(f"sqlite:///file:{tmp_path}/songs%2520%25231.db?uri=true")
    reports = [doctor(DATABASE_URL=address) for address in addresses]
    reports.append(doctor(DATABASE_URL=addresses[1], SAMBAND_READ_URL=addresses[1]))

    assert [report.states["tables"] for report in reports] == ["warning", "ok", "fault", "fault", "ok"]
    assert [before[name][18:20] for name in ("songs #1.db", "samband.db")] == [b"\1\1", b"\2\2"]
    assert contents(tmp_path) == before


def test_what_another_process_just_wrote_is_seen(
    doctor: Callable[..., Report], url: str, changed: Path, tmp_path: Path
) -> None:
    """Also while it is only in the write-ahead log of SQLite."""
    path = tmp_path / "used.db"
    shutil.copy(url.removeprefix("sqlite:///"), path)
    with opened(f"sqlite:///{path}") as engine:
        load(engine, checked(changed))
        assert Path(f"{path}-wal").stat().st_size > 0
        report = doctor(DATABASE_URL=f"sqlite:///{path}")

    assert report.wrong == {}
    assert f"version {checked(changed).digest()}" in report.texts["catalogue"]
    assert "2 versions kept" in report.texts["catalogue"]


def test_tables_of_something_else(doctor: Callable[..., Report], tmp_path: Path) -> None:
    """They are left alone: another database is wanted."""
    path = tmp_path / "other.db"
    with opened(f"sqlite:///{path}") as engine, writing(engine) as connection:
        connection.execute(text("CREATE TABLE songs (title TEXT)"))

    assert "name another database" in doctor(DATABASE_URL=f"sqlite:///{path}").texts["tables"]


@pytest.mark.parametrize(("revision", "cure"), [("0007", "`samband migrate`"), ("0999", "newer program")])
def test_tables_of_another_program(doctor: Callable[..., Report], store_url: str, revision: str, cure: str) -> None:
    """An older layout is to be migrated, a newer one wants the newer program."""
    with opened(store_url) as engine, writing(engine) as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    report = doctor(DATABASE_URL=store_url)

    assert (report.exit_code, report.wrong) == (1, {"tables": "fault", "catalogue": "warning"})
    assert f"of migration {revision}" in report.texts["tables"]
    assert cure in report.texts["tables"]


def test_nothing_is_loaded(doctor: Callable[..., Report], store_url: str) -> None:
    """The tables alone serve nothing, until the service fills them, which it does on SQLite, or a load."""
    report = doctor(DATABASE_URL=store_url)
    command, state = ("serve", "warning") if store_url.startswith("sqlite") else ("load", "fault")

    assert (report.exit_code, report.wrong) == (int(state == "fault"), {"catalogue": state})
    assert f"`samband {command}`" in report.texts["catalogue"]


def test_an_image_of_another_program(
    samband: Samband, doctor: Callable[..., Report], store_url: str, world: Path
) -> None:
    """As after an upgrade: services start more slowly until it is renewed."""
    with opened(store_url) as engine:
        load(engine, checked(world))
        with writing(engine) as connection:
            connection.execute(update(images).values(program="another"))
    report, without = doctor(DATABASE_URL=store_url), doctor(DATABASE_URL=store_url, SAMBAND_SNAPSHOT_IMAGES="no")
    samband("migrate", DATABASE_URL=store_url)

    assert (report.exit_code, report.wrong) == (0, {"catalogue": "warning"})
    assert "no snapshot image of it by this program" in report.texts["catalogue"]
    assert "`samband migrate`" in report.texts["catalogue"]
    assert (without.wrong, doctor(DATABASE_URL=store_url).wrong) == ({}, {})


@pytest.fixture(scope="module")
def role(postgres: str) -> Iterator[str]:
    """A role of PostgreSQL with a password and without rights."""
    _command(postgres, "CREATE ROLE samband_locked LOGIN PASSWORD 'open-sesame'")
    yield "samband_locked"
    _command(postgres, "DROP ROLE samband_locked")


@pytest.fixture
def asked(postgres: str, role: str) -> Iterator[str]:
    """The role, whose password the server asks for. Only for the suite's own server, which else trusts everyone."""
    if os.environ.get("SAMBAND_TEST_POSTGRES"):
        pytest.skip("pg_hba.conf is changed on the suite's own server only, not on that of SAMBAND_TEST_POSTGRES")
    with opened(postgres) as engine, engine.connect() as connection:
        rules = Path(connection.scalar(text("SHOW hba_file")) or "")
    before = rules.read_text(encoding="utf-8")
    rules.write_text(f"local all {role} scram-sha-256\n{before}", encoding="utf-8")
    _command(postgres, "SELECT pg_reload_conf()")
    yield role
    rules.write_text(before, encoding="utf-8")
    _command(postgres, "SELECT pg_reload_conf()")


def test_a_role_with_a_wrong_password(
    doctor: Callable[..., Report], postgres: str, postgres_template: str, asked: str
) -> None:
    """It is named, and the password is not."""
    with _postgres_database(postgres, postgres_template) as name:
        url = make_url(_at(postgres, name)).set(username=asked, password="hush-hush")
        report = doctor(DATABASE_URL=url.render_as_string(hide_password=False))

    assert (report.exit_code, report.states["store"]) == (1, "fault")
    assert "correct user and password in DATABASE_URL" in report.texts["store"]
    assert "hush" not in report.output


def test_a_role_without_rights(doctor: Callable[..., Report], postgres: str, postgres_template: str, role: str) -> None:
    """It connects, and may not read."""
    with _postgres_database(postgres, postgres_template) as name:
        url = make_url(_at(postgres, name)).set(username=role, password="open-sesame")
        report = doctor(DATABASE_URL=url.render_as_string(hide_password=False))

    assert (report.exit_code, report.states["store"]) == (1, "fault")
    assert "this role may not read" in report.texts["store"]
    assert "open-sesame" not in report.output


def test_a_role_that_may_only_read_is_enough(
    doctor: Callable[..., Report], postgres: str, postgres_template: str, role: str
) -> None:
    """It is told that it cannot load; no fault comes of that."""
    with _postgres_database(postgres, postgres_template) as name:
        _command(_at(postgres, name), f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        url = make_url(_at(postgres, name)).set(username=role, password="open-sesame")
        report = doctor(DATABASE_URL=url.render_as_string(hide_password=False))
        _command(_at(postgres, name), f"DROP OWNED BY {role}")

    assert report.wrong == {"catalogue": "fault"}
    assert "may read, which is enough to serve" in report.texts["store"]


# The settings


def test_every_invalid_setting_is_named(doctor: Callable[..., Report], filled: str) -> None:
    """The misspelt one with the one that was meant; the valid ones are used for the other checks."""
    report = doctor(DATABASE_URL=filled, SAMBAND_PROT="8080", SAMBAND_WORKERS="many", SAMBAND_CACHE_BYTES="-1")

    assert (report.exit_code, report.wrong) == (1, {"settings": "fault"})
    assert "SAMBAND_PROT is not a setting" in report.texts["settings"]
    assert "rename SAMBAND_PROT to SAMBAND_PORT" in report.texts["settings"]
    assert "SAMBAND_WORKERS='many' is not a whole number" in report.texts["settings"]
    assert "SAMBAND_CACHE_BYTES='-1' is not between" in report.texts["settings"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "is not a JSON object"),
        ('{"0": "{ catalogue { version } }"}', "is not the SHA-256"),
    ],
)
def test_a_file_of_documents_with_which_the_service_would_not_start(
    doctor: Callable[..., Report], url: str, tmp_path: Path, content: str | None, problem: str
) -> None:
    """One that is not there, and ones that are not what they should be."""
    path = tmp_path / "trusted.json"
    if content is not None:
        path.write_text(content)
    report = doctor(DATABASE_URL=url, SAMBAND_TRUSTED_DOCUMENTS=str(path))

    assert (report.exit_code, report.wrong) == (1, {"settings": "fault"})
    assert problem in report.texts["settings"]


def test_a_file_of_documents_that_is_right(doctor: Callable[..., Report], url: str, tmp_path: Path) -> None:
    """It is one of the settings that differ."""
    document = "{ catalogue { version } }"
    (tmp_path / "trusted.json").write_text(json.dumps({sha256(document.encode()).hexdigest(): document}))
    report = doctor(DATABASE_URL=url, SAMBAND_TRUSTED_DOCUMENTS=str(tmp_path / "trusted.json"))

    assert report.wrong == {}
    assert "SAMBAND_TRUSTED_DOCUMENTS" in report.texts["settings"]


# The clock


def test_a_version_of_tomorrow(doctor: Callable[..., Report], store_url: str, world: Path, changed: Path) -> None:
    """The clock was a day ahead at the load. Nothing mends that but time: another version follows it at once."""
    with opened(store_url) as engine:
        load(engine, checked(world))
        with writing(engine) as connection:
            since = (datetime.now(UTC) + DAY).isoformat(timespec="microseconds")
            connection.execute(update(activations).values(since=since))
    report = doctor(DATABASE_URL=store_url)
    with opened(store_url) as engine:
        load(engine, checked(changed))
        gap = datetime.fromisoformat(stored_versions(engine)[0].since) - datetime.fromisoformat(since)

    assert (report.exit_code, report.wrong) == (0, {"clock": "warning"})
    assert since[:10] in report.texts["clock"]
    assert "each new one follows it by a microsecond" in report.texts["clock"]
    assert "set the clock" in report.texts["clock"] and "load again" not in report.texts["clock"]
    assert gap == timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("off", "server", "file"),
    [
        (DAY, ("fault", "1 day, 0:00:00 ahead of"), ("ok", "not before the newest version")),
        (-DAY / 2, ("fault", "12:00:00 behind"), ("warning", "newest version is of")),
    ],
)
def test_a_clock_that_is_off(filled: str, off: timedelta, server: tuple[str, str], file: tuple[str, str]) -> None:
    """By the database server; SQLite has none, so there the newest version tells, which a clock ahead does not reveal."""
    found = {finding.subject: finding for finding in examine({"DATABASE_URL": filled}, lambda: datetime.now(UTC) + off)}
    state, told = server if filled.startswith("postgresql") else file

    assert found["clock"].state == state
    assert told in found["clock"].message


# The machine


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, to whom every folder is writable."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def elsewhere(url: str) -> Iterator[Path]:
    """A store of the small world in a folder that everyone can read."""
    folder = Path(tempfile.mkdtemp(prefix="samband-doctor-"))
    shutil.copy(url.removeprefix("sqlite:///"), folder / "samband.db")
    (folder / "samband.db").chmod(0o666)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written(doctor: Callable[..., Report], elsewhere: Path) -> None:
    """SQLite needs it even to read, for its log."""
    with as_nobody():
        report = doctor(DATABASE_URL=f"sqlite:///{elsewhere / 'samband.db'}")

    assert report.exit_code == 1
    assert report.states["disk"] == "fault"
    assert f"{elsewhere} cannot be written: Permission denied" in report.texts["disk"]
    assert "make the file and its folder writable" in report.texts["store"]


def test_a_file_that_nobody_changes_may_be_on_a_read_only_disk(doctor: Callable[..., Report], elsewhere: Path) -> None:
    """The address says so; another version cannot be loaded there, and no room for one is asked for."""
    with as_nobody():
        report = doctor(DATABASE_URL=f"sqlite:///file:{elsewhere / 'samband.db'}?immutable=1&uri=true")

    assert (report.exit_code, report.wrong) == (0, {})
    assert "may read, which is enough to serve" in report.texts["store"]
    assert "disk" not in report.states


def test_a_disk_that_is_full(doctor: Callable[..., Report], url: str) -> None:
    """As if there were no room: no file may grow beyond half a mebibyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, before[1]))
    try:
        report = doctor(DATABASE_URL=url)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (report.exit_code, report.wrong) == (1, {"disk": "fault", "temporary files": "fault"})
    assert "File too large" in report.texts["disk"]


def test_too_little_room_for_another_version(doctor: Callable[..., Report], url: str, tmp_path: Path) -> None:
    """The file of a store as large as all that is free leaves no room to load into it, on a disk that has some."""
    path = tmp_path / "samband.db"
    shutil.copy(url.removeprefix("sqlite:///"), path)
    os.truncate(path, shutil.disk_usage(tmp_path).free)  # a hole: it takes no room
    report = doctor(DATABASE_URL=f"sqlite:///{path}", SAMBAND_SPOOL_BYTES="0")

    assert (report.exit_code, report.wrong) == (1, {"disk": "fault"})
    assert "free space there" in report.texts["disk"]


def test_temporary_files_have_no_room(doctor: Callable[..., Report], url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too small a disk is a warning, and so is a folder in TMPDIR that is passed over."""
    real = shutil.disk_usage(tempfile.gettempdir())
    reports = []
    for free in (2 * 10**8, 2 * 10**8 - 1):  # as if this were left of the disk
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder, free=free: real._replace(free=free))
        reports.append(doctor(DATABASE_URL=url, SAMBAND_SPOOL_BYTES="100000000", SAMBAND_WORKERS="2"))
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", None)
    passed = doctor(DATABASE_URL=url, TMPDIR="/nowhere")

    assert [report.wrong for report in reports] == [{}, {"temporary files": "warning"}]
    assert "lower SAMBAND_SPOOL_BYTES" in reports[1].texts["temporary files"]
    assert "TMPDIR=/nowhere cannot be written" in passed.texts["temporary files"]
    assert passed.wrong == {"temporary files": "warning"}


def test_too_little_memory(doctor: Callable[..., Report], store_url: str, world: Path) -> None:
    """A catalogue of 2 000 million records, of which 64 workers hold one each."""
    with opened(store_url) as engine:
        load(engine, checked(world))
        with writing(engine) as connection:
            connection.execute(update(versions).values(records=2_000_000_000))
    report = doctor(DATABASE_URL=store_url, SAMBAND_WORKERS="64", SAMBAND_SPOOL_BYTES="0")

    assert (report.exit_code, report.wrong) == (1, {"memory": "fault"})
    assert "lower SAMBAND_WORKERS" in report.texts["memory"]


def test_the_memory_that_is_needed_is_that_of_the_operators_page() -> None:
    """Its figures, and its sums for a million records; the process that watches over several workers is one more."""
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    patterns = (
        r"(\d+) MiB, and (\d+) bytes a record for each snapshot",
        r"A swap needs (\d+) bytes a record",
        r"caches take (\d+) MiB",
        r"130 to (\d+) MiB for each process that computes, (\d+) MiB for Python's",
        r"1 million records need (\d+) MiB for a swap, ([\d ]+) MiB in all",
    )
    process, record, prepared, caches, lane, tracker, swap, full = (
        int(figure.replace(" ", ""))
        for pattern in patterns
        for figure in re.search(pattern, page).groups()  # type: ignore[union-attr]
    )
    least, most = memory_needed(Settings(), 10**6)

    assert least == (process << 20) + 10**6 * (record + prepared)
    filled = (caches + lane + tracker << 20) + Settings().response_bytes + Settings().fragment_bytes
    assert most == least + filled + 2 * 10**6 * record
    assert (round(least / 2**20), round(most / 2**20)) == (swap, full)
    assert memory_needed(Settings(workers=2), 10**6) == ((process << 20) + 2 * least, (process << 20) + 2 * most)
    assert most - memory_needed(Settings(lanes="no"), 10**6)[1] == lane + tracker << 20
    assert Settings(cache_bytes=0) and memory_needed(Settings(cache_bytes=0), 0)[1] < memory_needed(Settings(), 0)[1]


@pytest.mark.parametrize(("spare", "state"), [(0, "ok"), (-1, "warning")])
def test_memory_for_a_swap_alone_is_a_warning(spare: int, state: str) -> None:
    """Caches, lanes and earlier versions fill up later; a service that cannot swap is a fault."""
    report = StoreReport(versions=[Version("0" * 16, "", 10**6, "", served=True)])
    least, most = memory_needed(Settings(), 10**6)

    assert check_memory(Settings(), report, most + spare).state == state
    assert check_memory(Settings(), report, least).state == "warning"
    assert check_memory(Settings(), report, least - 1).state == "fault"


def test_the_limits_of_control_groups_are_read(tmp_path: Path) -> None:
    """Those of all groups above count; `max` is no limit."""
    inner = tmp_path / "system" / "samband"
    inner.mkdir(parents=True)
    for folder, limit in ((inner, "max"), (inner.parent, "536870912")):
        (folder / "memory.max").write_text(f"{limit}\n")

    assert list(group_limits(tmp_path, "4:memory:/docker\n0::/system/samband\n")) == [536870912]
    assert list(group_limits(tmp_path, "0::/\n")) == []
    assert list(group_limits(tmp_path, "")) == []


# The public address


@pytest.mark.parametrize("public", ["data.example.org", "https://data.example.org/", "http://127.0.0.1:99999"])
def test_a_public_address_of_a_wrong_form(doctor: Callable[..., Report], url: str, public: str) -> None:
    """Without a scheme, with a slash at its end, with a port that there is not."""
    report = doctor(DATABASE_URL=url, SAMBAND_PUBLIC_URL=public)

    assert (report.exit_code, report.wrong) == (1, {"public address": "fault"})


def test_no_public_address_although_others_are_let_in(doctor: Callable[..., Report], url: str) -> None:
    """Identifiers would name the own machine of whoever reads them."""
    for host in ("0.0.0.0", "::", "data.example.org", "127.example.org"):
        report = doctor(DATABASE_URL=url, SAMBAND_HOST=host, SAMBAND_PUBLIC_URL="")

        assert (report.exit_code, report.wrong) == (0, {"public address": "warning"})


@pytest.mark.parametrize("host", ["::1", "127.0.0.2", "localhost"])
def test_a_service_for_this_machine_alone_needs_no_public_address(
    doctor: Callable[..., Report], url: str, host: str
) -> None:
    """Whichever way the machine is called."""
    assert doctor(DATABASE_URL=url, SAMBAND_HOST=host).wrong == {}


def test_another_version_is_served_there(
    doctor: Callable[..., Report], store_url: str, fill: Callable[[Path], str], changed: Path, running: str
) -> None:
    """The service reads another store, or does not poll."""
    version = fill(changed)
    report = doctor(DATABASE_URL=store_url, SAMBAND_PUBLIC_URL=running)

    assert (report.exit_code, report.wrong) == (1, {"public address": "fault"})
    assert f"the store {version}" in report.texts["public address"]


@pytest.mark.parametrize(
    ("answer", "state", "text"),
    [
        (b'HTTP/1.1 200 OK\r\n\r\n{"status": "fine"}', "fault", "it names no version"),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>Welcome</html>", "fault", "is not that of this service"),
        (b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "fault", "it answers 404"),
        (b'HTTP/1.1 503 X\r\n\r\n{"version": null}', "fault", "is not ready"),
        (b"SSH-2.0-OpenSSH\r\n", "warning", "nothing answers"),
    ],
)
def test_something_else_answers_there(
    doctor: Callable[..., Report], url: str, answer: bytes, state: str, text: str
) -> None:
    """Another program, a proxy that does not pass the path on, a service without a catalogue."""
    with answering(answer) as public:
        report = doctor(DATABASE_URL=url, SAMBAND_PUBLIC_URL=public)

    assert report.wrong == {"public address": state}
    assert text in report.texts["public address"]


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 100])
def test_an_answer_that_takes_too_long_is_not_awaited(
    doctor: Callable[..., Report], url: str, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither one that never comes nor one that comes byte by byte."""
    monkeypatch.setattr(address, "SECONDS", 0.3)
    with answering(answer or b"   ", 0.02 if answer else 0.4) as public:
        report = doctor(DATABASE_URL=url, SAMBAND_PUBLIC_URL=public)

    assert report.wrong == {"public address": "warning"}
    assert "timed out" in report.texts["public address"] or "takes longer" in report.texts["public address"]


# Passwords


def test_passwords_are_hidden_however_they_are_written() -> None:
    """In the address, percent-encoded, with a sign that splits it, among the parameters; in messages and cures."""
    environ = {
        "DATABASE_URL": "postgresql://u:one%40two@h/d?sslpassword=three",
        "SAMBAND_READ_URL": "postgresql://u:four@five@h/d",
    }
    secrets = secrets_of(environ)
    finding = Finding(
        "store", State.FAULT, "; ".join(environ.values()), "not u:one@two@h, nor 'postgresql://h/d?password=three'"
    )

    assert finding.record(secrets)["message"] == "postgresql://u:***@h/d?sslpassword=***; postgresql://u:***@h/d"
    assert finding.record(secrets)["cure"] == "not u:***@h, nor 'postgresql://h/d?password=***'"
    assert all(secret not in line for line in finding.lines(secrets) for secret in secrets)
    assert secrets_of({"DATABASE_URL": "sqlite:///var/samband.db"}) == []


@pytest.mark.parametrize("password", ["a", "samband", "no"])
def test_a_password_that_is_also_a_word_garbles_nothing(
    doctor: Callable[..., Report], samband: Samband, password: str
) -> None:
    """Only an address loses it."""
    address = "postgresql://samband:{}@127.0.0.1:1/samband"
    reports = [doctor(DATABASE_URL=address.format(word)) for word in (password, "hush-hush")]

    one, other = ({name: re.sub("[0-9,]+ MiB free", "", text) for name, text in one.texts.items()} for one in reports)
    assert one == other
    assert "postgresql+psycopg://samband:***@127.0.0.1:1/samband" in reports[0].texts["store"]


def test_the_address_for_the_public_loses_its_password(doctor: Callable[..., Report], url: str) -> None:
    """The setting is refused with its value, which has one."""
    report = doctor(DATABASE_URL=url, SAMBAND_PUBLIC_URL="https://samband:a@data.example.org")

    assert "'https://samband:***@data.example.org'" in report.texts["public address"]
