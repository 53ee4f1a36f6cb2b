"""Networks come out the same in every process, however Python orders its sets there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from data.catalogue.load import load
from data.catalogue.reader import RECORDS_DIR
from data.store.database import open_store
from tests.record_files import checked

SCRIPT = """
import json, sys
from data.store.database import open_store
from data.domain.enums import Centrality, Projection
from data.networks.measures import measures_of
from data.networks.network import NetworkSpec, node_id
from data.snapshot.snapshot import read_snapshot

engine = open_store(sys.argv[1])
snapshot = read_snapshot(engine)
engine.dispose()
results = {}
for projection in (Projection.MUNICIPALITIES, Projection.AFFILIATION):
    measures = measures_of(snapshot.slice(None), NetworkSpec(None, projection))
    results[projection] = {
        "nodes": list(measures.entities),
        "ties": [[node_id(t.a), node_id(t.b), [p.slug for p in t.partnerships]] for t in measures.network.ties],
        "positions": measures.positions,
        "communities": measures.communities,
        "components": measures.components,
        "bridges": [[node_id(t.a), node_id(t.b)] for t in measures.bridges],
        "rankings": {by: [[rank, name] for rank, name, _ in measures.ranking(by)] for by in Centrality},
    }
places = [snapshot.entities["municipalities"][slug] for slug in ("karlskoga", "homa-bay", "umea", "lycksele")]
network = measures_of(snapshot.slice(None), NetworkSpec(None, Projection.MUNICIPALITIES)).network
results["paths"] = [[[h.start.slug, h.end.slug] for h in network.path(a, b) or ()] for a in places for b in places]
print(json.dumps(results))
"""


def results(url: str, seed: int) -> str:
    """What a process of its own tells, with this seed of Python's hashes."""
    environment = os.environ | {"PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-c", SCRIPT, url]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def test_networks_are_the_same_in_every_process(tmp_path: Path) -> None:
    """Nodes, ties, positions, communities, ranks and paths of the real catalogue, to the last digit."""
    url = f"sqlite:///{tmp_path / 'samband.sqlite'}"
    engine = open_store(url)
    load(engine, checked(RECORDS_DIR))
    engine.dispose()
    first, *others = [results(url, seed) for seed in (0, 1, 4242)]

    assert json.loads(first)["MUNICIPALITIES"]["positions"].keys() >= {"karlskoga", "mariestad", "kalix"}
    assert others == [first, first]
