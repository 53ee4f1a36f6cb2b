"""Validation rules of claims: what a claim is about, and the value that the record holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.catalogue.rows.catalogue import Catalogue
from data.catalogue.rows.row import Row
from data.domain.enums import Rank
from data.domain.errors import Problem
from data.store.models import RECORD

FUNDED = ("programmes", "initiatives")
PARTIES = {"funder": "FUNDER", "coordinator": "COORDINATOR"}


def check_claims(catalogue: Catalogue) -> Iterator[Problem]:
    """The subject of a claim has the field, and a preferred claim equals the value of the record."""
    columns = [RECORD["claims"].field[name] for name in RECORD["claims"].one_of]
    claims = catalogue.rows["claims"]
    subjects = {
        column.name: catalogue.found(str(column.refers), {*claims.columns[column.name].distinct()} - {None})
        for column in columns
    }
    for row in claims:
        for name, known in subjects.items():
            subject = known.get((row.values[name],))
            if subject is not None:
                yield from _claim_problems(catalogue, row, subject)


def _claim_problems(catalogue: Catalogue, claim: Row, subject: Row) -> Iterator[Problem]:
    name = claim.values["field"]
    held = _held(catalogue, subject, name)
    if held is None:
        yield claim.problem("field", f"{subject.record.name} have no such field", "Name a column of its file")
    elif claim.values["rank"] == Rank.PREFERRED and claim.values["value"] not in held:
        wrong = f"the record itself has {', '.join(sorted(held)) or 'no value'}"
        yield claim.problem("value", wrong, "Make the preferred claim and the record agree")


def _held(catalogue: Catalogue, subject: Row, name: str) -> set[str] | None:
    """Return the values of a field of a record, None when the record has no such field."""
    if name in PARTIES or name == "members":
        return _parties(catalogue, subject, name)
    cells = subject.cells_by_header
    return {cells[name]} if name in cells else None


def _parties(catalogue: Catalogue, subject: Row, name: str) -> set[str] | None:
    """Return the members, funders or coordinators of a subject, None when it can have none."""
    if subject.record.name in FUNDED and name in PARTIES:
        return _holders(catalogue, name, {subject.values["slug"]})
    if subject.record.name not in ("partnerships", "projects"):
        return None
    partnership = subject.values.get("partnership", subject.values["slug"])
    if name == "members":
        members = catalogue.rows["memberships"]
        return {row.values["municipality"] for row in members.chosen(members.equal("partnership", partnership))}
    periods = catalogue.rows["programme_periods"]
    programmes = {row.values["programme"] for row in periods.chosen(periods.equal("partnership", partnership))}
    return _holders(catalogue, name, {subject.values["slug"], partnership, *programmes})


def _holders(catalogue: Catalogue, name: str, subjects: set[str]) -> set[str]:
    """Return the organisations with a role of a kind in one of the subjects."""
    roles = catalogue.rows["roles"]
    masks = [roles.equal(link, subject) for link in RECORD["roles"].one_of for subject in subjects]
    chosen = roles.equal("kind", PARTIES[name]) & np.any(masks, axis=0)
    return {row.values["organisation"] for row in roles.chosen(chosen)}
