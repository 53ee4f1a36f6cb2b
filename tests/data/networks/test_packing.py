"""Packed circles: apart, close to each other, large ones first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from data.networks.drawing.packing import LINES, pack_circles


def gaps(spots: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """The distances between the borders of all pairs of circles."""
    one, other = np.triu_indices(len(radii), 1)
    return np.asarray(pdist(spots) - radii[one] - radii[other])


def density(spots: np.ndarray, radii: np.ndarray) -> float:
    """The share of a disc around all circles that they cover."""
    middle = radii**2 @ spots / (radii**2).sum()
    return float((radii**2).sum() / (np.hypot(*(spots - middle).T) + radii).max() ** 2)


@settings(max_examples=60)
@given(st.lists(st.floats(0.6, 40), min_size=1, max_size=60))
def test_circles_of_any_radii_do_not_overlap(found: list[float]) -> None:
    """They only touch, and the largest is at the origin."""
    radii = np.array(sorted(found, reverse=True))
    spots = pack_circles(radii)

    assert spots.shape == (len(radii), 2)
    assert not spots[0].any()
    assert gaps(spots, radii).min(initial=0) > -1e-9


@pytest.mark.parametrize(
    ("radii", "least"),
    [
        (np.full(1000, 0.6), 0.75),
        (np.array([93.0, *[1.6] * 400, *[1.1] * 700]), 0.9),
        (np.linspace(8, 1, 300), 0.7),
        (np.array([20.0, 13.0, 10.0, *[1.1] * 500]), 0.75),
    ],
    ids=["equal", "one large", "mixed", "holes between large ones"],
)
def test_little_space_is_wasted(radii: np.ndarray, least: float) -> None:
    """Circles cover most of a disc around them: small ones fill the holes and surround the large ones."""
    spots = pack_circles(radii)

    assert density(spots, radii) > least
    assert gaps(spots, radii).min() > -1e-9


def test_tiny_circles_around_a_huge_one_have_room_on_a_coarser_grid() -> None:
    """The number of grid lines is limited; then circles may lie further apart, but never on each other."""
    radii = np.array([LINES * 10.0, *[1.0] * 500])

    assert gaps(pack_circles(radii), radii).min() > -1e-9
