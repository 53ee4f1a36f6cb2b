"""Layers: the parts of the catalogue, each with its own steward and licence."""

from data.domain.licences import LICENCES
from data.store.models.fields import integer, labels, notes, slug, text, web
from data.store.models.layout import Field, Kind, Record

layers = Record(
    "layers",
    "Parts of the catalogue, each with its own steward and licence. One row: the layer of the files beside this one.",
    slug("Name of the layer: `base` for the curated catalogue, else that of its directory."),
    *labels("title", "title"),
    text("steward", "Organisation that answers for the layer.", required=True),
    text(
        "licence",
        "Licence of its data (SPDX identifier).",
        required=True,
        pattern="|".join(LICENCES).replace(".", r"\."),
    ),
    text("credit", "Credit that users of the data give."),
    Field("date", "Day of its newest facts.", Kind.DAY, required=True),
    integer(
        "precedence",
        "1 for the base. Records refer only to layers with the same or a lower number, and of two that disagree the lower holds.",
        required=True,
    ),
    web("website", "Where the data come from."),
    *notes(),
)
