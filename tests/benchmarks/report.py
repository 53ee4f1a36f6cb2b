"""RESULTS.md: one section for each kind of run, written anew by that run and left alone by others."""

from __future__ import annotations

import json
import math
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import workload

if TYPE_CHECKING:
    from bench import Bench, Cell

RESULTS = Path(__file__).parent / "RESULTS.md"
PACKAGES = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "httptools", "orjson")
PEER_PACKAGES = ("sqlalchemy", "aiosqlite")
NODE_PACKAGES = ("mercurius", "graphql-jit", "better-sqlite3", "postgraphile")
VERSIONS: dict[str, str] = {}  # of what a run started beside Python and Node
NAMES = {
    "limit": "the limit",
    "ours": "**Samband**",
    "interpreted": "our resolvers, graphql-core",
    "usual": "Strawberry, DataLoaders, ORM",
    "mercurius": "Mercurius, JIT, SQLite",
    "postgraphile": "PostGraphile, PostgreSQL",
}
COLUMNS = {  # the figures as the tables name them
    "first": "first sight",
    "cold": "cold",
    "gzip": "cold, gzip",
    "warm": "warm",
    "same": "warm, same fields",
    "304": "304",
}
LIMIT = {"same": "same"}  # the figure of the limit that a figure is compared with, if not the usual one
HEAD = """# What the benchmark measured

Written by the commands below; `tests/benchmarks/bench.py` defines the figures. Ratios are to *the limit* of
the same query in the same round: Starlette on uvicorn (uvloop, httptools) with one Route that returns constant bytes, a
response of Samband of about the mean size. Figures are medians over rounds in which the servers alternate. Latencies are
those of one of four connections that are always busy, so they include the wait for the other three. Samband reuses JSON
fragments of entities in lists (`data/snapshot/fragments.py`): a cold response is new, but not all of its parts.

    make bench                               # S, with all other servers; minutes, and more when npm has to install
    STORE=/path/to/L.db make bench SIZE=L    # a copy of a filled store; without STORE one is generated and loaded
    .venv/bin/python tests/benchmarks/soak.py
    .venv/bin/python tests/benchmarks/flame.py --query fifty
"""
GOALS = (  # query, figure, of whom, at least so many times that rate
    *(("one", *aim) for aim in (("cold", "limit", 0.6), ("warm", "limit", 1.2))),
    *(("fifty", *aim) for aim in (("cold", "limit", 0.4), ("gzip", "limit", 0.35), ("warm", "limit", 1.2))),
    *(("four", *aim) for aim in (("cold", "limit", 0.6), ("warm", "limit", 1.2))),
    *(("page", *aim) for aim in (("cold", "limit", 0.45), ("warm", "limit", 1.2))),
    *(("ego", *aim) for aim in (("cold", "limit", 0.3), ("warm", "limit", 1.2))),
    ("fifty", "cold", "interpreted", 15),
    ("fifty", "cold", "usual", 100),
    *(("fifty", "cold", peer, 10) for peer in ("mercurius", "postgraphile")),
)
LARGE = (("fifty", "cold", "limit", 0.1), ("four", "cold", "limit", 0.08), ("ego", "cold", "limit", 0.02))


def write(title: str, text: str) -> None:
    """Put a section in its place; the others stay as they are."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEAD
    _, *parts = re.split(r"^## ", old, flags=re.MULTILINE)
    sections = dict(part.split("\n", 1) for part in parts)
    sections[title] = f"\n{text.strip()}\n\n"
    body = "".join(f"## {name}\n{content}" for name, content in sorted(sections.items()))
    RESULTS.write_text(f"{HEAD}\n{body}".rstrip() + "\n", encoding="utf-8")


def machine() -> str:
    """The machine, versions and date in a few lines."""
    cpu = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    cores, memory = os.cpu_count(), psutil.virtual_memory().total / 2**30
    packages = [f"{name} {version(name)}" for name in (*PACKAGES, *PEER_PACKAGES)]
    others = [f"{name} {value}" for name, value in (VERSIONS | node_versions()).items()]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {cores} cores, {cpu[1] if cpu else platform.processor()}, "
        f"{memory:.0f} GiB, load average {load}; {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; {', '.join(packages + others)}."
    )


def node_versions() -> dict[str, str]:
    try:
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except OSError:
        return {}
    lock = json.loads((Path(__file__).parent / "peers" / "package-lock.json").read_text(encoding="utf-8"))
    return {"Node": node} | {name: lock["packages"][f"node_modules/{name}"]["version"] for name in NODE_PACKAGES}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float) -> str:
    """Three figures, no more."""
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{digits}f}".replace(",", " ")


def rates(cells: Sequence[Cell] | None, constant: Sequence[Cell]) -> str:
    """Answers per second of CPU, and how many times the limit's that is."""
    if not cells:
        return "–"
    return f"{number(statistics.median(cell.rate for cell in cells))} ({number(ratio(cells, constant))})"


def ratio(cells: Sequence[Cell], other: Sequence[Cell]) -> float:
    return statistics.median(a.rate / b.rate for a, b in zip(cells, other, strict=True))


def latency(cells: Sequence[Cell] | None) -> str:
    """Median and 99th percentile, ms."""
    if not cells:
        return "–"
    times = sorted(seconds * 1000 for cell in cells for seconds in cell.seconds)
    return f"{number(statistics.median(times))} / {number(times[min(len(times) - 1, len(times) * 99 // 100)])}"


def section(
    bench: Bench, size: str, command: str, notes: Sequence[str], behind: Sequence[tuple[str, list[Cell], list[Cell]]]
) -> str:
    """The whole section of a run of the benchmark. `behind` has the cells of two workers alone and behind nginx."""
    parts = [f"`{command}`, {machine()}", *tables(bench)]
    if behind:
        rows = [[query, rates(alone, alone), rates(proxied, alone)] for query, alone, proxied in behind]
        parts += ["### Two workers, cold: CPU of the service", table(("", "alone", "behind nginx"), rows)]
    parts.append("\n".join(f"- {sentence}" for sentence in (*notes, *memory(bench))))
    held = [line for goal in (LARGE if size == "L" else GOALS) if (line := judged(bench, *goal))]
    return "\n\n".join([*parts, "What was aimed for:", table(("query", "figure", "aim", "measured", ""), held)])


def tables(bench: Bench) -> Iterator[str]:
    """A table for each query: answers per second of CPU (times the limit), then milliseconds."""
    for query, about in workload.ABOUT.items():
        constant = bench.cells[query, "limit", "constant"]
        size = statistics.median(cell.size for cell in bench.cells[query, "ours", "cold"])
        yield f"### {query}: {about}\n\n{size:,.0f} bytes in the mean; the limit's has {constant[0].size:,.0f}."
        head = ("", *COLUMNS.values(), "ms first", "ms cold", "ms warm")
        limits = {"warm": constant, "same": bench.cells[query, "limit", "same"]}
        shown = [number(statistics.median(cell.rate for cell in limits[f])) if f in limits else "–" for f in COLUMNS]
        rows = [[NAMES["limit"], *shown, "–", "–", latency(constant)]]
        for server in bench.servers:
            of = {figure: bench.cells.get((query, server.name, figure)) for figure in COLUMNS}
            if of["cold"]:
                shown = [rates(cells, limits.get(figure, constant)) for figure, cells in of.items()]
                rows.append([NAMES[server.name], *shown, *(latency(of[f]) for f in ("first", "cold", "warm"))])
        yield table(head, rows)


def memory(bench: Bench) -> Iterator[str]:
    """What our server took to start, and what it holds."""
    ours = bench.ours
    yield (
        f"Samband on this store: {ours.start_seconds:.1f} s and {ours.start_cpu:.1f} s of CPU from the start of the "
        f"process to the first answer; {ours.start_rss:.0f} MiB resident then, "
        f"{ours.prepared_rss:.0f} MiB when the measures of all time and of today were there, {ours.rss():.0f} MiB after the run."
    )


def judged(bench: Bench, query: str, figure: str, other: str, aim: float) -> list[str] | None:
    """The row of an aim; None where nothing was measured."""
    cells = bench.cells.get((query, "ours", figure))
    against = bench.cells.get((query, other, LIMIT.get(figure, "constant") if other == "limit" else figure))
    if not cells or not against:
        return None
    found = ratio(cells, against)
    return [query, figure, f"≥ {aim:g} × {NAMES[other]}", number(found), "held" if found >= aim else "**missed**"]
