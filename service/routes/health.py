"""The routes for operators: liveness, readiness and metrics."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.snapshot.watcher import SnapshotWatcher
from service.http.errors import NO_CATALOGUE, Code, HTTPError
from service.http.problems import LATER, ProblemResponse
from service.observability.access_log import AccessLogBuffer
from service.observability.metrics import Metrics
from service.preparation import Preparation
from service.routes.operations import TEXT, Content, Operation, OperationRoute

NULLABLE = {"type": ["string", "null"]}
INSTANT = NULLABLE | {"format": "date-time"}
COUNT = {"type": "integer", "minimum": 0}
ALIVE = {"type": "object", "properties": {"status": {"const": "alive"}}, "required": ["status"]}
STATE = {
    "version": NULLABLE | {"description": "The served catalogue version; null before one is loaded."},
    "since": INSTANT | {"description": "When this process began to serve it."},
    "problem": NULLABLE | {"description": "Why no newer version can be loaded; null when there is no problem."},
    "measures": {
        "type": "object",
        "description": "How many of the measures of all time and of today are there, of those computed in the background.",
        "properties": {"done": COUNT, "total": COUNT},
        "required": ["done", "total"],
    },
    "problemSince": INSTANT | {"description": "When the problem began."},
}
READY = {
    "type": "object",
    "title": "Ready",
    "properties": STATE,
    "required": list(STATE),
    "additionalProperties": False,
}
JSON = "application/json"


def probe(name: str, summary: str, content: Content, **more: Any) -> Operation:
    return Operation(name, summary, content, is_file=False, is_open=True, **more)


def routes(
    watcher: SnapshotWatcher, metrics: Metrics, buffer: AccessLogBuffer, preparation: Preparation
) -> list[OperationRoute]:
    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        """200 once a snapshot is loaded, even while the store is unavailable; 503 with the same members before.

        `measures` tells how many of the measures of all time and of today are there.
        """
        state = {
            "version": watcher.snapshot.version if watcher.snapshot else None,
            "since": watcher.since.isoformat() if watcher.since else None,
            "problem": watcher.problem,
            "measures": preparation.progress._asdict(),
            "problemSince": watcher.problem_since.isoformat() if watcher.problem_since else None,
        }
        if watcher.snapshot is None:
            return ProblemResponse(HTTPError(503, Code.NOT_READY, NO_CATALOGUE, LATER, state))
        return JSONResponse(state)

    async def metrics_page(_request: Request) -> Response:
        buffer.flush()
        return metrics.page()

    return [
        OperationRoute("/health", health, probe("health", "Whether the process is alive", {JSON: ALIVE})),
        OperationRoute(
            "/ready",
            ready,
            probe(
                "ready",
                "Whether a catalogue is served, and which",
                {JSON: READY},
                errors={503: "No catalogue is loaded yet. The problem details have the members of the state, too."},
            ),
        ),
        OperationRoute(
            "/metrics", metrics_page, probe("metrics", "Metrics in the text format of Prometheus", {"text/plain": TEXT})
        ),
    ]
