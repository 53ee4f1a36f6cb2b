"""The sources of an imported layer, made of what its statements refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from data.domain.dates import parse
from data.domain.text import slug_of
from data.imports.statements import Reference, Statement

LONGEST_SLUG = 60


class Sources:
    """The sources of a layer: one for each title, address and day."""

    def __init__(self, taken: Mapping[str, Any], references: Iterable[Reference]) -> None:
        self.slugs: dict[tuple[str, ...], str] = {}
        self.rows: list[dict[str, str]] = []
        self.taken, self.numbers = set(taken), Counter[str]()
        for reference in sorted(set(references), key=repr):
            if reference.key not in self.slugs:
                self.slugs[reference.key] = self._add(reference)

    def _add(self, reference: Reference) -> str:
        title = slug_of(reference.title)[:LONGEST_SLUG].strip("-") or "source"
        base = slug = f"{title}-{slug_of(reference.published or reference.attested)}"
        while slug in self.taken:
            self.numbers[base] += 1
            slug = f"{base}-{self.numbers[base] + 1}"
        self.taken.add(slug)
        day = parse(reference.attested)[1]
        whole = day is not None and reference.attested == day.isoformat()
        self.rows.append(
            {
                "slug": slug,
                "kind": reference.kind.value,
                "title": reference.title,
                "publisher": reference.publisher,
                "url": reference.url,
                "published": reference.date,
                "dating": "DATED" if reference.date else "UNDATED",
                "read_on": reference.attested if whole else "",
                "language": reference.language,
                "note": reference.remark,
                "note_sv": reference.remark_sv,
            }
        )
        return slug

    def of(self, statements: Iterable[Statement]) -> list[str]:
        """The slugs of the sources of statements, the oldest first; undated ones before all."""
        found = {(s.source.date, self.slugs[s.source.key]) for s in statements}
        return [slug for _, slug in sorted(found)]
