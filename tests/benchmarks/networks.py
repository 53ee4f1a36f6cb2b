"""Networks on a large catalogue, over HTTP: `python tests/benchmarks/networks.py DATABASE_URL`.

Starts `samband serve` on a store that holds a generated catalogue (generate.py), and prints medians and 99th percentiles
in milliseconds: a light query while nothing else happens, ego networks and paths, and the light query again while
whole-graph measures run. The light query is asked at the same pace in both cases, and of another place each time.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count

PORT = 8765
PAUSE = 0.005  # seconds between light queries
PLACES = 200_000
LIGHT = "query ($from: String!) { municipality(by: {slug: $from}) { name country { name } } }"
EGO = """query ($from: String!) { municipality(by: {slug: $from}) {
  network(radius: 2) { order size ties(first: 20) { totalCount } } } }"""
PATH = """query ($from: String!, $to: String!) {
  network { path(from: {slug: $from}, to: {slug: $to}) { length hops { partnerships { slug } } } } }"""
WHOLE = "{ network { order size density componentCount ranking(by: PAGERANK, first: 3) { score } } }"


def ask(query: str, **variables: str) -> float:
    """Milliseconds until the answer is there."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=600)
    body = json.dumps({"query": query, "variables": variables})
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    assert "errors" not in answer, answer
    return (time.perf_counter() - start) * 1000


def tell(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    print(
        f"{name:40} median {statistics.median(ordered):9.2f}  p99 {ordered[int(len(ordered) * 0.99) - 1]:9.2f}  n {len(ordered)}"
    )


def paced(query: str, places: Iterator[str], enough: Callable[[int], bool]) -> list[float]:
    """A query of one place after the other, with a pause after each."""
    times: list[float] = []
    while not enough(len(times)):
        times.append(ask(query, **{"from": next(places)}))
        time.sleep(PAUSE)
    return times


def main(url: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "service.cli.main", "serve", "--port", str(PORT)], env=os.environ | {"DATABASE_URL": url}
    )
    chance = random.Random(1)
    places = (f"place-{chance.randrange(PLACES)}" for _ in count())
    try:
        start = time.monotonic()
        while True:
            try:
                ask(LIGHT, **{"from": "place-7"})
                break
            except (OSError, AssertionError):
                time.sleep(1)
        print(f"ready after {time.monotonic() - start:.0f} s")
        tell("light, idle", paced(LIGHT, places, lambda done: done == 1000))
        tell("ego network, radius 2", [ask(EGO, **{"from": next(places)}) for _ in range(200)])
        tell("shortest path", [ask(PATH, **{"from": next(places), "to": next(places)}) for _ in range(200)])
        tell("light, idle again", paced(LIGHT, places, lambda done: done == 1000))
        took: list[float] = []
        heavy = threading.Thread(target=lambda: took.append(ask(WHOLE)))
        heavy.start()
        tell("light, while the whole graph is measured", paced(LIGHT, places, lambda _: not heavy.is_alive()))
        print(f"whole-graph measures: {took[0] / 1000:.1f} s; again {ask(WHOLE):.1f} ms")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1])
