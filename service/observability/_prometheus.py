"""Names outside the documented interface of prometheus_client, used only here.

CHECKED is the range of versions that they were checked with; a test fails for any other version.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from prometheus_client import Histogram

CHECKED = ">=0.22,<0.27"


def observe_all(histogram: Histogram, amounts: Sequence[float]) -> None:
    """Does what `observe` does for each amount, but changes each counter once, which is several times as fast."""
    histogram._sum.inc(sum(amounts))
    for index, count in Counter(bisect_left(histogram._upper_bounds, amount) for amount in amounts).items():
        histogram._buckets[index].inc(count)
