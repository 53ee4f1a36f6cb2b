"""The names of entities, read from the columns of their tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from data.domain.arrays import Numbers
from data.domain.enums import NameKind
from data.snapshot.columns import NONE, Column, Table, in_column

TITLES, NAMES, LABELS = ("title_en", "title_sv"), ("name_en", "name_sv"), ("label_en", "label_sv")
OWN = {  # columns of names, the preferred one first
    "municipalities": ("name",),
    "countries": (*NAMES, "code", "alpha3"),
    "goals": TITLES,
    "partnerships": TITLES,
    "organisations": ("name", "name_sv", "abbreviation"),
    "initiatives": NAMES,
    "programmes": NAMES,
    "policies": (*NAMES, "abbreviation"),
    "areas": NAMES,
    "themes": LABELS,
    "projects": TITLES,
    "sources": ("title",),
    "calls": TITLES,
    "grants": TITLES,
    "targets": (*LABELS, "code"),
}
FURTHER = {  # other tables with names of the entities: the table, its column, the reference to the entity
    "municipalities": ("names", "name", "municipality"),
    "countries": ("call_countries", "name_in_source", "country"),
    "organisations": ("organisation_names", "name", "organisation"),
}
NEVER_PREFERRED = ("sources",)  # because many sources bear the name of what they are about as their title
NUMBERED = {  # names that the key gives
    "goals": ("Goal {}", "Mål {}", "SDG {}", "SDG{}"),
    "targets": ("Target {}", "Delmål {}", "SDG {}"),
}


class Names(NamedTuple):
    """Names, the rows of their entities, and which ones are preferred: the first of an entity. Shape (names,) each."""

    written: list[str]
    rows: Numbers
    preferred: Numbers

    def where(self, mask: Numbers) -> Names:
        written = [self.written[index] for index in np.flatnonzero(mask).tolist()]
        return Names(written, self.rows[mask], self.preferred[mask])


def names_of(tables: Mapping[str, Table], records: Collection[str]) -> Names:
    """The names of the entities of some tables: table by table, entity by entity, the preferred one first.

    Titles that only a claim gives to a project come last.
    """
    found = [_names_of_table(tables, name) for name in records]
    if "projects" in records:
        found.append(_claimed_titles(tables["claims"]))
    written = [name for names in found for name in names.written]
    _, rows, preferred = zip(*found, strict=True)
    return Names(written, np.concatenate(rows), np.concatenate(preferred))


def _names_of_table(tables: Mapping[str, Table], records: str) -> Names:
    columns, rows = zip(*_columns(tables, records), strict=True)
    texts = [text for column in columns for text in texts_of(column)]
    named = np.array([bool(text) for text in texts], bool)
    of = np.concatenate(rows)
    order = np.argsort(of, kind="stable")
    order = order[named[order]]
    first = np.full(len(order), records not in NEVER_PREFERRED)
    first[1:] &= of[order][1:] != of[order][:-1]
    return Names([texts[index] for index in order.tolist()], of[order], first)


def _columns(tables: Mapping[str, Table], records: str) -> Iterator[tuple[Column, Numbers]]:
    """Yields columns of names and the rows of their entities. Earlier columns hold the names that come first."""
    table = tables[records]
    rows = np.arange(table.first, table.first + table.size)
    for name in OWN[records]:
        yield table.columns[name], rows
    for template in NUMBERED.get(records, ()):
        yield Column([template.format(key) for key in table.keys]), rows
    if records in FURTHER:
        yield from _further_columns(tables, *FURTHER[records])


def _further_columns(
    tables: Mapping[str, Table], records: str, name: str, link: str
) -> Iterator[tuple[Column, Numbers]]:
    """Yields a column of another table. The names of towns in a municipality come after its own."""
    table = tables[records]
    rows = np.asarray(table.references[link][1])
    of_towns = in_column(table, "kind", (NameKind.TOWN,)) if records == "names" else np.zeros(table.size, bool)
    for mask in (~of_towns, of_towns):
        yield table.columns[name].take(np.flatnonzero(mask)), rows[mask]


def _claimed_titles(claims: Table) -> Names:
    rows = np.asarray(claims.references["project"][1])
    claimed = in_column(claims, "field", TITLES) & (rows != NONE)
    written = texts_of(claims.columns["value"].take(np.flatnonzero(claimed)))
    return Names(written, rows[claimed], np.zeros(len(written), bool))


def texts_of(column: Column) -> list[str]:
    """The text of each row; an empty one where there is none."""
    values = [value or "" for value in column.values]
    return values if column.codes is None else [values[code] for code in column.codes]
