"""Which media types are read and given."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from service.graphql.request import GRAPHQL, JSON

NAME = '{ municipality(by: {name: "Ukmerge"}) { name } }'
ANSWER = {"data": {"municipality": {"name": "Ukmergė"}}}
AS_JSON = {"content-type": JSON}


def code(response: Any) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{GRAPHQL};q=0.5, {JSON};q=0.9", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        ("Application/GraphQL-Response+JSON", GRAPHQL),
        (f"text/html, {GRAPHQL};q=0.8", GRAPHQL),
        (f"image/png, {JSON};q=0.1", JSON),
    ],
)
def test_the_dearest_media_type_is_given(client: Any, accept: str | None, media: str) -> None:
    """The answer says what it is, that it is UTF-8, and that it depends on what was accepted."""
    headers = {"accept": accept} if accept is not None else {}
    client.headers.pop("accept", None)
    response = client.post("/graphql", json={"query": NAME}, headers=headers)

    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    assert "accept" in response.headers["vary"].split(", ")
    assert "Ukmergė".encode() in response.content


@pytest.mark.parametrize(
    "accept", ["text/html", "image/*", "application/jsonx", f"{JSON};q=0", f"{JSON}; charset=utf-16", "nonsense", ","]
)
def test_what_we_do_not_have_is_not_acceptable(client: Any, accept: str) -> None:
    """406, and the message says what there is."""
    response = client.post("/graphql", json={"query": NAME}, headers={"accept": accept})

    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")
    assert JSON in response.text and GRAPHQL in response.text


@pytest.mark.parametrize(
    "content_type",
    [
        *(None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
        *(
            "application/jsonx",
            "x-application/json-x",
            "application/json; charset=utf-16",
            "text/html, application/json",
        ),
    ],
)
def test_only_json_is_read(client: Any, content_type: str | None) -> None:
    """What a form of another site can send is 415, and what only looks like JSON too (traps 11 and 15)."""
    headers = {"content-type": content_type} if content_type is not None else {}
    response = client.post("/graphql", content=json.dumps({"query": NAME}).encode(), headers=headers)

    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response.headers["accept-post"] == JSON


@pytest.mark.parametrize(
    "content_type", ["Application/JSON", "application/json;charset=UTF-8", 'application/json; charset="utf-8"']
)
def test_json_has_many_spellings(client: Any, content_type: str) -> None:
    """Capitals and quotes do not matter (trap 11)."""
    response = client.post(
        "/graphql", content=json.dumps({"query": NAME}).encode(), headers={"content-type": content_type}
    )

    assert response.json() == ANSWER


def test_a_compressed_body_is_not_read(client: Any) -> None:
    """So a small body cannot become a large one."""
    body = gzip.compress(json.dumps({"query": NAME}).encode())
    response = client.post("/graphql", content=body, headers=AS_JSON | {"content-encoding": "gzip"})

    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("*/*", False),
        (f"{JSON}, text/html;q=0.9", False),
        (f"{GRAPHQL}, {JSON}", False),
    ],
)
def test_only_a_browser_gets_the_page(client: Any, accept: str, page: bool) -> None:
    """Who prefers HTML and asks nothing; with a query, a browser gets the answer (trap 12)."""
    bare = client.get("/graphql", headers={"accept": accept})
    asking = client.get("/graphql", params={"query": NAME}, headers={"accept": accept})

    assert bare.headers["content-type"].startswith("text/html") is page
    assert asking.json() == ANSWER
