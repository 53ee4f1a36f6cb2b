"""Documents that are remembered: the valid ones, not without end."""

from __future__ import annotations

import gc

import pytest
import strawberry
from graphql import DocumentNode

from data.domain.errors import LimitExceeded
from schema.execution.document import CHARACTERS, REMEMBERED, Document, DocumentCache, InvalidDocument
from service.settings import Settings, limits_of


@pytest.fixture
def documents(schema: strawberry.Schema) -> DocumentCache:
    return DocumentCache(schema._schema, limits_of(Settings(max_aliases=2)))


def get(documents: DocumentCache, text: str) -> Document:
    """The way of the endpoint."""
    return documents.find(text) or documents.remember(text, documents.read(text))


def test_a_text_is_read_once(documents: DocumentCache) -> None:
    """The same text is the same document, so that its plans are found again."""
    assert get(documents, "{ goals { number } }") is get(documents, "{ goals { number } }")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{ goals { nothing } }", InvalidDocument),
        ("{ goals", InvalidDocument),
        ("{ a: __typename b: __typename c: __typename }", LimitExceeded),
    ],
)
def test_what_is_refused_is_not_remembered(documents: DocumentCache, text: str, error: type[Exception]) -> None:
    """The limits are looked at before anything is kept."""
    for _ in range(2):
        with pytest.raises(error):
            get(documents, text)

    assert not documents.known


def test_what_was_not_asked_for_the_longest_is_forgotten(documents: DocumentCache) -> None:
    """As many are remembered as fit, and one that is asked for again stays."""
    often = get(documents, "{ goals { number } }")
    for number in range(REMEMBERED + 5):
        get(documents, f"{{ a{number}: __typename }}")
        get(documents, "{ goals { number } }")

    assert len(documents.known) == REMEMBERED
    assert get(documents, "{ goals { number } }") is often


def test_long_texts_count_by_their_length(documents: DocumentCache) -> None:
    """Comments and blanks do not fill the memory either."""
    for number in range(20):
        get(documents, f"{{ a{number}: __typename }}{' ' * (CHARACTERS // 10)}")

    assert sum(map(len, documents.known)) <= CHARACTERS


def test_forgotten_documents_do_not_pile_up(documents: DocumentCache) -> None:
    """What reading them left, even those that were refused, goes when the next one is read."""
    gc.collect()
    gc.disable()
    try:
        before = parsed()
        for number in range(10):
            get(documents, f"{{ goals {{ a{number}: number }} }}")
            with pytest.raises(InvalidDocument):
                get(documents, f"{{ goals {{ nothing{number} }} }}")
        documents.known.clear()
        left = parsed() - before
    finally:
        gc.enable()

    assert left <= 2


def parsed() -> int:
    return sum(isinstance(one, DocumentNode) for one in gc.get_objects())
