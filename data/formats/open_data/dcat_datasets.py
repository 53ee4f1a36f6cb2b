"""The datasets of the description for data portals, with their texts and distributions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rdflib import URIRef

from data.catalogue.layers import further_layers, layers_of, rows_of_layer
from data.formats.networks.formats import FORMATS
from data.formats.tables.formats import TABLE_FORMATS, TABLES
from data.snapshot.entities import Layer
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS

SPECIFICATIONS = {
    "package": URIRef("https://datapackage.org/profiles/2.0/datapackage.json"),
    "graphql": URIRef("https://spec.graphql.org/September2025/"),
    "reconciliation": URIRef("https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"),
}
NETWORK_TYPES = {  # file type of the European Union and media type of the IANA; GEXF and HIF have none of their own
    "graphml": ("XML", "application/xml"),
    "gexf": ("XML", "application/xml"),
    "json": ("JSON", "application/json"),
    "cyjs": ("JSON", "application/json"),
    "hif.json": ("JSON", "application/json"),
    "geojson": ("GEOJSON", "application/geo+json"),
    "csv": ("CSV", "text/csv"),
}


TABLE_TYPES = {  # likewise, of tables
    "csv": ("CSV", "text/csv"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
}


class Bilingual(NamedTuple):
    """A text in Swedish, as Swedish portals require, and in English."""

    sv: str
    en: str


class Distribution(NamedTuple):
    """A distribution of a dataset. `access` and `downloads` are paths below the base URL."""

    name: str
    title: Bilingual
    access: str
    file_type: str
    media_type: str
    downloads: tuple[str, ...] = ()
    keeps_to: URIRef | None = None
    service: str | None = None


class Dataset(NamedTuple):
    """A dataset with the layers whose records it holds. `publisher` is the part of the document that describes it."""

    name: str
    title: Bilingual
    about: Bilingual
    distributions: Sequence[Distribution]
    layers: Sequence[Layer]
    publisher: str = "publisher"


TITLE = Bilingual("Samband: kommunernas partnerskap", "Samband: partnerships of municipalities")
ABOUT = Bilingual(
    "Öppna data om partnerskap mellan kommuner, deras parter i andra länder och de 17 målen i Agenda 2030.",
    "Open data on partnerships between municipalities, their partners abroad and the 17 Goals of the 2030 Agenda.",
)
RECORDS_TITLE = Bilingual("Kommunernas partnerskap, med källor", "Partnerships of municipalities, with sources")
RECORDS_ABOUT = Bilingual(
    "Partnerskap, platser och övertaganden, vänorter, projekt, mål, utlysningar och bidrag, med källa för varje uppgift.",
    "Partnerships, seats and handovers, twin towns, projects, Goals, calls and grants, with a source for every fact.",
)
NETWORK_TITLE = Bilingual("Nätverket av kommuner", "The network of municipalities")
NETWORK_ABOUT = Bilingual(
    "Kommuner som är förbundna genom partnerskap, som graf; med ?asOf=2016-01-01 så som den var den dagen.",
    "Municipalities tied by partnerships, as a graph; with ?asOf=2016-01-01 as it was on that day.",
)
CSV_TITLE = Bilingual("En CSV-fil för varje slags post", "A CSV file for each kind of record")
LINKED_TITLE = Bilingual("Länkade data", "Linked data")
QUADS_TITLE = Bilingual("Länkade data, ett påstående per rad", "Linked data, a statement per line")
GRAPHQL_TITLE = Bilingual("Frågor i GraphQL", "Queries in GraphQL")
RECONCILE_TITLE = Bilingual("Avstämning av kommunnamn", "Reconciliation of names of municipalities")


def records(layer: str, further: Sequence[Layer]) -> Iterator[Distribution]:
    """Yield the distributions of the base. The ZIP archive and the tables of all layers are none of them."""
    query = f"?layer={layer}" if further else ""
    archive = f"records.zip{query}"
    yield Distribution("zip", Bilingual("Allt som en ZIP-fil", "All as one ZIP"), archive, "ZIP", "application/zip",
              (archive,), SPECIFICATIONS["package"])  # fmt: skip
    files = tuple(f"records/{record.name}.csv" for record in RECORDS)
    yield Distribution("csv", CSV_TITLE, "datapackage.json", "CSV", "text/csv", files, SPECIFICATIONS["package"])
    yield from linked_data()
    yield from tables(query)
    yield Distribution("graphql", GRAPHQL_TITLE, "schema.graphql", "JSON", "application/json", (), SPECIFICATIONS["graphql"],
              "graphql-service")  # fmt: skip


def layer_records(layer: str, kinds: Sequence[str]) -> Iterator[Distribution]:
    """Yield the distributions of another layer, which has records of some kinds."""
    archive, package = (f"{file}?layer={layer}" for file in ("records.zip", "datapackage.json"))
    files = tuple(f"records/{kind}.csv?layer={layer}" for kind in kinds)
    yield Distribution(f"zip-{layer}", Bilingual("Lagret som en ZIP-fil", "The layer as one ZIP"), archive, "ZIP",
              "application/zip", (archive,), SPECIFICATIONS["package"])  # fmt: skip
    yield Distribution(f"csv-{layer}", CSV_TITLE, package, "CSV", "text/csv", files, SPECIFICATIONS["package"])
    yield from linked_data(f"-{layer}", f"?layer={layer}")


def linked_data(part: str = "", query: str = "") -> Iterator[Distribution]:
    """Yield the distributions of the linked data of a layer: one document, and a statement per line."""
    document, lines = f"catalogue.jsonld{query}", f"catalogue.nq{query}"
    yield Distribution(f"linked{part}", LINKED_TITLE, document, "JSON_LD", "application/ld+json", (document,))
    yield Distribution(f"quads{part}", QUADS_TITLE, lines, "RDF_N_QUADS", "application/n-quads", (lines,))


def tables(query: str) -> Iterator[Distribution]:
    """Yield the distributions of the tables, one for each file format that is installed."""
    for extension, (file_type, media_type) in TABLE_TYPES.items():
        if TABLE_FORMATS[extension].is_installed():
            for name, table in TABLES.items():
                title = Bilingual(
                    f"{table.title.sv}, som tabell ({file_type})", f"{table.title.en}, as a table ({file_type})"
                )
                address = f"tables/{name}.{extension}{query}"
                yield Distribution(f"table-{name}-{extension}", title, address, file_type, media_type, (address,))


def networks() -> Iterator[Distribution]:
    """Yield the distributions of the network, one per file format."""
    for name, format in FORMATS.items():
        address = f"network.{name}"
        yield Distribution(address, Bilingual(f"Nätverket som {format.about}", f"The network as {format.about}"), address,
                  *NETWORK_TYPES[name], (address,))  # fmt: skip


def datasets(snapshot: Snapshot) -> Iterator[Dataset]:
    """Yield the dataset of the base, that of the network of all layers, and one for each further layer."""
    layers, further = layers_of(snapshot), further_layers(snapshot)
    base = [layer for layer in layers if layer not in further]
    files = [file for layer in base for file in records(layer.slug, further)]
    yield Dataset("records", RECORDS_TITLE, RECORDS_ABOUT, files, base)
    yield Dataset("network", NETWORK_TITLE, NETWORK_ABOUT, list(networks()), layers)
    for layer in further:
        title, kinds = Bilingual(layer.title_sv, layer.title_en), kinds_of(snapshot, layer)
        yield Dataset(
            part_of(layer), title, about(layer), list(layer_records(layer.slug, kinds)), [layer], steward_of(layer)
        )


def kinds_of(snapshot: Snapshot, layer: Layer) -> list[str]:
    """Return the kinds of which a layer has records."""
    return [name for name, table in snapshot.tables.items() if len(rows_of_layer(table, layer))]


def part_of(layer: Layer) -> str:
    return f"layer-{layer.slug}"


def steward_of(layer: Layer) -> str:
    return f"steward-{layer.slug}"


def about(layer: Layer) -> Bilingual:
    """Return the description of a layer: its note, or who answers for it."""
    return Bilingual(
        layer.note_sv or f"Ett lager i Samband med egen licens; {layer.steward} svarar för uppgifterna.",
        layer.note or f"A layer of Samband with its own licence; {layer.steward} answers for the data.",
    )
