"""The former names that places and organisations bore on a day, where their names have dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from data.domain.enums import NameKind
from data.snapshot.columns import NamesOfDay, Table, in_column


def names_of_day(tables: Mapping[str, Table], day: date | None) -> NamesOfDay:
    """The former names in use on a day. Empty for all time.

    A former name counts until the first day on which it may have gone out of use. Of several, the one that went first
    counts; of its forms, the shortest.
    """
    if day is None:
        return NamesOfDay({}, {}, {})
    places = {row: name for row, _, name in former(tables["names"], "municipality", day)}
    organisations = {
        (row, language): name for row, language, name in former(tables["organisation_names"], "organisation", day)
    }
    return NamesOfDay(places, organisations, titles(tables, places))


def former(table: Table, link: str, day: date) -> Iterator[tuple[int, str | None, str]]:
    """Yields the row that bore a former name on a day, the language and the name. The best name of a row comes last."""
    spans, names, languages = table.dated, table.columns["name"], table.columns["language"]
    rows = np.flatnonzero(in_column(table, "kind", (NameKind.FORMER,)))
    used = [(spans.at(row), names.at(row), row) for row in rows.tolist()]
    used = [one for one in used if one[0].start_earliest <= day <= one[0].end_earliest]
    for _, name, row in sorted(used, key=lambda one: (one[0].end_earliest, len(one[1]), one[1]), reverse=True):
        yield table.references[link][1][row], languages.at(row), name


def titles(tables: Mapping[str, Table], places: dict[int, str]) -> dict[int, list[tuple[str, str]]]:
    """The preferred name and the name of the day of each renamed member, by row of the partnership."""
    found: dict[int, list[tuple[str, str]]] = {}
    municipalities, members = tables["municipalities"], tables["memberships"]
    for place, name in places.items():
        preferred = municipalities.columns["name"].at(place - municipalities.first)
        for row in municipalities.backs["memberships"].of(place - municipalities.first):
            partnership = members.references["partnership"][1][row - members.first]
            if (preferred, name) not in found.setdefault(partnership, []):
                found[partnership].append((preferred, name))
    return found
