"""Networks on a large catalogue, over HTTP: `python tests/benchmarks/networks.py DATABASE_URL`.

Starts `samband serve` on a store that holds a generated catalogue (generate.py), and prints medians and 99th percentiles
in milliseconds: a light query while nothing else happens, ego networks and paths, and the light query again while
whole-graph measures run.
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
from collections.abc import Callable

PORT = 8765
LIGHT = '{ municipality(by: {slug: "place-7"}) { name country { name } } }'
EGO = '{ municipality(by: {slug: "place-%d"}) { network(radius: 2) { order size ties(first: 20) { totalCount } } } }'
PATH = (
    '{ network { path(from: {slug: "place-%d"}, to: {slug: "place-%d"}) { length hops { partnerships { slug } } } } }'
)
WHOLE = "{ network { order size density componentCount ranking(by: PAGERANK, first: 3) { score } } }"


def ask(query: str, timeout: float = 600) -> float:
    """Milliseconds until the answer is there."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=timeout)
    connection.request("POST", "/graphql", json.dumps({"query": query}), {"content-type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    assert "errors" not in answer, answer
    return (time.perf_counter() - start) * 1000


def tell(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    print(
        f"{name:40} median {statistics.median(ordered):9.2f}  p99 {ordered[int(len(ordered) * 0.99) - 1]:9.2f}  n {len(ordered)}"
    )


def many(make: Callable[[], str], count: int) -> list[float]:
    return [ask(make()) for _ in range(count)]


def main(url: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--port", str(PORT)], env=os.environ | {"DATABASE_URL": url}
    )
    try:
        start = time.monotonic()
        while True:
            try:
                ask(LIGHT)
                break
            except (OSError, AssertionError):
                time.sleep(1)
        print(f"ready after {time.monotonic() - start:.0f} s")
        chance = random.Random(1)
        place = lambda: chance.randrange(200_000)  # noqa: E731
        tell("light, idle", many(lambda: LIGHT, 1000))
        tell("ego network, radius 2", many(lambda: EGO % place(), 200))
        tell("shortest path", many(lambda: PATH % (place(), place()), 200))
        tell("light, idle again", many(lambda: LIGHT, 1000))
        took: list[float] = []
        heavy = threading.Thread(target=lambda: took.append(ask(WHOLE)))
        heavy.start()
        meanwhile = []
        while heavy.is_alive():
            meanwhile.append(ask(LIGHT))
            time.sleep(0.005)
        tell("light, while the whole graph is measured", meanwhile)
        print(f"whole-graph measures: {took[0] / 1000:.1f} s; again {ask(WHOLE):.1f} ms")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1])
