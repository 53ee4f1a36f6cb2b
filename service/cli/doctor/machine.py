"""Checks of the machine: room on its disks and memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from data.store.database import sqlite_path
from service.cli.doctor.findings import Finding, fault, ok, warning
from service.cli.doctor.store import StoreReport, is_immutable
from service.settings import Settings

MIB = 1 << 20
PROBE = b"\0" * MIB  # written to each folder
SMALLEST = 32 * MIB  # room for a version, however small
PROCESS = 110 * MIB  # this and the next five: docs/operating.md, Capacity
RECORD = 70  # bytes of a record in a snapshot
PREPARED = 145  # bytes of a record in a snapshot that is being prepared
KEPT = 2  # snapshots for `knownAt`
CACHES = 120 * MIB  # besides those of responses and fragments
LANE = (216 + 13) * MIB  # with Python's resource tracker
CGROUPS = Path("/sys/fs/cgroup")


def check_disks(settings: Settings, report: StoreReport) -> list[Finding]:
    """Room and the right to write where a SQLite store is, and where temporary files are."""
    findings, path = [], sqlite_path(settings.database_url)
    if path is not None and not is_immutable(settings.database_url):
        folder = next(parent for parent in path.absolute().parents if parent.exists())  # a load creates those below
        need = room_for_version(path, len(report.versions))
        findings.append(check_folder("disk", folder, need, "another version", cure="free space there"))
    return [*findings, check_temporary(settings)]


def room_for_version(path: Path, versions: int) -> int:
    """Bytes for another version: once in the log of SQLite, once in the file."""
    size = path.stat().st_size if path.exists() else 0
    return max(2 * size // max(versions, 1), SMALLEST)


def check_temporary(settings: Settings) -> Finding:
    """The folder for large files that were written once."""
    subject = "temporary files"
    try:
        folder = Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        return fault(subject, str(error), "make a folder that this user can write, and name it in TMPDIR")
    wanted = os.environ.get("TMPDIR")
    if wanted and Path(wanted).resolve() != folder.resolve():
        return warning(subject, f"TMPDIR={wanted} cannot be written; {folder} is used", "name a writable folder")
    need, cure = settings.spool_bytes * settings.workers, "free space, set TMPDIR, or lower SAMBAND_SPOOL_BYTES"
    return check_folder(subject, folder, need, "SAMBAND_SPOOL_BYTES of each worker", cure=cure, is_needed=False)


def check_folder(subject: str, folder: Path, need: int, what: str, *, cure: str, is_needed: bool = True) -> Finding:
    """Writes to a folder, and compares its free space with the bytes that `what` needs."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(PROBE)
            file.flush()
    except OSError as error:
        return fault(subject, f"{folder} cannot be written: {error.strerror}", f"let this user write there, or {cure}")
    free = shutil.disk_usage(folder).free
    message = f"{folder}: {mebibytes(free)} free; {what} needs {mebibytes(need)}"
    if free >= need:
        return ok(subject, message)
    return fault(subject, message, cure) if is_needed else warning(subject, message, cure)


def check_memory(settings: Settings, report: StoreReport, limit: int | None = None) -> Finding:
    """Compares the memory of this process's group or machine with what the served catalogue needs."""
    limit = memory_limit() if limit is None else limit
    least, usual = memory_needed(settings, report.served.records if report.served else 0)
    message = f"{mebibytes(limit)} of this machine or group; {settings.workers} worker{'s' * (settings.workers > 1)} "
    if limit < least:
        text = f"{message}need {mebibytes(least)} at least while another version is swapped in"
        return fault("memory", text, "give more, or lower SAMBAND_WORKERS")
    if limit < usual:
        text = f"{message}may need {mebibytes(usual)} with full caches, lanes and `knownAt`"
        return warning("memory", text, "give more, lower SAMBAND_WORKERS, or set SAMBAND_LANES=no")
    return ok("memory", f"{message}may need {mebibytes(usual)}")


def memory_needed(settings: Settings, records: int) -> tuple[int, int]:
    """Bytes that all processes need for so many records: at least, with a swap, and with all that fills up later."""
    supervisor = PROCESS if settings.workers > 1 else 0
    least = supervisor + settings.workers * (PROCESS + records * (RECORD + PREPARED))
    caches = CACHES + settings.response_bytes + settings.fragment_bytes
    lanes = LANE if settings.has("lanes") else 0
    return least, least + settings.workers * (KEPT * records * RECORD + caches + lanes)


def memory_limit() -> int:
    """Bytes that this process may use: of the machine, or of a control group where that is less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        own = Path("/proc/self/cgroup").read_text(encoding="ascii")
    except OSError:
        own = ""
    return min([machine, *group_limits(CGROUPS, own)])


def group_limits(root: Path, own: str) -> Iterator[int]:
    """The limits of the control group (version 2) of a process and of all above it. `own` is its /proc/self/cgroup."""
    for path in (line.removeprefix("0::/") for line in own.splitlines() if line.startswith("0::/")):
        group = root / path
        for folder in (group, *(parent for parent in group.parents if parent.is_relative_to(root))):
            yield from read_limit(folder / "memory.max")


def read_limit(path: Path) -> Iterator[int]:
    """The number in a file, unless it is missing or says `max`."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return
    if text.isdigit():
        yield int(text)


def mebibytes(size: int) -> str:
    return f"{size / MIB:,.0f} MiB"
