"""Choosing among media types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http.negotiation import preferred, preferred_language

OFFERS = ["application/rdf+xml", "text/turtle", "application/ld+json"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/rdf+xml"),
        ("*/*", "application/rdf+xml"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle; charset=utf-8", "text/turtle"),
        ("text/*", "text/turtle"),
        ("application/*", "application/rdf+xml"),
        ("application/ld+json, */*;q=0.1", "application/ld+json"),
        ("text/turtle;q=0.5, application/ld+json;q=0.6", "application/ld+json"),
        ("application/rdf+xml;q=0, */*", "text/turtle"),
        ("text/turtle;q=0.9, application/*;q=0.8", "text/turtle"),
        ("application/json", "application/rdf+xml"),
        ("text/turtle;q=much, application/ld+json;q=0.1", "application/ld+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/rdf+xml"),
    ],
)
def test_the_best_is_chosen(accept: str, media: str) -> None:
    """By weight, the narrowest range first; the first where nothing else is asked for, or only what there is not."""
    assert preferred(accept, *OFFERS) == media


@given(st.text())
def test_any_header_gives_an_offer(accept: str) -> None:
    """Whatever is sent, something is chosen."""
    assert preferred(accept, *OFFERS) in OFFERS


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("sv", "sv"),
        ("sv-FI, en;q=0.9", "sv"),
        ("en;q=0.2, SV;q=0.3", "sv"),
        ("sv;q=0", "en"),
        ("fi, nb", "en"),
        ("sv, en", "sv"),
        ("sv;q=much", "en"),
    ],
)
def test_the_language_with_the_highest_weight_is_chosen(accept_language: str, language: str) -> None:
    """A region asks for its language; without a word of either it is the first one."""
    assert preferred_language(accept_language, "en", "sv") == language


@given(st.text())
def test_any_text_chooses_a_language(accept_language: str) -> None:
    """Whatever a client sends."""
    assert preferred_language(accept_language, "en", "sv") in ("en", "sv")
