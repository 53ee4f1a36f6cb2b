"""How sure a tie is: as sure as its least sure part, and as its surest partnership."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.domain.enums import PartnershipKind, Projection
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec, node_id
from data.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.data.conftest import Desk

DAY = date(2011, 6, 1)
SURE, PERHAPS = "2010", "2011"
PLACES = ["arvika", "beryslav", "bollnas", "brod", "forshaga", "gotland", "haabo", "habo"]
PLACES += ["herrljunga", "jb-marks", "kalix", "livingstone", "lobatse", "lund", "mariestad", "vaxjo"]
PAIRS = list(zip(PLACES[::2], PLACES[1::2], strict=True))
# Of a partnership and its two members: no member is older than the partnership.
STARTS = [(SURE, *own) for own in product((SURE, PERHAPS), repeat=2)] + [(PERHAPS,) * 3]


def add(desk: Desk, slug: str, kind: str, start: str, *members: tuple[str, str]) -> None:
    """A partnership that ended after the day, and its members, each with a start of its own."""
    desk.add("partnerships", slug=slug, kind=kind, title_en=slug, title_sv=slug, start=start, end="2012")
    for number, (place, since) in enumerate(members, start=1):
        seat = {"partnership": slug, "sources": "geonames"}
        desk.add("seats", number=str(number), **seat)
        desk.add("memberships", seat=str(number), turn="1", municipality=place, start=since, end="2012", **seat)


def certainty(snapshot: Snapshot, kind: str, projection: str = "MUNICIPALITIES") -> dict[frozenset[str], str]:
    spec = NetworkSpec(frozenset({PartnershipKind(kind)}), Projection(projection))
    return {
        frozenset((node_id(t.a), node_id(t.b))): str(t.certainty)
        for t in measures_of(snapshot.slice(DAY), spec).network.ties
    }


def test_a_tie_is_as_sure_as_its_least_sure_part(desk: Desk, read: Callable[[Path], Snapshot]) -> None:
    """Certain when the partnership and both members surely are there that day, in the two-mode network one of them."""
    for (one, other), (whole, first, second) in zip(PAIRS, STARTS, strict=False):
        add(desk, f"{one}-{other}", "FRIENDSHIP", whole, (one, first), (other, second))
    snapshot = read(desk.directory)
    expected = {True: "CERTAIN", False: "POSSIBLE"}

    assert certainty(snapshot, "FRIENDSHIP") == {
        frozenset(pair): expected[starts == (SURE, SURE, SURE)] for pair, starts in zip(PAIRS, STARTS, strict=False)
    }
    assert certainty(snapshot, "FRIENDSHIP", "AFFILIATION") == {
        frozenset((place, f"partnership:{'-'.join(pair)}")): expected[whole == since == SURE]
        for pair, (whole, *own) in zip(PAIRS, STARTS, strict=False)
        for place, since in zip(pair, own, strict=True)
    }


@pytest.mark.parametrize("since", [(SURE, PERHAPS), (PERHAPS, SURE), (PERHAPS, PERHAPS)])
def test_a_tie_is_as_sure_as_its_surest_pair(
    desk: Desk, read: Callable[[Path], Snapshot], since: tuple[str, str]
) -> None:
    """Two countries are tied for sure when one of their pairs is, and two places when one of their partnerships does."""
    places = zip(("herrljunga", "mariestad"), since, strict=True)
    add(desk, "three", "CONTACT", SURE, *places, ("ukmerge", SURE))
    for number, start in enumerate(since):
        add(desk, f"pair-{number}", "FRIENDSHIP", start, ("lund", start), ("brod", start))
    snapshot = read(desk.directory)
    surest = "CERTAIN" if SURE in since else "POSSIBLE"

    assert certainty(snapshot, "CONTACT", "COUNTRIES") == {frozenset(("SE", "LT")): surest}
    assert certainty(snapshot, "FRIENDSHIP") == {frozenset(("lund", "brod")): surest}
