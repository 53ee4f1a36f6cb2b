"""What new documents cost, and whether known ones wait for them: `first_sight.py [--size S]`.

New documents are the queries of the other measurements with a name of their own each time, and selections of
partnerships of which no two have the same fields. Beside 16 connections that send nothing else, one connection sends a
known query with variables that change: how long do its answers take, and how long do they take when it is alone?
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path

import client
import orjson
import report
import targets
import workload
from bench import command

ROUNDS, NEW = 5, 100  # rounds of so many new documents of each kind
CONNECTIONS = 16
SECONDS = 5
PAUSE = 0.004  # seconds between two known requests
WIDTH = 6  # fields of a new selection
FIELDS = (
    *("id", "slug", "title", "kind", "certainty", "start { edtf }", "end { edtf }", "goals { goal { number color } }"),
    *("members { municipality { slug name country { code name } } }", "lastAttested { date { edtf } }"),
    *("firstAttested { source { title } }", "span { certainFrom certainUntil }"),
)
Given = dict[str, list[workload.Variables]]


def new_names(query: str, given: Sequence[workload.Variables], where: str) -> Iterator[bytes]:
    for number in count():
        name = f"{query}{where}{number}"
        yield client.request(workload.body(workload.OURS[query], name, given[number % len(given)]))


def new_selections(where: str) -> Iterator[bytes]:
    chance = random.Random(where)
    for number in count():
        fields = " ".join(chance.sample(FIELDS, WIDTH))
        query = f"query Selection{where}{number} {{ partnerships(first: 50) {{ nodes {{ {fields} }} }} }}"
        yield client.request(orjson.dumps({"query": query}))


def kinds(given: Given, where: str) -> dict[str, Iterator[bytes]]:
    """New documents without end; those for one place of use are not those for another."""
    named = {f"{query}, a new name": new_names(query, given[query], where) for query in given}
    return {**named, "fifty, new selections": new_selections(where)}


def rate(server: targets.Server, requests: Iterator[bytes]) -> float:
    """Answers per second of CPU."""
    before = server.cpu()
    client.run(server.port, islice(requests, NEW), float("inf"))
    return NEW / (server.cpu() - before)


def waits(server: targets.Server, known: Sequence[bytes]) -> list[float]:
    """The milliseconds of each answer to known requests, one after the other."""
    found, end = [], time.perf_counter() + SECONDS
    with client.connect(server.port) as connection:
        for number in count():
            start, answer = time.perf_counter(), client.Answer()
            connection.sendall(known[number % len(known)])
            while not answer.feed(client.received(connection)):
                pass
            found.append(1000 * (time.perf_counter() - start))
            if time.perf_counter() > end:
                return found
            time.sleep(PAUSE)
    raise AssertionError


def flood(port: int, kind: str, given: Given) -> None:
    """Sends new documents over 16 connections, longer than the known ones are measured."""
    client.CONNECTIONS = CONNECTIONS
    client.run(port, kinds(given, "Beside")[kind], SECONDS + 2)


def beside(server: targets.Server, kind: str, given: Given, known: Sequence[bytes]) -> list[float]:
    process = multiprocessing.get_context("spawn").Process(target=flood, args=(server.port, kind, given))
    process.start()
    try:
        time.sleep(1.5)  # it has started then
        return waits(server, known)
    finally:
        process.join()


def measured(server: targets.Server, store: Path) -> str:
    choices = workload.read_choices(store)
    given: Given = {
        query: workload.variables(query, choices, targets.cursors(server, query, 500)) for query in ("one", "fifty")
    }
    known = [client.request(workload.body(workload.OURS["one"], "Known", each)) for each in given["one"]]
    waits(server, known)
    texts = kinds(given, "Alone")
    rates: dict[str, list[float]] = {kind: [] for kind in texts}
    for _ in range(ROUNDS):
        for kind, requests in texts.items():
            rates[kind].append(rate(server, requests))
    rows = [["–", "–", "–", *quantiles(waits(server, known))]]
    for kind, values in rates.items():
        per_second = statistics.median(values)
        found = quantiles(beside(server, kind, given, known))
        rows.append([kind, f"{per_second:.0f}", f"{1000 / per_second:.1f}", *found])
        print(*rows[-1], file=sys.stderr, flush=True)
    head = ("new documents", "a second of CPU", "ms of CPU", "known beside them, ms: median", "p99", "most")
    return str(report.table(head, rows))


def quantiles(found: list[float]) -> list[str]:
    found = sorted(found)
    return [f"{value:.1f}" for value in (statistics.median(found), found[int(len(found) * 0.99)], found[-1])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=["S", "M", "L"], default="S")
    chosen = parser.parse_args()
    targets.end_when_asked()
    with targets.ours_alone(chosen.size) as (server, store):
        text = measured(server, store)
    report.write(f"First sight, size {chosen.size}", f"`{command('first_sight.py')}`, {report.machine()}\n\n{text}")


if __name__ == "__main__":
    main()
