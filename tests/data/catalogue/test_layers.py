"""Layers: rows belong to that of their directory, and what is wrong between layers is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, select

from data.catalogue.export import csv_files
from data.catalogue.load import load, read_back, read_checked
from data.domain.enums import Certainty
from data.domain.errors import InputError
from data.snapshot.entities import Partnership
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.store.database import reading
from data.store.models import RECORDS

if TYPE_CHECKING:
    from tests.data.conftest import Desk

OWN = "twin-kalisz-kamianets-podilskyi"
NAMED = "twin-herrljunga-ukmerge"  # of the base, named by the layer too


@pytest.fixture
def layered(engine: Engine, desk: Desk, layer: Desk) -> Snapshot:
    """The small world with the layer upon it, read from a store of each database in turn."""
    load(engine, read_checked(desk.directory, layer.directory))
    return read_snapshot(engine)


def named(snapshot: Snapshot) -> Partnership:
    found = snapshot.entities["partnerships"][NAMED]
    assert isinstance(found, Partnership)
    return found


def test_rows_belong_to_the_layer_of_their_directory(desk: Desk, layer: Desk) -> None:
    """Those of the base first, those of the layer after them."""
    catalogue = read_checked(desk.directory, layer.directory)

    assert [row.layer for row in catalogue.rows["layers"]] == ["base", "wikidata"]
    assert {row.layer for row in catalogue.rows["partnerships"] if row.name != OWN} == {"base"}
    assert [row.name for row in catalogue.rows["municipalities"] if row.layer == "wikidata"] == ["kalisz"]


def test_the_store_knows_the_layer_of_each_row(engine: Engine, desk: Desk, layer: Desk) -> None:
    """It is written with the row and read back; loading the same again changes nothing."""
    catalogue = read_checked(desk.directory, layer.directory)
    load(engine, catalogue)
    with reading(engine) as connection:
        written = {
            (record.name, name)
            for record in RECORDS
            if record.layered
            for name in connection.scalars(select(record.table.c.layer).distinct())
        }
        again = read_back(connection)

    assert written == {(row.record.name, row.layer) for row in catalogue if row.record.layered}
    assert again.digest() == catalogue.digest()
    assert not load(engine, again)


def test_the_version_is_that_of_all_layers(desk: Desk, layer: Desk) -> None:
    """The base alone is another version; so are the same rows in a layer of another name."""
    base, both = read_checked(desk.directory), read_checked(desk.directory, layer.directory)
    layer.change("layers", "wikidata", slug="twins")
    renamed = read_checked(desk.directory, layer.directory.rename(layer.directory.with_name("twins")))

    assert len({base.digest(), both.digest(), renamed.digest()}) == 3


def test_layers_beside_the_base_are_read_with_it(desk: Desk, layer: Desk) -> None:
    """Those in its folder `layers`, as an export has them."""
    apart = read_checked(desk.directory, layer.directory)
    (desk.directory / "layers").mkdir()
    layer.directory.rename(desk.directory / "layers" / "wikidata")

    assert read_checked(desk.directory).digest() == apart.digest()


def test_a_layer_has_only_the_files_that_it_needs(desk: Desk, layer: Desk) -> None:
    """All but the one that names it; without that one its rows belong to no layer."""
    layer.path("further_sources").unlink()
    assert desk.complaints(layer) == []

    layer.path("layers").unlink()
    assert desk.complaints(layer) == [("wikidata/layers.csv", 1, "", "the file is missing")]


def test_a_problem_names_the_directory_of_the_layer(desk: Desk, layer: Desk) -> None:
    """The files of all layers have the same names."""
    row = layer.change("municipalities", "kalisz", country="POL")

    assert desk.complaints(layer) == [("wikidata/municipalities.csv", row, "country", "no such row in countries.csv")]


@pytest.mark.parametrize(
    ("column", "value", "other"),
    [("municipality", "kalisz", "municipalities"), ("sources", "herrljunga-vanorter;wikidata-twins", "sources")],
)
def test_an_earlier_layer_refers_to_no_later_one(desk: Desk, layer: Desk, column: str, value: str, other: str) -> None:
    """Else the base would not stand without the layer: neither its links nor its sources lead there."""
    row = desk.change("memberships", NAMED, "1", "1", **{column: value})
    wrong = f"the row of {other}.csv belongs to the layer wikidata, which comes later"

    assert ("memberships.csv", row, column, wrong) in desk.complaints(layer)


def test_two_layers_have_two_numbers(desk: Desk, layer: Desk, tmp_path: Path) -> None:
    """Of two that disagree, the one with the lower number holds."""
    other = type(desk)(tmp_path / "osm")
    other.directory.mkdir()
    other.write("layers", [layer.read("layers")[0] | {"slug": "osm"}])

    assert desk.complaints(layer, other) == [
        ("osm/layers.csv", 2, "precedence", "the layer wikidata has the same number")
    ]


def test_the_first_number_is_that_of_the_base(desk: Desk, layer: Desk) -> None:
    """No layer stands before the curated records."""
    layer.change("layers", "wikidata", precedence="1")
    wrong = "1 is the number of the base, and of no other layer"

    assert ("wikidata/layers.csv", 2, "precedence", wrong) in desk.complaints(layer)


def test_a_directory_has_the_name_of_its_layer(desk: Desk, layer: Desk) -> None:
    """One complaint, not one for each row."""
    layer.change("layers", "wikidata", slug="twins")
    wrong = "the directory is that of the layer wikidata"

    assert desk.complaints(layer) == [("wikidata/layers.csv", 2, "slug", wrong)]


def test_a_key_stands_in_one_layer(desk: Desk, layer: Desk) -> None:
    """A layer adds to the base and repeats nothing of it."""
    first = desk.change("municipalities", "ukmerge")
    row = layer.add(
        "municipalities", slug="ukmerge", country="LT", kind="MUNICIPALITY", name="Ukmergė", sources="wikidata-twins"
    )
    wrong = f"row {first} of municipalities.csv has the same key"

    assert ("wikidata/municipalities.csv", row, "slug", wrong) in desk.complaints(layer)


def test_an_entity_knows_its_layer(layered: Snapshot) -> None:
    """The partnership that the layer adds is its own; that which it only names stays with the base."""
    twin = layered.entities["partnerships"][OWN]
    assert isinstance(twin, Partnership)

    assert (twin.layer.slug, named(layered).layer.slug) == ("wikidata", "base")
    assert {member.municipality.layer.slug for member in twin.members} == {"wikidata", "base"}


def test_a_further_source_attests_the_partnership(layered: Snapshot, snapshot: Snapshot) -> None:
    """Twin towns of 2008 that the base cannot tell of afterwards, named by a data set of 2026: surely there between."""
    own, more = named(snapshot), named(layered)
    days = [date(2008, 5, 30), date(2008, 5, 31), date(2026, 11, 25), date(2026, 11, 26)]
    sure = [one.certainty_on(day) is Certainty.CERTAIN for one in (own, more) for day in days]

    assert [source.slug for source in more.sources] == [*(source.slug for source in own.sources), "wikidata-twins"]
    assert sure == [False, False, False, False, False, True, True, False]
    assert more.last_attested is not None
    assert more.last_attested.source.slug == "wikidata-twins"


def test_the_files_of_the_base_are_without_the_layer(layered: Snapshot, world: Path) -> None:
    """Byte for byte: neither its rows nor its further sources get among those of the base."""
    for name, body in csv_files(layered).items():
        assert body == (world / name).read_bytes(), name


def test_the_files_of_a_layer_are_its_own(layered: Snapshot, layer: Desk) -> None:
    """Those from which it was read."""
    files = csv_files(layered, "wikidata")

    assert files == {path.name: path.read_bytes() for path in layer.directory.iterdir()}


def test_a_layer_alone_is_no_catalogue(layer: Desk) -> None:
    """The message says how to load it."""
    with pytest.raises(InputError, match="name the base before it"):
        read_checked(layer.directory)
