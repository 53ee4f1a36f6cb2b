"""The pictures of the README are made of the real page: `make pictures` keeps them, the tests only look."""

from __future__ import annotations

import io
import os
import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
LARGEST = 200_000  # bytes
COLOURS = 256  # of a palette, which makes a file small and is not seen
TEAM = "mariestad-ukmerge-kamianets-podilskyi"
WIDE, PHONE = (1280, 800), (360, 740)
PICTURES = {
    "start": ("/?lang=sv", WIDE, "light"),
    "map": ("/?view=map&asOf=2021-06-01&lang=en", WIDE, "light"),
    "network": ("/?view=network&lang=en", WIDE, "light"),
    "numbers": ("/?view=numbers&asOf=2021-06-01&lang=sv", WIDE, "light"),
    "handover": (f"/?partnership={TEAM}&asOf=2019-06-01&lang=en", WIDE, "light"),
    "goal-dark": ("/?goal=16&lang=sv", WIDE, "dark"),
    "phone": ("/?place=karlskoga&lang=sv", PHONE, "light"),
    "page": ("/municipality/mariestad?lang=sv", WIDE, "light"),
}


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    """Where pictures go: the folder of SAMBAND_TEST_PICTURES, or nowhere that lasts."""
    folder = Path(os.environ.get("SAMBAND_TEST_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken(visit: Visit, layered_site: str, gallery: Path, name: str) -> None:
    """It is as large as the window, light enough for a README, and not empty."""
    address, (width, height), scheme = PICTURES[name]
    page = visit(address, width=width, height=height, color_scheme=scheme, host=layered_site)
    if address.startswith("/?"):
        expect(page.locator("#numbers")).to_have_attribute("data-settled", re.compile("asOf"))
    if "view=numbers" in address:
        expect(page.locator(".counts").first).to_be_visible()
    path = gallery / f"{name}.png"
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as picture:
        picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
    content = path.read_bytes()

    assert struct.unpack(">II", content[16:24]) == (width, height)
    assert 10_000 < len(content) < LARGEST
