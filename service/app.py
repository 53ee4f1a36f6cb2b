"""The composition root: `create_app(settings)` returns the ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from data.networks.algorithms import WORKER, use_backend
from data.networks.lazy_networkx import networkx
from data.search.name_index import prepare_names
from data.snapshot.watcher import SnapshotWatcher
from data.store.database import open_store
from schema.execution._strawberry import core_schema
from schema.query import build_schema
from service.graphql.endpoint import Endpoint
from service.graphql.fast_path import FastPath
from service.graphql.trusted_documents import read_trusted
from service.http.cached_files import CachedFiles
from service.http.middleware import RequestMiddleware
from service.http.response_cache import ResponseCache
from service.observability import tracing
from service.observability.access_log import AccessLogBuffer, write_lines
from service.observability.metrics import Metrics
from service.polling import polling
from service.routes import feeds, health, linked_data, networks, pages, reconciliation, records, tables
from service.settings import Settings, limits_of

GRAPHQL = "/graphql"


class Routes(Router):
    """Starlette's router with a shortcut: requests to the GraphQL endpoint skip route matching."""

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
    """Builds the application. Raises SettingError.

    The application reads the store at its startup, and again when the served version changes.
    """
    use_backend(settings.networkx_backend)
    WORKER.enabled = settings.has("measuring_process")
    store = open_store(settings.readers_url, settings.statement_seconds)
    watcher = SnapshotWatcher(store, prepare=prepare_names)
    schema, cache = build_schema(), ResponseCache(settings.response_bytes)
    trusted = read_trusted(settings.trusted_documents, core_schema(schema), limits_of(settings))
    endpoint = Endpoint(schema, watcher, settings, trusted, cache, pages.graphiql_page)
    metrics = Metrics(watcher)
    sinks = [metrics, write_lines] if settings.request_log == "json" else [metrics]
    buffer = AccessLogBuffer(*sinks)

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
        async with polling(watcher, settings.poll_seconds):
            loading = asyncio.create_task(asyncio.to_thread(networkx.load))  # in the background
            has_fast_path = settings.has("fast_path") and not tracing.is_configured()
            fast_path = FastPath(GRAPHQL, endpoint, middleware) if has_fast_path else None
            yield {"settings": settings, "fast_path": fast_path}
        await loading
        endpoint.close()
        buffer.flush()
        await asyncio.to_thread(WORKER.close)

    others = routes_of(settings, watcher, CachedFiles(watcher, cache), schema.as_str(), metrics, buffer)
    routes = Routes(endpoint, others, lifespan)
    metrics.paths.update({route.endpoint: route.path for route in routes.routes if isinstance(route, Route)})
    middleware = RequestMiddleware(routes, settings, buffer)
    return tracing.TracingMiddleware(middleware) if tracing.is_configured() else middleware


def routes_of(
    settings: Settings,
    watcher: SnapshotWatcher,
    files: CachedFiles,
    sdl: str,
    metrics: Metrics,
    buffer: AccessLogBuffer,
) -> list[BaseRoute]:
    """All routes except the GraphQL endpoint."""

    async def print_schema(_request: Request) -> Response:
        return PlainTextResponse(sdl)

    return [
        *pages.routes(),
        Route("/schema.graphql", print_schema),
        Route("/network.{format:path}", networks.network(files)),
        *tables.routes(files),
        *records.routes(files, settings.published_by),
        *linked_data.routes(files, settings.published_by),
        *reconciliation.routes(watcher, settings.public_url),
        *feeds.routes(files, settings),
        *health.routes(watcher, metrics, buffer),
    ]
