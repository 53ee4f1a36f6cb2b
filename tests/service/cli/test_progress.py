"""Long loads tell how far they are, short ones tell nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from service.cli import progress

Samband = Callable[..., Result]
LINE = re.compile(r"[A-Z][^:]*: ([\d,]+) of ([\d,]+)")


def test_a_load_without_a_terminal_tells_by_lines(
    samband: Samband, world: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read, checked and written, each never more than there is; the rows that are written come last, all of them."""
    monkeypatch.setattr(progress, "SECONDS", 0)
    result = samband("load", world, DATABASE_URL=store_url)
    found = [LINE.fullmatch(line) for line in result.stderr.splitlines()]
    counts = [tuple(int(number.replace(",", "")) for number in line.groups()) for line in found if line]

    assert len(counts) == len(found) > 50
    assert all(done <= of for done, of in counts)
    assert counts[-1][0] == counts[-1][1]
    assert {line.split(" ")[0] for line in result.stderr.splitlines()} == {"Read", "Applied", "Wrote"}


def test_a_short_load_tells_nothing(samband: Samband, world: Path, store_url: str) -> None:
    """Standard error stays empty, so that what stands there is worth reading."""
    assert samband("load", world, DATABASE_URL=store_url).stderr == ""
