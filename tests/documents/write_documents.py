"""Writes docs/documents.md: what the five documents say, fact by fact, with the query and its answer.

The facts are in facts.toml. A test writes the page again and compares, so it cannot go stale.
"""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from data.catalogue.load import load, read_checked
from data.catalogue.reader import RECORDS_DIR
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.store.database import migrate, open_store
from schema.execution.execute import execute_document
from schema.query import build_schema

FACTS = Path(__file__).with_name("facts.toml")
PAGE = Path(__file__).parents[2] / "docs" / "documents.md"
WIDTH = 118  # characters of a line of an answer


class Fact(NamedTuple):
    """A fact of some documents: its id, our words for it, the files that hold it, and a query for it."""

    id: str
    documents: list[str]
    fact: str
    records: list[str]
    query: str


def read_facts() -> tuple[dict[str, dict[str, str]], list[tuple[str, list[Fact]]]]:
    """The documents by number, and the facts by group."""
    read = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    return read["documents"], [(group["title"], [Fact(**fact) for fact in group["fact"]]) for group in read["group"]]


schema = cache(build_schema)


def answer(snapshot: Snapshot, fact: Fact) -> dict[str, Any]:
    """The answer to the query of a fact. Raises ValueError when it has errors."""
    result = execute_document(schema(), snapshot, fact.query)
    if result.errors or result.data is None:
        raise ValueError(f"{fact.id}: {result.errors}")
    return result.data


def page(snapshot: Snapshot) -> str:
    """The page as Markdown."""
    return "\n".join(lines(snapshot)) + "\n"


def lines(snapshot: Snapshot) -> Iterator[str]:
    documents, groups = read_facts()
    yield "# What the five documents say"
    yield ""
    yield "The catalogue was made from five documents. Each of their facts is held by records and answered by a query. This page is"
    yield "written by `make documents`, which runs the queries; a test runs them again. Personal data stay out: where a person speaks,"
    yield "only the role is kept."
    yield ""
    yield "| document | title | source |"
    yield "|---|---|---|"
    for number, document in documents.items():
        yield f"| {number} | {document['title']} | `{document['source']}` |"
    for title, facts in groups:
        yield from ("", f"## {title}")
        for fact in facts:
            yield from ("", f"### {fact.id}: {fact.fact}", "")
            files = ", ".join(f"`{name}.csv`" for name in fact.records)
            yield f"{'Document' if len(fact.documents) == 1 else 'Documents'} {', '.join(fact.documents)}; {files}."
            yield from ("", "```graphql", fact.query, "```", "", "```json", *wrapped(answer(snapshot, fact)), "```")


def wrapped(value: Any, indent: str = "", prefix: str = "", suffix: str = "") -> Iterator[str]:
    """JSON lines of a value: on one line where it fits, else one line for each item."""
    flat = indent + prefix + json.dumps(value, ensure_ascii=False) + suffix
    if len(flat) <= WIDTH or not isinstance(value, dict | list):
        yield flat
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield indent + prefix + opening
    items = list(value.items()) if isinstance(value, dict) else [(None, item) for item in value]
    for number, (key, item) in enumerate(items):
        name = "" if key is None else f"{json.dumps(key)}: "
        yield from wrapped(item, indent + "  ", name, "," if number < len(items) - 1 else "")
    yield indent + closing + suffix


def whole_catalogue(directory: Path) -> Snapshot:
    """The catalogue of `data/records`, loaded into a store in a directory."""
    store = open_store(f"sqlite:///{directory / 'documents.db'}")
    try:
        migrate(store)
        load(store, read_checked(RECORDS_DIR))
        return read_snapshot(store)
    finally:
        store.dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        PAGE.write_text(page(whole_catalogue(Path(made))), encoding="utf-8")
