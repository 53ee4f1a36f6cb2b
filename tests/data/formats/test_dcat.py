"""The description for data portals, against DCAT-AP 3.0.1 and what Sweden asks for beyond it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from data.domain.publisher import Publisher
from data.formats.open_data import dcat
from data.formats.tables import parquet
from data.formats.tables.formats import TABLE_FORMATS, TABLES
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS
from tests.data.networks.layered import layered

FIXTURES = Path(os.environ.get("SAMBAND_TEST_FIXTURES") or Path(__file__).parents[4] / "shared" / "fixtures")
HOME = "https://data.example.org"
PUBLISHER = Publisher(HOME, "Exempel <&> kommun", "LocalAuthority", "data@example.org")
SHACL, VCARD = Namespace("http://www.w3.org/ns/shacl#"), Namespace("http://www.w3.org/2006/vcard/ns#")
CC_BY = URIRef("http://creativecommons.org/licenses/by/4.0/")
MANDATORY = {  # of DCAT-AP-SE 3.0.1, by class; the bundle of the profile says `min: 1`
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Distribution: (DCAT.accessURL, DCTERMS.format),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL, DCTERMS.format),
    FOAF.Agent: (FOAF.name, DCTERMS.type),
    VCARD.Organization: (VCARD.fn, VCARD.hasEmail),
}


@pytest.fixture(scope="module")
def described(whole: Snapshot) -> Graph:
    """As a portal reads it: RDF/XML."""
    return Graph().parse(data=dcat.write(whole, PUBLISHER, "pretty-xml"), format="xml")


@pytest.fixture(scope="module")
def with_layers(read: Callable[[Path], Snapshot], world: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world with the layers `wiki` (share-alike) and `free`."""
    return read(layered(world, tmp_path_factory.mktemp("layered") / "records"))


@pytest.fixture(scope="module")
def layers_described(with_layers: Snapshot) -> Graph:
    return Graph().parse(data=dcat.write(with_layers, PUBLISHER, "pretty-xml"), format="xml")


def part(name: str) -> URIRef:
    return URIRef(f"{HOME}/datasets/dcat#{name}")


def shapes(name: str) -> Graph:
    """A file of shapes, without references to shapes that the file does not hold."""
    path = FIXTURES / "dcat-ap" / f"{name}.ttl"
    if not path.exists():
        pytest.skip(f"no shapes at {path}; set SAMBAND_TEST_FIXTURES to a directory that holds dcat-ap/{name}.ttl")
    graph = Graph().parse(path)
    for shape in set(graph.objects(None, SHACL.property)):
        if (shape, SHACL.path, None) not in graph:
            graph.remove((None, SHACL.property, shape))
    return graph


@pytest.mark.parametrize("name", ["dcat-ap-SHACL", "html-shapes", "html-range", "html-deprecateduris"])
@pytest.mark.parametrize("mailbox", ["data@example.org", ""])
def test_it_conforms_to_dcat_ap(whole: Snapshot, name: str, mailbox: str) -> None:
    """No shape is violated, with a contact and without."""
    given = Graph().parse(data=dcat.write(whole, PUBLISHER._replace(mailbox=mailbox), "pretty-xml"), format="xml")
    conforms, _, report = validate(given, shacl_graph=shapes(name), allow_warnings=True)

    assert conforms, report


def test_the_shapes_do_refuse(described: Graph) -> None:
    """A dataset that lost its description is found out."""
    spoiled = Graph()
    spoiled += described
    spoiled.remove((None, DCTERMS.description, None))

    assert not validate(spoiled, shacl_graph=shapes("dcat-ap-SHACL"))[0]


@pytest.mark.parametrize("kind", MANDATORY, ids=lambda kind: kind.rpartition("#")[2] or kind)
def test_what_sweden_demands_is_there(described: Graph, kind: URIRef) -> None:
    """Each mandatory property of each node of a class."""
    nodes = set(described.subjects(RDF.type, kind))

    assert nodes
    assert [
        (node, wanted) for node in nodes for wanted in MANDATORY[kind] if (node, wanted, None) not in described
    ] == []


def test_titles_and_descriptions_are_in_both_languages(described: Graph) -> None:
    """Swedish for the portal, English for everybody else."""
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService):
        for node in described.subjects(RDF.type, kind):
            for about in (DCTERMS.title, DCTERMS.description):
                languages = {text.language for text in described.objects(node, about) if isinstance(text, Literal)}
                assert languages == {"sv", "en"}


def test_the_description_is_free_and_the_data_want_credit(described: Graph) -> None:
    """CC0 for the catalogue, CC BY for each distribution with whom to credit."""
    (catalogue,) = described.subjects(RDF.type, DCAT.Catalog)

    assert list(described.objects(catalogue, DCTERMS.license)) == [dcat.CC0]
    for node in described.subjects(RDF.type, DCAT.Distribution):
        assert list(described.objects(node, DCTERMS.license)) == [CC_BY]
        (rights,) = described.objects(node, DCTERMS.rights)
        assert "GeoNames" in str(described.value(rights, dcat.ODRS.attributionText))


def test_formats_are_named_by_address(described: Graph) -> None:
    """A literal would break DCAT-AP."""
    formats = {*described.objects(None, DCTERMS.format), *described.objects(None, DCAT.mediaType)}

    assert all(isinstance(format, URIRef) for format in formats)
    assert URIRef("http://publications.europa.eu/resource/authority/file-type/CSV") in formats


def test_all_syntaxes_are_one_graph(whole: Snapshot, described: Graph) -> None:
    """RDF/XML and Turtle are isomorphic; every node has an address."""
    turtle = Graph().parse(data=dcat.write(whole, PUBLISHER, "turtle"), format="turtle")

    assert isomorphic(described, turtle)
    assert all(isinstance(node, URIRef | Literal) for node in described.all_nodes())


def test_every_file_of_records_and_every_network_is_named(described: Graph) -> None:
    """Whoever follows the description has everything."""
    links = {str(link) for link in described.objects(None, DCAT.downloadURL)}

    assert {f"{HOME}/records/{record.name}.csv" for record in RECORDS} <= links
    assert {
        f"{HOME}/records.zip",
        f"{HOME}/network.gexf",
        f"{HOME}/catalogue.jsonld",
        f"{HOME}/catalogue.nq",
        f"{HOME}/network.geojson",
        *(f"{HOME}/tables/{name}.{extension}" for name in TABLES for extension in TABLE_FORMATS),
    } <= links


def test_without_pyarrow_no_parquet_is_offered(whole: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the service cannot give is not described."""
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    text = dcat.write(whole, PUBLISHER, "turtle").decode()

    assert "tables/goals.parquet" not in text
    assert "tables/goals.xlsx" in text


def test_it_says_what_is_served(whole: Snapshot, described: Graph) -> None:
    """Version, last change, first day, and the countries of those who take part."""
    (first,) = set(described.objects(None, DCAT.startDate))
    places = {str(place).rpartition("/")[2] for place in described.objects(None, DCTERMS.spatial)}

    assert {str(text) for text in described.objects(None, URIRef(f"{DCAT}version"))} == {whole.version}
    assert {text.toPython().isoformat() for text in described.objects(None, DCTERMS.modified)} == {
        whole.read_on.isoformat()
    }  # type: ignore[attr-defined]
    assert "1940" < str(first) < "2020"
    assert {"SWE", "UKR", "LTU"} <= places
    assert "AFG" not in places


def test_no_mailbox_is_made_up(whole: Snapshot) -> None:
    """Without one there is no contact."""
    text = dcat.write(whole, PUBLISHER._replace(mailbox=""), "turtle").decode()

    assert "mailto:" not in text
    assert "contactPoint" not in text


@pytest.mark.parametrize("name", ["dcat-ap-SHACL", "html-shapes", "html-range", "html-deprecateduris"])
def test_layers_conform_too(layers_described: Graph, name: str) -> None:
    """No shape is violated by the datasets of layers, and none lacks what Sweden demands."""
    conforms, _, report = validate(layers_described, shacl_graph=shapes(name), allow_warnings=True)

    assert conforms, report
    for kind, wanted in MANDATORY.items():
        for node in layers_described.subjects(RDF.type, kind):
            assert [about for about in wanted if (node, about, None) not in layers_described] == []


@pytest.mark.parametrize(
    ("dataset", "licence"),
    [
        ("records", "http://creativecommons.org/licenses/by/4.0/"),
        ("network", "http://creativecommons.org/licenses/by-sa/4.0/"),
        ("layer-wiki", "http://creativecommons.org/licenses/by-sa/4.0/"),
        ("layer-free", "http://creativecommons.org/publicdomain/zero/1.0/"),
    ],
)
def test_each_layer_has_its_own_licence(layers_described: Graph, dataset: str, licence: str) -> None:
    """All its files are under it. The network holds all layers, as do the answers of services."""
    found = [
        layers_described.value(distribution, DCTERMS.license)
        for distribution in layers_described.objects(part(dataset), DCAT.distribution)
        if (distribution, DCAT.accessService, None) not in layers_described
    ]
    services = {
        layers_described.value(service, DCTERMS.license)
        for service in layers_described.subjects(RDF.type, DCAT.DataService)
    }

    assert set(found) == {URIRef(licence)}
    assert services == {URIRef("http://creativecommons.org/licenses/by-sa/4.0/")}


def test_a_layer_has_title_steward_credit_and_date(layers_described: Graph) -> None:
    """They are those of its row, in both languages where it has both."""
    (steward,) = layers_described.objects(part("layer-wiki"), DCTERMS.publisher)
    rights = layers_described.value(part("zip-wiki"), DCTERMS.rights)

    assert {str(title) for title in layers_described.objects(part("layer-wiki"), DCTERMS.title)} == {
        "Relations from the wiki",
        "Relationer ur wikin",
    }
    assert str(layers_described.value(steward, FOAF.name)) == "Wiki Society"
    assert str(layers_described.value(rights, dcat.ODRS.attributionText)) == "Contains data from the wiki"
    assert str(layers_described.value(part("layer-wiki"), DCTERMS.modified)) == "2026-10-01"
    assert (part("zip-free"), DCTERMS.rights, None) not in layers_described


def test_the_files_of_layers_are_told_apart(layers_described: Graph) -> None:
    """The archive of the base is named as such, as the one without a name has all layers."""
    files = {
        name: {
            str(file).removeprefix(f"{HOME}/")
            for distribution in layers_described.objects(part(name), DCAT.distribution)
            for file in layers_described.objects(distribution, DCAT.downloadURL)
        }
        for name in ("records", "layer-wiki")
    }
    packages = set(layers_described.objects(None, DCAT.accessURL))

    assert {"records.zip?layer=base", "records/names.csv", "catalogue.jsonld", "catalogue.nq"} <= files["records"]
    assert "records.zip" not in files["records"]
    assert {"records.zip?layer=wiki", "records/names.csv?layer=wiki", "catalogue.nq?layer=wiki"} <= files["layer-wiki"]
    assert all(file.endswith("?layer=wiki") for file in files["layer-wiki"])
    assert URIRef(f"{HOME}/datapackage.json?layer=wiki") in packages


def test_facts_of_a_layer_do_not_date_the_base(with_layers: Snapshot, layers_described: Graph) -> None:
    """A page that was read for a layer makes the base no newer, and its countries are not those of the base."""
    modified = layers_described.value(part("records"), DCTERMS.modified)

    assert str(modified) < with_layers.read_on.isoformat()
    assert {
        str(place).rpartition("/")[2] for place in layers_described.objects(part("layer-free"), DCTERMS.spatial)
    } == {"SWE"}
