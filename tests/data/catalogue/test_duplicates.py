"""Probable duplicates in layers: found with a score, a reason and the answer that merges them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from data.catalogue.duplicates import duplicates
from data.catalogue.load import read_checked
from data.domain.geography import distance

if TYPE_CHECKING:
    from tests.data.conftest import Desk

UKMERGE = {"country": "LT", "kind": "MUNICIPALITY", "sources": "wikidata-twins", "point_of": "TOWN"}


def found(desk: Desk, layer: Desk) -> list[tuple[int, str, str, str]]:
    """Score, slugs and reason."""
    catalogue = read_checked(desk.directory, layer.directory)
    return [
        (round(one.score), one.first.values["slug"], one.second.values["slug"], one.reason)
        for one in duplicates(catalogue)
    ]


def test_the_small_world_has_none(desk: Desk, layer: Desk) -> None:
    assert found(desk, layer) == []


@pytest.mark.parametrize(
    ("cells", "score", "reason"),
    [
        ({"name": "Vilkmergė", "wikidata": "Q213127"}, 100, "the same wikidata id Q213127"),
        ({"name": "Ukmerge"}, 95, "the same name, not all points known"),
        ({"name": "Ukmergė", "latitude": "55.25", "longitude": "24.75", "wikidata": "Q999"}, 80, "the same name, "),
        ({"name": "Ukmergėje", "latitude": "55.25", "longitude": "24.77"}, 88, "similar names, "),
        ({"name": "Deltuva", "latitude": "55.25", "longitude": "24.75"}, 70, "one spot, "),
    ],
    ids=["two names and one id", "two spellings", "two ids", "a similar name nearby", "another name in one spot"],
)
def test_one_town_under_two_names_is_found(
    desk: Desk, layer: Desk, cells: dict[str, str], score: int, reason: str
) -> None:
    """Ukmergė of the base, and what a layer calls another place."""
    desk.change("municipalities", "ukmerge", latitude="55.25", longitude="24.75", point_of="TOWN", wikidata="Q213127")
    layer.add("municipalities", slug="other-lt", **UKMERGE | cells)
    (one,) = found(desk, layer)

    assert one[1:3] == ("ukmerge", "other-lt")
    assert abs(one[0] - score) <= 4
    assert one[3].startswith(reason)


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Ukmergė", "latitude": "54.0", "longitude": "23.6"},
        {"name": "Kaunas", "latitude": "55.3", "longitude": "24.75"},
        {"name": "Ukmergė", "country": "UA"},
    ],
    ids=["a namesake far away", "another town nearby", "a namesake in another country"],
)
def test_other_towns_are_left_in_peace(desk: Desk, layer: Desk, cells: dict[str, str]) -> None:
    desk.change("municipalities", "ukmerge", latitude="55.25", longitude="24.75", point_of="TOWN")
    layer.add("municipalities", slug="other-lt", **UKMERGE | cells)

    assert found(desk, layer) == []


def test_the_same_parties_and_kind_are_found(desk: Desk, layer: Desk) -> None:
    """Under another slug."""
    cited = {"sources": "wikidata-twins"}
    titles = {"title_en": "Herrljunga – Ukmergė", "title_sv": "Herrljunga – Ukmergė"}
    layer.add("partnerships", slug="once-more", kind="TWIN_TOWN", **titles, **cited)
    for seat, place in (("1", "ukmerge"), ("2", "herrljunga")):
        layer.add("seats", partnership="once-more", number=seat, **cited)
        layer.add("memberships", partnership="once-more", seat=seat, turn="1", municipality=place, **cited)

    assert found(desk, layer) == [(100, "twin-herrljunga-ukmerge", "once-more", "the same parties and kind")]


def test_the_answer_that_merges_is_told(desk: Desk, layer: Desk) -> None:
    """It names the question and the file."""
    layer.add("municipalities", slug="other-lt", **UKMERGE | {"name": "Ukmerge", "point_of": ""})
    (one,) = duplicates(read_checked(desk.directory, layer.directory))

    assert str(one).endswith("answer `ukmerge` to place:LT:ukmerge in wikidata/review.csv, and import again.")


def test_distances_are_those_of_the_globe() -> None:
    """Stockholm and Kyiv are about 1265 km apart; across the 180th meridian it is not far."""
    assert distance((59.33, 18.07), (50.45, 30.52)) == pytest.approx(1265, abs=10)
    assert distance((0.0, 179.5), (0.0, -179.5)) == pytest.approx(111.2, abs=0.1)


def test_all_pairs_together_are_no_more_than_each(desk: Desk, layer: Desk) -> None:
    """Three spellings of one town give three pairs, each once."""
    for number, name in enumerate(("Ukmerge", "Ukmergé")):
        layer.add("municipalities", slug=f"other-{number}-lt", **UKMERGE | {"name": name, "point_of": ""})
    pairs: list[Any] = [one[1:3] for one in found(desk, layer)]

    assert len(pairs) == len(set(pairs)) == 3
