"""Measures what each attack costs the service, and what a light query notices of it.

    .venv/bin/python tests/attacks/measure.py http://127.0.0.1:8000 PID [SECONDS]

sends every attack over and over, for a second each unless told otherwise, to the service at that address, whose process
is PID; meanwhile a light query is asked every few milliseconds. It ends with 1 when an attack is not answered as it
should be, when one that is refused takes 100 ms of processor time or more, or when the service does not survive.
"""

from __future__ import annotations

import sys
import time
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection

import httpx
import psutil
from attacks import ATTACKS, FINE, code_of

LIGHT = b'{"query": "{ municipality(by: {slug: \\"mariestad\\"}) { name } }"}'
JSON = {"content-type": "application/json"}
MOST = 0.1  # seconds of processor time for a refusal
PAUSE = 0.005  # seconds between light queries


class Light:
    """Asks the light query all the time, in a process of its own, and keeps the seconds that each answer took."""

    def __init__(self, address: str) -> None:
        self.pipe, theirs = Pipe()
        Process(target=ask, args=(address, theirs), daemon=True).start()

    def taken(self) -> list[float]:
        """Since the last time."""
        self.pipe.send(None)
        found: list[float] = self.pipe.recv()
        return found


def ask(address: str, pipe: Connection) -> None:
    client, seconds = httpx.Client(base_url=address, timeout=60, trust_env=False), list[float]()
    while True:
        begun = time.perf_counter()
        client.post("/graphql", content=LIGHT, headers=JSON).raise_for_status()
        seconds.append(time.perf_counter() - begun)
        time.sleep(PAUSE)
        if pipe.poll():
            pipe.recv()
            pipe.send(seconds)
            seconds.clear()


def p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)] * 1000 if seconds else float("nan")


def main(address: str, pid: str, seconds: str = "1") -> int:
    process, light = psutil.Process(int(pid)), Light(address)
    time.sleep(1)
    light.taken()
    time.sleep(5)
    before, idle = process.memory_info().rss, p99(light.taken())
    print(f"idle: p99 of the light query {idle:.1f} ms, memory {before / 2**20:.0f} MiB")
    failed, under_attack = [], []
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        for attack in ATTACKS:
            begun, count, cpu, codes = time.perf_counter(), 0, busy(process), set()
            while count == 0 or time.perf_counter() - begun < float(seconds):
                codes.add(code_of(*attack.send(client)))
                count += 1
            spent, noticed = (busy(process) - cpu) / count, light.taken()
            under_attack += noticed
            fine = codes <= set(attack.codes) and (spent < MOST or FINE in codes)
            failed += [] if fine else [attack.name]
            print(
                f"{attack.name:40} {'answered' if FINE in codes else '/'.join(codes):28} {count:5} times"
                f" {spent * 1000:7.1f} ms each, light p99 {p99(noticed):7.1f} ms{'' if fine else '  FAILED'}"
            )
    after = process.memory_info().rss
    print(
        f"all: light p99 {p99(under_attack):.1f} ms, idle {idle:.1f} ms; memory {after / 2**20:.0f} MiB; failed: {failed}"
    )
    return 1 if failed else 0


def busy(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
