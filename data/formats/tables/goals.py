"""The links of projects to Goals as CSV (RFC 4180, UTF-8), one per line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from data.domain.evidence_enums import GoalBasis
from data.formats.networks.edge_list import line
from data.snapshot.entities import GoalLink
from data.snapshot.queries import partnerships
from data.snapshot.slice import Slice

HEADER = (
    *("partnership", "title_en", "title_sv", "project", "certainty"),
    *("goal", "goal_en", "goal_sv", "target", "basis", "emphasis", "strength"),
    *("themes", "rules", "reasons_en", "reasons_sv", "sources"),
)


def write(slice: Slice, basis: frozenset[GoalBasis], layers: Collection[str] | None = None) -> Iterator[str]:
    """Yield the links of the projects of partnerships, by partnership, project and Goal; the header first.

    The partnerships are those that some layers hold or name; None is all.
    """
    yield line(HEADER)
    for partnership in partnerships(slice.partnerships, layers=layers):
        for project in partnership.projects:
            for link in project.goals(basis):
                titles = (partnership.slug, partnership.title_en, partnership.title_sv)
                yield line((*titles, project.slug, project.certainty.value, *cells(link)))


def cells(link: GoalLink) -> tuple[str | int, ...]:
    goal, rules = link.goal, [why.rule for why in link.because]
    return (
        *(goal.number, goal.title_en, goal.title_sv, link.target.code if link.target else "", link.basis.value),
        "" if link.because else link.emphasis,
        link.strength or "",
        joined(why.theme.key for why in link.because),
        joined(rule.slug for rule in rules),
        joined(rule.reason_en for rule in rules),
        joined(rule.reason_sv for rule in rules),
        joined(source.slug for source in link.sources),
    )


def joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
