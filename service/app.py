"""create_app(settings): the one place where everything is wired."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from data.networks.algorithms import WORKER, use_backend
from data.networks.lazy_networkx import networkx
from data.snapshot.watcher import Watch
from data.store.database import open_store
from schema.query import build_schema
from service.graphql.endpoint import Endpoint
from service.graphql.fast_path import Direct
from service.graphql.trusted_documents import read_trusted
from service.http.cached_files import Files
from service.http.middleware import Door
from service.http.response_cache import Cache
from service.observability.access_log import write_lines
from service.observability.metrics import Metrics
from service.observability.telling import Telling
from service.observability.tracing import Traces
from service.observability.tracing import wanted as traces_wanted
from service.polling import polling
from service.routes import feeds as changes
from service.routes import linked_data as linked
from service.routes import networks as exports
from service.routes import pages, records
from service.routes.reconciliation import endpoints as reconcile
from service.settings import Settings, limits_of

GRAPHQL = "/graphql"


class Routes(Router):
    """Starlette's router, with a short cut to the endpoint that nearly all requests are for."""

    def __init__(self, endpoint: Endpoint, others: list[BaseRoute], lifespan: Lifespan[Any]) -> None:
        super().__init__([Route(GRAPHQL, endpoint), *others], lifespan=lifespan)
        self.endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == GRAPHQL and scope["type"] == "http":
            scope["endpoint"] = self.endpoint
            await self.endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(settings: Settings) -> ASGIApp:
    """The application; it reads the store when it starts, and again whenever the served version changes."""
    use_backend(settings.networkx_backend)
    watch = Watch(open_store(settings.readers_url, settings.statement_seconds))
    schema, cache = build_schema(), Cache(settings.cache_bytes)
    files = Files(watch, cache)
    sdl = schema.as_str()
    trusted = read_trusted(settings.trusted_documents, schema._schema, limits_of(settings))
    endpoint = Endpoint(schema, watch, settings, trusted, cache)
    metrics = Metrics(watch)
    tell = Telling(metrics, write_lines) if settings.request_log == "json" else Telling(metrics)

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
        async with polling(watch, settings.poll_seconds):
            loading = asyncio.create_task(asyncio.to_thread(networkx.load))  # beside the first requests
            yield {"settings": settings, "direct": None if traces_wanted() else Direct(GRAPHQL, endpoint, door)}
        await loading
        endpoint.close()
        tell.flush()
        await asyncio.to_thread(WORKER.close)

    async def print_schema(_request: Request) -> Response:
        return PlainTextResponse(sdl)

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        """Ready is who has a snapshot, also while the store cannot be read."""
        state = {
            "version": watch.snapshot.version if watch.snapshot else None,
            "since": watch.since.isoformat() if watch.since else None,
            "problem": watch.problem,
            "problemSince": watch.problem_since.isoformat() if watch.problem_since else None,
        }
        return JSONResponse(state, 200 if watch.snapshot else 503)

    async def numbers(_request: Request) -> Response:
        tell.flush()
        return metrics.page()

    routes = Routes(
        endpoint,
        [
            *pages.routes(),
            Route("/schema.graphql", print_schema),
            Route("/network.{format:path}", exports.network(files)),
            *records.routes(files, settings.published_by),
            *linked.routes(files, settings.published_by),
            *reconcile.routes(watch, settings.public_url),
            *changes.routes(files, settings),
            Route("/health", health),
            Route("/ready", ready),
            Route("/metrics", numbers),
        ],
        lifespan,
    )
    metrics.paths.update({route.endpoint: route.path for route in routes.routes if isinstance(route, Route)})
    door = Door(routes, settings, tell)
    return Traces(door) if traces_wanted() else door
