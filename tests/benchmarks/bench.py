"""`make bench`: our service, the limit and other servers on the same data, in rounds; the table goes to RESULTS.md.

Each figure is a number of answers per second of CPU of the server's processes (for PostgreSQL those of its backends
too), or the time that an answer took. The header fields differ in each request, as those of real clients do
(`users.py`); those of the limit too. First sight: a document that was never seen, each time. Cold: known documents,
and variables that differ each time, so that no cache of answers can help. gzip: the same from browsers. Warm: one
request again and again; "same": without the header fields of clients. 304: the same by GET, with its ETag.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle, islice, repeat
from pathlib import Path
from typing import Any, NamedTuple

import client
import orjson
import report
import targets
import users
import workload
from targets import Server

FIGURES = ("first", "cold", "gzip", "warm", "same", "304")
OTHERS = ("first", "cold", "warm")  # the figures of other servers
ROUNDS = 5
SECONDS = 0.4  # of one figure of one query of one server in one round
LEAST = 8  # answers of such a figure, however slow the server
NEW = 20  # documents seen for the first time in one such figure
OURS_DOCUMENTS = 5  # known documents of each query that only we are asked
COLD = 120_000  # distinct requests of each query that we are asked at least: only we keep answers
CURSORS = 3_000
STARTS = 3
WARMING = 4  # times that documents are sent, so that each of two workers knows them
SAMPLE = 60  # answers whose mean size is that of the limit's


class Cell(NamedTuple):
    """One figure of one query of one server in one round."""

    rate: float  # answers per second of CPU
    seconds: list[float]  # that each answer took
    size: float  # mean bytes of an answer


class Requests:
    """What one server is asked in one query; the cold ones are used up, the warm one is the last of them."""

    def __init__(self, server: Server, query: str, choices: workload.Choices) -> None:
        document = server.documents[query]
        given = workload.variables(query, choices, targets.cursors(server, query, CURSORS))
        alone = server.name == "ours"
        self.documents = OURS_DOCUMENTS if alone else 1
        times = COLD // (len(given) * self.documents) + 1 if alone else 1
        known, bodies = workload.cold(query, document, given, self.documents, times)
        ready = [client.request(body) for body in bodies]
        self.again = ready.pop()
        self.sample = [ready.pop() for _ in range(min(SAMPLE, len(ready) // 4))]
        self.known = [client.request(body) for body in known]
        self.cold: Iterator[bytes] = iter(ready) if alone else cycle(ready)
        self.first = (client.request(body) for body in workload.first(query, document, given))
        self.body = self.again.partition(b"\r\n\r\n")[2]

    def of(self, figure: str, server: Server) -> Iterator[bytes] | None:
        """The requests of a figure; None when the server has no such thing."""
        if figure == "first":
            return islice(self.first, NEW)
        if figure in ("cold", "gzip"):
            client.run(server.port, iter(self.known), 60)  # documents that were pushed out are known again
            return self.cold
        if figure in ("warm", "same"):
            return repeat(self.again)
        etag = header(client.ask(server.port, client.reading(self.body)), "etag")
        return None if etag is None else repeat(client.reading(self.body, etag=etag))


def header(answer: client.Answer, name: str) -> str | None:
    lines = answer.head.split("\r\n")[1:]
    return next((line.split(": ", 1)[1] for line in lines if line.lower().startswith(f"{name}:")), None)


def as_users_send(figure: str, requests: Iterator[bytes]) -> Iterator[bytes]:
    """The requests of a figure with the header fields of clients."""
    return requests if figure == "same" else users.dressed(requests, users.BROWSER if figure == "gzip" else "")


def measure(server: Server, requests: Iterator[bytes], seconds: float, *, status: int = 200) -> Cell:
    """Raises RuntimeError when an answer is not what was expected, or no request was left."""
    before = server.cpu()
    load = client.run(server.port, requests, seconds, LEAST)
    spent = server.cpu() - before
    if set(load.statuses) != {status}:
        raise RuntimeError(f"{server.name} gave {load.statuses} instead of {status}")
    return Cell(len(load.seconds) / max(spent, 0.005), load.seconds, load.bytes / len(load.seconds))


def answered(server: Server, query: str, given: workload.Variables) -> Any:
    data = client.request(workload.body(server.documents[query], "probe", given))
    return orjson.loads(client.ask(server.port, data).content)


class Bench:
    """Servers, ours first, and what they were measured at: a cell for each round by query, server and figure."""

    def __init__(self, servers: Sequence[Server], directory: Path, choices: workload.Choices) -> None:
        self.servers = servers
        self.ours = servers[0]
        self.probes = workload.probes(choices)
        self.requests = {
            (query, server.name): Requests(server, query, choices)
            for server in servers
            for query in workload.OURS
            if query in server.documents and not (server.name == "mercurius" and query == "ego")
        }
        self.cells: dict[tuple[str, str, str], list[Cell]] = {}
        self.agree()
        self.limits = {query: self.limit(query, directory) for query in workload.OURS}

    def agree(self) -> None:
        """All servers give the same facts. Raises RuntimeError."""
        for query, given in self.probes.items():
            for server in self.servers:
                if (query, server.name) in self.requests:
                    found = workload.facts(answered(server, query, given))
                    if found != workload.facts(answered(self.ours, query, given)):
                        raise RuntimeError(f"{server.name} answers `{query}` otherwise than we do")

    def limit(self, query: str, directory: Path) -> Server:
        """A server of a constant answer, one of ours of about the mean size."""
        answers = [client.ask(self.ours.port, data).content for data in self.requests[query, "ours"].sample]
        mean = statistics.mean(map(len, answers))
        return targets.limit(directory, query, min(answers, key=lambda answer: abs(len(answer) - mean)))

    def heads(self) -> str:
        """What our answers say above what the limit's say."""
        limit, ours = (
            {
                line.split(":")[0].lower()
                for line in client.ask(server.port, self.requests["one", "ours"].again).head.split("\r\n")[1:]
            }
            for server in (self.limits["one"], self.ours)
        )
        return f"The heads of our answers hold {', '.join(sorted(ours - limit)) or 'nothing'} beside {', '.join(sorted(limit))}."

    def round(self, seconds: float, figures: Sequence[str] = FIGURES, *, keep: bool = True) -> None:
        for query, limit in self.limits.items():
            again = repeat(self.requests[query, "ours"].again)
            found = {("limit", "constant"): measure(limit, users.dressed(again), seconds)}
            found["limit", "same"] = measure(limit, again, seconds)
            for server in self.servers:
                if (query, server.name) in self.requests:
                    for figure in figures if server.name.startswith("ours") else OTHERS:
                        requests = self.requests[query, server.name].of(figure, server)
                        if requests is not None:
                            status = 304 if figure == "304" else 200
                            sent = as_users_send(figure, requests)
                            found[server.name, figure] = measure(server, sent, seconds, status=status)
            if keep:
                for (name, figure), cell in found.items():
                    self.cells.setdefault((query, name, figure), []).append(cell)


def peers(stack: ExitStack, directory: Path, store: Path, records: Path | None, notes: list[str]) -> list[Server]:
    """The servers of other kinds; a sentence in `notes` for each that cannot run."""
    found: list[Server] = []
    copy = targets.indexed(store, directory / "indexed.db")
    found.append(started(stack, targets.usual(copy)))
    try:
        targets.install_peers()
    except (OSError, subprocess.CalledProcessError) as error:
        notes.append(f"Mercurius and PostGraphile are left out: their packages could not be installed ({error}).")
        return found
    try:
        found.append(started(stack, targets.mercurius(copy)))
    except (OSError, RuntimeError, TimeoutError) as error:
        notes.append(f"Mercurius is left out: {error}.")
    if records is None:
        notes.append("PostGraphile is left out: a store was given, and it wants the records.")
        return found
    try:
        url, version, postmaster = stack.enter_context(targets.postgres(directory / "postgres", records))
        found.append(started(stack, targets.postgraphile(url, postmaster)))
        report.VERSIONS["PostgreSQL"] = version
    except (OSError, RuntimeError, TimeoutError, ImportError) as error:
        notes.append(f"PostGraphile is left out: {error}.")
    return found


def started(stack: ExitStack, server: Server) -> Server:
    stack.callback(server.stop)
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=["S", "M", "L"], default="S")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--alone", action="store_true", help="only we and the limit, as always at L")
    chosen = parser.parse_args()
    targets.end_when_asked()
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="samband-bench-") as name, ExitStack() as stack:
        directory = Path(name)
        start = time.perf_counter()
        store, records = targets.filled(chosen.size, directory)
        if records:
            notes.append(f"Generating and loading the store took {time.perf_counter() - start:.0f} s.")
        servers = [started(stack, targets.ours(store))]
        servers[0].wait_for_measures()
        if chosen.alone or chosen.size == "L":
            notes.append("Other servers were not asked for in this run.")
        else:
            servers.append(started(stack, targets.interpreted(store)))
            servers += peers(stack, directory, store, records, notes)
        bench = Bench(servers, directory, workload.read_choices(store))
        for limit in bench.limits.values():
            started(stack, limit)
        bench.round(chosen.seconds, ("cold",), keep=False)
        for number in range(chosen.rounds):
            print(f"round {number + 1} of {chosen.rounds}", file=sys.stderr, flush=True)
            bench.round(chosen.seconds)
        notes += [*real_start(directory), bench.heads()]
        behind = list(through_nginx(stack, store, directory, chosen.rounds, chosen.seconds))
        report.write(f"Size {chosen.size}", report.section(bench, chosen.size, command(), notes, behind))


def through_nginx(
    stack: ExitStack, store: Path, directory: Path, rounds: int, seconds: float
) -> Iterator[tuple[str, list[Cell], list[Cell]]]:
    """Yields for each query the cold cells of two workers alone, and those of the same workers behind nginx.

    Nothing without nginx. The CPU is that of the service.
    """
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        return
    alone = started(stack, targets.ours(store, workers=2))
    alone.wait_for_measures()
    behind = stack.enter_context(targets.behind_nginx(program, alone, directory / "nginx"))
    choices = workload.read_choices(store)
    for query in workload.OURS:
        requests = Requests(alone, query, choices)
        cells: tuple[list[Cell], list[Cell]] = [], []
        for _ in range(WARMING):
            client.run(alone.port, iter(requests.known), 60)
        for _ in range(rounds):
            for server, found in zip((alone, behind), cells, strict=True):
                found.append(measure(server, users.dressed(requests.cold), seconds))
        yield query, *cells


def real_start(directory: Path) -> list[str]:
    """How long the service takes from its start to the first answer on the real catalogue, its store being filled."""
    store = directory / "real.db"
    targets.samband("load", url=f"sqlite:///{store}")
    starts = []
    for _ in range(STARTS):
        server = targets.ours(store)
        server.stop()
        starts.append((server.start_seconds, server.start_cpu))
    seconds, spent = map(statistics.median, zip(*starts, strict=True))
    return [f"On the real catalogue with a filled store: {seconds:.2f} s ({spent:.2f} s of CPU) to the first answer."]


def command(script: str = "bench.py") -> str:
    """What was typed."""
    given = [f"{name}={Path(os.environ[name]).name}" for name in ("STORE",) if os.environ.get(name)]
    return " ".join([*given, "python", f"tests/benchmarks/{script}", *sys.argv[1:]])


if __name__ == "__main__":
    main()
