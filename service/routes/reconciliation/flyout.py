"""The preview of a place as HTML without scripts."""

from __future__ import annotations

from html import escape

from data.search.properties import PROPERTIES, Place, describe, name_of
from data.snapshot.entities import Country, Municipality

WIDTH, HEIGHT = 400, 160  # pixels
SHOWN = ("coordinates", "wikidata")  # properties
NAMES = 6  # maximum number of other names
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<style>body {{ font: 14px/1.4 sans-serif; margin: 8px }} h1 {{ font-size: 16px; margin: 0 }} p {{ margin: 4px 0 }}</style>
</head><body><h1>{name}</h1>{lines}</body></html>
"""


def flyout(place: Place) -> str:
    """The preview: name, description, other names, properties and number of partnerships."""
    return PAGE.format(name=escape(name_of(place)), lines="".join(f"<p>{escape(line)}</p>" for line in lines(place)))


def lines(place: Place) -> list[str]:
    found = [describe(place)]
    if isinstance(place, Country):
        return [*found, place.name_sv]
    found.append(other_names(place))
    values = ((PROPERTIES[name].name, value) for name in SHOWN for value in PROPERTIES[name].read(place))
    found += [f"{name}: {value}" for name, value in values if value is not None]
    count = len(place.partnerships())
    return [*filter(None, found), f"{count} partnership{'' if count == 1 else 's'}"]


def other_names(place: Municipality) -> str:
    names = [name.name for name in place.names][:NAMES]
    return f"Also {', '.join(names)}" if names else ""
