"""create_app(settings): the one place where everything is wired."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from data.database import open_store
from data.measures import use_backend
from data.watch import Watch
from schema.query import build_schema
from service import exports
from service.door import Door
from service.facts import Facts
from service.graphql import Endpoint
from service.logs import RequestLog
from service.metrics import Metrics
from service.settings import Settings, limits_of
from service.traces import Traces
from service.traces import wanted as traces_wanted
from service.trusted import read_trusted


def create_app(settings: Settings) -> Starlette:
    """The application; it reads the store when it starts, and again whenever the served version changes."""
    use_backend(settings.networkx_backend)
    watch = Watch(open_store(settings.database_url))
    schema = build_schema()
    sdl = schema.as_str()
    trusted = read_trusted(settings.trusted_documents, schema._schema, limits_of(settings))
    endpoint = Endpoint(schema, watch, settings, trusted)
    metrics, log = Metrics(watch), RequestLog()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        end = asyncio.Event()
        await asyncio.to_thread(watch.poll)
        watching = asyncio.create_task(poll(watch, settings.poll_seconds, end))
        yield {"settings": settings}
        end.set()
        await watching
        endpoint.threads.close()
        log.flush()
        watch.engine.dispose()

    async def home(_request: Request) -> Response:
        return RedirectResponse("/graphql")

    async def print_schema(_request: Request) -> Response:
        return PlainTextResponse(sdl)

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        snapshot, problem = watch.snapshot, watch.problem
        state = {"version": snapshot.version if snapshot else None, "problem": problem}
        return JSONResponse(state, 200 if snapshot else 503)

    def tell(scope: Scope, facts: Facts, seconds: float) -> None:
        metrics(scope, facts, seconds)
        if settings.request_log == "json":
            log(scope, facts, seconds)

    app = Starlette(
        lifespan=lifespan,
        middleware=[
            *([Middleware(Traces)] if traces_wanted() else []),
            Middleware(Door, settings, tell),
        ],
        routes=[
            Route("/", home),
            Route("/graphql", endpoint),
            Route("/schema.graphql", print_schema),
            Route("/network.{format:path}", exports.network(watch)),
            Route("/health", health),
            Route("/ready", ready),
            Route("/metrics", metrics.page),
        ],
    )
    metrics.paths.update({route.endpoint: route.path for route in app.routes if isinstance(route, Route)})
    return app


async def poll(watch: Watch, seconds: float, end: asyncio.Event) -> None:
    """Look after the store every so many seconds until the end; what is under way is finished first."""
    while not end.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), seconds)
            return
        await asyncio.to_thread(watch.poll)
