"""Where the time of a cold answer goes: `flame.py [--query fifty]`, by py-spy, for ours and for graphql-core.

Both servers are asked for ten seconds each, one after the other. A sample counts for what runs at that moment; code in C
(orjson, the event loop) counts for the function that called it. `<plan>` is the code of compiled plans.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import client
import report
import targets
import users
import workload
from bench import Requests, command

SECONDS = 10
RATE = 500  # samples a second
SHOWN = 14
FRAME = re.compile(r"^(?P<function>.*) \((?P<file>[^)]*?)(?::\d+)?\)$")
ROOT = Path(__file__).parents[2]
WAITING = ("concurrent/futures/thread.py _worker", "threading.py wait", "selectors.py")
SPY = Path(sys.executable).with_name("py-spy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=["S", "M", "L"], default="S")
    parser.add_argument("--query", choices=list(workload.OURS), default="fifty")
    chosen = parser.parse_args()
    targets.end_when_asked()
    parts = [f"`{command('flame.py')}`, {report.machine()}"]
    with tempfile.TemporaryDirectory(prefix="samband-flame-") as name:
        directory = Path(name)
        store, _ = targets.filled(chosen.size, directory)
        choices = workload.read_choices(store)
        for start in (targets.interpreted, targets.ours):
            server = start(store)
            try:
                parts.append(profiled(server, chosen.query, choices, directory / server.name))
            finally:
                server.stop()
    report.write(f"Where the time goes: cold `{chosen.query}`, size {chosen.size}", "\n\n".join(parts))


def profiled(server: targets.Server, query: str, choices: workload.Choices, output: Path) -> str:
    """The shares of the samples while a server answers cold requests."""
    requests = Requests(server, query, choices)
    client.run(server.port, iter(requests.known), 60)
    spy = subprocess.Popen(
        [SPY, "record", "-f", "raw", "-r", str(RATE), "-d", str(SECONDS), "-o", output, "-p", str(server.process.pid)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    before = server.cpu()
    load = client.run(server.port, users.dressed(requests.cold), SECONDS)
    spent = server.cpu() - before
    spy.wait(60)
    return shares(server.name, output.read_text(encoding="utf-8"), spent / len(load.seconds))


def shares(name: str, raw: str, each: float) -> str:
    """Tables of what runs, by part and by function, from the raw output of py-spy: `frame;frame;frame samples`."""
    functions = Counter[str]()
    for line in raw.splitlines():
        stack, _, samples = line.rpartition(" ")
        top = short(stack.rpartition(";")[2])
        if not top.startswith(WAITING):
            functions[top] += int(samples)
    parts = Counter[str]()
    for function, samples in functions.items():
        parts[part(function)] += samples
    head = (
        f"{report.NAMES[name]}: {each * 1000:.2f} ms of CPU an answer while it is watched, {functions.total()} samples."
    )
    return "\n\n".join([head, listed("part", parts), listed("function", functions)])


def listed(title: str, counted: Counter[str]) -> str:
    best = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return report.table((title, "share"), [[f"`{name}`", f"{count / counted.total():.0%}"] for name, count in best])


def short(frame: str) -> str:
    """The file below its package's folder, and the function."""
    found = FRAME.match(frame)
    if found is None:
        return frame
    file = re.sub(r"^.*/(site-packages|python3\.\d+)/", "", found["file"]).removeprefix(f"{ROOT}/")
    return f"{file} {found['function']}"


def part(function: str) -> str:
    """A module of ours, a folder of graphql-core, another package as a whole."""
    file = function.rpartition(" ")[0].partition(" ")[0]
    first, *more = file.split("/")
    if first in ("data", "schema", "service"):
        return file
    return f"graphql/{more[0]}" if first == "graphql" and more else first


if __name__ == "__main__":
    main()
