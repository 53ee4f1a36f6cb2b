"""Linked data over HTTP: what is asked for by Accept, addresses that lead somewhere, browsers sent on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.plugins.parsers.jsonld import to_rdf

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HOME = "http://127.0.0.1:8000"
THINGS = ["municipality/mariestad", "handover/herrljunga-to-mariestad", "goal/11"]


def read(client: Any, address: str) -> Graph:
    """JSON-LD read with the context that is published."""
    document = client.get(address).json()
    assert document["@context"].startswith(HOME)
    published = client.get(document["@context"].removeprefix(HOME))
    assert published.headers["content-type"] == "application/ld+json"
    graph = Graph()
    to_rdf({**document, **published.json()}, graph)
    return graph


@pytest.mark.parametrize("entity", THINGS)
def test_a_thing_comes_in_two_syntaxes(client: Any, entity: str) -> None:
    """The same graph, each under its media type and its own ETag; caches are told what it hangs on."""
    plain = client.get(f"/id/{entity}")
    turtle = client.get(f"/id/{entity}", headers={"accept": "text/turtle"})

    assert plain.headers["content-type"] == "application/ld+json"
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert {"Accept", "Accept-Encoding"} <= set(plain.headers["vary"].split(", "))
    assert plain.headers["etag"] != turtle.headers["etag"]
    assert isomorphic(read(client, f"/id/{entity}"), Graph().parse(data=turtle.text, format="turtle"))


@pytest.mark.parametrize(
    ("entity", "page"),
    [
        ("municipality/mariestad", "/municipality/mariestad"),
        ("partnership/habo-brod", "/partnership/habo-brod"),
        ("goal/11", "/?goal=11"),
        ("country/UA", "/?country=UA"),
        ("seat/habo-brod-1", "/?seat=habo-brod-1"),
        ("handover/herrljunga-to-mariestad", "/?handover=herrljunga-to-mariestad"),
    ],
)
def test_a_browser_is_sent_to_the_page_or_the_explorer(client: Any, entity: str, page: str) -> None:
    """See other: the page about the thing."""
    response = client.get(f"/id/{entity}", headers={"accept": BROWSER}, follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (303, HOME + page)
    assert "Accept" in response.headers["vary"].split(", ")


@pytest.mark.parametrize("entity", ["source/geonames", "term/seat", "change/nw405-renamed-jb-marks"])
def test_what_the_explorer_does_not_show_is_shown_as_it_is(client: Any, entity: str) -> None:
    """A browser gets JSON-LD where there is no page."""
    response = client.get(f"/id/{entity}", headers={"accept": BROWSER})

    assert (response.status_code, response.headers["content-type"]) == (200, "application/ld+json")
    assert response.json()["@id"] == f"{HOME}/id/{entity}"


@pytest.mark.parametrize("entity", ["municipality/atlantis", "people/mariestad", "term/nothing", "goal/x%22%3E"])
def test_what_there_is_not_is_not_found(client: Any, entity: str) -> None:
    """A 404 that names the kinds, to browsers too, on a page."""
    response = client.get(f"/id/{entity}", headers={"accept": "*/*"}, follow_redirects=False)
    page = client.get(f"/id/{entity}", headers={"accept": BROWSER}, follow_redirects=False)

    assert response.status_code == page.status_code == 404
    assert "municipality, partnership, seat" in response.json()["detail"]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "municipality, partnership, seat" in page.text


def test_the_whole_export_is_one_document(client: Any) -> None:
    """It has its context in it, and a name that says of which version it is."""
    response = client.get("/catalogue.jsonld")
    document = json.loads(response.content)
    version = client.get("/ready").json()["version"]

    assert response.headers["content-disposition"] == f'attachment; filename="samband-{version}.jsonld"'
    assert f"{HOME}/id/municipality/mariestad" in {node["@id"] for node in document["@graph"]}


def test_the_whole_export_is_also_a_statement_per_line(client: Any) -> None:
    """The same graph under its own media type, name and ETag."""
    document, lines = client.get("/catalogue.jsonld"), client.get("/catalogue.nq")
    version = client.get("/ready").json()["version"]

    assert lines.headers["content-type"] == "application/n-quads"
    assert lines.headers["content-disposition"] == f'attachment; filename="samband-{version}.nq"'
    assert lines.headers["link"] == document.headers["link"]
    assert lines.headers["etag"] != document.headers["etag"]
    graph = Graph()
    to_rdf(document.json(), graph)
    assert isomorphic(graph, Graph().parse(data=lines.text, format="nt"))


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/rdf+xml"),
        (BROWSER, "application/rdf+xml"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_portals_are_given_what_they_harvest(client: Any, accept: str, media: str) -> None:
    """RDF/XML to everybody who does not ask for another syntax."""
    response = client.get("/datasets/dcat", headers={"accept": accept})

    assert (response.status_code, response.headers["content-type"]) == (200, media)


def test_every_address_of_the_description_answers(client: Any) -> None:
    """Whoever follows an accessURL, a downloadURL or an endpointDescription arrives."""
    graph = Graph().parse(data=client.get("/datasets/dcat").text, format="xml")
    wanted = ("accessURL", "downloadURL", "endpointDescription")
    links = {str(o) for _, p, o in graph if p.rpartition("#")[2] in wanted}

    assert len(links) > 35
    assert [link for link in sorted(links) if client.get(link.removeprefix(HOME)).status_code != 200] == []


@pytest.mark.parametrize("path", ["/records.zip", "/datasets/dcat", "/id/goal/11", "/context.jsonld", "/reconcile"])
def test_pages_of_other_sites_may_read(client: Any, path: str) -> None:
    """Open data is open to scripts of any origin."""
    response = client.get(path, headers={"origin": "https://example.org"})

    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, "*")
