"""The composition root: `create_app(settings)` returns the ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import strawberry
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Match, Route, Router
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from data.lanes.lanes import LANES
from data.networks.lazy_modules import networkx
from data.networks.measures import Measures
from data.snapshot.fragments import FRAGMENTS
from data.snapshot.watcher import SnapshotWatcher
from schema.execution._strawberry import core_schema
from schema.query import build_schema
from service.graphql.endpoint import Endpoint
from service.graphql.fast_path import FastPath
from service.graphql.trusted_documents import read_trusted
from service.http.cached_files import BoundedFiles, CachedFiles
from service.http.file_lane import FileSpool, Store
from service.http.middleware import RequestMiddleware
from service.http.problems import GRAPHQL_PATH, ProblemResponse
from service.http.response_cache import ResponseCache
from service.http.version_files import CurrentFiles, FileServers, VersionFiles
from service.observability import tracing
from service.observability.access_log import AccessLogBuffer, write_lines
from service.observability.metrics import Metrics
from service.polling import polling
from service.preparation import Preparation
from service.routes import (
    feeds,
    health,
    linked_data,
    networks,
    openapi,
    pages,
    problems,
    reconciliation,
    records,
    tables,
    versions,
)
from service.routes.operations import TEXT, Operation, OperationRoute
from service.settings import Settings, limits_of
from service.site import not_found, sitemap
from service.site import pages as site

LOAD_AFTER = 2.0  # seconds
SCHEMA = Operation(
    "schema", "The schema of GraphQL, which is at /graphql", {"text/plain": TEXT}, is_file=False, is_open=True
)


class Routes(Router):
    """Starlette's router with a shortcut: requests to the GraphQL endpoint skip route matching."""

    def __init__(self, endpoint: Endpoint, others: Sequence[OperationRoute], lifespan: Lifespan[Any]) -> None:
        own = [Route(GRAPHQL_PATH, endpoint), *others]
        super().__init__(own, lifespan=lifespan, redirect_slashes=False)
        self.endpoint = endpoint
        self.nearest = not_found.NearestAddresses(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == GRAPHQL_PATH and scope["type"] == "http":
            scope["endpoint"] = self.endpoint
            await self.endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def not_found(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            response = self.with_other_slash(scope)
            if response is None:
                response = ProblemResponse(not_found.unknown_path_error(self.nearest(scope["path"]), scope))
            await response(scope, receive, send)
        else:
            await super().not_found(scope, receive, send)

    def with_other_slash(self, scope: Scope) -> Response | None:
        """The redirect to the same path with a slash at its end, or without the one it has, if a route matches that.

        The address is relative, because a proxy may have removed a prefix from the path.
        """
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
        if all(route.matches({**scope, "path": other})[0] is Match.NONE for route in self.routes):
            return None
        name = quote(other.rstrip("/").rpartition("/")[2])
        address = f"./{name}/" if other.endswith("/") else f"../{name}"
        return RedirectResponse(f"{address}?{query}" if query else address)


async def load_networkx() -> None:
    """Imports networkx in the background, after the first requests, with which it would compete."""
    await asyncio.sleep(LOAD_AFTER)
    await asyncio.to_thread(networkx.load)


def create_app(settings: Settings) -> ASGIApp:
    """Builds the application. Raises SettingError.

    The application reads the store at its startup, and again when the served version changes.
    """
    LANES.enabled, Measures.budget = settings.has("lanes"), settings.measure_seconds
    FRAGMENTS.limit = settings.fragment_bytes
    store = Store(settings.readers_url, settings.statement_seconds, images=settings.has("snapshot_images"))
    watcher = SnapshotWatcher(store.open())
    spool = FileSpool(store, settings.spool_bytes)
    watcher.prepare = preparation = Preparation(watcher)
    schema, cache = build_schema(), ResponseCache(settings.response_bytes)
    trusted = read_trusted(settings.trusted_documents, core_schema(schema), limits_of(settings))
    endpoint = Endpoint(schema, watcher, settings, trusted, cache, pages.graphiql_page)
    metrics = Metrics(watcher, preparation)
    sinks = [metrics, write_lines] if settings.request_log == "json" else [metrics]
    buffer = AccessLogBuffer(*sinks)

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[dict[str, Any]]:
        async with polling(watcher, settings.poll_seconds):
            background = [asyncio.create_task(task) for task in (load_networkx(), preparation.renew_daily())]
            has_fast_path = settings.has("fast_path") and not tracing.is_configured()
            fast_path = FastPath(GRAPHQL_PATH, endpoint, middleware) if has_fast_path else None
            yield {"settings": settings, "fast_path": fast_path, "not_found_page": not_found.page_of}
            for task in background:
                task.cancel()
        endpoint.close()
        buffer.flush()
        await asyncio.to_thread(LANES.close)
        spool.close()
        files.versions.close()

    shared = watcher, cache, spool, settings.operation_seconds
    files = FileServers(CachedFiles(*shared), BoundedFiles(*shared), CurrentFiles(*shared), VersionFiles(*shared))
    others = routes_of(settings, watcher, files, schema, metrics, buffer, preparation)
    routes = Routes(endpoint, others, lifespan)
    metrics.paths.update({route.endpoint: route.path for route in routes.routes if isinstance(route, Route)})
    middleware = RequestMiddleware(routes, settings, buffer)
    return tracing.TracingMiddleware(middleware) if tracing.is_configured() else middleware


def of_one_version(files: CachedFiles, settings: Settings) -> list[OperationRoute]:
    """The routes of the files that depend on one version alone, so that they can have addresses per version."""
    publisher = settings.published_by
    return [
        *networks.routes(files),
        *tables.routes(files, settings.public_url),
        *records.routes(files, publisher),
        *linked_data.catalogues(files, publisher),
    ]


def routes_of(
    settings: Settings,
    watcher: SnapshotWatcher,
    files: FileServers,
    schema: strawberry.Schema,
    metrics: Metrics,
    buffer: AccessLogBuffer,
    preparation: Preparation,
) -> list[OperationRoute]:
    """All routes except the GraphQL endpoint."""
    sdl = schema.as_str()

    async def print_schema(_request: Request) -> Response:
        return PlainTextResponse(sdl)

    found = [
        *pages.routes(),
        OperationRoute("/schema.graphql", print_schema, SCHEMA),
        *of_one_version(files.current, settings),
        *versions.routes(files.plain, files.versions, of_one_version(files.versions, settings), settings),
        *linked_data.routes(files.plain, settings.published_by),
        *reconciliation.routes(watcher, settings.public_url),
        *feeds.routes(files.plain, settings),
        *problems.routes(),
        *site.routes(files.bounded, schema, settings),
        *sitemap.routes(files.plain, settings),
        *health.routes(watcher, metrics, buffer, preparation),
    ]
    return [*found, *openapi.routes(found, settings)]
