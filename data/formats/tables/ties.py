"""The table of ties: one row for each two local authorities that share a partnership."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from data.catalogue.layers import strictest
from data.domain.arrays import Numbers
from data.domain.enums import Certainty, PartnershipKind
from data.formats.networks import attributes, labels
from data.formats.tables.column import VERSION, CellKind, Column, Table, TableContext, Words, column, distinct
from data.networks.network import Network

End = dict[str, Any]  # the slug and the attributes of a node


class TieRow(NamedTuple):
    """A row of the table: both ends, the certainty, and of the partnerships their slugs, kinds and layers."""

    ends: tuple[End, End]
    certainty: str
    partnerships: list[str]
    kinds: list[str]
    layers: list[str]


def rows(network: Network, _: TableContext) -> Iterator[TieRow]:
    """Yield the ties of a network of municipalities by descending weight, then by their ends."""
    table, slice = network.tie_table, network.slice
    partnerships, places = slice.tables["partnerships"], slice.tables["municipalities"]
    nodes = ends_of(network, table.nodes)
    slugs = labels.cells(partnerships, "slug", table.by)
    kinds = [kind.value for kind in labels.cells(partnerships, "kind", table.by)]
    layers = labels.cells(slice.tables["layers"], "slug", layer_rows(network))
    one, other = (rows.tolist() for rows in table.rows)
    for tie in table.heaviest.tolist():
        of = slice_of(table.offsets, tie)
        pair = nodes[one[tie] - places.first], nodes[other[tie] - places.first]
        certainty = attributes.CERTAINTY[table.level[tie]]
        assert certainty is not None
        yield TieRow(pair, certainty, slugs[of], distinct(sorted(kinds[of])), distinct(layers[of]))


def slice_of(offsets: Numbers, tie: int) -> Any:
    """The indices of the partnerships of a tie."""
    return slice(int(offsets[tie]), int(offsets[tie + 1]))


def ends_of(network: Network, rows: Numbers) -> dict[int, End]:
    """The slug and the attributes of municipalities by row, counted from 0."""
    table = network.slice.tables["municipalities"]
    columns = {"slug": labels.cells(table, "slug", rows)} | labels.columns(network.slice, table, rows)
    found = zip(*columns.values(), strict=True)
    return {
        row: dict(zip(columns, end, strict=True)) for row, end in zip((rows - table.first).tolist(), found, strict=True)
    }


def layer_rows(network: Network) -> Numbers:
    """The row of the layer of each partnership that contributes to a tie, in the order of the tie table."""
    partnerships, layers = network.slice.tables["partnerships"], network.slice.tables["layers"]
    return partnerships.referred("layer")[network.tie_table.by - partnerships.first] + layers.first


def licences(row: TieRow, context: TableContext) -> list[str]:
    """The strictest licences of the layers that hold the partnerships of a tie."""
    return [licence.spdx for licence in strictest(layer for layer in context.layers if layer.slug in row.layers)]


def of_end(index: int, letter: str) -> list[Column]:
    """Return the columns of one end of a tie."""
    which = (Words("first", "första"), Words("second", "andra"))[index]

    def of(name: Words, about: Words, key: str, kind: CellKind = CellKind.TEXT) -> Column:
        words = Words(f"{about.en} of the {which.en} party.", f"Den {which.sv} partens {about.sv}.")
        return column(
            Words(f"{name.en}_{letter}", f"{name.sv}_{letter}"), words, lambda row: row.ends[index][key], kind
        )

    return [
        of(Words("slug", "slug"), Words("Identifier", "identifierare"), "slug"),
        of(Words("name", "namn"), Words("Name, on the day asked for,", "namn den efterfrågade dagen"), "label"),
        of(Words("country", "land"), Words("Two-letter code of the country", "land, tvåställig kod"), "country"),
        of(Words("latitude", "latitud"), Words("Degrees north", "latitud i grader"), "latitude", CellKind.NUMBER),
        of(Words("longitude", "longitud"), Words("Degrees east", "longitud i grader"), "longitude", CellKind.NUMBER),
    ]  # fmt: skip


COLUMNS = (
    *of_end(0, "a"),
    *of_end(1, "b"),
    column(
        Words("certainty", "säkerhet"),
        Words(
            "How certainly the tie exists on the day asked for.",
            "Hur säkert förbindelsen finns den efterfrågade dagen.",
        ),
        lambda row: row.certainty,
        choices=Certainty,
    ),
    column(
        Words("weight", "vikt"),
        Words("Number of partnerships that the two share.", "Antal partnerskap som de två delar."),
        lambda row: len(row.partnerships),
        CellKind.INTEGER,
    ),
    column(
        Words("kinds", "slag"),
        Words("Kinds of these partnerships.", "Partnerskapens slag."),
        lambda row: row.kinds,
        CellKind.TEXTS,
        PartnershipKind,
    ),
    column(
        Words("partnerships", "partnerskap"),
        Words("Identifiers of these partnerships.", "Partnerskapens identifierare."),
        lambda row: row.partnerships,
        CellKind.TEXTS,
    ),
    column(
        Words("layers", "lager"),
        Words(
            "Layers of the catalogue that hold these partnerships.", "Lager av katalogen som innehåller partnerskapen."
        ),
        lambda row: row.layers,
        CellKind.TEXTS,
    ),
    Column(
        Words("licences", "licenser"),
        Words(
            "Strictest licences of these layers (SPDX identifiers).",
            "Lagrens strängaste licenser (SPDX-identifierare).",
        ),
        CellKind.TEXTS,
        licences,
    ),
    VERSION,
)

TIES = Table(
    "ties",
    Words("Ties", "Förbindelser"),
    Words(
        "One row for each two local authorities that share a partnership.",
        "En rad för varje par av kommuner eller regioner som delar ett partnerskap.",
    ),
    COLUMNS,
    rows,
)
