"""Light queries beside the dearest legal counts and filters: `python tests/benchmarks/counts.py DATABASE_URL [NAME ...]`.

Starts `samband serve` on a store, and asks a light query, by turns idle and beside one client that asks five times a
second for the dearest operation of a kind that the limit of cost allows, each time with new values, so that nothing of
it is cached. Prints the price of the operation in points, how long it takes, and what the light query notices.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from networks import PORT, ask, fetch, progress, quantiles

SECONDS = 4  # of each turn
TURNS = 2  # idle and attacked, for each operation
RATE = 5  # a second
LIGHT = "query ($code: String!) { country(code: $code) { name } }"
CODES = ("SE", "DE", "UA", "PL", "FR", "FI")
FACETS = "facets(by: [%s], first: 100) { by distinct missing values { key label count certain } }"
OF_PARTNERSHIPS = (
    "GOAL COUNTRY COUNTY REGION CONTINENT KIND STATE PROGRAMME THEME CORE_AREA LAYER ORGANISATION START_YEAR END_YEAR "
    "MEMBERS CERTAINTY"
)
OF_MUNICIPALITIES = (
    "COUNTRY COUNTY REGION CONTINENT KIND DEGREE PARTNER_COUNTRY GOAL PROGRAMME THEME CORE_AREA LAYER ORGANISATION "
    "PARTNERSHIP_KIND PARTNERSHIP_STATE"
)
SERIES = "series(from: $from, to: $to, step: MONTH) { day %s }"
COUNTED = "order size components partnerships { certain possible }"
NUMBERS = count(1)


class Asked(NamedTuple):
    """A document and its variables, other ones in each call, for a size from 1 on."""

    name: str
    document: Callable[[int], str]
    variables: Callable[[int], dict[str, Any]]
    most: int = 400


def fresh() -> float:
    """A number of degrees that was not asked before."""
    return next(NUMBERS) * 0.0001


def aliased(field: str) -> Callable[[int], str]:
    return lambda size: " ".join(f"a{number}: {field.replace('$f', f'$f{number}')}" for number in range(size))


def circles(size: int) -> dict[str, Any]:
    """A variable with a wide circle for each alias."""
    return {f"f{number}": {"near": circle()} for number in range(size)}


def circle() -> dict[str, Any]:
    return {"latitude": 50 + fresh(), "longitude": 12, "km": 2000}


def facets(field: str, type_: str, keys: str) -> Asked:
    fields = aliased(f"{field}(filter: $f, first: 0) {{ {FACETS % ', '.join(keys.split())} }}")

    def document(size: int) -> str:
        return f"query ({' '.join(f'$f{number}: {type_}' for number in range(size))}) {{ {fields(size)} }}"

    return Asked(f"facets of {field}, all keys", document, circles, 30)


def days(size: int) -> dict[str, Any]:
    """As many months, from a day that was not asked before."""
    months, day = divmod(next(NUMBERS), 28)
    first, last = (date(1960 + month // 12, month % 12 + 1, day + 1) for month in (months, months + size - 1))
    return {"from": first.isoformat(), "to": last.isoformat()}


def series(name: str, field: str, points: str, **variables: Callable[[], Any]) -> Asked:
    declared = "$from: Date!, $to: Date!" + (", $f: PartnershipFilter" if variables else "")
    document = f"query ({declared}) {{ {field} {{ {SERIES % points} }} }}"
    return Asked(
        name, lambda _: document, lambda size: days(size) | {name: value() for name, value in variables.items()}
    )


def titled() -> dict[str, Any]:
    """A filter of one kind, and of sources whose number is new."""
    return {"kinds": ["TWIN_TOWN"], "sources": {"from": -next(NUMBERS)}}


def sought() -> dict[str, Any]:
    return {"text": "e", "sources": {"from": -next(NUMBERS)}}


def nested(size: int) -> dict[str, Any]:
    """Partners of partners, each near another point."""
    found: dict[str, Any] = {"near": circle()}
    for _ in range(size - 1):
        found = {"near": circle(), "partners": {"places": found}}
    return {"f": found}


def denied(size: int) -> dict[str, Any]:
    """Partnerships near one point and not near another, nor …"""
    found: dict[str, Any] = {"near": circle()}
    for _ in range(size - 1):
        found = {"near": circle(), "not": found}
    return {"f": {"partnerships": found}}


PLACES = "query ($f: MunicipalityFilter) { municipalities(filter: $f) { totalCount } }"
HITS = aliased("searchHits(text: $f, first: 100) { totalCount nodes { score matched } }")
ATTACKS = (
    facets("partnerships", "PartnershipFilter", OF_PARTNERSHIPS),
    facets("municipalities", "MunicipalityFilter", OF_MUNICIPALITIES),
    series("series of partnerships", "partnerships(first: 0)", "certain possible"),
    series("series of partnerships of a kind", "partnerships(filter: $f, first: 0)", "certain possible", f=titled),
    series("series of partnerships by text", "partnerships(filter: $f, first: 0)", "certain possible", f=sought),
    series("series of networks", "network", COUNTED),
    series("series of the affiliation network", "network(projection: AFFILIATION)", COUNTED),
    series("series of the network of Goals", "network(projection: GOALS, goalBasis: [STATED, INFERRED])", COUNTED),
    Asked("near and partners, nested", lambda _: PLACES, nested, 22),
    Asked("near and not, nested", lambda _: PLACES, denied, 44),
    Asked(
        "1 000 hits of a search",
        lambda size: f"query ({' '.join(f'$f{n}: String!' for n in range(size))}) {{ {HITS(size)} }}",
        lambda size: {f"f{number}": f"{'aeiou'[next(NUMBERS) % 5]}{next(NUMBERS)}" for number in range(size)},
        30,
    ),
)


def dearest(asked: Asked) -> tuple[int, int]:
    """The greatest size that the service does not refuse, by bisection, and its price in points."""
    least, most, price = 0, asked.most + 1, 0
    while most - least > 1:
        size = (least + most) // 2
        _, answer = ask(asked.document(size), 3, **asked.variables(size))
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        if codes & {"LIMIT_EXCEEDED", "BAD_USER_INPUT"}:
            most = size
        else:
            least = size
            price = answer.get("extensions", {}).get("cost", {}).get("requested", price)
    return least, price


def light(pipe: Connection, seconds: float) -> None:
    """Light queries one after the other, each with a pause after it, and each new to the caches."""
    times, number, until = [], 0, time.monotonic() + seconds
    while time.monotonic() < until:
        number += 1
        times.append(ask(LIGHT, 2, code=CODES[number % len(CODES)], unused=f"{time.monotonic()}")[0])
        time.sleep(0.005)
    pipe.send(times)


def attack(asked: Asked, size: int, seconds: float) -> list[float]:
    """Asks five times a second, whether answered or not. Returns the seconds of each answer."""
    begun, times = time.monotonic(), []
    with ThreadPoolExecutor(100) as threads:
        while time.monotonic() < begun + seconds:
            times.append(threads.submit(ask, asked.document(size), 3, **asked.variables(size)))
            time.sleep(max(begun + len(times) / RATE - time.monotonic(), 0))
        return [one.result()[0] for one in times]


def turn(asked: Asked | None, size: int) -> tuple[list[float], list[float]]:
    """The seconds of light queries, which a process of its own asks, and of the operation beside them."""
    here, there = (context := get_context("spawn")).Pipe()
    process = context.Process(target=light, args=(there, SECONDS))
    process.start()
    taken = attack(asked, size, SECONDS) if asked else []
    found: list[float] = here.recv()
    process.join()
    return found, taken


def measured(asked: Asked) -> None:
    """Prints a row: idle and attacked by turns."""
    size, price = dearest(asked)
    alone = min(ask(asked.document(size), 3, **asked.variables(size))[0] for _ in range(3))
    idle, beside, taken = [], [], []
    for _ in range(TURNS):
        idle += turn(None, 0)[0]
        times, answers = turn(asked, size)
        beside += times
        taken += answers
    ratios = [quantile(beside, part) / quantile(idle, part) for part in (0.5, 0.99)]
    print(
        f"| {asked.name} | {size} | {price} | {alone * 1000:.0f} | {quantile(taken, 0.5) * 1000:.0f} | "
        f"{quantiles(idle).rpartition(' |')[0]} | {quantiles(beside).rpartition(' |')[0]} | "
        f"{ratios[0]:.1f} | {ratios[1]:.1f} |",
        flush=True,
    )


def quantile(times: list[float], part: float) -> float:
    return sorted(times)[int(len(times) * part)]


def main(url: str, *names: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "service.cli.main", "serve", "--port", str(PORT)],
        env=os.environ | {"DATABASE_URL": url, "SAMBAND_REQUEST_LOG": "off"},
    )
    try:
        until_ready()
        print(f"load average {os.getloadavg()[0]:.1f}\n")
        print(
            "| asked | size | points | ms alone | ms of five a second | idle: p50 | p99 | beside: p50 | p99 | p50 ÷ | p99 ÷ |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for asked in ATTACKS:
            if not names or any(name in asked.name for name in names):
                measured(asked)
    finally:
        server.terminate()
        server.wait()


def until_ready() -> None:
    """Waits until the service is ready and the measures that it computes at its start are there."""
    while True:
        try:
            if fetch("/ready")[1] == 200:
                break
        except OSError:
            time.sleep(0.1)
    while progress()["done"] < progress()["total"]:
        time.sleep(0.5)


if __name__ == "__main__":
    main(*sys.argv[1:])
