"""Snapshots of some layers: what they hold, and that they are built once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.catalogue.layers import names_of_layers, snapshot_of_layers, strictest
from data.catalogue.load import read_checked
from data.catalogue.time_rules import link_rows
from data.snapshot.snapshot import Snapshot
from tests.data.networks.layered import layered
from tests.record_files import write_rows

if TYPE_CHECKING:
    from tests.data.conftest import Desk

NAMED = "twin-herrljunga-ukmerge"  # of the base, named by the layer too


def snapshot_of(*directories: Path) -> Snapshot:
    catalogue = read_checked(*directories)
    return Snapshot(catalogue.digest(), "2026-11-28T00:00:00+00:00", link_rows(catalogue))


def test_the_snapshot_of_the_base_has_neither_rows_nor_times_of_a_layer(desk: Desk, layer: Desk) -> None:
    """It equals one of the base alone, with the version of the whole."""
    alone, both = snapshot_of(desk.directory), snapshot_of(desk.directory, layer.directory)
    base = snapshot_of_layers(both, ["base"])
    spans = [str(one.entities["partnerships"][NAMED].span) for one in (alone, both, base)]  # type: ignore[attr-defined]

    assert base.version == both.version
    assert {name: table.keys for name, table in base.tables.items() if len(table.key) == 1} == {
        name: table.keys for name, table in alone.tables.items() if len(table.key) == 1
    }
    assert spans[2] == spans[0] != spans[1]


def test_a_snapshot_of_layers_is_built_once(world: Path, tmp_path: Path) -> None:
    """Whoever names the same layers, or names those that are referred to as well, gets the same one."""
    snapshot = snapshot_of(layered(world, tmp_path / "records"))
    free = snapshot_of_layers(snapshot, {"free"})

    assert names_of_layers(free) == ["base", "free"]
    assert snapshot_of_layers(snapshot, ["free", "base"]) is free
    assert snapshot_of_layers(free, ["free"]) is free
    assert free.weight > sum(table.size for table in free.tables.values())


def test_the_snapshot_of_all_layers_is_the_snapshot(world: Path, tmp_path: Path) -> None:
    """Named one by one, or not at all."""
    snapshot = snapshot_of(layered(world, tmp_path / "records"))

    assert snapshot_of_layers(snapshot, ["wiki", "free"]) is snapshot_of_layers(snapshot, None) is snapshot


def test_a_layer_whose_source_is_cited_belongs_to_it(world: Path, tmp_path: Path) -> None:
    """The row that cites it could not stand without it, so its licence counts too."""
    records = layered(world, tmp_path / "records")
    name = {"municipality": "lund", "name": "Londinum", "kind": "ALTERNATE", "shared": "false", "sources": "wiki-habo"}
    write_rows(records / "layers" / "free" / "names.csv", "names", [name])
    snapshot = snapshot_of(records)

    assert names_of_layers(snapshot_of_layers(snapshot, ["free"])) == ["base", "wiki", "free"]
    assert names_of_layers(snapshot_of_layers(snapshot, ["wiki"])) == ["base", "wiki"]


@pytest.mark.parametrize(
    ("licences", "named"),
    [
        (["CC-BY-4.0", "CC0-1.0"], ["CC-BY-4.0"]),
        (["CC-BY-4.0", "ODC-By-1.0", "CC-BY-4.0"], ["CC-BY-4.0", "ODC-By-1.0"]),
        (["CC-BY-4.0", "ODbL-1.0", "CC-BY-SA-4.0"], ["ODbL-1.0", "CC-BY-SA-4.0"]),
        (["CC0-1.0"], ["CC0-1.0"]),
    ],
)
def test_the_strictest_licences_are_all_named(licences: list[str], named: list[str]) -> None:
    """Share-alike before attribution before CC0, each licence once."""
    found = strictest(LayerUnder(licence) for licence in licences)  # type: ignore[misc]

    assert [licence.spdx for licence in found] == named


class LayerUnder:
    """A layer of which only the licence is known."""

    def __init__(self, licence: str) -> None:
        self.licence = licence
