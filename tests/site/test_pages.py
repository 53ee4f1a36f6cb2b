"""The pages of places and partnerships as files: languages, addresses, caching, structured data, and what is not there."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from rdflib import Graph, Literal, URIRef

from data.catalogue.load import load, read_checked
from data.store.database import open_store
from service.site.rendering import is_web

HOME = "http://127.0.0.1:8000"
TEAM = "mariestad-ukmerge-kamianets-podilskyi"
PATHS = ["/municipality/mariestad", f"/partnership/{TEAM}", "/municipality/zmiivka", "/partnership/kalix-masaka"]
SCHEMA_ORG = "https://schema.org/"
NAME = """<img src=x onerror="alert(1)">"""
TITLE = """</script><script>alert(1)</script>&"""

Serve = Callable[..., AbstractContextManager[Any]]


def page_of(response: Any) -> Any:
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


def text_of(page: Any) -> str:
    return " ".join(page.find("body").text_content().split())


def metadata(page: Any) -> dict[str, str]:
    """The values of meta elements by name or property."""
    return {one.get("name") or one.get("property"): one.get("content") for one in page.iter("meta")}


def structured(page: Any) -> str:
    (script,) = page.xpath('//script[@type="application/ld+json"]')
    return str(script.text)


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "en"),
        ("", "sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("", "de, en;q=0.5, sv;q=0.7", "sv"),
        ("", "sv;q=0, en", "en"),
        ("", "fr", "en"),
        ("", "sv;q=x", "en"),
        ("?lang=en", "sv", "en"),
        ("?lang=sv", "en", "sv"),
        ("?lang=de", "sv", "sv"),
        ("?lang=sv&fbclid=1", "en", "sv"),
    ],
)
def test_the_language_is_the_one_that_is_asked_for(client: Any, query: str, header: str, language: str) -> None:
    """By the address, else by the browser; parameters that other sites add to addresses change nothing."""
    response = client.get(f"/municipality/ukmerge{query}", headers={"accept-language": header})
    page = page_of(response)

    assert page.get("lang") == response.headers["content-language"] == language
    assert ("Litauen" if language == "sv" else "Lithuania") in text_of(page)
    assert {"Accept-Encoding", "Accept-Language"} == set(response.headers["vary"].split(", "))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_where_it_is(client: Any, path: str) -> None:
    """Its canonical address, the same page in other languages, and the picture, all absolute."""
    page = page_of(client.get(f"{path}?lang=sv"))
    links = {(one.get("rel"), one.get("hreflang")): one.get("href") for one in page.iter("link")}
    about = metadata(page)

    assert links["canonical", None] == about["og:url"] == f"{HOME}{path}?lang=sv"
    assert {links["alternate", language] for language in ("sv", "en", "x-default")} == {
        f"{HOME}{path}?lang=sv",
        f"{HOME}{path}?lang=en",
        f"{HOME}{path}",
    }
    assert about["og:image"] == f"{HOME}{path}/picture.png?lang=sv"
    assert about["description"] == about["og:description"] == about["og:image:alt"]
    assert page.findtext(".//title") == f"{about['og:title']} – Samband"
    assert page.findtext(".//h1") == about["og:title"]


def test_the_description_is_a_sentence_of_facts(client: Any) -> None:
    """With the numbers of the page, in both languages."""
    told = [
        metadata(page_of(client.get(f"{path}?lang={language}")))["description"]
        for path in ("/municipality/mariestad", f"/partnership/{TEAM}", "/municipality/forshaga")
        for language in ("en", "sv")
    ]

    assert told[0].startswith("Mariestad, Sweden: 2 partners in 2 countries, through 1 partnership. ")
    assert told[1].startswith("Mariestad, Sverige: 2 partner i 2 länder, genom 1 samarbete. ")
    assert told[2].startswith("Municipal partnership between Mariestad, Ukmergė and Kamianets-Podilskyi, from 2013. ")
    assert told[3].startswith("Kommunalt partnerskap mellan Mariestad, Ukmergė och Kamianets-Podilskyi, från 2013. ")
    assert told[4:] == ["Forshaga, Sweden: no partner is recorded.", "Forshaga, Sverige: ingen partner är känd."]


def test_the_service_may_be_below_a_path(client_for: Serve, stored: Callable[..., str], world: Path) -> None:
    """Addresses for other sites begin with the public one; links within the service are relative."""
    public = "https://example.org/data/samband"
    with client_for(stored(world), public_url=public) as client:
        page = page_of(client.get("/municipality/mariestad", headers={"accept": "text/html"}))
        robots = client.get("/robots.txt").text
        moved = client.get("/id/municipality/mariestad", headers={"accept": "text/html"}, follow_redirects=False)
    links = [one.get(name) for one in page.iter() for name in ("href", "src") if one.get(name)]
    within = [link for link in links if not link.startswith(("http://", "https://"))]

    assert metadata(page)["og:url"] == f"{public}/municipality/mariestad?lang=en"
    assert f"{public}/id/municipality/mariestad" in structured(page)
    assert all(link.startswith(("../", "?")) for link in within) and "../explorer/page.css" in within
    assert "Disallow: /data/samband/graphql\n" in robots and robots.endswith(f"Sitemap: {public}/sitemap.xml\n")
    assert moved.headers["location"] == f"{public}/municipality/mariestad"


@pytest.mark.parametrize("path", [*PATHS, "/municipality/mariestad/picture.png", "/sitemap.xml", "/favicon.ico"])
def test_a_file_is_sent_once(client: Any, path: str) -> None:
    """It has a strong ETag, by which it is asked for again in vain; languages have files of their own."""
    response, other = client.get(path), client.get(f"{path}?lang=sv")
    etag = response.headers["etag"]
    again = client.get(path, headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert not etag.startswith("W/")
    assert (other.headers["etag"] != etag) == path.startswith(("/municipality", "/partnership"))
    assert client.head(path).status_code == 200


def test_a_page_holds_no_script_or_style_of_its_own(client: Any) -> None:
    """The policy of the other pages holds; the block of structured data is no script."""
    response = client.get(f"/partnership/{TEAM}")
    page = page_of(response)

    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert [one.get("src") or one.get("type") for one in page.iter("script")] == [
        "../explorer/theme.js",
        "application/ld+json",
    ]
    assert not page.xpath("//*[@style] | //style | //*[starts-with(name(@*), 'on')]")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("path", PATHS)
def test_structured_data_are_linked_data(client: Any, path: str) -> None:
    """They parse without a context from elsewhere, and name the page, its subject and its licence."""
    page = page_of(client.get(f"{path}?lang=sv"))
    graph = Graph().parse(data=structured(page), format="json-ld")
    address, subject = URIRef(f"{HOME}{path}?lang=sv"), URIRef(f"{HOME}/id{path}")

    assert (address, URIRef(f"{SCHEMA_ORG}mainEntity"), subject) in graph
    assert (address, URIRef(f"{SCHEMA_ORG}license"), None) in graph
    assert (subject, URIRef(f"{SCHEMA_ORG}name"), Literal(metadata(page)["og:title"])) in graph


def test_structured_data_tell_a_place_by_its_names_and_its_point(client: Any) -> None:
    """As the catalogue has them."""
    _page, place = json.loads(structured(page_of(client.get("/municipality/ukmerge"))))["@graph"]

    assert place["@type"] == "AdministrativeArea" and place["containedInPlace"]["name"] == "Lithuania"
    assert place["geo"]["latitude"] == pytest.approx(55.2, abs=0.2)
    assert "Ukmerge" in place["alternateName"] and "Ukmergé" not in place["alternateName"]


@pytest.mark.parametrize("kind", ["municipality", "partnership"])
def test_what_is_not_there_is_said_in_words(client: Any, kind: str) -> None:
    """To a browser on a page with a way on, to other clients in problem details."""
    response = client.get(f"/{kind}/atlantis?lang=sv")
    page = html.fromstring(response.text)
    other = client.get(f"/{kind}/atlantis", headers={"accept": "*/*"})
    picture = client.get(f"/{kind}/atlantis/picture.png")

    assert response.status_code == other.status_code == picture.status_code == 404
    assert response.headers["cache-control"] == "no-store"
    assert page.findtext(".//h1") == "Finns inte i katalogen."
    assert "../?lang=sv" in page.xpath("//main//a/@href")
    assert "../../explorer/page.css" in picture.text
    assert other.headers["content-type"] == "application/problem+json"
    assert other.json()["detail"].startswith(f"no {kind} has this slug")


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/id/municipality/mariestad", "text/html", "/municipality/mariestad"),
        (f"/id/partnership/{TEAM}?goalBasis=INFERRED", "text/html", f"/partnership/{TEAM}"),
        ("/id/goal/11?goalBasis=INFERRED", "text/html", "/?goal=11&inferred=1"),
        ("/id/municipality/mariestad?format=jsonld", "text/html", None),
        ("/id/municipality/mariestad", "*/*", None),
    ],
)
def test_an_identifier_leads_browsers_to_the_page(client: Any, path: str, accept: str, location: str | None) -> None:
    """Other clients get data, and so does a browser that asks for a format."""
    response = client.get(path, headers={"accept": accept}, follow_redirects=False)

    assert response.status_code == (303 if location else 200)
    assert response.headers.get("location") == (HOME + location if location else None)
    if not location:
        assert response.headers["content-type"] == "application/ld+json"


def test_a_place_that_is_no_more_has_its_history(client: Any) -> None:
    """What became of it, and of a place under which names it was known."""
    assert "Zmiivka Ukraine absorbed" not in text_of(page_of(client.get("/municipality/zmiivka")))
    assert re.search(
        r"History Beryslav Ukraine absorbed by January 2024", text_of(page_of(client.get("/municipality/zmiivka")))
    )
    assert "Tlokwe South Africa renamed between 22 January 2016 and 19 January 2017" in text_of(
        page_of(client.get("/municipality/jb-marks"))
    )


def test_all_data_of_a_page_can_be_had(client: Any) -> None:
    """Every link of “As data” leads to data about the subject; the query is the one of the page."""
    for path, wanted in (("/municipality/mariestad", "mariestad"), (f"/partnership/{TEAM}", TEAM)):
        page = page_of(client.get(path))
        links = [link.removeprefix("..") for link in page.xpath("//footer//a/@href") if not link.startswith("http")]
        query = next(link for link in links if link.startswith("/graphql#"))
        answers = [client.get(link) for link in links if link != query]
        fields = dict(re.findall(r"(query|variables)=([^&]+)", query))
        decoded = {
            name: re.sub("%([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), text) for name, text in fields.items()
        }
        answer = client.post(
            "/graphql", json={"query": decoded["query"], "variables": json.loads(decoded["variables"])}
        )

        assert {one.status_code for one in answers} == {200}
        assert sum(wanted in one.text for one in answers) >= 3
        assert "errors" not in answer.json() and wanted in answer.text


@pytest.fixture(scope="module")
def strange(
    client_for: Serve, stored: Callable[..., str], world: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A client of a service in which Ukmergė, a partnership and a website have other words."""
    records = Path(shutil.copytree(world, tmp_path_factory.mktemp("strange") / "records"))
    change(records / "municipalities.csv", "ukmerge", name=NAME)
    change(records / "partnerships.csv", TEAM, title_en=TITLE)
    with client_for(stored(records)) as client:
        yield client


def change(path: Path, slug: str, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["slug"] == slug).update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_names_are_text_whatever_they_hold(strange: Any) -> None:
    """No element, no attribute, and no end of a script."""
    pages = [page_of(strange.get(path)) for path in ("/municipality/ukmerge", f"/partnership/{TEAM}")]

    assert [page.findtext(".//h1") for page in pages] == [NAME, TITLE]
    assert [len(page.xpath("//img")) for page in pages] == [1, 1]  # the icon
    assert all(len(page.xpath("//script")) == 2 for page in pages)
    assert json.loads(structured(pages[1]))["@graph"][1]["name"] == TITLE
    assert strange.get("/municipality/ukmerge/picture.png").status_code == 200
    assert strange.get("/sitemap.xml").status_code == 200


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://example.org", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("//a.b", False),
        (" https://a", False),
    ],
)
def test_a_link_is_an_address_of_the_web(address: str, is_link: bool) -> None:
    """What would run, or leads who knows where, is text."""
    assert is_web(address) is is_link


def test_a_page_is_the_same_from_each_database(store_url: str, client: Any, client_for: Serve, world: Path) -> None:
    """Of the same records, byte for byte."""
    engine = open_store(store_url)
    load(engine, read_checked(world))
    engine.dispose()
    with client_for(store_url) as other:
        found = [other.get(path, headers={"accept": "text/html"}).text for path in PATHS]

    assert found == [client.get(path).text for path in PATHS]
