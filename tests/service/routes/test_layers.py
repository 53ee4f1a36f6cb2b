"""Layers over HTTP: no file mixes licences, and each says under which licence it is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.load import read_checked
from tests.data.networks.layered import layered
from tests.record_files import checked

BY, BY_SA = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-sa/4.0/"
FACTS = ("wiki-habo", "utena", "Utena", "Habbo", "free-list", "arvika-lund")  # of the layers, not of the base
LINKED = ["/catalogue.jsonld", "/catalogue.nq"]
FILES = ["/records/sources.csv", "/datapackage.json", "/records.zip", *LINKED]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, world: Path) -> Path:
    """The small world with the layers `wiki` and `free`."""
    return layered(world, tmp_path_factory.mktemp("layered") / "records")


@pytest.fixture(scope="module")
def url(stored: Callable[..., str], records: Path) -> str:
    """The store of that world, which `client` serves."""
    return stored(records)


def unpacked(archive: bytes, directory: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(archive)).extractall(directory)
    return directory


def links(response: Any) -> str:
    return str(response.headers.get("link", ""))


@pytest.mark.parametrize("address", ["/records/{}.csv", "/records/{}.csv?layer=base", "/records/{}.csv?layer="])
def test_a_file_of_records_is_that_of_the_base(client: Any, world: Path, address: str) -> None:
    """Byte for byte, under CC BY, without a fact of another layer."""
    for name in ("sources", "municipalities", "names", "further_sources", "layers"):
        response = client.get(address.format(name))

        assert response.content == (world / f"{name}.csv").read_bytes()
        assert links(response) == f'<{BY}>; rel="license"'


def test_a_file_of_records_is_that_of_the_layer_asked_for(client: Any, records: Path) -> None:
    """Under the licence of the layer; a kind of which it has no records has a header alone."""
    response = client.get("/records/partnerships.csv?layer=wiki")
    empty = client.get("/records/goals.csv?layer=wiki")

    assert response.content == (records / "layers" / "wiki" / "partnerships.csv").read_bytes()
    assert response.headers["content-disposition"] == 'attachment; filename="wiki-partnerships.csv"'
    assert links(response) == f'<{BY_SA}>; rel="license"'
    assert empty.text.startswith("number,")
    assert empty.text.count("\n") == 1


def test_the_table_of_goals_is_that_of_the_layer_asked_for(client: Any) -> None:
    """All projects are of the base, whose table is that of all layers; a layer without projects has a header alone."""
    everything, base, wiki = (client.get(f"/tables/goals.csv{layer}") for layer in ("", "?layer=base", "?layer=wiki"))

    assert everything.content == base.content
    assert len(base.text.splitlines()) > 10
    assert wiki.text.splitlines() == base.text.splitlines()[:1]


def test_the_description_of_the_base_tells_of_no_other_layer(client: Any) -> None:
    """It is the same with and without the name of the base."""
    response = client.get("/datapackage.json")

    assert response.content == client.get("/datapackage.json?layer=base").content
    assert [fact for fact in FACTS if fact in response.text] == []
    assert [licence["name"] for licence in response.json()["licenses"]] == ["CC-BY-4.0"]


def test_the_description_of_a_layer_names_licence_steward_and_credit(client: Any) -> None:
    """Its files are those with rows, their paths lead to them, and no foreign keys are declared."""
    package = client.get("/datapackage.json?layer=wiki").json()
    kinds = [resource["name"] for resource in package["resources"]]

    assert (package["name"], package["title"]) == ("samband-wiki", "Relations from the wiki")
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-SA-4.0"]
    assert (package["contributors"][0]["title"], package["created"]) == ("Wiki Society", "2026-10-01T00:00:00Z")
    assert package["sources"][0] == {"title": "Contains data from the wiki", "path": "https://wiki.example.org/"}
    assert [source["title"] for source in package["sources"][1:]] == ["Habo in the wiki (Wiki Society)"]
    assert set(kinds) == {"layers", "sources", "municipalities", "names", "further_sources", "partnerships", "seats", "memberships"}  # fmt: skip
    assert "foreignKeys" not in json.dumps(package)
    assert "foreign keys" in package["description"]
    for resource in package["resources"]:
        assert len(client.get(f"/{resource['path']}").content) == resource["bytes"]


def test_the_archive_of_everything_keeps_layers_apart(client: Any, records: Path, tmp_path: Path) -> None:
    """Each has a folder with its own description, and the whole loads again as the same version."""
    response = client.get("/records.zip")
    directory = unpacked(response.content, tmp_path / "all")
    licences = {
        name: json.loads((directory / name / "datapackage.json").read_text(encoding="utf-8"))["licenses"][0]["name"]
        for name in (".", "layers/wiki", "layers/free")
    }

    assert links(response) == ""
    assert licences == {".": "CC-BY-4.0", "layers/wiki": "CC-BY-SA-4.0", "layers/free": "CC0-1.0"}
    assert read_checked(directory).digest() == read_checked(records).digest() == client.get("/ready").json()["version"]
    for path in directory.glob("*"):
        if path.is_file():
            assert [fact for fact in FACTS if fact in path.read_text(encoding="utf-8")] == [], path.name


def test_the_archive_of_a_layer_holds_nothing_else(client: Any, world: Path, tmp_path: Path) -> None:
    """That of the base loads as a catalogue of the base alone."""
    wiki, base = (client.get(f"/records.zip?layer={name}") for name in ("wiki", "base"))
    names = zipfile.ZipFile(io.BytesIO(wiki.content)).namelist()

    assert (links(wiki), links(base)) == (f'<{BY_SA}>; rel="license"', f'<{BY}>; rel="license"')
    assert wiki.headers["content-disposition"].startswith('attachment; filename="samband-wiki-')
    assert {"layers.csv", "further_sources.csv", "datapackage.json"} <= set(names)
    assert not any("/" in name for name in names)
    assert read_checked(unpacked(base.content, tmp_path)).digest() == checked(world).digest()


def test_linked_data_of_the_base_are_without_other_layers(client: Any) -> None:
    """Neither their entities nor what they add to those of the base."""
    document = client.get("/catalogue.jsonld").json()
    text = json.dumps(document, ensure_ascii=False)
    habo = next(node for node in document["@graph"] if node["@id"].endswith("/municipality/habo"))

    assert [fact for fact in FACTS if fact in text] == []
    assert len(habo["hasMembership"]) == 1


def test_linked_data_of_a_free_layer_have_the_licence_of_what_its_times_follow_from(client: Any) -> None:
    """The base says since when there are local authorities."""
    assert links(client.get("/catalogue.jsonld?layer=free")) == f'<{BY}>; rel="license"'


def test_linked_data_of_a_layer_are_its_own(client: Any) -> None:
    """Its entities, and what it says of entities of the base, and nothing that the base says of them."""
    graph = client.get("/catalogue.jsonld?layer=wiki").json()["@graph"]
    nodes = {node["@id"].partition("/id/")[2]: node for node in graph if "/id/term/" not in node["@id"]}

    assert set(nodes) == {
        "municipality/utena",
        "partnership/twin-habo-utena",
        "seat/twin-habo-utena-1",
        "seat/twin-habo-utena-2",
        "source/wiki-habo",
        "partnership/habo-brod",
        "municipality/habo",
    }
    assert set(nodes["municipality/habo"]) == {"@id", "alternateName"}
    assert set(nodes["partnership/habo-brod"]) == {"@id", "source"}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("layer=atlantis", "layer='atlantis' is not valid; expected one of base, wiki, free"),
        ("layer=wiki,free", "layer='wiki,free' is not valid; expected one of base, wiki, free"),
        ("layer=wiki&layer=base", "'layer' is given more than once; give each parameter once"),
        ("licence=MIT", "'licence' is not a parameter of {}; parameters are layer"),
    ],
)
def test_what_is_no_layer_is_refused(client: Any, file: str, query: str, said: str) -> None:
    """A 400 names the layers that there are."""
    response = client.get(f"{file}?{query}")
    others = ", goalBasis" if said.endswith("are layer") and file in LINKED else ""

    assert (response.status_code, response.json()["detail"]) == (400, said.format(file) + others)


@pytest.mark.parametrize("file", FILES)
def test_each_layer_has_its_own_etag(client: Any, file: str) -> None:
    """No cache gives one for another; a client that holds the base is not told that it holds the layer."""
    tags = {name: client.get(f"{file}?layer={name}").headers["etag"] for name in ("base", "wiki", "free")}
    again = client.get(f"{file}?layer=wiki", headers={"if-none-match": tags["wiki"]})

    assert len(set(tags.values())) == 3
    assert (again.status_code, links(again)) == (304, f'<{BY_SA}>; rel="license"')
    assert client.get(f"{file}?layer=wiki", headers={"if-none-match": tags["base"]}).status_code == 200


@pytest.mark.parametrize(
    ("query", "licence"),
    [("", BY_SA), ("?layer=base", BY), ("?layer=wiki", BY_SA), ("?layer=free", BY), ("?layer=base,free", BY)],
)
def test_a_network_names_the_strictest_licence(client: Any, query: str, licence: str) -> None:
    """Share-alike before attribution before none. Places of the base make a network of free ties one of the base too."""
    response = client.get(f"/network.json{query}")

    assert links(response) == f'<{licence}>; rel="license"'
    assert response.json()["graph"]["licence"] == [licence]
    for extension in ("graphml", "gexf"):
        assert licence in client.get(f"/network.{extension}{query}").text


def test_a_network_is_limited_to_layers(client: Any) -> None:
    """A partnership of the base that the wiki names too counts for the wiki."""

    def ties(query: str) -> set[tuple[str, str]]:
        return {(tie["source"], tie["target"]) for tie in client.get(f"/network.json?{query}").json()["edges"]}

    assert ties("layer=wiki") == {("brod", "habo"), ("habo", "utena")}
    assert ties("layer=free") == {("arvika", "lund")}
    assert ties("layer=wiki,free") == ties("layer=wiki") | ties("layer=free")
    assert ties("") == ties("layer=base") | ties("layer=wiki") | ties("layer=free")


def test_a_network_of_no_layer_is_refused(client: Any) -> None:
    """The layers are named."""
    response = client.get("/network.csv?layer=wiki,atlantis")
    said = "layer='wiki,atlantis' is not valid; expected one or more of base, wiki, free, separated by commas"

    assert (response.status_code, response.json()["detail"]) == (400, said)


def test_the_command_line_writes_layers_apart(samband: Callable[..., Any], records: Path, tmp_path: Path) -> None:
    """A directory and a package load again as the same version; one layer alone can be had."""
    samband("load", records)
    out, archive, linked, wiki = (tmp_path / name for name in ("out", "all.zip", "wiki.jsonld", "wiki"))
    samband("export", "csv", "-o", out)
    samband("export", "package", "-o", archive)
    samband("export", "csv", "--layer", "wiki", "-o", wiki)
    samband("export", "jsonld", "--layer", "wiki", "-o", linked)

    assert samband("check", out).exit_code == 0
    assert (out / "layers" / "wiki" / "datapackage.json").exists()
    assert read_checked(out).digest() == read_checked(archive).digest() == read_checked(records).digest()
    assert samband("load", archive).stdout.startswith("Nothing to do")
    assert (wiki / "names.csv").read_bytes() == (records / "layers" / "wiki" / "names.csv").read_bytes()
    assert "municipality/utena" in linked.read_text(encoding="utf-8")


@pytest.mark.parametrize("format", ["csv", "package", "jsonld", "nq", "json"])
def test_the_command_line_refuses_a_layer_that_is_none(
    samband: Callable[..., Any], records: Path, tmp_path: Path, format: str
) -> None:
    """In one line that names the layers."""
    samband("load", records)
    result = samband("export", format, "--layer", "atlantis", "-o", tmp_path / "out")

    assert result.exit_code == 1
    assert "base, wiki, free" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_export_is_not_mixed_with_layers_of_an_older_one(
    samband: Callable[..., Any], world: Path, records: Path, tmp_path: Path
) -> None:
    """They would be read with it, as another version."""
    samband("load", records)
    samband("export", "csv", "-o", tmp_path / "out")
    samband("load", world)
    result = samband("export", "csv", "-o", tmp_path / "out")

    assert result.exit_code == 1
    assert "layers/free/layers.csv, which is not part of the export" in result.stderr
