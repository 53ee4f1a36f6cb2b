"""What an import leaves to a person: `review.csv`, with the candidates and an empty column `decision`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from data.domain.errors import InputError, Problem
from data.domain.spreadsheet import guarded

FILE = "review.csv"
NEW, YES, NO = "new", "yes", "no"
ASKED = "asked by a person, in this file"
HELP = {
    "PLACE": f"`{NEW}`, or the slug of the place that it is",
    "PAIR": f"`{YES}` for a partnership of its own, `{NO}` for none, or the slug of the partnership that it is",
}


class ReviewRow(NamedTuple):
    """A row of `review.csv`. `id` is the same in every import; `decision` and `remark` are for a person to fill in."""

    id: str
    what: str
    municipality: str
    partner: str
    country: str
    reason: str
    candidates: str = ""
    decision: str = ""
    remark: str = ""

    @property
    def allowed(self) -> str:
        return HELP[self.what]


class Decision(NamedTuple):
    """What a person wrote in a row of `review.csv`. A row without a decision leaves the question open."""

    row: int
    decision: str
    remark: str


def read_decisions(directory: Path) -> dict[str, Decision]:
    """Return the rows of the review of a layer by the id of the question. Raises InputError."""
    path = directory / FILE
    if not path.exists():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0]
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{path} cannot be read: {error}; save it as CSV in UTF-8, or delete it and import again"
        ) from None
    if rows and not {"id", "decision"} <= set(rows[0]):
        raise InputError(f"{path} lacks the column id or decision; delete it and import again")
    cells = ([(row.get(name) or "").strip() for name in ("id", "decision", "remark")] for row in rows)
    return {key: Decision(number, *rest) for number, (key, *rest) in enumerate(cells, start=2) if key}


def invalid(directory: Path, decided: Decision, what: str) -> Problem:
    """Return the problem of a decision that is not one of those allowed for a kind of question."""
    file, wrong = f"{directory.name}/{FILE}", "the decision is not understood"
    return Problem(file, decided.row, "decision", decided.decision, wrong, f"Write {HELP[what]}, or leave it empty")


def render(questions: Iterable[ReviewRow], decisions: Mapping[str, Decision]) -> bytes:
    """Return the file of all questions, with the decisions that were taken."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*ReviewRow._fields, "allowed"))
    for question in sorted(questions):
        if question.id in decisions:
            _, decision, remark = decisions[question.id]
            question = question._replace(decision=decision, remark=remark)  # noqa: PLW2901 the same question, decided
        writer.writerow(map(guarded, (*question, question.allowed)))
    return out.getvalue().encode()
