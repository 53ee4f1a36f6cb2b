"""Linked data: the same graph in both syntaxes, honest about towns, handovers and dates."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.parsers.jsonld import to_rdf

from data.catalogue.rows.row import BASE
from data.formats.open_data import linked
from data.formats.open_data.linked_layer import layer_catalogue
from data.formats.open_data.turtle import turtle
from data.formats.open_data.vocabulary import OWN, context, term_document
from data.snapshot.snapshot import Snapshot

HOME = "https://data.example.org"
ID = Namespace(f"{HOME}/id/")
ORG = Namespace("http://www.w3.org/ns/org#")
SCHEMA = Namespace("https://schema.org/")
SHARED = "mariestad-ukmerge-kamianets-podilskyi"
DOCUMENTED = (Path(__file__).parents[3] / "docs" / "open-data.md").read_text(encoding="utf-8")


def graph_of(document: dict[str, Any]) -> Graph:
    """As anybody reads it, with the context that is published."""
    graph = Graph()
    to_rdf({**document, "@context": context(HOME)}, graph)
    return graph


def document(snapshot: Snapshot, kind: str, slug: str) -> dict[str, Any]:
    entity = linked.find(snapshot, kind, slug)
    assert entity is not None
    return json.loads(json.dumps(linked.document(entity, HOME)))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def everything(snapshot: Snapshot) -> Graph:
    """The export of the small world, read with nothing but itself."""
    graph = Graph()
    to_rdf(json.loads(b"".join(layer_catalogue(snapshot, HOME, BASE))), graph)
    return graph


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("municipality", "mariestad"),
        ("municipality", "jb-marks"),
        ("partnership", SHARED),
        ("seat", f"{SHARED}-1"),
        ("handover", "herrljunga-to-mariestad"),
        ("change", "nw405-renamed-jb-marks"),
        ("goal", "11"),
        ("country", "UA"),
        ("organisation", "kulturskolan-kalix"),
        ("source", "mariestad-sustainable-municipalities"),
        ("programme", "icld-municipal-partnership"),
        ("policy", "policy-for-global-development"),
        ("area", "vanerskargarden-med-kinnekulle"),
        ("initiative", "glokala-sverige"),
        ("finding", "statskontoret-from-knowledge-to-methods"),
    ],
)
def test_both_syntaxes_are_one_graph(snapshot: Snapshot, kind: str, slug: str) -> None:
    """JSON-LD and Turtle are isomorphic, no node is without an address, and something is said of the thing asked for."""
    given = document(snapshot, kind, slug)
    graph = graph_of(given)

    assert isomorphic(graph, Graph().parse(data=turtle(given, HOME), format="turtle"))
    assert given["@context"] == f"{HOME}/context.jsonld"
    assert len(list(graph.predicate_objects(ID[f"{kind}/{slug}"]))) > 3
    assert all(isinstance(node, URIRef | Literal) for node in graph.all_nodes())


def test_everything_has_an_address(snapshot: Snapshot, everything: Graph) -> None:
    """Each address of ours that is mentioned is that of a thing, and leads to it."""
    mentioned = {str(node).partition("#")[0] for node in everything.all_nodes() if str(node).startswith(ID)}

    for address in mentioned:
        kind, _, slug = address.removeprefix(ID).partition("/")
        assert linked.find(snapshot, kind, slug) or term_document(slug, HOME), address
    assert len(mentioned) > 150


def test_a_country_tells_its_continent(everything: Graph) -> None:
    """As the value of the enumeration, under a term of our own."""
    assert everything.value(ID["country/ZA"], ID["term/continent"]) == Literal("AFRICA")


def test_every_word_is_known(everything: Graph) -> None:
    """No member of a document is lost for want of a term: all own terms that occur are described."""
    own = {str(part).removeprefix(f"{HOME}/id/term/") for part in everything.predicates() if str(part).startswith(ID)}

    assert own <= set(OWN)
    assert {"seat", "earliest", "latest", "kind", "when"} <= own


TEXTS = ("label", "note", "text", "aim")  # by language


def test_all_that_is_written_reaches_the_graph(snapshot: Snapshot) -> None:
    """Each member name of every document is a word of the context."""
    words = set(context(HOME))

    def members(value: Any) -> set[str]:
        if isinstance(value, dict):
            inner = set().union(*(members(part) for name, part in value.items() if name not in TEXTS), set())
            return {name for name in value if not name.startswith("@")} | inner
        return set().union(*map(members, value), set()) if isinstance(value, list) else set()

    whole = json.loads(b"".join(layer_catalogue(snapshot, HOME, BASE)))
    assert members(whole["@graph"]) <= words
    assert {kind for node in whole["@graph"] for kind in node["@type"] if isinstance(node["@type"], list)} <= words


@pytest.mark.parametrize(
    ("seat", "day", "holders"),
    [
        (f"{SHARED}-1", "2012-12-31", set()),
        (f"{SHARED}-1", "2016-01-01", {"Herrljunga"}),
        (f"{SHARED}-1", "2019-01-01", set()),
        (f"{SHARED}-1", "2021-06-01", {"Mariestad"}),
        ("twin-herrljunga-ukmerge-1", "2030-01-01", set()),
    ],
)
def test_sparql_tells_who_held_a_seat(everything: Graph, seat: str, day: str, holders: set[str]) -> None:
    """The query that is documented: before and after the handover it is clear, between nobody surely did."""
    query = re.search(r"```sparql\n(.*?)```", DOCUMENTED, re.DOTALL)
    assert query is not None
    changed = query[1].replace("http://127.0.0.1:8000", HOME).replace(f"{SHARED}-1", seat).replace("2016-01-01", day)

    assert {str(row[0]) for row in everything.query(changed)} == holders  # type: ignore[index]


def test_a_handover_makes_nobody_into_another(everything: Graph) -> None:
    """The partnership changed; the two municipalities are who left and who came, not a merger."""
    handover = ID["handover/herrljunga-to-mariestad"]

    assert (handover, RDF.type, ORG.ChangeEvent) in everything
    assert set(everything.objects(handover, ORG.originalOrganization)) == {ID[f"partnership/{SHARED}"]}
    assert set(everything.objects(handover, ORG.resultingOrganization)) == {ID[f"partnership/{SHARED}"]}
    assert (handover, ID["term/successor"], ID["municipality/mariestad"]) in everything


def test_a_town_is_not_its_municipality(snapshot: Snapshot, everything: Graph) -> None:
    """Ids of a town stand at the town; only ids of the unit make it the same as something elsewhere."""
    mariestad, town = ID["municipality/mariestad"], ID["municipality/jb-marks#town"]

    assert set(everything.objects(mariestad, OWL.sameAs)) == {URIRef("http://www.wikidata.org/entity/Q427422")}
    assert set(everything.objects(ID["municipality/jb-marks"], OWL.sameAs)) == set()
    assert (ID["municipality/jb-marks"], SCHEMA.location, town) in everything
    assert URIRef("https://sws.geonames.org/964349/") in set(everything.objects(town, OWL.sameAs))


def test_goals_and_targets_are_those_of_the_united_nations(everything: Graph) -> None:
    """Goal 11 is the same as theirs, and its targets are theirs."""
    goal, targets = ID["goal/11"], Graph()
    targets += everything.triples((ID["goal/11"], URIRef("http://www.w3.org/2004/02/skos/core#narrower"), None))

    assert (goal, OWL.sameAs, URIRef("http://metadata.un.org/sdg/11")) in everything
    assert URIRef("http://metadata.un.org/sdg/11.2") in set(targets.objects())
    assert len(targets) == 10


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("municipality", "atlantis"),
        ("people", "mariestad"),
        ("term", "seat"),
        ("seat", SHARED),
        ("seat", f"{SHARED}-9"),
        ("seat", f"{SHARED}-01"),
        ("seat", "-1"),
        ("goal", "18"),
    ],
)
def test_what_is_not_there_is_not_found(snapshot: Snapshot, kind: str, slug: str) -> None:
    """Neither other kinds nor other spellings of a number lead anywhere."""
    assert linked.find(snapshot, kind, slug) is None
