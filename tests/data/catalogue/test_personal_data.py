"""No personal data in the records: the people whom the first documents name are in none of them.

`personal_hashes.txt` has the SHA-256 of their names (first and last, in small letters), phone numbers (digits only)
and e-mail addresses (in small letters); what it stands for is nowhere in this repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from data.catalogue.reader import RECORDS_DIR

HASHES = frozenset((Path(__file__).parent / "personal_hashes.txt").read_text().split())
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
DIGITS = re.compile(r"\+?\d[\d \u00a0()/.–-]{5,}\d")
WORD = re.compile(r"[^\W\d_]+")


def tokens(text: str) -> Iterator[str]:
    """What a text may hold of a person: pairs of words, numbers without spaces, addresses."""
    small = text.casefold()
    words = WORD.findall(small)
    yield from map(" ".join, pairwise(words))
    yield from (re.sub(r"\D", "", number.replace("(0)", "")) for number in DIGITS.findall(small))
    yield from EMAIL.findall(small)


def hashes(text: str) -> set[str]:
    return {sha256(token.encode()).hexdigest() for token in tokens(text)}


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("Says Nomen Nescio, mayor", "nomen nescio"),
        ("nomen-nescio", "nomen nescio"),
        ("Tel. 0000-00 00 00.", "0000000000"),
        ("+46 (0)000-00 00 00,", "46000000000"),
        ("Nomen.Nescio@Mariestad.se", "nomen.nescio@mariestad.se"),
    ],
)
def test_the_search_finds_what_it_is_for(text: str, token: str) -> None:
    """Names, numbers and addresses are found in whatever guise."""
    assert token in set(tokens(text))
    assert sha256(token.encode()).hexdigest() in hashes(text)


def test_the_list_is_not_empty() -> None:
    """Seven people, two addresses and one number in two forms."""
    assert len(HASHES) == 11
    assert all(re.fullmatch("[0-9a-f]{64}", line) for line in HASHES)


@pytest.mark.parametrize("directory", ["records", "world"])
def test_no_file_names_them(world: Path, directory: str) -> None:
    """Neither the catalogue, nor the note on its sources, nor the small world holds any of them."""
    files = sorted((world if directory == "world" else RECORDS_DIR).iterdir())
    found = [path.name for path in files if path.is_file() and hashes(path.read_text(encoding="utf-8")) & HASHES]

    assert len(files) >= 29
    assert found == []
