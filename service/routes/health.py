"""The routes for operators: liveness, readiness and metrics."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.snapshot.watcher import SnapshotWatcher
from service.observability.access_log import AccessLogBuffer
from service.observability.metrics import Metrics
from service.preparation import Preparation
from service.routes.operations import OperationRoute


def routes(
    watcher: SnapshotWatcher, metrics: Metrics, buffer: AccessLogBuffer, preparation: Preparation
) -> list[OperationRoute]:
    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        """200 once a snapshot is loaded, even while the store is unavailable; 503 before.

        `measures` tells how many of the measures of all time and of today are there.
        """
        state = {
            "version": watcher.snapshot.version if watcher.snapshot else None,
            "since": watcher.since.isoformat() if watcher.since else None,
            "problem": watcher.problem,
            "measures": preparation.progress._asdict(),
            "problemSince": watcher.problem_since.isoformat() if watcher.problem_since else None,
        }
        return JSONResponse(state, 200 if watcher.snapshot else 503)

    async def metrics_page(_request: Request) -> Response:
        buffer.flush()
        return metrics.page()

    return [
        OperationRoute("/health", health),
        OperationRoute("/ready", ready),
        OperationRoute("/metrics", metrics_page),
    ]
