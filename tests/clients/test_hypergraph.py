"""A library of hypergraphs, which has an environment of its own, reads the partnerships whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import networkx as nx
import pytest

from tests.clients.conftest import HERE, Run


@pytest.mark.parametrize("around", [{}, {"around": "habo", "radius": "1"}], ids=["all", "around Habo"])
def test_xgi_reads_partnerships_whole(
    real: str, python: Path, run: Run, tmp_path: Path, around: dict[str, str]
) -> None:
    """Each partnership is one edge of all its members, with its title; each municipality a node with its label."""
    with httpx.Client(
        base_url=real, trust_env=False, timeout=60, params={"projection": "AFFILIATION", **around}
    ) as client:
        written = tmp_path / "network.hif.json"
        written.write_bytes(client.get("/network.hif.json").raise_for_status().content)
        plain = client.get("/network.json").raise_for_status().json()
    graph: Any = nx.node_link_graph(plain, edges="edges" if "edges" in plain else "links")
    found = json.loads(run(python, HERE / "read_hif.py", written, cwd=tmp_path))
    members = {name: sorted(graph.neighbors(name)) for name in graph if name.startswith("partnership:")}

    assert found["edges"] == members
    assert set(found["nodes"]) == set(graph) - set(members)
    assert found["labels"] == dict(graph.nodes(data="label"))
    assert found["labels"]["habo"] == "Habo"
    assert max(map(len, members.values())) > 2 or around
