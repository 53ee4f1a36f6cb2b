"""Validation rules of personal data: none in free text, and no address of a private person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from data.catalogue.rows.catalogue import Catalogue
from data.domain.errors import Problem
from data.domain.evidence_enums import SourceKind
from data.store.models import Field, Kind

EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"(?<![\w.-])(?<!\d[ \u00a0])(?:\+\d{1,3}|0)[\d\s()/\u2010-\u2015-]{6,}\d(?!\w|\.\d)")
DOMAIN = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+[a-z]{2,}")
# SHA-256 of domains that consist of the name of a person, in small letters and without `www.`. The hashes keep the
# names out of sight of readers; who knows a domain can recognise it.
PRIVATE_DOMAINS = frozenset(
    {
        "2407c93776d78ce1231550c3157b790d28ef74cdba990d53da0679a834b6f4fe",
        "6f09e0d332dc46834491d648f350dd79ba7125356c30669330e5c3fc2799b5ff",
        "c7a4bcd6af88b3efc4e800171ac362062c37163cc6b0f49afd5057e2fb6b3a8b",
    }
)


def check_personal_data(catalogue: Catalogue) -> Iterator[Problem]:
    """No text holds a phone number, an e-mail address except role mailboxes, or a domain that is a person's name."""
    mailboxes = {row.values["mailbox"] for row in catalogue.rows["organisations"]}
    for table in catalogue.rows.values():
        for field in table.record.fields:
            for name, free in _texts(field):
                wrong = partial(_wrong_parts, free=free, mailboxes=mailboxes)
                for row in table.chosen(table.columns[field.name].each(partial(_holds, wrong), bool)):
                    for problem, cure in wrong(row.values[name]):
                        yield row.problem(name, problem, cure)


def _holds(wrong: Callable[[str | None], list[Any]], value: Any) -> bool:
    """Return whether a text, or the wording of a partial date, has something wrong."""
    return bool(wrong(value[1] if isinstance(value, tuple) else value))


def _texts(column: Field) -> Iterator[tuple[str, bool]]:
    """Yield the column of the table that may hold personal data, if any, and whether it is free text."""
    if column.partial:
        yield f"{column.name}_wording", True
    elif column.kind is Kind.WEB or (column.kind is Kind.TEXT and not column.pattern):
        yield column.name, column.kind is Kind.TEXT


def _wrong_parts(value: str | None, free: bool, mailboxes: set[str | None]) -> list[tuple[str, str]]:
    """Return what a text holds that it must not, each with its cure."""
    text, found = value or "", []
    if "@" in text and any(one not in mailboxes for one in EMAIL.findall(text)):
        found.append(("the text contains an e-mail address", "Remove it; only role mailboxes may stay"))
    if free and PHONE.search(text):
        found.append(("the text contains a phone number", "Remove it"))
    if "." in text and any(map(is_private, DOMAIN.findall(text.casefold()))):
        found.append(("the domain is the name of a person", "Leave the address out; keep title and kind"))
    return found


@lru_cache(1024)
def is_private(domain: str) -> bool:
    """Return whether a domain, or one that it lies in, is known to be the name of a person."""
    parts = domain.split(".")
    ends = (".".join(parts[start:]) for start in range(len(parts) - 1))
    return any(sha256(end.encode()).hexdigest() in PRIVATE_DOMAINS for end in ends)


def check_private_pages(catalogue: Catalogue) -> Iterator[Problem]:
    """The page of a private person is a source without address and publisher."""
    for row in catalogue.rows["sources"]:
        for name in ("url", "publisher"):
            if row.values["kind"] == SourceKind.PRIVATE_PAGE and row.values[name]:
                yield row.problem(name, "the page of a private person is named", "Leave the cell empty")
