"""Memory of our service under queries of which no two are the same: `soak.py [--size S] [--queries 100000]`.

One in ten has a document of its own, the others have one of the known documents and variables of their own, so that
every cache there is fills up and has to let go.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import count, islice

import client
import report
import targets
import workload
from bench import CURSORS, command

STEPS = 10
ROUND = 10  # one in so many has a new document


def requests(server: targets.Server, choices: workload.Choices) -> Iterator[bytes]:
    """All five queries in turn; each generation of documents is asked with all variables once. No end."""
    queries = [
        (query, document, workload.variables(query, choices, targets.cursors(server, query, CURSORS)))
        for query, document in workload.OURS.items()
    ]
    for number in count():
        query, document, given = queries[number % len(queries)]
        turn = number // len(queries)
        new = turn % ROUND == 0
        name = f"{query}New{turn}" if new else f"{query}{turn // len(given)}"
        yield client.request(workload.body(document, name, given[turn % len(given)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=["S", "M", "L"], default="S")
    parser.add_argument("--queries", type=int, default=100_000)
    chosen = parser.parse_args()
    targets.end_when_asked()
    with targets.ours_alone(chosen.size) as (server, store):
        held = soak(server, requests(server, workload.read_choices(store)), chosen.queries)
    rows = [[f"{number:,}", f"{rss:.0f}"] for number, rss in held]
    text = (
        f"`{command('soak.py')}`, {report.machine()}\n\n{report.table(('queries, all distinct', 'MiB resident'), rows)}"
    )
    report.write(f"Memory under distinct queries, size {chosen.size}", text)


def soak(server: targets.Server, asked: Iterator[bytes], queries: int) -> list[tuple[int, float]]:
    """The number of queries so far and the resident memory, MiB, after each step."""
    held = [(0, server.start_rss)]
    for step in range(1, STEPS + 1):
        client.run(server.port, islice(asked, queries // STEPS), float("inf"))
        held.append((queries // STEPS * step, server.rss()))
        print(*held[-1], file=sys.stderr, flush=True)
    return held


if __name__ == "__main__":
    main()
