"""The templates of the pages, rendered with everything escaped, and the functions that they call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from service.site import dates, evidence, timeline
from service.site.dates import DateWriter
from service.site.words import FILES, Words, words_of

FOLDER = Path(__file__).parent / "templates"
WEB = re.compile(r"https?://", re.IGNORECASE)
LOCALES = {"en": "en_GB", "sv": "sv_SE"}

Record = Mapping[str, Any]


@cache
def environment() -> jinja2.Environment:
    """The templates, with autoescape; a name that is not given is an error."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters["is_web"] = is_web
    for function in (
        dates.is_stated,
        dates.wording,
        evidence.is_imported,
        evidence.last_seen,
        evidence.own_last_seen,
        evidence.own_time,
        evidence.reasons_of,
        evidence.stated_or_none,
        evidence.time_of,
        evidence.unique_names,
        evidence.unique_roles,
        timeline.holders,
    ):
        found.globals[function.__name__] = function
    found.globals |= {"languages": tuple(FILES), "locales": LOCALES}
    return found


def is_web(address: str) -> bool:
    """Whether an address may become a link."""
    return WEB.match(address) is not None


def render(template: str, language: str, root: str, **values: Any) -> str:
    """A page in a language. `root` leads from the address of the page to that of the service."""
    words = words_of(language)
    own = {
        "words": words,
        "root": root,
        "dates": DateWriter(words),
        "footnotes": Footnotes(),
        "grant_terms": lambda grant: terms(grant, words),
    }
    html = environment().get_template(template).render(own, **values)
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip())


class Footnotes:
    """The footnotes of one page, each text once, numbered from 1 in the order of their first use."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def number(self, text: str) -> int:
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1


def terms(grant: Record, words: Words) -> str:
    """The sum, the date and the split of a grant."""
    precision, amount, total = words.named("PRECISIONS", grant["precision"]), grant["amount"], ""
    if amount is not None:
        total = f"{precision} {words.number(amount)} {grant['currency']}".strip()
    when = DateWriter(words).partial(grant["date"] or grant["period"])
    return ", ".join(filter(None, (total, when, words.named("SPLITS", grant["split"]))))


def script(text: str) -> Markup:
    """Text for a script element, which must hold no character that could end it."""
    assert "<" not in text
    return Markup(text)  # noqa: S704  no character of it has a meaning in a script element
