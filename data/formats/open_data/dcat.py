"""Description of the catalogue for data portals in DCAT-AP-SE 3.0.1, which conforms to DCAT-AP 3.0.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from data.catalogue.package import Publisher
from data.formats.networks.formats import FORMATS
from data.snapshot.entities import Country, Partnership
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
ODRS = Namespace("http://schema.theodi.org/odrs#")
AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
IANA = Namespace("http://www.iana.org/assignments/media-types/")
PUBLISHER_TYPE = Namespace("http://purl.org/adms/publishertype/")
CC_BY = URIRef("http://creativecommons.org/licenses/by/4.0/")
CC0 = URIRef("http://creativecommons.org/publicdomain/zero/1.0/")  # DCAT-AP-SE: metadata free of conditions
SPECIFICATIONS = {
    "package": URIRef("https://datapackage.org/profiles/2.0/datapackage.json"),
    "graphql": URIRef("https://spec.graphql.org/September2025/"),
    "reconciliation": URIRef("https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"),
}
THEMES = {
    "GOVE": ("Regeringen och den offentliga sektorn", "Government and public sector"),
    "INTR": ("Internationella frågor", "International issues"),
    "REGI": ("Regioner och städer", "Regions and cities"),
}
KEYWORDS = (
    ("kommun", "municipality"),
    ("kommunalt partnerskap", "municipal partnership"),
    ("vänort", "twin town"),
    ("Agenda 2030", "2030 Agenda"),
    ("nätverk", "network"),
)
NETWORK_TYPES = {  # file type of the European Union and media type of the IANA; GEXF and HIF have none of their own
    "graphml": ("XML", "application/xml"),
    "gexf": ("XML", "application/xml"),
    "json": ("JSON", "application/json"),
    "cyjs": ("JSON", "application/json"),
    "hif.json": ("JSON", "application/json"),
    "csv": ("CSV", "text/csv"),
}
# The European Union uses the codes of ISO 3166-1 alpha-3, and a code of its own for Kosovo.
USER_ASSIGNED = {"XK": "1A0"}
ATTRIBUTION = "Contains data from GeoNames (CC BY 4.0), https://www.geonames.org/"


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
GRAPHQL_TITLE = Bilingual("Frågor i GraphQL", "Queries in GraphQL")
RECONCILE_TITLE = Bilingual("Avstämning av kommunnamn", "Reconciliation of names of municipalities")


def records() -> Iterator[Distribution]:
    """Yield the distributions of the complete catalogue."""
    yield Distribution("zip", Bilingual("Allt som en ZIP-fil", "All as one ZIP"), "records.zip", "ZIP", "application/zip",
              ("records.zip",), SPECIFICATIONS["package"])  # fmt: skip
    files = tuple(f"records/{record.name}.csv" for record in RECORDS)
    yield Distribution("csv", Bilingual("En CSV-fil för varje slags post", "A CSV file for each kind of record"), "datapackage.json",
              "CSV", "text/csv", files, SPECIFICATIONS["package"])  # fmt: skip
    yield Distribution("linked", Bilingual("Länkade data", "Linked data"), "catalogue.jsonld", "JSON_LD", "application/ld+json",
              ("catalogue.jsonld",))  # fmt: skip
    yield Distribution("graphql", GRAPHQL_TITLE, "schema.graphql", "JSON", "application/json", (), SPECIFICATIONS["graphql"],
              "graphql-service")  # fmt: skip


def networks() -> Iterator[Distribution]:
    """Yield the distributions of the network, one per file format."""
    for name, format in FORMATS.items():
        address = f"network.{name}"
        yield Distribution(address, Bilingual(f"Nätverket som {format.about}", f"The network as {format.about}"), address,
                  *NETWORK_TYPES[name], (address,))  # fmt: skip


class Description:
    """Builds the RDF graph of the description."""

    def __init__(self, snapshot: Snapshot, publisher: Publisher) -> None:
        self.snapshot, self.publisher = snapshot, publisher
        self.graph = Graph(bind_namespaces="core")
        for prefix, namespace in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("vcard", VCARD),
                                  ("adms", ADMS), ("dcatap", DCATAP), ("odrs", ODRS), ("skos", SKOS), ("xsd", XSD)):  # fmt: skip
            self.graph.bind(prefix, namespace)
        self.home = URIRef(f"{publisher.address}/")
        self.me = self.part("catalogue")
        self.modified = Literal(snapshot.read_on)  # not the loading: a new installation has no newer facts

    def part(self, name: str) -> URIRef:
        """Return the IRI of a resource that this document describes."""
        return URIRef(f"{self.publisher.address}/datasets/dcat#{name}")

    def add(self, node: Node, kind: URIRef | None, *facts: tuple[URIRef, Any]) -> Node:
        """Add the type and the properties of a node, whose values `spread` flattens. Returns the node."""
        if kind is not None:
            self.graph.add((node, RDF.type, kind))
        for predicate, value in facts:
            for one in spread(value):
                self.graph.add((node, predicate, one))
        return node

    def typed(self, kind: URIRef, *nodes: URIRef) -> list[URIRef]:
        """Add the class of nodes of a vocabulary, as DCAT-AP requires. Returns the nodes."""
        for node in nodes:
            self.graph.add((node, RDF.type, kind))
        return list(nodes)

    def agent(self) -> Node:
        kind = PUBLISHER_TYPE[self.publisher.kind]
        self.add(kind, SKOS.Concept, (SKOS.prefLabel, Literal(self.publisher.kind, "en")))
        facts = ((FOAF.name, Literal(self.publisher.name)), (DCTERMS.type, kind), (FOAF.homepage, self.home))
        return self.add(self.part("publisher"), FOAF.Agent, *facts)

    def contact(self) -> list[Node]:
        """Return the contact point with the role mailbox, or an empty list when none is configured."""
        if not self.publisher.mailbox:
            return []
        facts = ((VCARD.fn, Literal(self.publisher.name)), (VCARD.hasEmail, URIRef(f"mailto:{self.publisher.mailbox}")))
        return [self.add(self.part("contact"), VCARD.Organization, (RDF.type, VCARD.Kind), *facts)]

    def themes(self) -> list[Node]:
        scheme = self.add(
            AUTHORITY["data-theme"], SKOS.ConceptScheme, (DCTERMS.title, Bilingual("Datatema", "Data theme"))
        )
        return [
            self.add(AUTHORITY[f"data-theme/{code}"], SKOS.Concept, (SKOS.prefLabel, Bilingual(*label)), (SKOS.inScheme, scheme))
            for code, label in THEMES.items()
        ]  # fmt: skip

    def languages(self) -> list[URIRef]:
        return self.typed(DCTERMS.LinguisticSystem, AUTHORITY["language/SWE"], AUTHORITY["language/ENG"])

    def places(self) -> list[URIRef]:
        """Return the countries whose authorities hold seats."""
        countries = (country for country in self.snapshot.rows["countries"] if isinstance(country, Country))
        held = (country for country in countries if any(place.held for place in country.municipalities))
        codes = filter(None, (country.alpha3 if country.iso else USER_ASSIGNED.get(country.code) for country in held))
        return self.typed(DCTERMS.Location, *(AUTHORITY[f"country/{code}"] for code in codes))

    def period(self) -> Node:
        """Return the period from the earliest possible start of a partnership, without an end."""
        starts = (p.start for p in self.snapshot.rows["partnerships"] if isinstance(p, Partnership))
        first = min((start.earliest for start in starts if start and start.earliest), default=None)
        return self.add(self.part("period"), DCTERMS.PeriodOfTime, (DCAT.startDate, Literal(first) if first else ()))

    def dataset(self, name: str, title: Bilingual, about: Bilingual, distributions: Iterable[Distribution]) -> Node:
        return self.add(
            self.part(name),
            DCAT.Dataset,
            (DCTERMS.title, title),
            (DCTERMS.description, about),
            (DCTERMS.publisher, self.part("publisher")),
            (DCAT.contactPoint, self.contact()),
            (DCTERMS.identifier, Literal(str(self.part(name)))),
            (DCAT.keyword, [Bilingual(*pair) for pair in KEYWORDS]),
            (DCAT.theme, self.themes()),
            (DCTERMS.spatial, self.places()),
            (DCTERMS.temporal, self.period()),
            (DCTERMS.language, self.languages()),
            (DCTERMS.accessRights, self.typed(DCTERMS.RightsStatement, AUTHORITY["access-right/PUBLIC"])),
            (DCTERMS.accrualPeriodicity, self.typed(DCTERMS.Frequency, AUTHORITY["frequency/IRREG"])),
            (DCTERMS.modified, self.modified),
            (URIRef(f"{DCAT}version"), Literal(self.snapshot.version)),
            (DCAT.landingPage, self.typed(FOAF.Document, self.home)),
            (DCAT.distribution, [self.distribution(info) for info in distributions]),
        )

    def distribution(self, info: Distribution) -> Node:
        available = AUTHORITY["planned-availability/AVAILABLE"]
        self.add(available, SKOS.Concept, (SKOS.prefLabel, Bilingual("Tillgänglig", "Available")))
        rights = self.add(
            self.part("rights"), DCTERMS.RightsStatement, (ODRS.attributionText, Literal(ATTRIBUTION, "en"))
        )
        return self.add(
            self.part(info.name),
            DCAT.Distribution,
            (DCTERMS.title, info.title),
            (DCTERMS.description, info.title),
            (DCAT.accessURL, URIRef(f"{self.home}{info.access}")),
            (DCAT.downloadURL, [URIRef(f"{self.home}{address}") for address in info.downloads]),
            (DCTERMS.format, self.typed(DCTERMS.MediaTypeOrExtent, AUTHORITY[f"file-type/{info.file_type}"])),
            (DCAT.mediaType, self.typed(DCTERMS.MediaType, IANA[info.media_type])),
            (DCTERMS.license, self.typed(DCTERMS.LicenseDocument, CC_BY)),
            (DCTERMS.rights, rights),
            (DCTERMS.modified, self.modified),
            (DCATAP.availability, available),
            (DCTERMS.conformsTo, self.typed(DCTERMS.Standard, info.keeps_to) if info.keeps_to else ()),
            (DCAT.accessService, self.part(info.service) if info.service else ()),
        )

    def service(self, name: str, title: Bilingual, address: str, described: str, keeps_to: str) -> Node:
        return self.add(
            self.part(name),
            DCAT.DataService,
            (DCTERMS.title, title),
            (DCTERMS.description, title),
            (DCTERMS.publisher, self.part("publisher")),
            (DCAT.contactPoint, self.contact()),
            (DCAT.keyword, [Bilingual(*pair) for pair in KEYWORDS]),
            (DCAT.theme, self.themes()),
            (DCAT.endpointURL, URIRef(f"{self.home}{address}")),
            (DCAT.endpointDescription, URIRef(f"{self.home}{described}")),
            (DCAT.servesDataset, self.part("records")),
            (DCTERMS.format, self.typed(DCTERMS.MediaTypeOrExtent, AUTHORITY["file-type/JSON"])),
            (DCTERMS.conformsTo, self.typed(DCTERMS.Standard, SPECIFICATIONS[keeps_to])),
            (DCTERMS.license, self.typed(DCTERMS.LicenseDocument, CC_BY)),
            (DCTERMS.accessRights, self.typed(DCTERMS.RightsStatement, AUTHORITY["access-right/PUBLIC"])),
        )

    def catalogue(self) -> Node:
        return self.add(
            self.me,
            DCAT.Catalog,
            (DCTERMS.title, TITLE),
            (DCTERMS.description, ABOUT),
            (DCTERMS.publisher, self.agent()),
            (DCTERMS.license, self.typed(DCTERMS.LicenseDocument, CC0)),
            (DCTERMS.modified, self.modified),
            (DCTERMS.language, self.languages()),
            (DCTERMS.spatial, self.places()),
            (FOAF.homepage, self.typed(FOAF.Document, self.home)),
            (DCAT.themeTaxonomy, AUTHORITY["data-theme"]),
            (DCAT.dataset, [
                self.dataset("records", RECORDS_TITLE, RECORDS_ABOUT, records()),
                self.dataset("network", NETWORK_TITLE, NETWORK_ABOUT, networks()),
            ]),
            (DCAT.service, [
                self.service("graphql-service", GRAPHQL_TITLE, "graphql", "schema.graphql", "graphql"),
                self.service("reconciliation", RECONCILE_TITLE, "reconcile", "reconcile", "reconciliation"),
            ]),
        )  # fmt: skip


def spread(value: Any) -> Iterator[Node]:
    """Yield the RDF nodes of a value: one literal per language of a text, all nodes of a sequence."""
    if isinstance(value, Bilingual):
        yield from (Literal(value.sv, "sv"), Literal(value.en, "en"))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from spread(one)
    else:
        yield value


def write(snapshot: Snapshot, publisher: Publisher, syntax: str) -> bytes:
    """Return the description in a syntax of rdflib: `pretty-xml`, `turtle` or `json-ld`."""
    description = Description(snapshot, publisher)
    description.catalogue()
    return description.graph.serialize(format=syntax, encoding="utf-8")
