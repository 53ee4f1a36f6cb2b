"""What a table says of itself: its columns, the catalogue version, the day, the conditions, the licences, how to cite it."""

from __future__ import annotations

from collections.abc import Iterator

from data.catalogue.layers import strictest
from data.domain.enums import Choice, Language
from data.domain.licences import LICENCES
from data.domain.meanings_sv import SWEDISH
from data.formats.tables.column import Table, TableContext, Words

Line = tuple[str, ...]

CATALOGUE = Words("Samband: partnerships of municipalities", "Samband: kommunernas partnerskap")
ALL_TIME = Words("all time", "all tid")
HEADINGS = {
    "version": Words("Catalogue version", "Katalogversion"),
    "day": Words("As of", "Gäller"),
    "conditions": Words("Parameters", "Parametrar"),
    "licence": Words("Licence", "Licens"),
    "credit": Words("Credit", "Ange som källa"),
    "citation": Words("Cite as", "Citera som"),
    "layers": Words("Layers and their licences", "Lagren och deras licenser"),
    "columns": Words("Columns", "Kolumner"),
    "values": Words("Values", "Värden"),
}


def day_of(context: TableContext) -> str:
    day = context.slice.day
    return day.isoformat() if day else ALL_TIME.text(context.language)


def conditions_of(context: TableContext) -> str:
    """The parameters of the request, as in an address."""
    return "&".join(f"{name}={text}" for name, text in sorted(context.parameters.items()))


def citation(table: Table, context: TableContext) -> str:
    """How to cite the table, with the address of the version, whose data never change."""
    title, of = (words.text(context.language) for words in (table.title, CATALOGUE))
    version = HEADINGS["version"].text(context.language).lower()
    return (
        f"{title}. {of}, {version} {context.version}, {day_of(context)}. {context.address}/versions/{context.version}/"
    )


def summary(table: Table, context: TableContext) -> dict[str, str]:
    """The facts of the table as a whole, by key of HEADINGS."""
    credits = dict.fromkeys(layer.credit for layer in context.layers if layer.credit)
    return {
        "version": context.version,
        "day": day_of(context),
        "conditions": conditions_of(context),
        "licence": " ".join(licence.url for licence in strictest(context.layers)),
        "credit": "; ".join(credits),
        "citation": citation(table, context),
    }


def lines(table: Table, context: TableContext) -> Iterator[Line]:
    """Yield the lines of the explanation, for a sheet of its own."""
    language = context.language
    yield (table.title.text(language),)
    yield (table.about.text(language),)
    yield ()
    for key, fact in summary(table, context).items():
        yield HEADINGS[key].text(language), fact
    yield ()
    yield (HEADINGS["layers"].text(language),)
    for layer in context.layers:
        licence = LICENCES[layer.licence]
        yield layer.slug, layer.title(language), f"{licence.title}, {licence.url}"
    yield ()
    yield (HEADINGS["columns"].text(language),)
    for column in table.columns:
        yield column.name.text(language), column.about.text(language)
    yield ()
    yield (HEADINGS["values"].text(language),)
    for column in table.columns:
        for choice in column.choices or ():
            yield column.name.text(language), choice.value, meaning(choice, language)


def meaning(choice: Choice, language: Language) -> str:
    return SWEDISH[type(choice).__name__][choice.value] if language is Language.SV else choice.about
