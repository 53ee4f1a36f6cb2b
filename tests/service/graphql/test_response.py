"""Answers of GraphQL that are kept: the same bytes, an ETag that holds, never a wrong or an old one."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
import zstandard

PARTNERS = 'query ($first: Int) { municipality(by: {slug: "herrljunga"}) { partners(first: $first) { totalCount } } }'
LONG = "{ goals { number title targets { code label sources { title url } } } }"
BACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


def get(client: Any, query: str, headers: dict[str, str] | None = None, **variables: Any) -> Any:
    parameters = {"query": query, "variables": orjson.dumps(variables).decode()}
    return client.get(f"/graphql?{urlencode(parameters)}", headers={"accept-encoding": "identity"} | (headers or {}))


def post(client: Any, query: str, headers: dict[str, str] | None = None, **variables: Any) -> Any:
    return client.post("/graphql", json={"query": query, "variables": variables}, headers=headers or {})


@pytest.fixture
def cached(client: Any) -> Callable[[], float]:
    """How many answers were kept ones so far."""

    def cached() -> float:
        page = client.get("/metrics").text
        return float(
            next(line.split()[1] for line in page.splitlines() if line.startswith("samband_cached_answers_total"))
        )

    return cached


def test_the_same_question_is_answered_once(client: Any, cached: Callable[[], float]) -> None:
    """By GET or POST and with the variables in any order, later requests get the bytes that are kept."""
    first = get(client, PARTNERS, first=1)
    before = cached()
    again = [get(client, PARTNERS, first=1), post(client, PARTNERS, first=1)]

    assert [response.content for response in again] == [first.content] * 2
    assert {response.headers["etag"] for response in again} == {first.headers["etag"]}
    assert cached() == before + 2


def test_another_question_is_another_answer(client: Any) -> None:
    """Document, variables, media type and the wish for the cost all count."""
    newer = {"accept": "application/graphql-response+json"}
    asked = {"query": PARTNERS, "variables": {"first": 2}, "extensions": {"cost": True}}
    answers = [
        get(client, PARTNERS, first=2),
        get(client, PARTNERS, first=3),
        get(client, PARTNERS.replace("totalCount", "totalCount __typename"), first=2),
        get(client, PARTNERS, newer, first=2),
        client.post("/graphql", json=asked),
    ]

    assert len({response.headers["etag"] for response in answers}) == len(answers)
    assert answers[3].headers["content-type"].startswith("application/graphql-response+json")
    assert "cost" in answers[4].json()["extensions"]


def test_a_client_that_holds_the_answer_is_told_so(client: Any) -> None:
    """304 without a body for a GET with the ETag, in whatever coding it was; not for a POST, nor for another question."""
    first = get(client, PARTNERS, first=4)
    packed = get(client, LONG, {"accept-encoding": "gzip"})
    same = get(client, PARTNERS, {"if-none-match": f'"other", {first.headers["etag"]}'}, first=4)
    weak = get(client, LONG, {"if-none-match": f"W/{packed.headers['etag']}"})
    asked_by_post = post(client, PARTNERS, {"if-none-match": first.headers["etag"]}, first=4)

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
    assert same.headers["cache-control"] == first.headers["cache-control"] == "public, no-cache"
    assert weak.status_code == 304
    assert asked_by_post.status_code == 200
    assert get(client, PARTNERS, {"if-none-match": first.headers["etag"]}, first=5).status_code == 200


def test_an_etag_holds_without_anything_kept(serve: Callable[..., Any], fill: Any, store_url: str, world: Path) -> None:
    """Another process, which never made the answer and keeps none, knows it too."""
    fill(world)
    with serve(store_url) as one, serve(store_url, cache_bytes=0) as other:
        tag = get(one, PARTNERS, first=1).headers["etag"]
        response = get(other, PARTNERS, {"if-none-match": tag}, first=1)

    assert response.status_code == 304


@pytest.mark.parametrize("coding", BACK)
def test_an_answer_is_compressed_as_the_client_likes(client: Any, coding: str) -> None:
    """Packed and unpacked again it is the same; each coding has an ETag of its own and says what varies."""
    plain = get(client, LONG)
    with client.stream("GET", f"/graphql?{urlencode({'query': LONG})}", headers={"accept-encoding": coding}) as packed:
        body = b"".join(packed.iter_raw())

    assert packed.headers["content-encoding"] == coding
    assert len(body) < len(plain.content) / 4
    assert BACK[coding](body) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == "accept, accept-encoding"


def test_a_short_answer_is_not_compressed(client: Any) -> None:
    """It would only grow."""
    response = get(client, PARTNERS, {"accept-encoding": "gzip, zstd"}, first=1)

    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("query", ["{ goals { nothing } }", "{ goals", "{ partnerships(first: 101) { totalCount } }"])
def test_errors_are_never_kept(client: Any, cached: Callable[[], float], query: str) -> None:
    """Every time they are made anew, and nobody is to store them."""
    before = cached()
    answers = [post(client, query) for _ in range(2)]

    assert cached() == before
    assert all(response.headers["cache-control"] == "no-store" for response in answers)
    assert all("etag" not in response.headers for response in answers)


def test_a_new_version_makes_new_answers(
    serve: Callable[..., Any], fill: Any, store_url: str, world: Path, changed: Path, soon: Callable[..., None]
) -> None:
    """No answer of the version before is given any more; that includes going back to it."""
    query = "{ catalogue { version history { version } } }"
    versions = [fill(world)]
    with serve(store_url, poll_seconds=0.05) as client:
        first = get(client, query)
        for directory in (changed, world):
            versions.append(fill(directory))
            soon(lambda: client.get("/ready").json()["version"] == versions[-1])
            latest = get(client, query, {"if-none-match": first.headers["etag"]})
            assert latest.status_code == 200
            assert [each["version"] for each in latest.json()["data"]["catalogue"]["history"]] == versions


def test_the_setting_says_how_long_others_may_keep_an_answer(
    serve: Callable[..., Any], fill: Any, store_url: str, world: Path
) -> None:
    """What it holds is sent as it is."""
    fill(world)
    with serve(store_url, cache_control="public, max-age=60") as client:
        assert get(client, PARTNERS, first=1).headers["cache-control"] == "public, max-age=60"
