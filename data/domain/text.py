"""Text for searching and sorting: folding of letters, and the Swedish order of the alphabet."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
APOSTROPHES = re.compile(r"['’‘´`ʼʻ]")
BREAKS = re.compile(r"[^\w]+")
LAST_LETTERS = str.maketrans({"å": "zzz1", "ä": "zzz2", "ö": "zzz3", "æ": "zzz2", "ø": "zzz3"})


def fold(text: str) -> str:
    """Lower case, no diacritics, words separated by one space: `Kamianets-Podilskyï` becomes `kamianets podilskyi`."""
    if text.isascii():
        return BREAKS.sub(" ", APOSTROPHES.sub("", text.lower())).strip()
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return BREAKS.sub(" ", bare).strip()


def spelling(text: str) -> str:
    """The text with its diacritics, but without differences of case, of spaces and of Unicode composition."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def collate(text: str) -> str:
    """A sort key: å, ä and ö come after z, as in Swedish; other diacritics do not count."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(LAST_LETTERS)) + "\0" + text
