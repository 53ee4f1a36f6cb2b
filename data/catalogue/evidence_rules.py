"""Validation rules of shares, channels and approvals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

from data.catalogue.reader import Catalogue
from data.domain.enums import Decision
from data.domain.errors import Problem

SHARES = (("participations", "least", "most"), ("roles", "share_least", "share_most"))


def check_shares(catalogue: Catalogue) -> Iterator[Problem]:
    """No lower bound of a share exceeds the upper one, and no count exceeds its total."""
    for record, least, most in (*SHARES, ("participations", "count", "total")):
        for row in catalogue.rows[record]:
            low, high = row.values[least], row.values[most]
            if low is not None and high is not None and low > high:
                yield row.problem(least, f"it is greater than {most} ({high:g})", "Correct one of the two")
    for row in catalogue.rows["roles"]:
        bounded = row.values["share_least"] is not None or row.values["share_most"] is not None
        if bounded and not row.values["share_text"]:
            yield row.problem("share_text", "a share has bounds and no words", "Give the words of the source")


def check_channels(catalogue: Catalogue) -> Iterator[Problem]:
    """The organisation of a channel has a role mailbox."""
    organisations = catalogue.by_key("organisations")
    for row in catalogue.rows["channels"]:
        organisation = organisations.get((row.values["organisation"],))
        if organisation is not None and not organisation.values["mailbox"]:
            wrong = "the organisation has no mailbox"
            yield row.problem("organisation", wrong, "Record its role mailbox in organisations.csv, or remove the row")


def check_approvals(catalogue: Catalogue) -> Iterator[Problem]:
    """An approved application for a country is evidence of a partnership: with a partner, if only an unidentified one."""
    approved = [row for row in catalogue.rows["applications"] if row.values["decision"] == Decision.APPROVED]
    if not approved or not catalogue.complete("memberships", "municipalities"):
        return
    countries = {row.values["slug"]: row.values["country"] for row in catalogue.rows["municipalities"]}
    members: defaultdict[str, set[str]] = defaultdict(set)
    for row in catalogue.rows["memberships"]:
        members[row.values["partnership"]].add(row.values["municipality"])
    held = {(one, countries.get(other)) for group in members.values() for one, other in permutations(group, 2)}
    for row in approved:
        if (row.values["municipality"], row.values["country"]) not in held:
            wrong = f"{row.values['municipality']} has no partnership with a member in {row.values['country']}"
            yield row.problem("municipality", wrong, "Add the partnership, with an unidentified party of that country")
