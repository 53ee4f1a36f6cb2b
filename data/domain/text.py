"""Text normalisation for searching and sorting: folding of case and diacritics, Swedish collation."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
APOSTROPHES = re.compile(r"['’‘´`ʼʻ]")
BREAKS = re.compile(r"[^\w]+")
SLUG_BREAK = re.compile(r"[^a-z0-9]+")
LAST_LETTERS = str.maketrans({"å": "zzz1", "ä": "zzz2", "ö": "zzz3", "æ": "zzz2", "ø": "zzz3"})


def fold(text: str) -> str:
    """Return the text in lower case, without diacritics, its words separated by one space.

    For example, `Kamianets-Podilskyï` becomes `kamianets podilskyi`.
    """
    if text.isascii():
        return BREAKS.sub(" ", APOSTROPHES.sub("", text.lower())).strip()
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return BREAKS.sub(" ", bare).strip()


def spelling(text: str) -> str:
    """Return the text with its diacritics, normalised in case, spaces and Unicode composition (NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def slug_of(text: str) -> str:
    """Return a text as a part of a slug: small letters, digits and hyphens. Empty when it has no Latin letter or digit."""
    return SLUG_BREAK.sub("-", fold(text)).strip("-")


def collate(text: str) -> str:
    """Return a sort key in Swedish order: å, ä and ö follow z, other diacritics are ignored."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(LAST_LETTERS)) + "\0" + text
