"""What changed, over HTTP: the field `changes` and the feed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}
CHANGES = """query ($since: String!) {
  changes(since: $since) { totalCount nodes { record key edit fields { field before after } } }
  catalogue { history { version } }
}"""


def test_editing_one_record_gives_exactly_one_change(
    serve: Callable[..., Any], fill: Callable[[Path], str], store_url: str, world: Path, changed: Path
) -> None:
    """The version before, asked for by name, differs in the one name that was added."""
    versions = [fill(world), fill(changed)]
    with serve(store_url) as client:
        asked = {"query": CHANGES, "variables": {"since": versions[0]}}
        data = client.post("/graphql", json=asked).json()["data"]

    (change,) = data["changes"]["nodes"]
    assert (change["record"], change["edit"], data["changes"]["totalCount"]) == ("names", "ADDED", 1)
    assert {"field": "name", "before": None, "after": "Springfield"} in change["fields"]
    assert [each["version"] for each in data["catalogue"]["history"]] == versions


def test_the_feed_has_an_entry_for_each_version(
    serve: Callable[..., Any], fill: Callable[[Path], str], store_url: str, world: Path, changed: Path
) -> None:
    """It is well-formed Atom with the ids and dates that the specification demands, and is revalidated."""
    versions = [fill(world), fill(changed), fill(world)]
    with serve(store_url, public_url="https://data.example.org") as client:
        response = client.get("/changes.atom")
        again = client.get("/changes.atom", headers={"If-None-Match": response.headers["etag"]})
    feed = etree.fromstring(response.content)
    titles = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)

    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert feed.xpath("string(a:id)", namespaces=ATOM) == "https://data.example.org/changes.atom"
    assert titles == [f"Version {versions[2]}: 1 removed", f"Version {versions[1]}: 1 added"]
    assert len(set(feed.xpath("//a:id/text()", namespaces=ATOM))) == 3
    assert len(feed.xpath("//a:updated", namespaces=ATOM)) == 3
    assert "added: names masaka Springfield" in feed.xpath("string(a:entry[2]/a:content)", namespaces=ATOM)
    assert again.status_code == 304
