"""The example queries, each with its answer from the real catalogue with all its layers."""

from __future__ import annotations

import json

from sqlalchemy import Engine

from data.catalogue.load import load, read_checked
from data.snapshot.snapshot import read_snapshot
from tests.examples.write_examples import ASKERS, EXAMPLES, FOLDER, PAGE, answer, page, questions


def test_the_examples_answer_as_written(engine: Engine) -> None:
    """What the page shows is what the service says, on both databases."""
    load(engine, read_checked())
    snapshot = read_snapshot(engine)

    written = {path.stem: json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in EXAMPLES}

    assert {path.stem: answer(snapshot, path) for path in EXAMPLES} == written


def test_the_page_of_questions_is_that_of_the_examples() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_twenty_four_questions_are_asked_by_all_who_ask() -> None:
    asked = list(questions())

    assert len(asked) == 24
    assert {question.asker for question in asked} == set(ASKERS)
    assert all(question.text.endswith("?") for question in asked)


def test_the_examples_are_numbered_without_a_gap() -> None:
    """They climb from one place to the whole network on a day, then answer questions. None lacks its answer."""
    assert [path.stem[:2] for path in EXAMPLES] == [f"{number:02}" for number in range(1, len(EXAMPLES) + 1)]
    assert {path.stem for path in EXAMPLES} == {path.stem for path in FOLDER.glob("*.json")}
