"""Groups the mentions of places in tables: those that mean one place form one cluster."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from data.domain.geography import ONE_PLACE_KM, Point, distance
from data.domain.text import fold, spelling
from data.imports.statements import Mention, Statement

IDS = ("code", "wikidata", "geonames")


@dataclass(eq=False)
class Cluster:
    """One place as the tables name it. Of the mentions, those count most that the newest source gives.

    The cached properties are to be read when all mentions are known.
    """

    country: str
    mentions: list[Mention] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    ambiguous: bool = False  # whether its name is that of several others, and nothing tells which is meant

    @cached_property
    def newest(self) -> list[tuple[str, Mention]]:
        """The mentions with the day of their source, the newest first."""
        said = {(statement.source.attested, mention) for statement, _, mention in self.occurrences()}
        return sorted(said, key=lambda pair: (pair[0], _inverted(pair[1])), reverse=True)

    @cached_property
    def name(self) -> str:
        """The name that the newest source has; of several the most frequent, then the first of the alphabet."""
        newest = self.newest[0][0]
        counts = Counter(mention.name for day, mention in self.newest if day == newest)
        return min(counts, key=lambda name: (-counts[name], name))

    @cached_property
    def spellings(self) -> list[str]:
        """All names and spellings but the preferred name."""
        every = {name for mention in self.mentions for name in (mention.name, *mention.spellings)}
        return sorted(every - {self.name})

    @cached_property
    def point(self) -> Point | None:
        return next((mention.point for _, mention in self.newest if mention.point), None)

    def occurrences(self) -> Iterator[tuple[Statement, str, Mention]]:
        """Yield each statement with the party, `municipality` or `partner`, that names the place, and how it does."""
        for statement in self.statements:
            for party, mention in (("municipality", statement.one), ("partner", statement.other)):
                if mention in self.mentions:
                    yield statement, party, mention

    def first(self, field: str) -> str:
        """The first value of a field that is given: `code`, `wikidata` or `geonames`."""
        return next(filter(None, sorted({getattr(mention, field) for mention in self.mentions})), "")

    def admits(self, mention: Mention) -> bool:
        """Whether a mention of the same name can mean this place: no other code or item, and not far away."""
        for name in IDS:
            own, other = self.first(name), getattr(mention, name)
            if own and other and own != other:
                return False
        points = [known.point for known in self.mentions if known.point]
        return not points or mention.point is None or any(distance(mention.point, p) <= ONE_PLACE_KM for p in points)


def _inverted(mention: Mention) -> tuple[float, ...]:
    """Sort key of mentions of one day, which are sorted in reverse: by name, ascending."""
    return tuple(-ord(letter) for letter in repr(mention))


def clusters_of(statements: Sequence[Statement], exact: Container[str]) -> dict[Mention, Cluster]:
    """Return the cluster of each mention, whatever the order of the statements.

    Mentions with one id are one place. So are mentions of one name, or of a name that the other gives as a spelling,
    when ids and points allow it. In the countries `exact` names are told apart by their diacritics: Habo is not Håbo.
    """
    said: defaultdict[Mention, list[Statement]] = defaultdict(list)
    for statement in statements:
        for mention in (statement.one, statement.other):
            said[mention].append(statement)
    register = Register(exact)
    for mention in sorted(said, key=lambda mention: mention.order):
        register.add(mention, said[mention])
    return register.found


class Register:
    """The clusters so far, by id, by name and by spelling."""

    def __init__(self, exact: Container[str]) -> None:
        self.exact = exact
        self.found: dict[Mention, Cluster] = {}
        self.by_id: dict[tuple[str, str, str], Cluster] = {}
        self.by_name: defaultdict[tuple[str, str], list[Cluster]] = defaultdict(list)
        self.by_spelling: defaultdict[tuple[str, str], list[Cluster]] = defaultdict(list)

    def add(self, mention: Mention, statements: Sequence[Statement]) -> None:
        """Add a mention to its cluster, or to a new one. Of several that it may mean, it is none."""
        ids = [(mention.country, name, getattr(mention, name)) for name in IDS if getattr(mention, name)]
        known = list(dict.fromkeys(self.by_id[key] for key in ids if key in self.by_id))
        if not known:
            known = [cluster for cluster in self._named(mention) if cluster.admits(mention)]
            known = known[:1] if mention.point else known
        cluster = known[0] if len(known) == 1 else Cluster(mention.country, ambiguous=len(known) > 1)
        cluster.mentions.append(mention)
        cluster.statements += statements
        self.found[mention] = cluster
        self.by_id |= dict.fromkeys(ids, cluster)
        if not cluster.ambiguous:
            self.by_name[self._key(mention, mention.name)].append(cluster)
            for name in mention.spellings:
                self.by_spelling[self._key(mention, name)].append(cluster)

    def _named(self, mention: Mention) -> list[Cluster]:
        """The clusters with the name as a name or a spelling, or with a spelling as a name."""
        own = self._key(mention, mention.name)
        others = (one for name in mention.spellings for one in self.by_name.get(self._key(mention, name), ()))
        return list(dict.fromkeys([*self.by_name.get(own, ()), *self.by_spelling.get(own, ()), *others]))

    def _key(self, mention: Mention, name: str) -> tuple[str, str]:
        folded = "" if mention.country in self.exact else fold(name)
        return mention.country, folded or spelling(name)
