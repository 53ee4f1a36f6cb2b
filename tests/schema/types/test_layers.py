"""Layers as GraphQL tells them: the parts of the catalogue, and what belongs to which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import strawberry

from data.domain.errors import InputError
from data.snapshot.snapshot import Snapshot

Ask = Callable[..., Any]
AskOf = Callable[..., Any]
FILTERED = """query($layers: [String!], $asOf: Date) {
  partnerships(filter: {layers: $layers}, asOf: $asOf, first: 100) { totalCount nodes { slug } } }"""
FURTHER = "twin-herrljunga-ukmerge"
OWN = "twin-lund-zabrze"


@pytest.fixture(scope="module")
def ask_layered(ask_of: AskOf, layered: Snapshot) -> Ask:
    """The data that a document gives from the small world with a second layer."""
    return lambda document, **variables: ask_of(layered, document, **variables)


def slugs(answer: Any) -> list[str]:
    assert answer["partnerships"]["totalCount"] == len(answer["partnerships"]["nodes"])
    return [node["slug"] for node in answer["partnerships"]["nodes"]]


def test_the_catalogue_lists_its_layers(ask_layered: Ask) -> None:
    """The base comes first; each layer has its steward, its licence with an address, and its size."""
    answer = ask_layered("""{ catalogue { layers {
      name title swedish: title(language: SV) licence licenceUrl credit steward date website note partnerships
    } } }""")
    base, wikidata = answer["catalogue"]["layers"]

    assert (base["name"], base["licence"], base["steward"], base["partnerships"]) == (
        "base",
        "CC-BY-4.0",
        "Samband",
        11,
    )
    assert base["credit"] == "Contains data from GeoNames (CC BY 4.0), https://www.geonames.org/"
    assert base["website"] is base["note"] is None
    assert wikidata == {
        "name": "wikidata",
        "title": "Twin towns in Wikidata",
        "swedish": "Vänorter i Wikidata",
        "licence": "CC0-1.0",
        "licenceUrl": "https://creativecommons.org/publicdomain/zero/1.0/",
        "credit": None,
        "steward": "Wikidata",
        "date": "2026-11-01",
        "website": "https://www.wikidata.org/",
        "note": "Only Lund and Herrljunga.",
        "partnerships": 1,
    }


def test_a_note_of_a_layer_has_two_languages(ask_layered: Ask) -> None:
    """The Swedish note is given where there is one."""
    layers = ask_layered("{ catalogue { layers { note(language: SV) } } }")["catalogue"]["layers"]

    assert [layer["note"] for layer in layers] == [None, "Bara Lund och Herrljunga."]


def test_a_part_counts_with_its_whole(ask: Ask, snapshot: Snapshot) -> None:
    """The base alone holds as many partnerships as the catalogue, and not more for their parts."""
    catalogue = ask("{ catalogue { partnerships layers { partnerships } } }")["catalogue"]

    assert catalogue["layers"] == [{"partnerships": catalogue["partnerships"]}]


def test_the_licence_of_the_base_alone_is_that_of_the_catalogue(ask: Ask) -> None:
    """It comes with the credit that the base asks for."""
    licence = ask("{ catalogue { licence } }")["catalogue"]["licence"]

    assert licence == "CC BY 4.0. Contains data from GeoNames (CC BY 4.0), https://www.geonames.org/"


def test_with_several_layers_each_record_has_the_licence_of_its_layer(ask_layered: Ask) -> None:
    """One text cannot speak for all; it says where the licences stand, and that of the base."""
    licence = ask_layered("{ catalogue { licence } }")["catalogue"]["licence"]

    assert licence == (
        "Each record has the licence of its layer, as `layers` names it. "
        "The base has CC BY 4.0. Contains data from GeoNames (CC BY 4.0), https://www.geonames.org/"
    )


def test_a_source_has_the_licence_of_its_layer(ask_layered: Ask) -> None:
    """A user sees beside each fact what it may be used under."""
    answer = ask_layered(f"""{{ partnership(by: {{slug: "{FURTHER}"}}) {{
      layer {{ name }} sources {{ slug licence layer {{ name licence }} }}
    }} }}""")["partnership"]

    assert answer["layer"] == {"name": "base"}
    assert answer["sources"] == [
        {"slug": "herrljunga-vanorter", "licence": "CC-BY-4.0", "layer": {"name": "base", "licence": "CC-BY-4.0"}},
        {"slug": "wikidata-twin-towns", "licence": "CC0-1.0", "layer": {"name": "wikidata", "licence": "CC0-1.0"}},
    ]


@pytest.mark.parametrize("day", ["null", '"2020-01-01"'])
def test_partnerships_and_municipalities_belong_to_a_layer(ask_layered: Ask, day: str) -> None:
    """A partnership of the second layer joins a municipality of the base and one of its own, on any day."""
    answer = ask_layered(f"""{{ partnership(by: {{slug: "{OWN}"}}, asOf: {day}) {{
      layer {{ name }} members {{ municipality {{ slug layer {{ name partnerships }} }} }}
    }} }}""")["partnership"]

    assert answer["layer"]["name"] == "wikidata"
    assert {member["municipality"]["slug"]: member["municipality"]["layer"] for member in answer["members"]} == {
        "lund": {"name": "base", "partnerships": 11},
        "zabrze": {"name": "wikidata", "partnerships": 1},
    }


def test_a_source_is_cited_by_what_it_names_further(ask_layered: Ask) -> None:
    """The row that adds the source cites it; the partnership of the base itself does not."""
    records = ask_layered("""{ source(by: {slug: "wikidata-twin-towns"}) { records(first: 100) { nodes {
      record key node { __typename }
    } } } }""")["source"]["records"]["nodes"]
    cited = {(record["record"], record["key"]): record["node"] for record in records}

    assert cited["further_sources", f"{FURTHER} wikidata-twin-towns"] is None
    assert cited["partnerships", OWN] == {"__typename": "Partnership"}
    assert ("partnerships", FURTHER) not in cited


def test_partnerships_are_found_by_their_layer(ask_layered: Ask) -> None:
    """A layer has what it holds and what it names by a further source; two layers are either of the two."""
    everything = slugs(ask_layered(FILTERED, layers=None))

    assert slugs(ask_layered(FILTERED, layers=["wikidata"])) == [FURTHER, OWN]
    assert slugs(ask_layered(FILTERED, layers=["base"])) == [slug for slug in everything if slug != OWN]
    assert slugs(ask_layered(FILTERED, layers=["wikidata", "base"])) == everything
    assert slugs(ask_layered(FILTERED, layers=[])) == []


def test_a_layer_is_asked_within_the_slice(ask_layered: Ask) -> None:
    """What a layer names is there on the days on which it may hold: Lithuania was not yet independent in 1985."""
    assert slugs(ask_layered(FILTERED, layers=["wikidata"], asOf="1985-01-01")) == [OWN]
    assert slugs(ask_layered(FILTERED, layers=["wikidata"], asOf="2020-01-01")) == [FURTHER, OWN]


def test_a_layer_combines_with_other_conditions(ask_layered: Ask) -> None:
    """Nested fields filter alike."""
    answer = ask_layered("""{
      polish: partnerships(filter: {layers: ["wikidata"], countries: ["PL"]}) { nodes { slug } }
      municipality(by: {slug: "ukmerge"}) { partnerships(filter: {layers: ["wikidata"]}) { nodes { slug } } }
    }""")

    assert answer["polish"]["nodes"] == [{"slug": OWN}]
    assert answer["municipality"]["partnerships"]["nodes"] == [{"slug": FURTHER}]


def test_an_unknown_layer_is_an_error_that_names_those_there_are(schema: strawberry.Schema, layered: Snapshot) -> None:
    """A misspelt layer would otherwise look like an empty one."""
    result = schema.execute_sync(FILTERED, variable_values={"layers": ["wikipedia"]}, root_value=layered)
    (error,) = result.errors or []

    assert isinstance(error.original_error, InputError)
    assert error.message == "there is no layer 'wikipedia'; the layers are base, wikidata"


def test_a_layer_of_another_version_is_unknown(refuse: Callable[..., str]) -> None:
    """The catalogue of the base alone has no other layer."""
    assert refuse(FILTERED, layers=["wikidata"]) == "there is no layer 'wikidata'; the layers are base"
