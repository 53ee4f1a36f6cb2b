"""Tells on standard error how far a long command has come: by a bar on a terminal, else by lines."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

SECONDS = 10  # between two lines; what takes less tells nothing


class Progress:
    """Writes a line at most every SECONDS, the first when so much time has passed."""

    def __init__(self) -> None:
        self.told = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self.told >= SECONDS:
            self.told = now
            click.echo(f"{what}: {done:,} of {of:,}", err=True)


@contextmanager
def counting(progress: Progress, what: str, of: int) -> Iterator[Callable[[int], None]]:
    """Yield a function that takes how many more are done: it moves a bar on a terminal, and tells `progress` elsewhere."""
    with click.progressbar(length=of, label=what, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def advance(more: int) -> None:
            bar.update(more)
            if bar.hidden:
                progress(what, bar.pos, of)

        yield advance
