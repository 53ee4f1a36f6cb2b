"""Description of the catalogue for data portals in DCAT-AP-SE 3.0.1, which conforms to DCAT-AP 3.0.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from data.catalogue.layers import further_layers, layers_of, strictest
from data.catalogue.rows.row import BASE
from data.domain.licences import Licence
from data.domain.publisher import Publisher
from data.formats.open_data.dcat_datasets import (
    ABOUT,
    GRAPHQL_TITLE,
    RECONCILE_TITLE,
    SPECIFICATIONS,
    TITLE,
    Bilingual,
    Dataset,
    Distribution,
    datasets,
    part_of,
    steward_of,
)
from data.snapshot.entities import Country, Layer, Partnership
from data.snapshot.snapshot import Snapshot

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
ODRS = Namespace("http://schema.theodi.org/odrs#")
AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
IANA = Namespace("http://www.iana.org/assignments/media-types/")
PUBLISHER_TYPE = Namespace("http://purl.org/adms/publishertype/")
CC0 = URIRef("http://creativecommons.org/publicdomain/zero/1.0/")  # DCAT-AP-SE: metadata free of conditions
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
STEWARD_TYPE = "NonProfitOrganisation"  # DCAT-AP-SE demands a type; layers do not state the one of their steward
# The European Union uses the codes of ISO 3166-1 alpha-3, and a code of its own for Kosovo.
USER_ASSIGNED = {"XK": "1A0"}


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
        self.layers, self.datasets = layers_of(snapshot), list(datasets(snapshot))

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

    def agent(self, part: str, name: str, kind: str) -> Node:
        """Return an organisation of a type of the vocabulary of publishers."""
        concept = self.add(PUBLISHER_TYPE[kind], SKOS.Concept, (SKOS.prefLabel, Literal(kind, "en")))
        return self.add(self.part(part), FOAF.Agent, (FOAF.name, Literal(name)), (DCTERMS.type, concept))

    def publishers(self) -> Node:
        """Add the stewards of the further layers. Returns the publisher of the catalogue."""
        for layer in further_layers(self.snapshot):
            self.agent(steward_of(layer), layer.steward, STEWARD_TYPE)
        publisher = self.agent("publisher", self.publisher.name, self.publisher.kind)
        return self.add(publisher, None, (FOAF.homepage, self.home))

    def licence(self, layers: Sequence[Layer]) -> list[URIRef]:
        """Return the licence of what some layers hold together. DCAT-AP permits one; `rights` names all."""
        return self.typed(DCTERMS.LicenseDocument, licence_iri(strictest(layers)[0]))

    def modified(self, layers: Sequence[Layer]) -> Literal:
        """Return the day of the newest facts of layers; not that of the loading, which brings no newer facts."""
        return Literal(max(self.newest(layer) for layer in layers))

    def newest(self, layer: Layer) -> date:
        """Return the day of the newest facts of a layer. Of the base, the last one on which a source was read."""
        if layer.slug != BASE:
            return layer.date
        sources: Sequence[Any] = self.snapshot.rows["sources"]
        days = (source.read_on for source in sources if source.layer is layer)
        return max(filter(None, days), default=self.snapshot.read_on)

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

    def places(self, layers: Sequence[Layer]) -> list[URIRef]:
        """Return the countries whose authorities hold seats in partnerships of some layers."""
        countries = (country for country in self.snapshot.rows["countries"] if isinstance(country, Country))
        held = (country for country in countries if takes_part(country, layers))
        codes = filter(None, (country.alpha3 if country.iso else USER_ASSIGNED.get(country.code) for country in held))
        return self.typed(DCTERMS.Location, *(AUTHORITY[f"country/{code}"] for code in codes))

    def period(self, dataset: Dataset) -> list[Node]:
        """Return the period from the earliest possible start of a partnership, without an end; none without a start."""
        partnerships = (p for p in self.snapshot.rows["partnerships"] if isinstance(p, Partnership))
        starts = (p.start for p in partnerships if p.layer in dataset.layers)
        first = min((start.earliest for start in starts if start and start.earliest), default=None)
        part = self.part(f"period-{dataset.name}")
        return [self.add(part, DCTERMS.PeriodOfTime, (DCAT.startDate, Literal(first)))] if first else []

    def dataset(self, dataset: Dataset) -> Node:
        return self.add(
            self.part(dataset.name),
            DCAT.Dataset,
            (DCTERMS.title, dataset.title),
            (DCTERMS.description, dataset.about),
            (DCTERMS.publisher, self.part(dataset.publisher)),
            (DCAT.contactPoint, self.contact()),
            (DCTERMS.identifier, Literal(str(self.part(dataset.name)))),
            (DCAT.keyword, [Bilingual(*pair) for pair in KEYWORDS]),
            (DCAT.theme, self.themes()),
            (DCTERMS.spatial, self.places(dataset.layers)),
            (DCTERMS.temporal, self.period(dataset)),
            (DCTERMS.language, self.languages()),
            (DCTERMS.accessRights, self.typed(DCTERMS.RightsStatement, AUTHORITY["access-right/PUBLIC"])),
            (DCTERMS.accrualPeriodicity, self.typed(DCTERMS.Frequency, AUTHORITY["frequency/IRREG"])),
            (DCTERMS.modified, self.modified(dataset.layers)),
            (URIRef(f"{DCAT}version"), Literal(self.snapshot.version)),
            (DCAT.landingPage, self.typed(FOAF.Document, self.home)),
            (DCAT.distribution, [self.distribution(info, dataset) for info in dataset.distributions]),
        )

    def rights(self, name: str, layers: Sequence[Layer]) -> list[Node]:
        """Return the statement of whom to credit for the data of some layers, and of their licences when they are several.

        Empty when there is nothing to state.
        """
        credits, licences = [Literal(layer.credit) for layer in layers if layer.credit], strictest(layers)
        several = [licence_iri(licence) for licence in licences] if len(licences) > 1 else []
        facts = ((ODRS.attributionText, credits), (ODRS.dataLicense, several))
        return [self.add(self.part(f"rights-{name}"), DCTERMS.RightsStatement, *facts)] if credits or several else []

    def distribution(self, info: Distribution, dataset: Dataset) -> Node:
        """Return a distribution. What a service answers may hold records of all layers."""
        available = AUTHORITY["planned-availability/AVAILABLE"]
        self.add(available, SKOS.Concept, (SKOS.prefLabel, Bilingual("Tillgänglig", "Available")))
        name, layers = ("services", self.layers) if info.service else (dataset.name, dataset.layers)
        return self.add(
            self.part(info.name),
            DCAT.Distribution,
            (DCTERMS.title, info.title),
            (DCTERMS.description, info.title),
            (DCAT.accessURL, URIRef(f"{self.home}{info.access}")),
            (DCAT.downloadURL, [URIRef(f"{self.home}{address}") for address in info.downloads]),
            (DCTERMS.format, self.typed(DCTERMS.MediaTypeOrExtent, AUTHORITY[f"file-type/{info.file_type}"])),
            (DCAT.mediaType, self.typed(DCTERMS.MediaType, IANA[info.media_type])),
            (DCTERMS.license, self.licence(layers)),
            (DCTERMS.rights, self.rights(name, layers)),
            (DCTERMS.modified, self.modified(layers)),
            (DCATAP.availability, available),
            (DCTERMS.conformsTo, self.typed(DCTERMS.Standard, info.keeps_to) if info.keeps_to else ()),
            (DCAT.accessService, self.part(info.service) if info.service else ()),
        )

    def service(self, name: str, title: Bilingual, address: str, described: Sequence[str], keeps_to: str) -> Node:
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
            (DCAT.endpointDescription, [URIRef(f"{self.home}{path}") for path in described]),
            (
                DCAT.servesDataset,
                [self.part(name) for name in ("records", *map(part_of, further_layers(self.snapshot)))],
            ),
            (DCTERMS.format, self.typed(DCTERMS.MediaTypeOrExtent, AUTHORITY["file-type/JSON"])),
            (DCTERMS.conformsTo, self.typed(DCTERMS.Standard, SPECIFICATIONS[keeps_to])),
            (DCTERMS.license, self.licence(self.layers)),
            (DCTERMS.rights, self.rights("services", self.layers)),
            (DCTERMS.accessRights, self.typed(DCTERMS.RightsStatement, AUTHORITY["access-right/PUBLIC"])),
        )

    def catalogue(self) -> Node:
        return self.add(
            self.me,
            DCAT.Catalog,
            (DCTERMS.title, TITLE),
            (DCTERMS.description, ABOUT),
            (DCTERMS.publisher, self.publishers()),
            (DCTERMS.license, self.typed(DCTERMS.LicenseDocument, CC0)),
            (DCTERMS.modified, self.modified(self.layers)),
            (DCTERMS.language, self.languages()),
            (DCTERMS.spatial, self.places(self.layers)),
            (FOAF.homepage, self.typed(FOAF.Document, self.home)),
            (DCAT.themeTaxonomy, AUTHORITY["data-theme"]),
            (DCAT.dataset, [self.dataset(dataset) for dataset in self.datasets]),
            (DCAT.service, [
                self.service("graphql-service", GRAPHQL_TITLE, "graphql", ["schema.graphql"], "graphql"),
                self.service("reconciliation", RECONCILE_TITLE, "reconcile", ["reconcile", "openapi.json"], "reconciliation"),
            ]),
        )  # fmt: skip


def takes_part(country: Country, layers: Sequence[Layer]) -> bool:
    """Whether an authority of a country holds a seat in a partnership of some layers."""
    return any(seat.partnership.layer in layers for place in country.municipalities for seat in place.held)


def licence_iri(licence: Licence) -> URIRef:
    """Return the IRI of a licence as the vocabularies of the European Union write it."""
    return URIRef(licence.url.replace("https://creativecommons.org", "http://creativecommons.org"))


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
