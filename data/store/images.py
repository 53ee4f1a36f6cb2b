"""The blocks of the images of snapshots in the store."""

from __future__ import annotations

from collections.abc import Callable, Generator

from sqlalchemy import Connection, delete, insert, select

from data.store.models import images


def has_image(connection: Connection, version: int, program: str) -> bool:
    """Return whether the store holds the image that a program wrote of a version, by its id."""
    wanted = select(images.c.number).where(images.c.version == version, images.c.program == program).limit(1)
    return connection.scalar(wanted) is not None


def blocks_of(connection: Connection, version: int) -> Generator[bytes]:
    """Yield the blocks of the image of a version, in order. To be closed when not all are read."""
    wanted = select(images.c.block).where(images.c.version == version).order_by(images.c.number)
    with connection.execute(wanted.execution_options(yield_per=1)) as found:
        yield from found.scalars()


def replacing(connection: Connection, version: int, program: str) -> Callable[[bytes], None]:
    """Delete the image of a version. Returns the function that adds the blocks of a new one, in order."""
    connection.execute(delete(images).where(images.c.version == version))
    number = 0

    def add(block: bytes) -> None:
        nonlocal number
        row = {"version": version, "number": number, "program": program, "block": block}
        connection.execute(insert(images).values(row))
        number += 1

    return add
