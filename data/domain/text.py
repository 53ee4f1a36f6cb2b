"""Text normalisation for searching and sorting: folding of case and diacritics, Swedish collation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
APOSTROPHES = re.compile(r"['’‘´`ʼʻ]")
BREAKS = re.compile(r"[^\w]+")
MANY_LETTERS = 100  # distinct letters; more are replaced faster by one table than one by one
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


def fold_all(texts: Collection[str]) -> list[str]:
    """Return `fold` of each text. It takes a sixth of the time, because it folds one string that holds all texts."""
    return _fold_lines(_as_lines(texts)) if texts else []


def _as_lines(texts: Collection[str]) -> str:
    return "\n".join([text.replace("\n", " ") for text in texts])


def _fold_lines(lines: str) -> list[str]:
    """Return `fold` of each line."""
    lines = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", lines).casefold())
    letters = {letter: _fold_letter(letter) for letter in set(lines) - {"\n", " "}}
    changed = {letter: folded for letter, folded in letters.items() if letter != folded}
    if len(changed) > MANY_LETTERS:
        lines = lines.translate({ord(letter): folded for letter, folded in changed.items()})
    else:
        for letter, folded in changed.items():
            lines = lines.replace(letter, folded)
    while "  " in lines:
        lines = lines.replace("  ", " ")
    return lines.replace(" \n", "\n").replace("\n ", "\n").strip(" ").split("\n")


def _fold_letter(letter: str) -> str:
    """Return a decomposed, casefolded letter without diacritics. Empty for a mark, a space for a break."""
    if unicodedata.combining(letter) or APOSTROPHES.match(letter):
        return ""
    return BREAKS.sub(" ", letter.translate(LETTERS))


def spelling(text: str) -> str:
    """Return the text with its diacritics, normalised in case, spaces and Unicode composition (NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def slug_of(text: str) -> str:
    """Return a text as a part of a slug: small letters, digits and hyphens. Empty when it has no Latin letter or digit."""
    return SLUG_BREAK.sub("-", fold(text)).strip("-")


def collate(text: str) -> str:
    """Return a sort key in Swedish order: å, ä and ö follow z, other diacritics are ignored."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(LAST_LETTERS)) + "\0" + text


def collate_all(texts: Collection[str]) -> list[str]:
    """Return `collate` of each text, in a fraction of the time."""
    if not texts:
        return []
    lines = unicodedata.normalize("NFC", _as_lines(texts)).casefold()
    for letter, key in LAST_LETTERS.items():
        lines = lines.replace(chr(letter), key)
    return [f"{folded}\0{text}" for folded, text in zip(_fold_lines(lines), texts, strict=True)]
