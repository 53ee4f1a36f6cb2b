"""The page and its subject as JSON-LD in the vocabulary of schema.org, for search engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from service.site.evidence import unique_names
from service.site.summaries import last_holders

WIKIDATA, GEONAMES = "http://www.wikidata.org/entity/", "https://sws.geonames.org/"
VOCABULARY = {"@vocab": "https://schema.org/"}  # a context that nobody has to fetch

Record = Mapping[str, Any]
Node = dict[str, Any]


def script_text(*nodes: Node) -> str:
    """The text of a script element with these nodes. It holds no `<`, so nothing in it can end the element."""
    text = orjson.dumps({"@context": VOCABULARY, "@graph": list(nodes)}).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def web_page(address: str, language: str, title: str, description: str, subject: str, licences: list[str]) -> Node:
    return {
        "@id": f"{address}?lang={language}",
        "@type": "WebPage",
        "url": f"{address}?lang={language}",
        "name": title,
        "description": description,
        "inLanguage": language,
        "license": licences,
        "mainEntity": {"@id": subject},
    }


def place_node(it: Record, public_url: str) -> Node:
    """A municipality with its names, its position and where else it is described."""
    names = [one["name"] for one in unique_names(it["names"]) if one["kind"] != "MISSPELLING"]
    same = [WIKIDATA + it["wikidata"]] if it["wikidata"] else []
    country = it["country"]
    node = short_place(it, public_url) | {
        "containedInPlace": {
            "@id": f"{public_url}/id/country/{country['code']}",
            "@type": "Country",
            "name": country["name"],
        },
        "alternateName": names,
        "sameAs": same + ([f"{GEONAMES}{it['geonames']}/"] if it["geonames"] else []),
    }
    if it["coordinates"]:
        node["geo"] = {"@type": "GeoCoordinates", **it["coordinates"]}
    if it["website"]:
        node["url"] = it["website"]
    return {name: value for name, value in node.items() if value not in ([], None)}


def partnership_node(it: Record, public_url: str) -> Node:
    """A partnership with those who hold its seats, or held them last."""
    return {
        "@id": f"{public_url}/id/partnership/{it['slug']}",
        "@type": "Organization",
        "name": it["title"],
        "member": [short_place(place, public_url) for place in last_holders(it)],
    }


def short_place(it: Record, public_url: str) -> Node:
    return {
        "@id": f"{public_url}/id/municipality/{it['slug']}",
        "@type": "AdministrativeArea",
        "name": it["name"],
    }
