"""The description for data portals, against DCAT-AP 3.0.1 and what Sweden asks for beyond it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from data.domain.publisher import Publisher
from data.formats.open_data import dcat
from data.formats.tables import parquet
from data.formats.tables.formats import TABLE_FORMATS, TABLES
from data.snapshot.snapshot import Snapshot
from data.store.models import RECORDS
from tests.data.formats.dcat_profile import PROPERTIES, Property, complaints, iri, missing_recommended
from tests.data.networks.layered import layered
from tests.published import dcat_ap_shapes, in_folder

HOME = "https://data.example.org"
PUBLISHER = Publisher(HOME, "Exempel <&> kommun", "LocalAuthority", "data@example.org")
SHACL, VCARD = Namespace("http://www.w3.org/ns/shacl#"), Namespace("http://www.w3.org/2006/vcard/ns#")
CC_BY = URIRef("http://creativecommons.org/licenses/by/4.0/")
PACKAGED = "3.0.0, of a package"
OURS = {  # recommended, but not known of these data
    *(("Catalog", "issued"), ("Dataset", "issued"), ("Dataset", "conformsTo"), ("PeriodOfTime", "endDate")),
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


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The shapes of DCAT-AP 3.0.0 that a package ships."""
    text = dcat_ap_shapes(tmp_path_factory.mktemp("shapes")).read_text(encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's reader of JSON-LD uses a class of its past
        graph = Graph().parse(data=text, format="json-ld")
    graph.remove((None, SHACL["class"], RDFS.Resource))  # everything is one, also unsaid; 3.0.1 does not ask for it
    return graph


@pytest.fixture(scope="module")
def shapes(request: pytest.FixtureRequest) -> Callable[[str], Graph]:
    """Reads a file of shapes, without references to shapes that the file does not hold."""

    @cache
    def shapes(name: str) -> Graph:
        if name == PACKAGED:
            graph: Graph = request.getfixturevalue("packaged")
        else:
            graph = Graph().parse(in_folder("dcat-ap", f"{name}.ttl"))
        for shape in set(graph.objects(None, SHACL.property)):
            if (shape, SHACL.path, None) not in graph:
                graph.remove((None, SHACL.property, shape))
        return graph

    return shapes


NAMES = [PACKAGED, "dcat-ap-SHACL", "html-shapes", "html-range", "html-deprecateduris"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mailbox", ["data@example.org", ""])
def test_it_conforms_to_dcat_ap(whole: Snapshot, shapes: Callable[[str], Graph], name: str, mailbox: str) -> None:
    """No shape is violated, with a contact and without."""
    given = Graph().parse(data=dcat.write(whole, PUBLISHER._replace(mailbox=mailbox), "pretty-xml"), format="xml")
    conforms, _, report = validate(given, shacl_graph=shapes(name), allow_warnings=True)

    assert conforms, report


def test_the_shapes_do_refuse(described: Graph, shapes: Callable[[str], Graph]) -> None:
    """A dataset that lost its description is found out."""
    spoiled = copy_of(described)
    spoiled.remove((None, DCTERMS.description, None))

    assert not validate(spoiled, shacl_graph=shapes(PACKAGED))[0]


@pytest.mark.parametrize("mailbox", ["data@example.org", ""])
def test_it_is_as_the_table_of_the_profile_says(whole: Snapshot, mailbox: str) -> None:
    """Each node has what is mandatory, nothing too often, values of the right kinds, and nothing else."""
    given = Graph().parse(data=dcat.write(whole, PUBLISHER._replace(mailbox=mailbox), "pretty-xml"), format="xml")

    assert complaints(given) == []
    assert missing_recommended(given) == (
        OURS if mailbox else OURS | {("Dataset", "contactPoint"), ("DataService", "contactPoint")}
    )


@pytest.mark.parametrize("row", [row for row in PROPERTIES if row.least], ids=lambda row: f"{row.of}-{row.iri}")
def test_a_description_that_lost_what_is_mandatory_is_refused(described: Graph, row: Property) -> None:
    """Of one node, one property."""
    spoiled = copy_of(described)
    node = min(described.subjects(RDF.type, row.of))
    spoiled.remove((node, row.iri, None))

    assert f"{node} lacks {row.iri}" in complaints(spoiled)


@pytest.mark.parametrize(
    ("of", "about", "value", "complaint"),
    [
        ("dcat:Catalog", "dcterms:license", dcat.CC0 + "/", "has 2 of"),
        ("dcat:Dataset", "dcterms:title", Literal("Ties"), "title is rdflib.term.Literal('Ties')"),
        ("dcat:Dataset", "dcterms:title", Literal(" ", "en"), "title is"),
        ("dcat:Dataset", "dcterms:modified", Literal("yesterday"), "has 2 of"),
        ("dcat:Dataset", "dcterms:temporal", Literal("2008"), "temporal is"),
        ("dcat:Dataset", "dcat:theme", iri("dcat:Nothing"), "theme is"),
        ("dcat:Distribution", "dcat:downloadURL", Literal("https://data.example.org/"), "downloadURL is"),
        ("dcat:Distribution", "dcterms:format", Literal("text/csv"), "format is"),
        ("dcat:Distribution", "dcterms:licence", dcat.CC0, "licence is no property of the profile"),
        ("dcterms:PeriodOfTime", "dcat:startDate", Literal("long ago", datatype=XSD.string), "startDate is"),
    ],
)
def test_a_description_with_a_wrong_value_is_refused(
    described: Graph, of: str, about: str, value: URIRef | Literal, complaint: str
) -> None:
    """Too many, without a language, empty, of another class, a literal for an address, a misspelt property."""
    spoiled = copy_of(described)
    spoiled.add((min(described.subjects(RDF.type, iri(of))), iri(about), value))

    assert any(complaint in one for one in complaints(spoiled))


def test_the_table_is_as_strict_as_the_shapes(shapes: Callable[[str], Graph]) -> None:
    """What DCAT-AP demands of a class, the table demands: at least one, at most one, values of a class."""
    graph, table = shapes(PACKAGED), {(row.of, row.iri): row for row in PROPERTIES}
    rules = [
        (table[kind, path], rule)
        for shape, kind in graph.subject_objects(SHACL.targetClass)
        for rule in graph.objects(shape, SHACL.property)
        if (kind, path := graph.value(rule, SHACL.path)) in table
    ]
    least = [(row, value) for row, rule in rules for value in graph.objects(rule, SHACL.minCount)]
    most = [(row, value) for row, rule in rules for value in graph.objects(rule, SHACL.maxCount)]
    classes = [(row, value) for row, rule in rules for value in graph.objects(rule, SHACL["class"])]

    assert min(len(least), len(most), len(classes)) > 10
    assert [row for row, value in least if row.least < int(value)] == []
    assert [row for row, value in most if row.most is None or row.most > int(value)] == []
    assert [row for row, value in classes if ":" not in row.values] == []


def copy_of(graph: Graph) -> Graph:
    copied = Graph()
    copied += graph
    return copied


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


@pytest.mark.parametrize("name", NAMES)
def test_layers_conform_too(layers_described: Graph, shapes: Callable[[str], Graph], name: str) -> None:
    """No shape is violated by the datasets of layers."""
    conforms, _, report = validate(layers_described, shacl_graph=shapes(name), allow_warnings=True)

    assert conforms, report


def test_layers_are_as_the_table_of_the_profile_says(layers_described: Graph) -> None:
    """Their datasets lack nothing that Sweden demands."""
    assert complaints(layers_described) == []


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
