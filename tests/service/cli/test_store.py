"""The commands that look after the store: versions, going back, the backup."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result

from tests.record_files import checked

Samband = Callable[..., Result]


def test_versions_and_rollback(samband: Samband, store_url: str, world: Path, changed: Path) -> None:
    """Two versions are listed with a mark on the served one; going back moves the mark, twice is a no-op."""
    old, new = checked(world).digest(), checked(changed).digest()
    for directory in (world, changed):
        samband("load", directory, DATABASE_URL=store_url)
    before = samband("versions", DATABASE_URL=store_url).stdout.splitlines()
    said = [samband("rollback", old, DATABASE_URL=store_url) for _ in range(2)]
    after = samband("versions", DATABASE_URL=store_url).stdout.splitlines()
    answer = json.loads(samband("query", "{ catalogue { version } }", DATABASE_URL=store_url).stdout)

    assert [line[:18] for line in before[1:]] == [f"* {new}", f"  {old}"]
    assert [line[:18] for line in after[1:]] == [f"* {old}", f"  {new}"]
    assert [one.stdout for one in said] == [
        f"Now serving version {old}.\n",
        f"Nothing to do: already serving version {old}.\n",
    ]
    assert answer["data"]["catalogue"]["version"] == old
    assert all(str(len(checked(world))) in line for line in after if old in line)


def test_a_query_can_ask_what_was_known(samband: Samband, store_url: str, world: Path, changed: Path) -> None:
    """From the command line as over HTTP: the version before, by the instant at which it was served."""
    samband("load", world, DATABASE_URL=store_url)
    since = samband("versions", DATABASE_URL=store_url).stdout.splitlines()[1].split()[2]
    samband("load", changed, DATABASE_URL=store_url)
    document = "query($at: Instant) { catalogue(knownAt: $at) { version } }"
    result = samband("query", document, "-v", json.dumps({"at": since}), DATABASE_URL=store_url)

    assert json.loads(result.stdout) == {"data": {"catalogue": {"version": checked(world).digest()}}}


def test_a_version_that_is_not_kept_is_told_in_one_line(samband: Samband, store_url: str, world: Path) -> None:
    """Exit code 1, and the versions that there are."""
    samband("load", world, DATABASE_URL=store_url)
    result = samband("rollback", "0123456789abcdef", DATABASE_URL=store_url)

    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: the store does not hold version '0123456789abcdef'; it holds {checked(world).digest()}\n"
    )


def test_as_many_versions_are_kept_as_the_setting_says(
    samband: Samband, store_url: str, world: Path, changed: Path
) -> None:
    """With one kept there is no way back."""
    for directory in (world, changed):
        samband("load", directory, DATABASE_URL=store_url, SAMBAND_VERSIONS_KEPT="1")

    assert len(samband("versions", DATABASE_URL=store_url).stdout.splitlines()) == 2
    assert samband("rollback", checked(world).digest(), DATABASE_URL=store_url).exit_code == 1


def test_a_package_is_a_backup(samband: Samband, store_url: str, world: Path, changed: Path, tmp_path: Path) -> None:
    """One file of all records, the same each time; after the loss of everything it loads as the version that it was."""
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    samband("load", world, DATABASE_URL=store_url)
    for path in (first, second):
        assert samband("export", "package", "-o", path, DATABASE_URL=store_url).exit_code == 0
    samband("load", changed, DATABASE_URL=store_url)
    again = samband("load", first)
    names = ZipFile(first).namelist()

    assert again.stdout.startswith(f"Now serving version {checked(world).digest()} ")
    assert "datapackage.json" in names
    assert set(names) >= {path.name for path in world.glob("*.csv")}
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in (first, second)}) == 1


def test_what_is_no_package_is_told_in_one_line(samband: Samband, tmp_path: Path) -> None:
    """Another file, or a package that lacks records."""
    (tmp_path / "text.zip").write_text("This is no package.", encoding="utf-8")
    with ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    text, empty = (samband("load", tmp_path / name) for name in ("text.zip", "empty.zip"))

    assert (text.exit_code, empty.exit_code) == (1, 1)
    assert (
        text.stderr
        == f"Error: {tmp_path / 'text.zip'} is neither a directory nor a ZIP archive; name a directory or a ZIP archive of records\n"
    )
    assert "countries.csv, row 1" in empty.stderr
    assert "the file is missing" in empty.stderr


@pytest.mark.parametrize("command", [["query", "{ catalogue { version } }"], ["versions"], ["export", "csv"]])
def test_readers_have_an_address_of_their_own(
    samband: Samband, store_url: str, world: Path, tmp_path: Path, command: list[str]
) -> None:
    """SAMBAND_READ_URL is where they read; DATABASE_URL may be out of reach meanwhile."""
    samband("load", world, DATABASE_URL=store_url)
    output = ["-o", tmp_path / "out"] if command[0] == "export" else []
    away = "postgresql://nobody@127.0.0.1:1/nothing"

    assert samband(*command, *output, DATABASE_URL=away, SAMBAND_READ_URL=store_url).exit_code == 0
    assert samband(*command, *output, DATABASE_URL=store_url, SAMBAND_READ_URL=away).exit_code == 1
