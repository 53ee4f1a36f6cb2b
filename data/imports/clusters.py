"""Groups the mentions of places in tables: those that mean one place form one cluster."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from data.domain.geography import Point, distance
from data.domain.text import fold, spelling
from data.imports.statements import Mention, Statement

WITHIN_KM = 25.0  # distance within which two points of one name are one place
SHORTEST_SPELLING = 3  # letters of a spelling by which places are joined


@dataclass(eq=False)
class Cluster:
    """One place as the tables name it. Of the mentions, those count most that the newest source gives.

    The cached properties are to be read when all mentions are known.
    """

    country: str
    mentions: list[Mention] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    @cached_property
    def newest(self) -> list[tuple[str, Mention]]:
        """The mentions with the day of their source, the newest first."""
        said = [
            (statement.source.attested, mention)
            for statement in self.statements
            for mention in (statement.one, statement.other)
            if mention in self.mentions
        ]
        return sorted(set(said), key=lambda pair: (pair[0], _inverted(pair[1])), reverse=True)

    @cached_property
    def name(self) -> str:
        """The name that the newest source has; of several the most frequent, then the first of the alphabet."""
        newest = self.newest[0][0]
        counts = Counter(mention.name for day, mention in self.newest if day == newest)
        return min(counts, key=lambda name: (-counts[name], name))

    @cached_property
    def spellings(self) -> list[str]:
        """All names and spellings but the preferred name."""
        every = {spelling for mention in self.mentions for spelling in (mention.name, *mention.spellings)}
        return sorted(every - {self.name})

    @cached_property
    def point(self) -> Point | None:
        return next((mention.point for _, mention in self.newest if mention.point), None)

    def first(self, field: str) -> str:
        """The first value of a field that is given: `code`, `wikidata` or `geonames`."""
        return next(filter(None, sorted({getattr(mention, field) for mention in self.mentions})), "")

    def admits(self, mention: Mention) -> bool:
        """Whether a mention of the same name can mean this place: no other code or item, and not far away."""
        for name in ("code", "wikidata", "geonames"):
            own, other = self.first(name), getattr(mention, name)
            if own and other and own != other:
                return False
        points = [known.point for known in self.mentions if known.point]
        return not points or mention.point is None or any(distance(mention.point, p) <= WITHIN_KM for p in points)


def _inverted(mention: Mention) -> tuple[float, ...]:
    """Sort key of mentions of one day, which are sorted in reverse: by name, ascending."""
    return tuple(-ord(letter) for letter in repr(mention))


def clusters_of(statements: Sequence[Statement], exact: Container[str]) -> dict[Mention, Cluster]:
    """Return the cluster of each mention, whatever the order of the statements.

    In the countries `exact` names are told apart by their diacritics: Habo is not Håbo.
    """
    said: defaultdict[Mention, list[Statement]] = defaultdict(list)
    for statement in statements:
        for mention in (statement.one, statement.other):
            said[mention].append(statement)
    found: dict[Mention, Cluster] = {}
    named: defaultdict[tuple[str, str], list[Cluster]] = defaultdict(list)
    for mention in sorted(said, key=lambda mention: mention.order):
        keys = list(_keys(mention, spelling if mention.country in exact else fold))
        known = [cluster for key in keys for cluster in named[key]]
        cluster = next((one for one in known if one.admits(mention)), None) or Cluster(mention.country)
        cluster.mentions.append(mention)
        cluster.statements += said[mention]
        found[mention] = cluster
        for key in keys:
            if not any(one is cluster for one in named[key]):
                named[key].append(cluster)
    return found


def _keys(mention: Mention, normal: Callable[[str], str]) -> Iterable[tuple[str, str]]:
    """Yield what a mention is found by: its code, its item, its name and its spellings within the country."""
    for name in ("code", "wikidata", "geonames"):
        if getattr(mention, name):
            yield mention.country, f"{name}:{getattr(mention, name)}"
    for name in (mention.name, *mention.spellings):
        if len(name) >= SHORTEST_SPELLING or name == mention.name:
            yield mention.country, normal(name)
