"""Who could be a partner: the places, their reasons and their order, held against the CSV files."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from data.catalogue.reader import RECORDS_DIR
from data.domain.enums import PartnershipKind
from data.domain.errors import InputError
from data.domain.text import collate
from data.networks.suggestions import Suggestion, suggest
from data.snapshot.entities import Municipality
from data.snapshot.queries import municipality_by_key
from data.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.data.conftest import Desk

CALLS = ["cee-2009", "icld-2020", "icld-2025"]


@cache
def rows(name: str) -> list[dict[str, str]]:
    text = (RECORDS_DIR / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def wholes() -> dict[str, str]:
    """The whole of each partnership."""
    return {row["slug"]: row["part_of"] or row["slug"] for row in rows("partnerships")}


@cache
def held() -> dict[str, set[str]]:
    """The partnerships of each municipality, of all time. Of a part, the whole."""
    found = defaultdict(set)
    for row in rows("memberships"):
        found[row["municipality"]].add(wholes()[row["partnership"]])
    return found


@cache
def named(file: str, column: str) -> dict[str, set[str]]:
    """What the projects of each partnership name."""
    of = {row["slug"]: wholes()[row["partnership"]] for row in rows("projects")}
    found = defaultdict(set)
    for row in rows(file):
        found[of[row["project"]]].add(row[column])
    return found


def of_place(slug: str, file: str, column: str) -> set[str]:
    return {value for partnership in held()[slug] for value in named(file, column)[partnership]}


def areas(slug: str) -> set[str]:
    core = {row["slug"]: row["core_area"] for row in rows("themes")}
    return {core[theme] for theme in of_place(slug, "project_themes", "theme")} - {""}


@cache
def distances() -> Any:
    """In ties between holders of different seats; no two holders of one partnership missed each other but in one seat."""
    graph: Any = nx.Graph()
    members = defaultdict(list)
    for row in rows("memberships"):
        members[row["partnership"]].append((row["seat"], row["municipality"]))
    for there in members.values():
        graph.add_edges_from((a, b) for (seat, a), (other, b) in combinations(there, 2) if seat != other)
    return dict(nx.all_pairs_shortest_path_length(graph, 3))


def reasons(here: str, other: str) -> tuple[list[int], set[str], int | None]:
    goals = (of_place(slug, "project_goals", "goal") for slug in (here, other))
    common = sorted(map(int, set.intersection(*goals)))
    return common, areas(here) & areas(other), distances().get(here, {}).get(other)


def score(common: list[int], shared: set[str], distance: int | None) -> int:
    return 3 * len(common) + 2 * len(shared) + {2: 3, 3: 1}.get(distance or 0, 0)


def unit(snapshot: Snapshot, slug: str, day: date | None = None) -> Municipality:
    found = municipality_by_key(snapshot.slice(day), slug=slug)
    assert found is not None
    return found


def goes_on(suggestion: Suggestion) -> bool:
    kind, lively = PartnershipKind.MUNICIPAL_PARTNERSHIP, ("ACTIVE", "PLANNED")
    return any(p.kind is kind and p.state in lively for p in suggestion.partnerships)


@pytest.mark.parametrize("call", CALLS)
def test_suggestions_are_those_of_the_files(whole: Snapshot, call: str) -> None:
    """For every Swedish municipality with a partnership: all places with a reason, none else, each with its reasons."""
    eligible = {row["country"] for row in rows("call_countries") if row["call"] == call}
    abroad = [r["slug"] for r in rows("municipalities") if r["country"] in eligible and r["kind"] != "UNIDENTIFIED"]
    at_home = [r["slug"] for r in rows("municipalities") if r["country"] == "SE" and r["slug"] in held()]
    for here in at_home:
        made = {s.municipality.slug: s for s in suggest(unit(whole, here), call)}
        wanted = {other: found for other in abroad if score(*(found := reasons(here, other)))}

        assert set(made) <= set(wanted), here
        for other, found in wanted.items():
            shared = held()[here] & held()[other]
            if other not in made:
                states = {(p.kind, p.state) for slug in shared if (p := whole.all_time.get("partnerships", slug))}  # type: ignore[attr-defined]
                assert states & {("MUNICIPAL_PARTNERSHIP", state) for state in ("ACTIVE", "PLANNED")}, (here, other)
            else:
                told = made[other]
                assert ([g.number for g in told.shared_goals], set(told.shared_core_areas), told.distance) == found
                assert told.score == score(*found)
                assert {p.slug for p in told.partnerships} == shared


@pytest.mark.parametrize(
    ("day", "call"),
    [
        *((day, call) for day in (None, date(2026, 11, 22)) for call in CALLS),
        *((date(2021, 6, 1), call) for call in CALLS[:2]),
    ],
    ids=str,
)
def test_suggestions_keep_their_rules(whole: Snapshot, call: str, day: date | None) -> None:
    """On any day: eligible countries, nobody who is a partner now, no score of nothing, the best first, then by name."""
    eligible = {row["country"] for row in rows("call_countries") if row["call"] == call}
    for here in ("vaxjo", "karlskoga", "mariestad", "lycksele", "kalix", "gotland", "falun", "umea"):
        made = suggest(unit(whole, here, day), call)
        order = [(-s.score, collate(s.municipality.name)) for s in made]

        assert {s.municipality.country.code for s in made} <= eligible
        assert not any(map(goes_on, made))
        assert all(s.score > 0 for s in made)
        assert order == sorted(order)
        assert len({s.municipality.slug for s in made}) == len(made)
        assert all(s.municipality.slice.day == day for s in made)
        assert all((s.state is None) is (not s.partnerships) for s in made)


def test_a_paused_partner_is_marked(snapshot: Snapshot) -> None:
    """Mariestad's partnership is paused by war: Kamianets-Podilskyi is named with that; Kalix's Masaka is active, so not."""
    paused = {s.municipality.slug: s for s in suggest(unit(snapshot, "mariestad"), "icld-2020")}
    active = {s.municipality.slug for s in suggest(unit(snapshot, "kalix"), "icld-2020")}

    assert str(paused["kamianets-podilskyi"].state) == "PAUSED"
    assert paused["kamianets-podilskyi"].distance == 1
    assert [p.slug for p in paused["kamianets-podilskyi"].partnerships] == ["mariestad-ukmerge-kamianets-podilskyi"]
    assert "masaka" not in active


def test_an_ended_partner_is_marked(desk: Desk, read: Callable[[Path], Snapshot]) -> None:
    """Once Kalix – Masaka is over Masaka may be suggested, and the end is told."""
    desk.change("statuses", "kalix-masaka-active", state="ENDED")
    desk.change("partnerships", "kalix-masaka", end="[..2021]")
    [masaka] = [s for s in suggest(unit(read(desk.directory), "kalix"), "icld-2020") if s.municipality.slug == "masaka"]

    assert str(masaka.state) == "ENDED"
    assert masaka.score == 3 * len(masaka.shared_goals) + 2 * len(masaka.shared_core_areas) > 0


def test_one_call_is_not_another(whole: Snapshot) -> None:
    """Colombia and Guatemala are eligible in 2025 and were not in 2020; China the other way about."""
    eligible = {
        call: {
            s.municipality.country.code
            for place in ("umea", "karlskoga", "vaxjo", "falun")
            for s in made(whole, place, call)
        }
        for call in ("icld-2020", "icld-2025")
    }

    assert not eligible["icld-2020"] & {"CO", "GT", "ZW", "RW", "LT"}
    assert not eligible["icld-2025"] & {"BA", "CN", "GE", "MD", "MZ", "TR", "VN", "LT"}
    assert eligible["icld-2020"] != eligible["icld-2025"]


def made(snapshot: Snapshot, slug: str, call: str) -> list[Suggestion]:
    return suggest(unit(snapshot, slug), call)


@pytest.mark.parametrize("call", ["icld-1999", "", "ICLD-2020"])
def test_an_unknown_call_is_an_error_of_the_client(snapshot: Snapshot, call: str) -> None:
    """No list of nobody: whoever misspells a call is told so."""
    with pytest.raises(InputError, match="there is no call with this slug"):
        suggest(unit(snapshot, "mariestad"), call)
