"""Frames a second of the explorer in headless Chromium: `python tests/benchmarks/frames.py ADDRESS [VIEW ...]`.

Opens the map (or other views) of a served catalogue at 1280 by 800 without a graphics card. In the page it moves a
pointer, turns a wheel, or lets time play, once in each frame, and notes the time between frames. Prints for each kind
of movement the mean number of frames a second, the median and the 95th percentile of a frame in milliseconds, and the
processor time that a frame takes on the busiest thread of the browser, which other programs hardly change: with less
than 16.7 ms there are 60 frames a second on a machine that is not busy with something else.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium-headless-shell"
FLAGS = ("--no-sandbox", "--disable-gpu")
SECONDS = 4  # of each movement
LONGEST = 300_000  # milliseconds until the page has loaded everything
MOVEMENTS = ("pan", "zoom", "play")
FRAMES = """async ([movement, seconds]) => {
  const box = document.querySelector("#canvas");
  const { left, top, width, height } = box.getBoundingClientRect();
  const at = (x, y) => ({ clientX: left + x, clientY: top + y, pointerId: 1, bubbles: true, cancelable: true });
  const middle = at(width / 2, height / 3);
  const moves = {
    pan: (n) => {
      const point = at(width / 2 + 250 * Math.sin(n / 25), height / 2 + 80 * Math.sin(n / 40));
      box.dispatchEvent(new PointerEvent("pointermove", point));
    },
    zoom: (n) => box.dispatchEvent(new WheelEvent("wheel", { ...middle, deltaY: Math.floor(n / 60) % 2 ? 25 : -25 })),
    play: () => {},
  };
  box.setPointerCapture = () => {};
  if (movement === "pan") box.dispatchEvent(new PointerEvent("pointerdown", at(width / 2, height / 2)));
  if (movement === "play") document.querySelector("#play").click();
  const times = [];
  const end = performance.now() + 1000 * seconds;
  for (let n = 0, last = null; performance.now() < end; n += 1) {
    moves[movement](n);
    const now = await new Promise(requestAnimationFrame);
    if (last !== null) times.push(now - last);
    last = now;
  }
  if (movement === "pan") box.dispatchEvent(new PointerEvent("pointercancel", at(0, 0)));
  if (movement === "play") document.querySelector("#play").click();
  return times;
}"""


def threads() -> dict[tuple[int, int], float]:
    """The processor seconds of each thread of the browser so far, by process and thread."""
    browsers = [one for one in psutil.Process().children(recursive=True) if "chrom" in one.name()]
    return {(one.pid, thread.id): thread.user_time + thread.system_time for one in browsers for thread in one.threads()}


def row(name: str, times: list[float], busiest: float) -> str:
    """A row of the table: frames a second, median and 95th percentile in milliseconds, processor time in milliseconds."""
    late = statistics.quantiles(times, n=20)[-1]
    rate, median = 1000 * len(times) / sum(times), statistics.median(times)
    return f"| {name} | {rate:.0f} | {median:.1f} | {late:.1f} | {1000 * busiest / len(times):.1f} |"


def measure(page: Page, name: str) -> None:
    """Print the rows of a page: as it opens, and near."""
    for distance in ("far", "near"):
        for movement in MOVEMENTS:
            before = threads()
            times: Any = page.evaluate(FRAMES, [movement, SECONDS])
            busiest = max(spent - before.get(thread, 0) for thread, spent in threads().items())
            print(row(f"{name}, {distance}: {movement}", times, busiest), flush=True)
            page.wait_for_timeout(500)
        page.locator("#canvas").hover(position={"x": 500, "y": 150})
        for _ in range(10):
            page.mouse.wheel(0, -100)
        page.wait_for_timeout(500)


def main(address: str, *views: str) -> None:
    """Measure the views of a service."""
    print("| view and movement | frames a second | median ms | 95 % ms | thread ms |\n|---|---:|---:|---:|---:|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for view in views or ("map",):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            begun = time.perf_counter()
            page.goto(f"{address}?view={view}&lang=en")
            page.wait_for_selector("body:not([aria-busy])", timeout=LONGEST)
            first = page.evaluate("performance.getEntriesByName('first-picture')[0].startTime")
            print(
                f"| {view}: first picture {first:.0f} ms, complete {time.perf_counter() - begun:.1f} s |||||",
                flush=True,
            )
            page.wait_for_timeout(1500)
            measure(page, view)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
