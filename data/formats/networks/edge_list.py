"""The ties as CSV (RFC 4180, UTF-8), one per line. Nodes without ties are left out. Ties of Goals tell how they are known."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from data.domain.enums import Projection
from data.domain.spreadsheet import guarded
from data.networks.measures import Measures
from data.networks.network import node_id

HEADER, OF_GOALS = ("a", "b", "weight", "certainty", "partnerships"), ("basis", "stated")


def write(measures: Measures) -> Iterator[str]:
    goals = measures.network.spec.projection is Projection.GOALS
    yield line((*HEADER, *OF_GOALS) if goals else HEADER)
    for tie in measures.network.ties:
        partnerships = "; ".join(partnership.slug for partnership in tie.partnerships)
        of_goals = (tie.basis, tie.stated) if tie.basis and tie.stated is not None else ()
        yield line((node_id(tie.a), node_id(tie.b), tie.weight, tie.certainty.value, partnerships, *of_goals))


def line(cells: tuple[str | int, ...]) -> str:
    """Return one CSV record with its line end."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(
        [guarded(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return text.getvalue()
