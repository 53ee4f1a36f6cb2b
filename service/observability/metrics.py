"""Prometheus metrics of the requests, the served catalogue and the process."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.responses import Response

from data.lanes.lanes import LANES
from data.snapshot.watcher import SnapshotWatcher
from service.observability._prometheus import observe_all
from service.observability.access_log import FinishedRequest
from service.preparation import Preparation

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
POINTS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 20_000)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
OTHER = "other"
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # directory in which prometheus_client shares the metrics of several processes


class CatalogueCollector(Collector):
    """The served version, as a label, and the consecutive failed polls of the store, as seen by this process."""

    def __init__(self, watcher: SnapshotWatcher) -> None:
        self.watcher = watcher

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(
            "samband_catalogue_info", "The served catalogue version, as a label.", labels=["version"]
        )
        if self.watcher.snapshot is not None:
            family.add_metric([self.watcher.snapshot.version], 1)
        yield family
        yield GaugeMetricFamily(
            "samband_store_failures", "Consecutive failed polls of the store.", value=self.watcher.failures
        )


class LaneCollector(Collector):
    """The jobs of the lanes, and the measures that are computed in the background, as seen by this process."""

    def __init__(self, preparation: Preparation) -> None:
        self.preparation = preparation

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("samband_lane_jobs", "Jobs that wait or run in a lane.", labels=["lane", "state"])
        for lane in LANES.all:
            family.add_metric([lane.name, "waiting"], lane.waiting)
            family.add_metric([lane.name, "running"], lane.running is not None)
        yield family
        done, total = self.preparation.progress
        yield GaugeMetricFamily(
            "samband_measures_missing", "Measures of all time and of today that are still computed.", value=total - done
        )


class Metrics:
    """Counts finished requests. Unknown paths and unknown methods have the label `other`."""

    def __init__(self, watcher: SnapshotWatcher, preparation: Preparation) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.paths: dict[object, str] = {}
        self.requests = Histogram(
            "samband_request_seconds",
            "Duration of requests in seconds.",
            ("path", "method", "status"),
            buckets=SECONDS,
            registry=registry,
        )
        self.codes = Counter("samband_errors", "Requests with errors, by code.", ("code",), registry=registry)
        self.cost = Histogram(
            "samband_operation_cost", "Cost of operations in points.", buckets=POINTS, registry=registry
        )
        self.cached = Counter("samband_cached_answers", "Responses served from the cache.", registry=registry)
        self.own = [CatalogueCollector(watcher), LaneCollector(preparation)]
        for collector in self.own:
            registry.register(collector)

    def __call__(self, finished: list[FinishedRequest]) -> None:
        """Counts a batch of requests, each counter once."""
        seconds, costs = defaultdict[tuple[object, str, int], list[float]](list), list[float]()
        for scope, info, _, duration in finished:
            seconds[scope.get("endpoint"), scope["method"], info.status].append(duration)
            if info.cost is not None:
                costs.append(info.cost)
            if info.code is not None:
                self.codes.labels(info.code).inc()
        for (endpoint, method, status), durations in seconds.items():
            path = self.paths.get(endpoint, OTHER)
            observe_all(self.requests.labels(path, method if method in METHODS else OTHER, status), durations)
        observe_all(self.cost, costs)
        self.cached.inc(sum(info.cached for _, info, _, _ in finished))

    def page(self) -> Response:
        """The metrics in the text format of Prometheus, aggregated over all processes when these share them."""
        registry = self.registry
        if SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            for collector in self.own:
                registry.register(collector)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
