"""Networks of a large catalogue over HTTP: `python tests/benchmarks/networks.py DATABASE_URL [PART ...]`.

Starts `samband serve` on a store that holds a generated catalogue (generate.py, sizes W1, W16, W200) and prints tables:

- `first`: the first search, filter, order and network after the service is ready
- `measures`: each measure of a day that was not asked before, and again from the cache
- `files`: network files of days that were not asked before, and the whole catalogue
- `load`: light queries and cheap measures, alone, beside betweenness of five new days a second, and beside that and
  files of new days for four clients
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from multiprocessing import get_context
from typing import Any

import client
import psutil

PORT = 8765
LIGHT = "query ($slug: String!) { municipality(by: {slug: $slug}) { name country { name } } }"
NETWORK = "query ($day: Date) { network(asOf: $day) { %s } }"
MEASURES = {
    "components": "componentCount",
    "bridges": "bridges(first: 10) { weight }",
    "cores": "members(first: 10) { nodes { core } }",
    "PageRank": "ranking(by: PAGERANK) { score }",
    "communities": "communities { size }",
    "closeness": "ranking(by: CLOSENESS) { score method { exact samples error } }",
    "betweenness": "ranking(by: BETWEENNESS) { score method { exact samples error } }",
    "positions": "members(first: 10) { nodes { x y } }",
}
FIRST = {
    "search": '{ search(text: "berlin") { score } }',
    "another search": '{ search(text: "grömar") { score } }',
    "filter of municipalities": '{ municipalities(filter: {countries: ["DE"]}) { totalCount } }',
    "filter of partnerships": '{ partnerships(filter: {text: "ber"}) { totalCount } }',
    "order of municipalities": "{ municipalities(orderBy: {field: DEGREE}, first: 1) { nodes { name } } }",
    "order of partnerships": "{ partnerships(orderBy: {field: TITLE}, first: 1) { nodes { slug } } }",
    "network": "{ network { order size } }",
    "network of a day": '{ network(asOf: "2010-03-04") { order size } }',
}
KINDS = (
    "PROJECT_PARTNERSHIP",
    "TWIN_TOWN",
    "FRIENDSHIP",
    "MUNICIPAL_PARTNERSHIP",
    "CONTACT",
)  # there is none of the first
SECONDS = 60  # of each part of the load


def ask(query: str, client: int = 1, **variables: object) -> tuple[float, dict[str, Any]]:
    """The seconds until the answer is there, and the answer. Each client has an address of its own."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=600, source_address=(f"127.0.0.{client}", 0))
    body = json.dumps({"query": query, "variables": variables, "extensions": {"cost": True}})
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return time.perf_counter() - start, answer


def fetch(path: str, client: int = 1) -> tuple[float, int, int]:
    """The seconds until a file is there, its status and its size in bytes. It asks again when it is told to."""
    start = time.perf_counter()
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=600, source_address=(f"127.0.0.{client}", 0))
        connection.request("GET", path)
        response = connection.getresponse()
        size = 0
        while chunk := response.read(1 << 20):
            size += len(chunk)
        connection.close()
        if response.status != 503:
            return time.perf_counter() - start, response.status, size
        time.sleep(float(response.headers["retry-after"]))


def days(first: int) -> Iterator[str]:
    """Days that no other part asks for."""
    day = date(first, 1, 1)
    while True:
        yield day.isoformat()
        day += timedelta(1)


def quantiles(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{ordered[len(ordered) // 2] * 1000:.1f} | {ordered[int(len(ordered) * 0.99)] * 1000:.1f} | {len(ordered)}"


def first() -> None:
    print("\n| first | ms |\n| --- | --- |")
    for name, query in FIRST.items():
        seconds, answer = ask(query)
        print(f"| {name} | {seconds * 1000:.0f}{'' if 'errors' not in answer else ' ' + str(answer['errors'])} |")


def measures() -> None:
    """The best of two of the network of all time, which no selection of kinds had before, and its price in points.

    The document is known from another network. The answer from the cache differs by a variable that it does not use.
    """
    print("\n| measure | new, s | points | points a second | again, ms | samples | error |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, fields in MEASURES.items():
        query = f"query ($kinds: [PartnershipKind!]) {{ network(kinds: $kinds) {{ {fields} }} }}"
        until_answered(query, kinds=["CONTACT"])
        new, again, answer = [], [], {}
        for kinds in (KINDS[1:], KINDS):
            _, base = ask("query ($kinds: [PartnershipKind!]) { network(kinds: $kinds) { size } }", kinds=kinds)
            seconds, answer = until_answered(query, kinds=kinds)
            new.append(seconds)
            again += [ask(query, kinds=kinds, other=number)[0] for number in range(5)]
        points = answer["extensions"]["cost"]["requested"] - base["extensions"]["cost"]["requested"]
        method = (answer["data"]["network"].get("ranking") or [{}])[0].get("method", {})
        known = f"{method.get('samples', '')} | {method.get('error', '')}"
        rate = f"{min(new):.3f} | {points} | {points / min(new):.0f}"
        print(f"| {name} | {rate} | {sorted(again)[len(again) // 2] * 1000:.1f} | {known} |")


def until_answered(query: str, **variables: object) -> tuple[float, dict[str, Any]]:
    """Asks again for what is not ready, when the answer says so."""
    start = time.perf_counter()
    while True:
        _, answer = ask(query, **variables)
        if "errors" not in answer:
            return time.perf_counter() - start, answer
        extensions = answer["errors"][0]["extensions"]
        assert extensions["code"] == "UNAVAILABLE", answer
        print(f"unavailable, asked again after {extensions['retryAfter']} s")
        time.sleep(extensions["retryAfter"])


def files() -> None:
    day = days(1995)
    fetch(f"/network.csv?asOf={next(day)}")
    print("\n| file | s | MB |\n| --- | --- | --- |")
    for path in ("graphml", "gexf", "json", "cyjs", "hif.json", "csv"):
        best = min(fetch(f"/network.{path}?asOf={next(day)}") for _ in range(3))
        print(f"| /network.{path} | {best[0]:.2f} | {best[2] / 1e6:.1f} |")
    for path in ("/catalogue.jsonld", "/catalogue.nq"):
        seconds, status, size = fetch(path)
        print(f"| {path} | {seconds:.2f} | {size / 1e6:.1f} |" if status == 200 else f"| {path} | {status} | |")


def light(seconds: float, results: Any) -> None:
    """Light queries of one place after the other, each with a pause after it."""
    times, place, until = [], 0, time.monotonic() + seconds
    while time.monotonic() < until:
        place += 7
        times.append(ask(LIGHT, 2, slug=f"place-{place % 900}")[0])
        time.sleep(0.005)
    results.put(("light query", times))


def cheap(seconds: float, first: int, results: Any) -> None:
    """Cheap measures of ever new days."""
    times, day, until = [], days(first), time.monotonic() + seconds
    while time.monotonic() < until:
        for fields in ("componentCount", MEASURES["PageRank"], MEASURES["bridges"]):
            took, answer = ask(NETWORK % fields, 3, day=next(day))
            times.append(took)
            assert "errors" not in answer, answer
            time.sleep(1)
    results.put(("cheap measures", times))


def dear(seconds: float, first: int, results: Any) -> None:
    """Betweenness of five new days a second, for several clients. Who is told to ask again does so once."""
    from concurrent.futures import ThreadPoolExecutor

    day, begun = days(first), time.monotonic()
    with ThreadPoolExecutor(200) as threads:
        asked = []
        while time.monotonic() < begun + seconds:
            query = NETWORK % MEASURES["betweenness"]
            asked.append(threads.submit(ask_again, query, 4 + len(asked) % 5, next(day)))
            time.sleep(max(begun + len(asked) / 5 - time.monotonic(), 0))
        outcomes = [one.result() for one in asked]
    answered = [took for took, answer in outcomes if "errors" not in answer]
    codes = {answer["errors"][0]["extensions"]["code"] for _, answer in outcomes if "errors" in answer}
    results.put((f"betweenness, answered; {len(outcomes) - len(answered)} of {len(outcomes)} {codes}", answered))


def ask_again(query: str, client: int, day: str) -> tuple[float, dict[str, Any]]:
    """Asks, and once more after the announced time."""
    seconds, answer = ask(query, client, day=day)
    if "errors" in answer:
        wait = answer["errors"][0]["extensions"].get("retryAfter", 10)
        time.sleep(wait)
        again, answer = ask(query, client, day=day)
        seconds += wait + again
    return seconds, answer


def exports(seconds: float, first: int, path: str, results: Any) -> None:
    """One client that fetches files of ever new days."""
    times, day, until = [], days(first), time.monotonic() + seconds
    while time.monotonic() < until:
        times.append(fetch(path.format(next(day)), 10 + first % 7)[0])
    results.put((path, times))


def together(title: str, server: psutil.Process, *parts: tuple[Callable[..., None], tuple[Any, ...]]) -> None:
    """Runs parts of the load at the same time, each in a process of its own, and prints their figures."""
    context = get_context("spawn")
    results = context.Queue()
    processes = [context.Process(target=part, args=(*given, results)) for part, given in parts]
    for process in processes:
        process.start()
    most: dict[str, float] = {}
    while any(process.is_alive() for process in processes) and results.qsize() < len(processes):
        for one in (server, *server.children()):
            size = one.memory_info().rss / 2**20
            kind = "server" if one == server else f"child {one.pid}"
            most[kind] = max(most.get(kind, 0), size)
        time.sleep(0.5)
    print(f"\n{title}; MiB at most: {', '.join(f'{name} {size:.0f}' for name, size in most.items())}")
    print("\n| asked | median, ms | p99, ms | n |\n| --- | --- | --- | --- |")
    for _ in processes:
        name, times = results.get(timeout=10)  # a part that failed has no figures
        print(f"| {name} | {quantiles(times) if times else '– | – | 0'} |")
    for process in processes:
        process.join()


def load(server: psutil.Process) -> None:
    together("Idle", server, (light, (SECONDS / 3,)))
    together("Cheap measures alone", server, (light, (SECONDS / 3,)), (cheap, (SECONDS / 3, 1960)))
    measuring = ((light, (SECONDS,)), (cheap, (SECONDS, 1970)), (dear, (SECONDS, 1975)))
    together("Beside betweenness of five new days a second", server, *measuring)
    writing = [(exports, (SECONDS, 1950 + number, "/network.gexf?asOf={}")) for number in range(4)]
    writing.append((exports, (1, 1949, "/catalogue.jsonld")))
    measuring = ((light, (SECONDS,)), (cheap, (SECONDS, 1980)), (dear, (SECONDS, 1985)))
    together("Beside that, GEXF for four clients and the whole catalogue", server, *measuring, *writing)


def main(url: str, *parts: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "service.cli.main", "serve", "--port", str(PORT)],
        env=os.environ | {"DATABASE_URL": url, "SAMBAND_REQUEST_LOG": "off"},
    )
    try:
        start = time.monotonic()
        while True:
            try:
                _, status, _ = fetch("/ready")
                break
            except OSError:
                time.sleep(0.1)
        assert status == 200
        print(f"ready after {time.monotonic() - start:.1f} s, {psutil.Process(server.pid).memory_info().rss >> 20} MiB")
        if not parts or "first" in parts:
            first()
        while (found := client.progress(PORT))["done"] < found["total"]:
            time.sleep(0.5)
        print(f"\nall measures of all time and of today after {time.monotonic() - start:.1f} s")
        for name, part in (("measures", measures), ("files", files)):
            if not parts or name in parts:
                part()
        if not parts or "load" in parts:
            load(psutil.Process(server.pid))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
