"""The ties as CSV (RFC 4180, UTF-8), one per line. Nodes without ties are left out. Ties of Goals tell how they are known."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from data.domain.enums import Projection
from data.domain.spreadsheet import guarded
from data.formats.networks import attributes
from data.formats.xml_text import Value, plain
from data.networks.measures import Measures

HEADER, OF_GOALS = ("a", "b", "weight", "certainty", "partnerships"), ("basis", "stated")


def write(measures: Measures) -> Iterator[str]:
    goals = measures.network.spec.projection is Projection.GOALS
    yield line((*HEADER, *OF_GOALS) if goals else HEADER)
    for tie in attributes.ties(measures):
        values = tie.values
        of_goals = [values[name] for name in OF_GOALS] if goals else ()
        yield line(
            (tie.source, tie.target, values["weight"], values["certainty"], plain(values["partnerships"]), *of_goals)
        )


def line(cells: Iterable[Value]) -> str:
    """Return one CSV record with its line end."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(
        [guarded(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return text.getvalue()
