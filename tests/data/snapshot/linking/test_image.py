"""The image of a snapshot: it equals the tables linked from the rows, and nothing in it runs code or stops a service."""

from __future__ import annotations

import logging
import pickle
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from data.catalogue.load import load
from data.snapshot.columns import Column, Table
from data.snapshot.linking import image
from data.snapshot.linking.tables import linked, read_tables, renew_served_image
from data.snapshot.snapshot import read_snapshot
from data.snapshot.times.attestations import Calendar
from data.store.database import open_store, reading, writing
from data.store.models import RECORDS, SERVED, images
from tests.record_files import checked

if TYPE_CHECKING:
    from tests.data.conftest import Desk


def plain(part: Any) -> Any:
    """A part of a table as values that can be compared."""
    if isinstance(part, np.ndarray):
        return part.tolist()
    if isinstance(part, tuple):
        return [plain(one) for one in part]
    if isinstance(part, Column):
        return list(part.values), part.codes
    if isinstance(part, Calendar):
        return part.dates, plain(part.published), part.first_source, plain(part.read)
    return {name: plain(value) for name, value in vars(part).items()} if hasattr(part, "__dict__") else part


def contents(tables: Mapping[str, Table]) -> dict[str, Any]:
    """All that the tables hold. References name their table."""
    return {
        name: (
            (table.cls, table.key, table.first, table.size),
            {field: plain(column) for field, column in table.columns.items()},
            {field: (target.name, rows) for field, (target, rows) in table.references.items()},
            {by: plain(index) for by, index in table.backs.items()},
            plain(table.times),
            plain(table.attestations),
        )
        for name, table in tables.items()
    }


def served(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(SERVED).one().id)


def blocks(engine: Engine) -> list[bytes]:
    with reading(engine) as connection:
        return list(connection.execute(select(images.c.block).order_by(images.c.version, images.c.number)).scalars())


def replace(engine: Engine, blocks: Iterable[bytes]) -> None:
    """Puts other blocks in the place of the image of the served version."""
    version = served(engine)
    with writing(engine) as connection:
        connection.execute(delete(images))
        for number, block in enumerate(blocks):
            row = {"version": version, "number": number, "program": image.code_fingerprint(), "block": block}
            connection.execute(insert(images).values(row))


def never(*_: Any) -> Any:
    raise AssertionError("the rows were read")


def test_the_image_equals_the_tables_linked_from_the_rows(
    engine: Engine, world: Path, stored: Callable[..., str]
) -> None:
    """Of the small world on both databases, and of the whole catalogue."""
    load(engine, checked(world))

    for store in (engine, open_store(stored())):
        with reading(store) as connection:
            version = int(connection.execute(SERVED).one().id)
            read, made = read_tables(connection, version), linked(connection, version)
            assert contents(read) == contents(made)
            assert read["partnerships"].times is read["partnerships"].columns["span"]
        store.dispose()


def test_a_snapshot_is_read_from_the_image(engine: Engine, world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No row is read where there is an image, and the places in it know their partners."""
    load(engine, checked(world))
    monkeypatch.setattr("data.snapshot.linking.tables.link", never)

    found = read_snapshot(engine)

    assert found.municipality("mariestad").name == "Mariestad"
    assert found.slice(date(2019, 6, 1)).of(found.municipality("herrljunga")).memberships


def changed(blocks: list[bytes], **parts: Any) -> list[bytes]:
    """The blocks of an image with other parts of the municipalities."""
    file = BytesIO(b"".join(map(zlib.decompress, blocks)))
    dates, *tables = (pickle.load(file) for _ in range(1 + len(RECORDS)))
    tables[[record.name for record in RECORDS].index("municipalities")].update(parts)
    written = b"".join(map(pickle.dumps, (dates, *tables)))
    return [zlib.compress(written[first : first + 1000]) for first in range(0, len(written), 1000)]


def damaged(one: bytes) -> bytes:
    return one[:-40] + bytes(byte ^ 1 for byte in one[-40:])


@pytest.mark.parametrize(
    "damage",
    [
        lambda found: [damaged(found[0])],
        lambda found: [found[0][:200]],
        lambda found: [zlib.compress(zlib.decompress(found[0])[:5_000])],
        lambda found: [zlib.compress(zlib.decompress(found[0])[5_000:])],
        lambda found: [b""],
        lambda found: [zlib.compress(pickle.dumps(date.max.replace))],
        lambda found: [zlib.compress(pickle.dumps({}))],
        lambda found: [zlib.compress(b"\x80\x05\x8e" + (1 << 60).to_bytes(8, "little"))],
        lambda found: [zlib.compress(bytes(1 << 26))],
        lambda found: changed(found, size="0\n__import__('os').abort()"),
        lambda found: changed(found, size=10**6),
        lambda found: changed(found, references={"layer": ("__class__", None)}),
    ],
    ids=[
        *("flipped bits", "cut", "no end", "no beginning", "empty", "a method", "no tables", "a text of 2**60 bytes"),
        *("a block that grows", "a size that is code", "another size", "a table that is none"),
    ],
)
def test_a_damaged_image_is_passed_over(
    damage: Callable[[list[bytes]], list[bytes]],
    engine: Engine,
    world: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The rows are read instead, and the log says so."""
    load(engine, checked(world))
    replace(engine, damage(blocks(engine)))

    with caplog.at_level(logging.WARNING), reading(engine) as connection:
        found = read_tables(connection, served(engine))

    assert found["municipalities"].find("ukmerge") is not None
    assert "is damaged" in caplog.text


class Malice:
    """What a pickle calls when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_an_image_runs_no_code(engine: Engine, world: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A pickle that would make a file makes none, and the rows are read instead."""
    load(engine, checked(world))
    malice = pickle.dumps(Malice(tmp_path / "made"))
    replace(engine, [zlib.compress(malice)])

    read_snapshot(engine)

    assert not (tmp_path / "made").exists()
    assert "not pathlib.Path.touch" in caplog.text
    pickle.loads(malice)
    assert (tmp_path / "made").exists()


def test_the_image_of_another_program_is_not_read_until_it_is_renewed(
    engine: Engine, world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load and an upgrade of the store renew it; a second time there is nothing to do."""
    load(engine, checked(world))
    with writing(engine) as connection:
        connection.execute(update(images).values(program="another", block=b"unreadable"))
    read_snapshot(engine)

    renewed = [renew_served_image(engine), renew_served_image(engine), load(engine, checked(world))]
    monkeypatch.setattr("data.snapshot.linking.tables.link", never)

    assert renewed == [True, False, False]
    assert read_snapshot(engine).municipality("mariestad").name == "Mariestad"


def test_a_load_renews_the_image(engine: Engine, world: Path) -> None:
    """Also when it has nothing else to do."""
    load(engine, checked(world))
    written = blocks(engine)
    with writing(engine) as connection:
        connection.execute(delete(images))

    changed = load(engine, checked(world))

    assert not changed
    assert blocks(engine) == written


def test_images_can_be_switched_off(store_url: str, world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then a load writes none, and a service reads none."""
    without, usual = open_store(store_url, images=False), open_store(store_url)
    load(without, checked(world))
    none = blocks(without)
    renew_served_image(usual)
    monkeypatch.setattr("data.snapshot.linking.tables.image.read", never)

    found = read_snapshot(without)

    assert none == []
    assert found.municipality("mariestad").name == "Mariestad"
    for store in (without, usual):
        store.dispose()


def test_an_image_goes_with_its_version(engine: Engine, world: Path, desk: Desk) -> None:
    """Each version that is kept has one."""
    load(engine, checked(world), keep=1)
    desk.remove("results", "herrljunga-two-family-centres")
    load(engine, checked(desk.directory), keep=1)

    with reading(engine) as connection:
        kept = connection.execute(select(func.distinct(images.c.version))).scalars().all()

    assert kept == [served(engine)]


def test_large_images_have_many_blocks(engine: Engine, world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of any size are read back as they were written."""
    monkeypatch.setattr(image, "BLOCK_BYTES", 700)
    load(engine, checked(world))

    with reading(engine) as connection:
        read, made = (get(connection, served(engine)) for get in (read_tables, linked))

    assert len(blocks(engine)) > 50
    assert contents(read) == contents(made)
