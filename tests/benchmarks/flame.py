"""Where the time of a cold answer goes: `flame.py [--query fifty]`, by py-spy, for ours and for graphql-core.

Both servers are asked for ten seconds each, one after the other; samples count the frame on top (what runs) and, apart
from that, everything that a floor or package called (what it costs).
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import client
import report
import targets
import workload
from bench import Requests, command, filled

SECONDS = 10
RATE = 500  # samples a second
SHOWN = 14
FRAME = re.compile(r"^(?P<function>.*) \((?P<file>[^)]*?)(?::\d+)?\)$")
SPY = Path(sys.executable).with_name("py-spy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=["S", "M", "L"], default="S")
    parser.add_argument("--query", choices=list(workload.OURS), default="fifty")
    chosen = parser.parse_args()
    parts = [f"`{command('flame.py')}`, {report.machine()}"]
    with tempfile.TemporaryDirectory(prefix="samband-flame-") as name:
        directory = Path(name)
        store, _ = filled(chosen.size, directory)
        facts = workload.read_facts(store)
        for start in (targets.interpreted, targets.ours):
            server = start(store)
            try:
                parts.append(profiled(server, chosen.query, facts, directory / server.name))
            finally:
                server.stop()
    report.write(f"Where the time goes: cold `{chosen.query}`, size {chosen.size}", "\n\n".join(parts))


def profiled(server: targets.Server, query: str, facts: workload.Facts, output: Path) -> str:
    """The shares of the samples while a server answers cold requests."""
    requests = Requests(server, query, facts)
    client.run(server.port, iter(requests.known), 60)
    spy = subprocess.Popen(
        [SPY, "record", "-f", "raw", "-r", str(RATE), "-d", str(SECONDS), "-o", output, "-p", str(server.process.pid)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    before = server.cpu()
    load = client.run(server.port, requests.cold, SECONDS)
    spent = server.cpu() - before
    spy.wait(60)
    return shares(server.name, output.read_text(encoding="utf-8"), spent / len(load.seconds))


def shares(name: str, raw: str, each: float) -> str:
    """Tables of what runs and of what it costs, of the raw output of py-spy: `frame;frame;frame samples`."""
    alone, within, total = Counter[str](), Counter[str](), 0
    for line in raw.splitlines():
        stack, _, samples = line.rpartition(" ")
        frames = [frame for text in stack.split(";") if (frame := short(text))]
        if not frames:
            continue
        total += int(samples)
        alone[frames[-1]] += int(samples)
        within.update(dict.fromkeys({frame.split(" ")[0] for frame in frames}, int(samples)))
    head = f"{report.NAMES[name]}: {each * 1000:.2f} ms of CPU an answer while it is watched, {total} samples."
    return "\n\n".join(
        [head, listed("what runs", alone, total), listed("what it costs, with all it calls", within, total)]
    )


def listed(title: str, counted: Mapping[str, int], total: int) -> str:
    best = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return report.table((title, "share"), [[f"`{name}`", f"{count / total:.0%}"] for name, count in best])


def short(frame: str) -> str | None:
    """The file below its package's folder, and the function; None for what only starts the program."""
    found = FRAME.match(frame)
    if found is None or "runpy" in frame or "importlib" in frame:
        return None
    file = re.sub(r"^.*(site-packages|python3\.\d+)/", "", found["file"])
    return f"{re.sub(r'^.*/(?=(data|schema|service|tests)/)', '', file)} {found['function']}"


if __name__ == "__main__":
    main()
