"""Problem details (RFC 9457): every error of every path other than GraphQL has one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import html
from starlette.routing import Route

from service.http.cached_files import CachedFiles
from service.http.errors import Code, HTTPError
from service.http.problems import BLANK, GRAPHQL_PATH, MEDIA_TYPE, TYPES, problem, slug_of

OWN = {"limit", "allowed", "asked", "parameter", "requestId", "nearest"}
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
HOME = "http://127.0.0.1:8000"
PROBES = ("/health", "/ready", "/metrics")


def checked(response: Any, status: int) -> dict[str, Any]:
    """The problem details of a response, as they must be whatever went wrong."""
    details: dict[str, Any] = response.json()

    assert response.status_code == details["status"] == status
    assert response.headers["content-type"] == MEDIA_TYPE
    assert response.headers["cache-control"] == "no-store"
    assert set(details) - OWN == {"type", "title", "status", "detail", "instance"}
    assert details["instance"] == f"#{response.headers['x-request-id']}"
    assert details["type"] == BLANK or details["type"].startswith("http://127.0.0.1:8000/problems/")
    assert details["title"] and details["detail"]
    return details


def routes(client: Any) -> Iterator[Route]:
    return (route for route in client.app.app.routes if route.path != GRAPHQL_PATH)


def address(route: Route) -> str:
    """An address of a route, which need not lead to anything."""
    values = {"format": "json", "name": "sources", "kind": "municipality", "slug": "habo"}
    return route.path_format.format_map({name: values.get(name, "x") for name in route.param_convertors})


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "TRACE", "OPTIONS"])
def test_no_route_has_another_method(client: Any, method: str) -> None:
    """405 names the methods that there are."""
    for route in routes(client):
        response = client.request(method, address(route))

        checked(response, 405)
        assert set(response.headers["allow"].split(", ")) == route.methods


def test_nothing_else_is_found(client: Any) -> None:
    """404 at any other address, also below one that there is."""
    for path in (
        "/nothing",
        "/%F0%9F%9A%80",
        "/explorer/none.js",
        "/id/mayor/x",
        "/records/people.csv",
        "/network.xls",
    ):
        assert checked(client.get(path), 404)["type"] == BLANK


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/records/partnerships", "/records/partnerships.csv"),
        ("/records", "/records/{name}.csv"),
        ("/network", "/network.json"),
        ("/network.json.gz", "/network.json"),
        ("/tables/partnership", "/tables/partnerships.csv"),
        ("/municipalities/mariestad", "/municipality/{slug}"),
        ("/municipality", "/municipality/{slug}"),
        ("/municipality/a/b", "/municipality/{slug}/picture.png"),
        ("/api/graphql", "/graphql"),
        ("/GraphiQL", "/graphql"),
        ("/openapi", "/openapi.json"),
        ("/versions/0123456789abcdef/record/goals.csv", "/versions/{version}/records/{name}.csv"),
        ("/reconcile/suggest/", "/reconcile/suggest/entity"),
    ],
)
def test_an_unknown_address_names_the_nearest(client: Any, path: str, nearest: str) -> None:
    """First in a list and in the message, and where all are listed."""
    for method in ("GET", "POST", "DELETE"):
        details = checked(client.request(method, path), 404)

        assert HOME + nearest in details["nearest"]
        assert len(details["nearest"]) <= 8
        assert all(one in details["detail"] for one in [*details["nearest"], f"{HOME}/openapi.json", f"{HOME}/graphql"])


@pytest.mark.parametrize("path", ["/nowhere", "/wp-login.php", "/.env", "/%00", "/%F0%9F%9A%80", "/" + "network" * 200])
def test_an_address_that_is_like_no_other_names_none(client: Any, path: str) -> None:
    """Where all are listed it says all the same, without repeating what was asked."""
    details = checked(client.get(path), 404)

    assert "nearest" not in details
    assert f"{HOME}/openapi.json lists all" in details["detail"]
    assert path not in details["detail"]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/a/b/", "/a%2Fb/c", "/records/partnerships", "/records/people.csv", "/id/mayor/x"]
)
@pytest.mark.parametrize(("language", "heading"), [("en", "Page not found"), ("sv", "Sidan finns inte")])
def test_a_browser_gets_a_page_instead(client: Any, path: str, language: str, heading: str) -> None:
    """With the same status, the nearest addresses or what the error says, and links of its own that lead to the service."""
    details = checked(client.get(path), 404)
    response = client.get(path, headers=BROWSER | {"accept-language": language})
    page = html.fromstring(response.text)
    links = {urljoin(f"{HOME}{path}", link) for link in page.xpath("//@href | //@src")}

    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert (response.headers["cache-control"], response.headers["content-language"]) == ("no-store", language)
    assert "Accept" in response.headers["vary"].split(", ")
    assert client.get(path).headers["vary"] == "Accept"
    assert page.findtext(".//h1") == heading
    is_unknown = details["detail"].startswith("nothing has this address")
    assert is_unknown == (f"{HOME}/openapi.json" in links) == (details["detail"] not in page.xpath("//main/p/text()"))
    assert {one for one in details.get("nearest", ()) if "{" not in one} <= links
    assert {f"{HOME}/explorer/page.css", f"{HOME}/explorer/theme.js", f"{HOME}/?lang={language}"} <= links
    assert {link for link in links if link.startswith(f"{HOME}{path}?")} == set()


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "That is not in the catalogue."), ("sv", "Finns inte i katalogen.")]
)
@pytest.mark.parametrize("path", ["/id/municipality/atlantis", "/municipality/atlantis"])
def test_an_entity_that_the_catalogue_lacks_has_a_heading_of_its_own(
    client: Any, path: str, language: str, heading: str
) -> None:
    """Its address is right, and the catalogue has others there."""
    response = client.get(path, headers=BROWSER | {"accept-language": language}, follow_redirects=False)

    assert response.status_code == 404
    assert html.fromstring(response.text).findtext(".//h1") == heading


@pytest.mark.parametrize("path", ["/" * 8_000, "/a" * 4_000])
def test_the_page_of_a_deep_path_is_small(client: Any, path: str) -> None:
    """Its links begin with the public address, as a way up would be repeated in each."""
    response = client.get(HOME + path, headers=BROWSER)
    links = html.fromstring(response.text).xpath("//@href | //@src")

    assert response.status_code == 404
    assert len(response.text) < 2_000
    assert {link for link in links if not link.startswith(f"{HOME}/")} == set()


@pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE"])
def test_a_wrong_method_is_told_to_browsers_too(client: Any, method: str) -> None:
    """In problem details: no browser sends one by itself."""
    checked(client.request(method, "/network.json", headers=BROWSER), 405)


@pytest.mark.parametrize(
    ("request_", "status", "limit"),
    [
        ({"params": {"a": "b" * 10_000}}, 414, "uri"),
        ({"headers": {"cookie": "a" * 20_000}}, 431, "headers"),
        ({"headers": {"content-length": "999999"}}, 413, "body"),
    ],
)
def test_every_route_names_the_limit_that_is_exceeded(
    client: Any, request_: dict[str, Any], status: int, limit: str
) -> None:
    """With its value and what was asked, and without repeating that."""
    for route in routes(client):
        response = client.get(address(route), **request_)
        details = checked(response, status)

        assert details["type"].endswith("/problems/limit-exceeded")
        assert (details["limit"], len(response.content) < 400) == (limit, True)


def test_an_overloaded_service_says_so_on_every_route(serve: Callable[..., Any], url: str) -> None:
    """503 with the time to come again; the probes are answered."""
    with serve(url, max_requests=0) as client:
        for route in routes(client):
            response = client.get(address(route))
            if route.path in PROBES:
                assert response.status_code == 200
            else:
                assert checked(response, 503)["type"].endswith("/problems/overloaded")
                assert response.headers["retry-after"] == "1"


def test_a_fault_of_our_own_is_told_by_its_number_alone(
    serve: Callable[..., Any], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 with the id under which the log has the story."""
    with serve(url) as client:
        monkeypatch.setattr(CachedFiles, "answer", None)
        details = checked(client.get("/datapackage.json"), 500)

    assert (details["type"], details["requestId"]) == (BLANK, details["instance"][1:])
    assert "NoneType" not in details["detail"]


@pytest.mark.parametrize("query", ["nothing=1", "layer=base&layer=base", "layer=none", "asOf=today"])
def test_a_parameter_that_is_wrong_is_named(client: Any, query: str) -> None:
    """400 with its name, which is cut where it is long."""
    details = checked(client.get(f"/tables/goals.csv?{query}"), 400)
    long = checked(client.get(f"/tables/goals.csv?{'a' * 5000}=1"), 400)

    assert details["type"].endswith("/problems/bad-user-input")
    assert details["parameter"] == query.partition("=")[0]
    assert len(long["parameter"]) == 40


def test_a_head_request_gets_no_body(client: Any) -> None:
    """The header fields are those of GET, but for the id."""
    for path in ("/nothing", "/network.json?a=1"):
        head, got = client.head(path), client.get(path)

        assert head.content == b""
        assert head.status_code == got.status_code
        assert head.headers["content-type"] == MEDIA_TYPE


def test_a_preflight_of_another_origin_is_a_problem_too(serve: Callable[..., Any], url: str) -> None:
    """400 for pages of origins that are not allowed; without an origin it is no preflight."""
    asks = {"origin": "https://a.example", "access-control-request-method": "GET"}
    with serve(url, allowed_origins="https://b.example") as client:
        refused = client.options("/network.json", headers=asks)
        other = client.options("/network.json", headers={"access-control-request-method": "GET"})

    assert (refused.status_code, refused.headers["content-type"]) == (400, MEDIA_TYPE)
    assert refused.json()["detail"] == "Disallowed CORS origin"
    checked(other, 405)


@pytest.mark.parametrize("code", TYPES)
def test_every_type_has_its_page(client: Any, code: Code) -> None:
    """Its address leads to the title and to what a client can do."""
    details = problem(HTTPError(400, code, "message"), "")
    page = client.get(details["type"])

    assert (page.status_code, page.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert page.text.startswith(details["title"])
    assert slug_of(code) in checked(client.get("/problems/none"), 404)["detail"]


def test_errors_of_graphql_stay_those_of_its_specification(client: Any) -> None:
    """Also those that the middleware makes, before the endpoint is reached."""
    for response in (client.get("/graphql?query=" + "a" * 10_000), client.delete("/graphql")):
        assert response.headers["content-type"].startswith("application/json")
        assert list(response.json()) == ["errors"]


def test_the_public_address_is_that_of_the_settings(serve: Callable[..., Any], url: str) -> None:
    """Types have the same address for all clients, wherever they reach the service."""
    with serve(url, public_url="https://data.example.org/samband") as client:
        details = client.get("/network.json?a=1").json()

    assert details["type"] == "https://data.example.org/samband/problems/bad-user-input"
