"""What the five documents say is held by records and answered by queries."""

from __future__ import annotations

from typing import Any

import pytest

from data.snapshot.snapshot import Snapshot
from data.store.models import RECORD
from tests.documents.write_documents import PAGE, Fact, answer, page, read_facts

DOCUMENTS, GROUPS = read_facts()
FACTS = [fact for _, facts in GROUPS for fact in facts]
# The fact types of the documents, without links with labels (D3), quotations (D5), personal data and page chrome (D6-D8).
TYPES = {
    *(f"A{number}" for number in range(1, 13)),
    *(f"R{number}" for number in range(1, 13)),
    *(f"M{number}" for number in range(1, 8)),
    *(f"T{number}" for number in range(1, 15)),
    *(f"G{number}" for number in range(1, 10)),
    *(f"P{number}" for number in range(1, 9)),
    *("D1", "D2", "D4", "D9"),
}


def values(answer: Any) -> list[Any]:
    """The values of an answer that are neither null nor an empty list."""
    if isinstance(answer, dict):
        return [value for item in answer.values() for value in values(item)]
    if isinstance(answer, list):
        return [value for item in answer for value in values(item)]
    return [] if answer is None else [answer]


def test_every_type_of_fact_has_its_record_and_query() -> None:
    """No type of fact stays a note in prose, and each stands once."""
    ids = [fact.id for fact in FACTS]

    assert set(ids) >= TYPES
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_a_fact_is_answered(whole: Snapshot, fact: Fact) -> None:
    """Every aliased field of the query has an answer, and the files named exist and cite the document."""
    found = answer(whole, fact)

    assert all(values(part) for part in found.values())
    assert set(fact.records) <= set(RECORD)
    assert set(fact.documents) <= set(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_document_is_a_source_that_records_cite(whole: Snapshot, document: str) -> None:
    """The catalogue holds facts of all five."""
    assert DOCUMENTS[document]["source"] in whole.entities["sources"]
    assert any(document in fact.documents for fact in FACTS)


def test_the_page_is_what_the_catalogue_answers(whole: Snapshot) -> None:
    """`make documents` was run after the last change of the catalogue or of a query."""
    assert PAGE.read_text(encoding="utf-8") == page(whole)
