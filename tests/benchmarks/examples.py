"""The CPU time of the examples at first sight: `python tests/benchmarks/examples.py DATABASE_URL`.

Prints for each of tests/examples/*.graphql the milliseconds of CPU of reading, validating, planning, executing and
writing as JSON, on a snapshot that is prepared as the service does at its start, but whose caches of slices, selections
and results are empty. The best of some rounds, the slowest example first.
"""

from __future__ import annotations

import sys
import time
from copy import copy
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx  # noqa: F401  loaded before the first example
import orjson
import scipy.sparse.csgraph  # type: ignore[import-untyped]  # noqa: F401  likewise
from graphql import GraphQLSchema

from data.search.hits import prepare_names
from data.snapshot.snapshot import Snapshot, read_snapshot
from data.store.database import open_store
from schema.execution._strawberry import core_schema
from schema.execution.document import read_document
from schema.execution.execute import execute, execute_plan
from schema.query import build_schema
from service.settings import Settings, limits_of

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.graphql"))
ROUNDS = 3
AIM = 20  # ms
STEPS = ("read and validate", "plan and execute", "write")


def cold(snapshot: Snapshot) -> Snapshot:
    """A snapshot with the same tables and indexes, whose caches are empty."""
    found = copy(snapshot)
    for name in ("slices", "selections", "results"):
        cache = copy(getattr(snapshot, name))
        setattr(found, name, type(cache)(cache.maxsize, cache.getsizeof, grows=cache.grows))
    return found


def measured(schema: Any, core: GraphQLSchema, snapshot: Snapshot, text: str) -> tuple[list[float], bool]:
    """The CPU milliseconds of each of STEPS, and whether a plan answered."""
    times = [time.process_time()]
    operation = read_document(core, text, limits_of(Settings())).operations[0]
    operation.price({})
    times.append(time.process_time())
    data = execute_plan(snapshot, operation, {})
    planned = data is not None
    if data is None:
        result = execute(schema, snapshot, operation, {})
        assert not result.errors, result.errors
        data = result.data
    times.append(time.process_time())
    orjson.dumps({"data": data})
    times.append(time.process_time())
    return [1000 * (end - begin) for begin, end in pairwise(times)], planned


def main(url: str) -> None:
    schema = build_schema()
    core, snapshot = core_schema(schema), read_snapshot(open_store(url))
    prepare_names(snapshot)
    rows = []
    for example in EXAMPLES:
        text = example.read_text(encoding="utf-8")
        rounds = [measured(schema, core, cold(snapshot), text) for _ in range(ROUNDS)]
        first = sum(rounds[0][0])
        times, planned = min(rounds, key=lambda one: sum(one[0]))
        rows.append((sum(times), first, example.stem, times, planned))
    print(f"| example | ms | first round | {' | '.join(STEPS)} | |\n| --- | --- | --- | --- | --- | --- | --- |")
    for total, first, name, times, planned in sorted(rows, reverse=True):
        parts = " | ".join(f"{one:.1f}" for one in times)
        note = " ".join(["**missed**"] * (total > AIM) + ["no plan"] * (not planned))
        print(f"| {name} | {total:.1f} | {first:.1f} | {parts} | {note} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
