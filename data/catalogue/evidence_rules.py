"""Validation rules of shares, channels and approvals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from data.catalogue.reader import Catalogue, Row
from data.domain.enums import Decision, PartnershipKind
from data.domain.errors import Problem

SHARES = (("participations", "text", "least", "most"), ("roles", "share_text", "share_least", "share_most"))


def check_shares(catalogue: Catalogue) -> Iterator[Problem]:
    """No lower bound of a share exceeds the upper one, and no count exceeds its total."""
    for record, text, least, most in SHARES:
        for row in catalogue.rows[record]:
            yield from _exceeding(row, least, most)
            if not row.values[text] and any(row.values[bound] is not None for bound in (least, most)):
                yield row.problem(text, "a share has bounds and no words", "Give the words of the source")
    for row in catalogue.rows["participations"]:
        yield from _exceeding(row, "count", "total")


def _exceeding(row: Row, least: str, most: str) -> Iterator[Problem]:
    low, high = row.values[least], row.values[most]
    if low is not None and high is not None and low > high:
        yield row.problem(least, f"it is greater than {most} ({high:g})", "Correct one of the two")


def check_channels(catalogue: Catalogue) -> Iterator[Problem]:
    """The organisation of a channel has a role mailbox."""
    organisations = catalogue.by_key("organisations")
    for row in catalogue.rows["channels"]:
        organisation = organisations.get((row.values["organisation"],))
        if organisation is not None and not organisation.values["mailbox"]:
            wrong = "the organisation has no mailbox"
            yield row.problem("organisation", wrong, "Record its role mailbox in organisations.csv, or remove the row")


def check_approvals(catalogue: Catalogue) -> Iterator[Problem]:
    """An approved application for a country is evidence of a municipal partnership, if only with an unidentified party."""
    approved = [row for row in catalogue.rows["applications"] if row.values["decision"] == Decision.APPROVED]
    if not approved or not catalogue.complete("memberships", "municipalities", "partnerships"):
        return
    held = _partner_countries(catalogue, {row.values["municipality"] for row in approved})
    for row in approved:
        if (row.values["municipality"], row.values["country"]) not in held:
            wrong = f"{row.values['municipality']} has no partnership with a member in {row.values['country']}"
            yield row.problem("municipality", wrong, "Add the partnership, with an unidentified party of that country")


def _partner_countries(catalogue: Catalogue, places: set[str]) -> set[tuple[str, str]]:
    """Return these municipalities, each with the countries of its partners in municipal partnerships."""
    kinds = {row.values["slug"]: row.values["kind"] for row in catalogue.rows["partnerships"]}
    countries = {row.values["slug"]: row.values["country"] for row in catalogue.rows["municipalities"]}
    members: defaultdict[str, set[str]] = defaultdict(set)
    for row in catalogue.rows["memberships"]:
        if kinds.get(row.values["partnership"]) == PartnershipKind.MUNICIPAL_PARTNERSHIP:
            members[row.values["partnership"]].add(row.values["municipality"])
    return {
        (place, countries.get(other, ""))
        for group in members.values()
        for place in group & places
        for other in group - {place}
    }
