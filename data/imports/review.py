"""What an import leaves to a person: `review.csv`, with the candidates and an empty column `decision`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Container
from pathlib import Path
from typing import NamedTuple

from data.domain.errors import InputError, Problem
from data.domain.spreadsheet import guarded
from data.imports.sheets import delimiter_of

FILE = "review.csv"
NEW, YES, NO = "new", "yes", "no"
ANSWERS = {"new": NEW, "ny": NEW, "yes": YES, "ja": YES, "no": NO, "nej": NO}  # in any case
ASKED = "asked by a person, in this file"
UNASKED = "no question has this id; correct it, or remove the row"
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
        return HELP.get(self.what, "")


class Decision(NamedTuple):
    """What a person wrote in a row of `review.csv`. A row without a decision leaves the question open."""

    row: int
    decision: str
    reason: str
    remark: str


def read_decisions(directory: Path) -> dict[str, Decision]:
    """Return the rows of the review of a layer by the id of the question. Raises InputError."""
    path = directory / FILE
    if not path.exists():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True))
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}); save it as CSV in UTF-8") from None
    except csv.Error as error:
        raise InputError(f"{path} is no table: {error}; save it as CSV in UTF-8") from None
    if rows and not {"id", "decision"} <= set(rows[0]):
        raise InputError(f"{path} lacks the column id or decision; give it back its header")
    counts = Counter(row["id"] for row in rows if row["id"])
    twice = next((key for key, count in counts.items() if count > 1), None)
    if twice is not None:
        raise InputError(f"{path} has several rows with the id {twice}; keep one of them")
    cells = ([(row.get(name) or "").strip() for name in ("id", "decision", "reason", "remark")] for row in rows)
    return {
        key: Decision(number, ANSWERS.get(decision.casefold(), decision), reason, remark)
        for number, (key, decision, reason, remark) in enumerate(cells, start=2)
        if key
    }


class Questions:
    """Asks a person, and takes the decisions that were made. `asked` holds the questions, `problems` wrong decisions."""

    def __init__(self, directory: Path) -> None:
        self.file = f"{directory.name}/{FILE}"
        self.decisions = read_decisions(directory)
        self.asked: list[ReviewRow] = []
        self.problems: list[Problem] = []

    def raised(self, key: str) -> bool:
        """Whether a person raised the question: with a decision, or by a row without the reason of an import."""
        row = self.decisions.get(key)
        return row is not None and (bool(row.decision) or row.reason in ("", ASKED, UNASKED))

    def ask(self, question: ReviewRow, allowed: Container[str]) -> str | None:
        """Ask a question. Returns the decision, None as long as there is no valid one."""
        self.asked.append(question)
        decided = self.decisions.get(question.id)
        if decided is None or not decided.decision:
            return None
        if decided.decision not in allowed:
            candidates = f" ({question.candidates})" if question.candidates else ""
            cure = f"Write {question.allowed}{candidates}, or leave it empty"
            wrong = "the decision is not understood"
            self.problems.append(Problem(self.file, decided.row, "decision", decided.decision, wrong, cure))
            return None
        return decided.decision

    @property
    def waiting(self) -> int:
        """The number of questions without a decision."""
        return sum(not (one.id in self.decisions and self.decisions[one.id].decision) for one in self.asked)

    @property
    def unasked(self) -> list[str]:
        """The ids of rows with a decision or a remark for which there is no question."""
        asked = {question.id for question in self.asked}
        return [key for key, row in self.decisions.items() if key not in asked and (row.decision or row.remark)]

    def render(self) -> bytes:
        """Return the file of all questions with their decisions, and of the rows for which there is no question.

        Semicolons and a byte order mark let a spreadsheet open it as a table in countries with decimal commas.
        """
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow((*ReviewRow._fields, "allowed"))
        extra = (ReviewRow(key, "", "", "", "", UNASKED) for key in self.unasked)
        for question in sorted([*self.asked, *extra]):
            decided = self.decisions.get(question.id, Decision(0, "", "", ""))
            row = question._replace(decision=decided.decision, remark=decided.remark)
            writer.writerow(map(guarded, (*row, question.allowed)))
        return out.getvalue().encode("utf-8-sig")
