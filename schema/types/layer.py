"""Layers: the parts of the catalogue, each with its own steward and licence."""

import datetime as dt

import strawberry

from data.domain.licences import LICENCES
from data.snapshot import entities, queries
from schema.fields import in_language, note_field, resolved

Root = strawberry.Parent[entities.Layer]


def licence_url(root: Root) -> str:
    return LICENCES[root.licence].url


def partnerships(root: Root) -> int:
    return queries.number_of_partnerships(root)


@strawberry.type(
    description="A part of the catalogue with its own steward, licence and date: the curated base, or imported data."
)
class Layer:
    name: str = strawberry.field(description="Identifier, unique among layers; `base` for the curated catalogue.")
    title: str = in_language("title", "Title, written by the editors.")
    licence: str = strawberry.field(description="Licence of its records (SPDX identifier): `CC-BY-4.0`, `CC0-1.0`.")
    licence_url: str = resolved(licence_url, "URL of the text of the licence.")
    credit: str | None = strawberry.field(
        description="Credit that users of the data give; null when none is asked for beyond the steward."
    )
    steward: str = strawberry.field(description="Organisation that answers for the layer.")
    date: dt.date = strawberry.field(description="Day of its newest facts.")
    website: str | None = strawberry.field(description="URL from which the data come; null when not recorded.")
    note: str | None = note_field()
    partnerships: int = resolved(
        partnerships,
        "Number of partnerships that it holds, of all kinds; parts count with their whole. Those that it only names by a further source do not count.",
    )
