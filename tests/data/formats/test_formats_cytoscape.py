"""Cytoscape.js itself loads the .cyjs, without a screen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.domain.enums import Projection
from data.formats.networks.formats import FORMATS
from data.networks.measures import Measures, measures_of
from data.networks.network import NetworkSpec, node_id
from data.snapshot.snapshot import Snapshot
from tests.data.formats.hostile import rewrite

TOOLS = Path(__file__).parents[2] / "tools"
HOSTILE = "<img src=x onerror=alert(1)>\x00\x1f \"'\r\n\t]]></script>\u2028"

Load = Callable[[Measures], dict[str, Any]]


@pytest.fixture(scope="module")
def load(installed: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Loads a network's file into Cytoscape.js, and says what that holds."""
    installed(TOOLS)
    path = tmp_path_factory.mktemp("cytoscape") / "network.cyjs"

    def through_node(measures: Measures) -> dict[str, Any]:
        path.write_text("".join(FORMATS["cyjs"].write(measures)), encoding="utf-8")
        command = ("node", "load.mjs", str(path))
        found = subprocess.run(command, cwd=TOOLS, check=True, timeout=60, capture_output=True, encoding="utf-8")
        loaded: dict[str, Any] = json.loads(found.stdout)
        return loaded

    return through_node


@pytest.mark.parametrize("projection", Projection)
def test_cytoscape_loads_the_same_network(whole: Snapshot, load: Load, projection: Projection) -> None:
    """Nodes, ties with ids of their own, weights, and as many components."""
    measures = measures_of(whole.slice(date(2019, 1, 1)), NetworkSpec(None, projection))
    loaded = load(measures)

    assert [node[0] for node in loaded["nodes"]] == list(measures.entities)
    assert [tie[1:] for tie in loaded["ties"]] == [
        [node_id(t.a), node_id(t.b), t.weight] for t in measures.network.ties
    ]
    assert len({tie[0] for tie in loaded["ties"]}) == measures.network.size
    assert loaded["components"] == len(measures.components)
    assert loaded["data"]["asOf"] == "2019-01-01"


def test_cytoscape_keeps_names_and_positions(read: Callable[[Path], Snapshot], world: Path, load: Load) -> None:
    """A hostile name is the same text there, and nodes stand apart where the file puts them."""
    snapshot = read(world)
    rewrite(snapshot, "municipalities", "name", HOSTILE, "herrljunga")
    loaded = load(measures_of(snapshot.slice(None), NetworkSpec(None, Projection.MUNICIPALITIES)))
    names = {node[0]: node[1] for node in loaded["nodes"]}

    assert names["herrljunga"] == HOSTILE
    assert len({tuple(node[2].values()) for node in loaded["nodes"]}) == len(names)
