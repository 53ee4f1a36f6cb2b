"""Checks of the values that conditions ask for. A value that cannot exist is an error rather than an empty answer."""

from __future__ import annotations

from collections.abc import Collection

from data.domain.errors import InvalidValue
from data.snapshot.columns import SliceView
from data.snapshot.filters.places import county_codes


def check_goals(goals: Collection[int] | None) -> None:
    for number in goals or ():
        if not 1 <= number <= 17:
            raise InvalidValue(f"there is no Goal {number}; Goals are numbered 1 to 17", "goals")


def check_codes(codes: Collection[str] | None) -> None:
    for code in codes or ():
        if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
            raise InvalidValue(
                f"invalid country code {code[:20]!r}; use the two-letter code in capitals, such as SE or UA",
                "countries",
            )


def check_counties(slice: SliceView, codes: Collection[str] | None) -> None:
    known = {code for code in county_codes(slice).values if code} if codes else ()
    for code in codes or ():
        if code not in known:
            raise InvalidValue(
                f"there is no Swedish county {code[:20]!r}; the codes are {', '.join(sorted(known))}", "counties"
            )


def check_layers(slice: SliceView, slugs: Collection[str] | None) -> None:
    known = slice.tables["layers"].keys
    for slug in slugs or ():
        if slug not in known:
            raise InvalidValue(f"there is no layer {slug[:40]!r}; the layers are {', '.join(known)}", "layers")
