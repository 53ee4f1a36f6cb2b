"""Writes the answers of the example queries, and docs/questions.md: questions by who asks, with query and answer.

The first line of an example that answers a question is a comment: who asks, a colon, and the question. A test writes
everything again and compares.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from data.catalogue.load import load, read_checked
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.store.database import migrate, open_store
from schema.execution.execute import execute_document
from schema.query import build_schema

FOLDER = Path(__file__).parent
EXAMPLES = sorted(FOLDER.glob("*.graphql"))
PAGE = FOLDER.parents[1] / "docs" / "questions.md"
WIDTH = 118  # characters of a line of an answer
LINES = 24  # of an answer on the page; the rest is in the file
ASKERS = ("Municipality officer", "Journalist", "Researcher", "NGO", "Front-end developer")
HEAD = """# Questions

What people ask the catalogue, by who asks. Each question is one query; the answers are those of the catalogue with all its layers.
`tests/examples/` holds queries and complete answers, and `make documents` renews them and this page.
"""

schema = cache(build_schema)


class Question(NamedTuple):
    """An example that answers a question: its file, who asks, and what."""

    path: Path
    asker: str
    text: str


def questions() -> Iterator[Question]:
    for path in EXAMPLES:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        asker, _, text = first.removeprefix("# ").partition(": ")
        if asker in ASKERS:
            yield Question(path, asker, text)


def answer(snapshot: Snapshot, path: Path) -> dict[str, Any]:
    """The answer to an example. Raises ValueError when it has errors."""
    result = execute_document(schema(), snapshot, path.read_text(encoding="utf-8"))
    if result.errors or result.data is None:
        raise ValueError(f"{path.name}: {result.errors}")
    return {"data": result.data}


def page() -> str:
    """The page as Markdown, from the examples and their answers on disk."""
    asked = sorted(questions(), key=lambda question: ASKERS.index(question.asker))
    parts = [HEAD]
    for asker, group in groupby(asked, key=lambda question: question.asker):
        parts += [f"## {asker}\n", *map(section, group)]
    return "\n".join(parts)


def section(question: Question) -> str:
    query = question.path.read_text(encoding="utf-8").partition("\n")[2].rstrip()
    lines = layout(json.loads(question.path.with_suffix(".json").read_text(encoding="utf-8"))["data"]).split("\n")
    cut = [*lines[:LINES], "…"] if len(lines) > LINES else lines
    shown = "\n".join(cut)
    return f"### {question.text}\n\n```graphql\n{query}\n```\n\n```text\n{shown}\n```\n"


def layout(value: Any, indent: str = "") -> str:
    """The value as JSON, with what fits into one line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    below = indent + "  "
    if isinstance(value, dict):
        items = [f"{below}{json.dumps(key)}: {layout(item, below)}" for key, item in value.items()]
    else:
        items = [below + layout(item, below) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return "\n".join([opening, ",\n".join(items), indent + closing])


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        engine = open_store(f"sqlite:///{directory}/store.sqlite")
        migrate(engine)
        load(engine, read_checked())
        snapshot = read_snapshot(engine)
        for path in EXAMPLES:
            found = json.dumps(answer(snapshot, path), ensure_ascii=False, indent=2)
            path.with_suffix(".json").write_text(found + "\n", encoding="utf-8")
        engine.dispose()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
