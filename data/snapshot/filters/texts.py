"""Selections of rows by a text in their names or titles."""

from __future__ import annotations

import numpy as np

from data.domain.arrays import Numbers
from data.domain.text import fold, fold_all
from data.snapshot.columns import CodeTable, SliceView
from data.snapshot.filters.text_index import TextColumnIndex
from data.snapshot.selection import SELF, join, of_members, of_projects, of_wholes, rows_of, union

TITLES = ("title_en", "title_sv")
TEXTS = {  # columns that filters by text search
    "municipalities": ("name",),
    "names": ("name",),
    "partnerships": TITLES,
    "projects": TITLES,
    "themes": ("label_en", "label_sv"),
}


def contains(slice: SliceView, records: str, text: str) -> Numbers:
    """The rows of a table with a text in one of its columns TEXTS. Case and diacritics are ignored."""
    index, columns = texts_of(slice, records)
    found = index.contains(fold(text))
    return rows_of(slice.tables[records], np.logical_or.reduce([found[codes] for codes in columns]))


def texts_of(slice: SliceView, records: str) -> tuple[TextColumnIndex, list[Numbers]]:
    """The index of the texts of a table, and the index of the text of each row in each of its columns. Cached."""

    def build() -> tuple[TextColumnIndex, list[Numbers]]:
        table, known = slice.tables[records], CodeTable()
        columns = [table.columns[name] for name in TEXTS[records]]
        codes = [column.map(lambda value: known[value or ""], np.int32) for column in columns]
        return TextColumnIndex(fold_all(known)), codes

    return slice.snapshot.memoize(("texts", records), build)


def by_name_text(slice: SliceView, text: str) -> Numbers:
    """The municipalities with a preferred or other name that contains a text."""
    others = join(slice, "names", SELF, contains(slice, "names", text), "municipality")
    return union([contains(slice, "municipalities", text), others])


def by_text(slice: SliceView, text: str) -> Numbers:
    """The partnerships with a text in their titles, in those of projects or themes, or in the names of members."""
    themed = join(slice, "project_themes", "theme", contains(slice, "themes", text), "project")
    projects = union([contains(slice, "projects", text), themed])
    own = of_wholes(slice, contains(slice, "partnerships", text))
    return union([own, of_projects(slice, projects), of_members(slice, by_name_text(slice, text))])
